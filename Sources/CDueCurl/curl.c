#include "due_curl.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

typedef struct {
  char *bytes;
  size_t count, capacity;
} buffer;

/* A place for one request. */
typedef struct {
  CURL *easy;
  /* Of the request: kept as long as it is on its way. */
  buffer url, method, lines, content;
  struct curl_slist nodes[DUE_HTTP_LINES + 1];
  long connect_ms, total_ms;
  int has_body, only_once, is_active;
  /* Of the answer. */
  buffer headers, body;
  char reason[CURL_ERROR_SIZE];
  size_t limit, taken;
  int descriptor, write_error, too_long;
  /* How often it was about to be sent, and whether it was kept from being sent again. */
  int turns, is_lost;
  CURLcode code;
} place;

struct due_http {
  CURLM *multi;
  int most;
  place *places;
  /* Places whose requests have come to their end, as a ring. */
  int *ended;
  int first, count;
};

/* libcurl brings some thirty libraries along, which would double the start-up of a command that
   may never speak to anybody: it is loaded for the first request. */
#define CALLS(each) \
  each(global_init) each(easy_init) each(easy_cleanup) each(easy_setopt) each(easy_getinfo) \
  each(easy_strerror) each(multi_init) each(multi_cleanup) each(multi_setopt) \
  each(multi_add_handle) each(multi_remove_handle) each(multi_perform) each(multi_poll) \
  each(multi_info_read)

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

static int append(buffer *b, const void *bytes, size_t n) {
  if (b->count + n + 1 > b->capacity) {
    size_t capacity = (b->count + n + 1) * 2;
    char *larger = realloc(b->bytes, capacity);
    if (!larger) return 0;
    b->bytes = larger;
    b->capacity = capacity;
  }
  if (n > 0) memcpy(b->bytes + b->count, bytes, n);
  b->count += n;
  b->bytes[b->count] = 0;
  return 1;
}

static int set(buffer *b, const void *bytes, size_t n) {
  b->count = 0;
  return append(b, bytes, n);
}

static size_t take_header(char *bytes, size_t one, size_t n, void *context) {
  (void)one;
  place *p = context;
  /* A status line begins the headers of another answer, such as after 100 Continue. */
  if (n >= 5 && memcmp(bytes, "HTTP/", 5) == 0) p->headers.count = 0;
  if (p->headers.count + n > 256 * 1024) return 0;
  return append(&p->headers, bytes, n) ? n : 0;
}

static size_t take_body(char *bytes, size_t one, size_t n, void *context) {
  (void)one;
  place *p = context;
  p->taken += n;
  if (p->taken > p->limit) {
    p->too_long = 1;
    return 0;
  }
  long status = 0;
  if (p->descriptor >= 0) libcurl.easy_getinfo(p->easy, CURLINFO_RESPONSE_CODE, &status);
  if (status < 200 || status > 299) return append(&p->body, bytes, n) ? n : 0;
  for (size_t done = 0; done < n;) {
    ssize_t written = write(p->descriptor, bytes + done, n - done);
    if (written >= 0) done += (size_t)written;
    else if (errno != EINTR) {
      p->write_error = errno;
      return 0;
    }
  }
  return n;
}

static long sent(place *p) {
  long size = 0;
  libcurl.easy_getinfo(p->easy, CURLINFO_REQUEST_SIZE, &size);
  /* A request to a proxy to connect us counts in the size, and is none of ours. */
  return p->turns > 0 ? size : 0;
}

/* Called with a connection at hand, each time before the request is sent. */
static int before_request(void *context, char *a, char *b, int c, int d) {
  (void)a, (void)b, (void)c, (void)d;
  place *p = context;
  if (p->only_once && sent(p) > 0) {
    p->is_lost = 1;
    return CURL_PREREQFUNC_ABORT;
  }
  p->turns++;
  return CURL_PREREQFUNC_OK;
}

