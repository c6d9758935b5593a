#include "due_curl.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  char *bytes;
  size_t count, capacity;
} buffer;

struct due_http {
  CURL *easy;
  buffer headers, body;
  char reason[CURL_ERROR_SIZE];
  /* Of the request in hand. */
  size_t limit, taken;
  int descriptor, write_error, too_long;
};

/* libcurl brings some thirty libraries along, which would double the start-up of a command that
   may never speak to anybody: it is loaded for the first request. */
#define CALLS(each) \
  each(global_init) each(easy_init) each(easy_cleanup) each(easy_reset) \
  each(easy_setopt) each(easy_getinfo) each(easy_perform) each(easy_strerror) \
  each(slist_append) each(slist_free_all)

static struct {
#define MEMBER(name) __typeof__(&(curl_##name)) name;
  CALLS(MEMBER)
} libcurl;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int is_loaded;

static void load(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
#define FIND(name) \
  if (!(libcurl.name = (__typeof__(libcurl.name))dlsym(library, "curl_" #name))) return;
  CALLS(FIND)
  is_loaded = libcurl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

due_http *due_http_open(void) {
  pthread_once(&once, load);
  if (!is_loaded) return NULL;
  due_http *http = calloc(1, sizeof *http);
  if (http && !(http->easy = libcurl.easy_init())) {
    free(http);
    return NULL;
  }
  return http;
}

void due_http_close(due_http *http) {
  libcurl.easy_cleanup(http->easy);
  free(http->headers.bytes);
  free(http->body.bytes);
  free(http);
}

static int append(buffer *b, const char *bytes, size_t n) {
  if (b->count + n + 1 > b->capacity) {
    size_t capacity = (b->count + n + 1) * 2;
    char *larger = realloc(b->bytes, capacity);
    if (!larger) return 0;
    b->bytes = larger;
    b->capacity = capacity;
  }
  memcpy(b->bytes + b->count, bytes, n);
  b->count += n;
  b->bytes[b->count] = 0;
  return 1;
}

static size_t take_header(char *bytes, size_t one, size_t n, void *context) {
  (void)one;
  due_http *http = context;
  /* A status line begins the headers of another answer, such as after 100 Continue. */
  if (n >= 5 && memcmp(bytes, "HTTP/", 5) == 0) http->headers.count = 0;
  if (http->headers.count + n > 256 * 1024) return 0;
  return append(&http->headers, bytes, n) ? n : 0;
}

static size_t take_body(char *bytes, size_t one, size_t n, void *context) {
  (void)one;
  due_http *http = context;
  http->taken += n;
  if (http->taken > http->limit) {
    http->too_long = 1;
    return 0;
  }
  long status = 0;
  libcurl.easy_getinfo(http->easy, CURLINFO_RESPONSE_CODE, &status);
  if (http->descriptor < 0 || status < 200 || status > 299)
    return append(&http->body, bytes, n) ? n : 0;
  for (size_t done = 0; done < n;) {
    ssize_t written = write(http->descriptor, bytes + done, n - done);
    if (written >= 0) done += (size_t)written;
    else if (errno != EINTR) {
      http->write_error = errno;
      return 0;
    }
  }
  return n;
}

static due_http_outcome outcome(due_http *http, CURLcode code) {
  long sent = 0;
  switch (code) {
    case CURLE_OK: return DUE_HTTP_ANSWERED;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_OUT_OF_MEMORY:
    case CURLE_SSL_CACERT_BADFILE: return DUE_HTTP_REFUSED;
    default: break;
  }
  if (http->write_error) return DUE_HTTP_NOT_WRITTEN;
  if (http->too_long) return DUE_HTTP_TOO_LONG;
  libcurl.easy_getinfo(http->easy, CURLINFO_REQUEST_SIZE, &sent);
  return sent > 0 ? DUE_HTTP_UNCERTAIN : DUE_HTTP_NOT_SENT;
}

due_http_response due_http_perform(due_http *http, const due_http_request *request) {
  CURL *easy = http->easy;
  http->headers.count = http->body.count = 0;
  http->taken = 0;
  http->limit = request->limit;
  http->descriptor = request->descriptor;
  http->write_error = http->too_long = 0;
  http->reason[0] = 0;

  libcurl.easy_reset(easy); /* The connection stays open. */
  struct curl_slist *lines = libcurl.slist_append(NULL, "Expect:");
  int complete = lines != NULL;
  /* A POST without a type would get that of a form. */
  for (size_t i = 0; complete && i < request->header_count; i++) {
    struct curl_slist *more = libcurl.slist_append(lines, request->headers[i]);
    if (more) lines = more;
    else complete = 0;
  }
  libcurl.easy_setopt(easy, CURLOPT_URL, request->url);
  libcurl.easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  libcurl.easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  libcurl.easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  libcurl.easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
  libcurl.easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  libcurl.easy_setopt(easy, CURLOPT_FRESH_CONNECT, request->only_once ? 1L : 0L);
  libcurl.easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  libcurl.easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  if (request->authorities) libcurl.easy_setopt(easy, CURLOPT_CAINFO, request->authorities);
  libcurl.easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, request->connect_ms);
  libcurl.easy_setopt(easy, CURLOPT_TIMEOUT_MS, request->total_ms);
  libcurl.easy_setopt(easy, CURLOPT_HTTPHEADER, lines);
  libcurl.easy_setopt(easy, CURLOPT_ERRORBUFFER, http->reason);
  libcurl.easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
  libcurl.easy_setopt(easy, CURLOPT_HEADERDATA, http);
  libcurl.easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
  libcurl.easy_setopt(easy, CURLOPT_WRITEDATA, http);
  if (request->body_size > 0 || strcmp(request->method, "POST") == 0) {
    libcurl.easy_setopt(easy, CURLOPT_POSTFIELDS, request->body ? request->body : "");
    libcurl.easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_size);
  }
  libcurl.easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);

  CURLcode code = complete ? libcurl.easy_perform(easy) : CURLE_OUT_OF_MEMORY;
  due_http_response response = {.outcome = outcome(http, code)};
  response.error = http->write_error;
  libcurl.easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &response.status);
  response.headers = http->headers.bytes;
  response.headers_size = http->headers.count;
  response.body = http->body.bytes;
  response.body_size = http->body.count;
  response.reason = http->reason[0] ? http->reason : libcurl.easy_strerror(code);
  libcurl.easy_setopt(easy, CURLOPT_HTTPHEADER, NULL);
  libcurl.slist_free_all(lines);
  return response;
}