/* What is the same for every request. */
static int prepare(place *p, const char *authorities) {
  static struct curl_slist expect = {.data = (char *)"Expect:"};
  if (!(p->easy = libcurl.easy_init())) return 0;
  p->nodes[0] = expect;
  CURL *easy = p->easy;
  int failed = 0;
#define SET(option, value) failed |= libcurl.easy_setopt(easy, option, value) != CURLE_OK
  SET(CURLOPT_PRIVATE, p);
  SET(CURLOPT_PROTOCOLS_STR, "http,https");
  SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  SET(CURLOPT_PATH_AS_IS, 1L);
  SET(CURLOPT_FOLLOWLOCATION, 0L);
  SET(CURLOPT_TCP_NODELAY, 1L);
  SET(CURLOPT_NOSIGNAL, 1L);
  /* Who closes connections that rest does so after a minute or so. */
  SET(CURLOPT_MAXAGE_CONN, 30L);
  SET(CURLOPT_SSL_VERIFYPEER, 1L);
  SET(CURLOPT_SSL_VERIFYHOST, 2L);
  if (authorities) SET(CURLOPT_CAINFO, authorities);
  SET(CURLOPT_ERRORBUFFER, p->reason);
  SET(CURLOPT_HEADERFUNCTION, take_header);
  SET(CURLOPT_HEADERDATA, p);
  SET(CURLOPT_WRITEFUNCTION, take_body);
  SET(CURLOPT_WRITEDATA, p);
  SET(CURLOPT_PREREQFUNCTION, before_request);
  SET(CURLOPT_PREREQDATA, p);
#undef SET
  return !failed;
}

due_http *due_http_open(int most, const char *authorities) {
  pthread_once(&once, load);
  if (!is_loaded) return NULL;
  due_http *http = calloc(1, sizeof *http);
  if (!http) return NULL;
  http->most = most;
  http->multi = libcurl.multi_init();
  http->places = calloc((size_t)most, sizeof *http->places);
  http->ended = calloc((size_t)most, sizeof *http->ended);
  int is_ready = http->multi && http->places && http->ended;
  if (is_ready) libcurl.multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, (long)most);
  for (int i = 0; is_ready && i < most; i++) is_ready = prepare(&http->places[i], authorities);
  if (is_ready) return http;
  due_http_close(http);
  return NULL;
}

void due_http_close(due_http *http) {
  for (int i = 0; http->places && i < http->most; i++) {
    place *p = &http->places[i];
    if (p->is_active) libcurl.multi_remove_handle(http->multi, p->easy);
    if (p->easy) libcurl.easy_cleanup(p->easy);
    buffer *buffers[] = {&p->url, &p->method, &p->lines, &p->content, &p->headers, &p->body};
    for (size_t b = 0; b < sizeof buffers / sizeof *buffers; b++) free(buffers[b]->bytes);
  }
  if (http->multi) libcurl.multi_cleanup(http->multi);
  free(http->places);
  free(http->ended);
  free(http);
}

static void end(due_http *http, place *p, CURLcode code) {
  p->code = code;
  http->ended[(http->first + http->count++) % http->most] = (int)(p - http->places);
}

/* Takes over the header lines; 0 where there is no room for them. */
static int set_lines(place *p, const due_http_request *request) {
  if (!set(&p->lines, request->headers, request->headers_size)) return 0;
  struct curl_slist *last = &p->nodes[0];
  char *line = p->lines.bytes, *stop = line + p->lines.count;
  for (int i = 1; line < stop; i++, line += strlen(line) + 1) {
    if (i > DUE_HTTP_LINES) return 0;
    p->nodes[i].data = line;
    last->next = &p->nodes[i];
    last = &p->nodes[i];
  }
  last->next = NULL;
  return 1;
}

/* Whether a URL is of this machine by its name: no proxy has a say in that. */
static int is_loopback(const char *url) {
  const char *host = strstr(url, "://");
  if (!host) return 0;
  host += 3;
  size_t size = strcspn(host, "/?#");
  for (size_t i = size; i > 0; i--) {
    if (host[i - 1] != '@') continue;
    host += i;
    size -= i;
    break;
  }
  static const char *const names[] = {"127.0.0.1", "localhost", "[::1]"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    size_t n = strlen(names[i]);
    if (size >= n && strncasecmp(host, names[i], n) == 0 && (size == n || host[n] == ':')) return 1;
  }
  return 0;
}

/* Sets what differs from the request before it at this place. */
static int set_request(place *p, const due_http_request *request) {
  CURL *easy = p->easy;
  if (!p->url.bytes || strcmp(p->url.bytes, request->url) != 0) {
    if (!set(&p->url, request->url, strlen(request->url))) return 0;
    libcurl.easy_setopt(easy, CURLOPT_URL, p->url.bytes);
    libcurl.easy_setopt(easy, CURLOPT_PROXY, is_loopback(p->url.bytes) ? "" : NULL);
  }
  int has_body = request->body_size > 0 || strcmp(request->method, "POST") == 0;
  if (!p->method.bytes || strcmp(p->method.bytes, request->method) != 0 ||
      has_body != p->has_body) {
    if (!set(&p->method, request->method, strlen(request->method))) return 0;
    libcurl.easy_setopt(easy, has_body ? CURLOPT_POST : CURLOPT_HTTPGET, 1L);
    libcurl.easy_setopt(easy, CURLOPT_CUSTOMREQUEST, p->method.bytes);
    p->has_body = has_body;
  }
  if (!set_lines(p, request) || !set(&p->content, request->body, request->body_size)) return 0;
  libcurl.easy_setopt(easy, CURLOPT_HTTPHEADER, &p->nodes[0]);
  if (has_body) {
    libcurl.easy_setopt(easy, CURLOPT_POSTFIELDS, p->content.bytes);
    libcurl.easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)p->content.count);
  }
  if (p->connect_ms != request->connect_ms || p->total_ms != request->total_ms) {
    p->connect_ms = request->connect_ms;
    p->total_ms = request->total_ms;
    libcurl.easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, p->connect_ms);
    libcurl.easy_setopt(easy, CURLOPT_TIMEOUT_MS, p->total_ms);
  }
  return 1;
}

void due_http_start(due_http *http, int at, const due_http_request *request) {
  place *p = &http->places[at];
  p->headers.count = p->body.count = 0;
  p->taken = 0;
  p->limit = request->limit;
  p->descriptor = request->descriptor;
  p->only_once = request->only_once;
  p->write_error = p->too_long = p->turns = p->is_lost = 0;
  p->reason[0] = 0;
  if (!set_request(p, request)) return end(http, p, CURLE_OUT_OF_MEMORY);
  if (libcurl.multi_add_handle(http->multi, p->easy) != CURLM_OK)
    return end(http, p, CURLE_OUT_OF_MEMORY);
  p->is_active = 1;
}

/* Notes the requests that have come to their end. */
static void collect(due_http *http) {
  int left = 0;
  CURLMsg *message;
  while ((message = libcurl.multi_info_read(http->multi, &left))) {
    if (message->msg != CURLMSG_DONE) continue;
    CURLcode code = message->data.result;
    CURL *easy = message->easy_handle;
    place *p = NULL;
    libcurl.easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&p);
    libcurl.multi_remove_handle(http->multi, easy);
    p->is_active = 0;
    end(http, p, code);
  }
}

int due_http_next(due_http *http) {
  int running = 1;
  while (http->count == 0) {
    if (libcurl.multi_perform(http->multi, &running) != CURLM_OK) running = 0;
    collect(http);
    if (http->count > 0) break;
    if (running == 0) return -1;
    libcurl.multi_poll(http->multi, NULL, 0, 1000, NULL);
  }
  int at = http->ended[http->first];
  http->first = (http->first + 1) % http->most;
  http->count--;
  return at;
}

static due_http_outcome outcome(place *p) {
  switch (p->code) {
    case CURLE_OK: return DUE_HTTP_ANSWERED;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_OUT_OF_MEMORY:
    case CURLE_SSL_CACERT_BADFILE:
      /* An answer that is no HTTP has the first of these, and comes to a request that was sent. */
      if (sent(p) == 0) return DUE_HTTP_REFUSED;
      break;
    default: break;
  }
  if (p->write_error) return DUE_HTTP_NOT_WRITTEN;
  if (p->too_long) return DUE_HTTP_TOO_LONG;
  return sent(p) > 0 ? DUE_HTTP_UNCERTAIN : DUE_HTTP_NOT_SENT;
}

due_http_response due_http_take(due_http *http, int at) {
  place *p = &http->places[at];
  due_http_response response = {.outcome = outcome(p), .error = p->write_error};
  libcurl.easy_getinfo(p->easy, CURLINFO_RESPONSE_CODE, &response.status);
  response.headers = p->headers.bytes;
  response.headers_size = p->headers.count;
  response.body = p->body.bytes;
  response.body_size = p->body.count;
  response.reason = p->is_lost        ? "the connection was closed"
                    : p->reason[0] ? p->reason
                                   : libcurl.easy_strerror(p->code);
  return response;
}
