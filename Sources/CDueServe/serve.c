#define _GNU_SOURCE
#include "due_serve.h"
#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* Headers of one answer: more than any of ours has. */
#define HEADERS 24

/* Answers that are kept, each with its file open: few, as connections need descriptors too. */
#define KEPT 64

/* What tells one state of a link from the next. */
struct stamp {
  ino_t inode;
  struct timespec changed;
};

struct kept {
  char *path;
  unsigned status;
  struct MHD_Response *response;
};

struct due_serve_server {
  struct MHD_Daemon *daemon;
  due_serve_handler handler;
  void *context;
  char *link;
  pthread_mutex_t lock; /* of what follows */
  struct stamp stamp;
  struct kept kept[KEPT];
};

struct due_serve_exchange {
  struct due_serve_server *server;
  struct MHD_Connection *connection;
  struct stamp stamp; /* before the answer was looked for */
  int is_plain;       /* asks for the whole of a file, whatever the client has of it */
  int keeps;
  const char *method;
  const char *path;
  char *names[HEADERS];
  char *values[HEADERS];
  unsigned count;
  enum MHD_Result result;
};

/* Paths are decoded by who looks them up: a library that did it first would hide what was sent. */
static size_t leave_as_is(void *context, struct MHD_Connection *connection, char *text) {
  (void)context;
  (void)connection;
  return strlen(text);
}

static void forget(struct kept *kept) {
  if (kept->response) MHD_destroy_response(kept->response); /* once nobody is sent it any more */
  free(kept->path);
  *kept = (struct kept){0};
}

static struct kept *place(struct due_serve_server *server, const char *path) {
  uint32_t hash = 2166136261u; /* FNV-1a */
  for (; *path; path++) hash = (hash ^ (uint8_t)*path) * 16777619u;
  return &server->kept[hash % KEPT];
}

static int is_same(struct stamp a, struct stamp b) {
  return a.inode == b.inode && a.changed.tv_sec == b.changed.tv_sec &&
         a.changed.tv_nsec == b.changed.tv_nsec;
}

/* Notes a header by which the answer may be another one. */
static enum MHD_Result look(void *context, enum MHD_ValueKind kind, const char *name,
                            const char *value) {
  struct due_serve_exchange *exchange = context;
  (void)kind;
  (void)value;
  if (strncasecmp(name, "If-", 3) == 0 || strcasecmp(name, "Range") == 0) exchange->is_plain = 0;
  return MHD_YES;
}

int due_serve_send_kept(struct due_serve_exchange *exchange) {
  struct due_serve_server *server = exchange->server;
  struct stat status;
  if (strcmp(exchange->method, "GET") != 0 || lstat(server->link, &status) != 0) return 0;
  exchange->stamp = (struct stamp){status.st_ino, status.st_ctim};
  exchange->is_plain = 1;
  MHD_get_connection_values(exchange->connection, MHD_HEADER_KIND, look, exchange);
  if (!exchange->is_plain) return 0;
  int is_kept = 0;
  pthread_mutex_lock(&server->lock);
  if (!is_same(server->stamp, exchange->stamp)) {
    for (int i = 0; i < KEPT; i++) forget(&server->kept[i]);
    server->stamp = exchange->stamp;
  }
  const struct kept *kept = place(server, exchange->path);
  if (kept->path && strcmp(kept->path, exchange->path) == 0) {
    exchange->result = MHD_queue_response(exchange->connection, kept->status, kept->response);
    is_kept = 1;
  }
  pthread_mutex_unlock(&server->lock);
  return is_kept;
}

void due_serve_keep(struct due_serve_exchange *exchange) { exchange->keeps = exchange->is_plain; }

/* Keeps an answer in the place of another one; whether it did. */
static int keep(struct due_serve_exchange *exchange, unsigned status,
                struct MHD_Response *response) {
  struct due_serve_server *server = exchange->server;
  char *path = exchange->keeps ? strdup(exchange->path) : 0;
  if (!path) return 0;
  pthread_mutex_lock(&server->lock);
  int is_current = is_same(server->stamp, exchange->stamp);
  if (is_current) {
    struct kept *kept = place(server, path);
    forget(kept);
    *kept = (struct kept){path, status, response};
  }
  pthread_mutex_unlock(&server->lock);
  if (!is_current) free(path);
  return is_current;
}

/* The state of a request: the bytes of its target and one, twice; odd once headers were looked at. */
static void *begin(void *context, const char *target, struct MHD_Connection *connection) {
  (void)context;
  (void)connection;
  return (void *)((uintptr_t)(strlen(target) + 1) << 1);
}

struct framing {
  unsigned hosts;
  unsigned lengths;
  unsigned codings;
};

static enum MHD_Result count_framing(void *context, enum MHD_ValueKind kind, const char *name,
                                     const char *value) {
  struct framing *framing = context;
  (void)kind;
  (void)value;
  if (strcasecmp(name, "Host") == 0) framing->hosts++;
  if (strcasecmp(name, "Content-Length") == 0) framing->lengths++;
  if (strcasecmp(name, "Transfer-Encoding") == 0) framing->codings++;
  return MHD_YES;
}

/* Whether a request may be taken for something else than it is: RFC 9112, sections 3.2 and 6.1. */
static int is_doubtful(struct MHD_Connection *connection, const char *url, const char *version,
                       uintptr_t target) {
  struct framing framing = {0};
  MHD_get_connection_values(connection, MHD_HEADER_KIND, count_framing, &framing);
  if (framing.hosts > 1 || (framing.hosts == 0 && strcmp(version, "HTTP/1.1") == 0)) return 1;
  if (framing.codings && framing.lengths) return 1;
  /* libmicrohttpd refuses a target with a zero byte from 0.9.76 on; before, the version stands behind
     all of the target, and the target ends at its first zero byte. */
  return strverscmp(MHD_get_version(), "0.9.76") < 0 && url + target != version;
}

static enum MHD_Result refuse(struct MHD_Connection *connection) {
  static char text[] = "bad request\n";
  struct MHD_Response *response =
      MHD_create_response_from_buffer(sizeof text - 1, text, MHD_RESPMEM_PERSISTENT);
  if (!response) return MHD_NO;
  MHD_add_response_header(response, "Content-Type", "text/plain; charset=utf-8");
  MHD_add_response_header(response, "Connection", "close");
  enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_BAD_REQUEST, response);
  MHD_destroy_response(response);
  return result;
}

/* The path of a target in absolute form: RFC 9112, section 3.2.2. */
static const char *path_of(const char *url) {
  const char *rest = strncasecmp(url, "http://", 7) == 0    ? url + 7
                     : strncasecmp(url, "https://", 8) == 0 ? url + 8
                                                            : 0;
  if (!rest) return url;
  const char *path = strchr(rest, '/');
  return path ? path : "/";
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **state) {
  (void)upload;
  uintptr_t seen = (uintptr_t)*state;
  if (!(seen & 1)) { /* headers are in; what a body has is passed over */
    *state = (void *)(seen | 1);
    return is_doubtful(connection, url, version, seen >> 1) ? refuse(connection) : MHD_YES;
  }
  if (*upload_size) {
    *upload_size = 0;
    return MHD_YES;
  }
  struct due_serve_server *server = context;
  struct due_serve_exchange exchange = {
      .server = server, .connection = connection, .method = method, .path = path_of(url),
      .result = MHD_NO};
  server->handler(server->context, &exchange);
  for (unsigned i = 0; i < exchange.count; i++) {
    free(exchange.names[i]);
    free(exchange.values[i]);
  }
  return exchange.result;
}

static void release(struct due_serve_server *server) {
  for (int i = 0; i < KEPT; i++) forget(&server->kept[i]);
  pthread_mutex_destroy(&server->lock);
  free(server->link);
  free(server);
}

struct due_serve_server *due_serve_start(const char *address, uint16_t port, unsigned threads,
                                       unsigned timeout, const char *link,
                                       due_serve_handler handler, void *context) {
  struct sockaddr_storage place = {0};
  struct sockaddr_in *four = (struct sockaddr_in *)&place;
  struct sockaddr_in6 *six = (struct sockaddr_in6 *)&place;
  unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD;
  if (inet_pton(AF_INET, address, &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(port);
  } else if (inet_pton(AF_INET6, address, &six->sin6_addr) == 1) {
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(port);
    flags |= MHD_USE_IPv6;
  } else {
    errno = EINVAL;
    return 0;
  }
  struct due_serve_server *server = calloc(1, sizeof *server);
  if (!server) return 0;
  server->handler = handler;
  server->context = context;
  server->link = strdup(link);
  pthread_mutex_init(&server->lock, 0);
  errno = 0;
  server->daemon = MHD_start_daemon(
      flags, port, 0, 0, answer, server, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&place,
      MHD_OPTION_THREAD_POOL_SIZE, threads, MHD_OPTION_CONNECTION_TIMEOUT, timeout,
      MHD_OPTION_CONNECTION_LIMIT, 1000u, MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u,
      MHD_OPTION_UNESCAPE_CALLBACK, leave_as_is, (void *)0,
      MHD_OPTION_URI_LOG_CALLBACK, begin, (void *)0, MHD_OPTION_END);
  if (server->daemon) return server;
  int reason = errno;
  release(server);
  errno = reason ? reason : EADDRINUSE;
  return 0;
}

uint16_t due_serve_port(struct due_serve_server *server) {
  const union MHD_DaemonInfo *info =
      MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
  return info ? info->port : 0;
}

void due_serve_stop(struct due_serve_server *server) {
  MHD_stop_daemon(server->daemon);
  release(server);
}

const char *due_serve_method(struct due_serve_exchange *exchange) { return exchange->method; }

const char *due_serve_path(struct due_serve_exchange *exchange) { return exchange->path; }

const char *due_serve_header(struct due_serve_exchange *exchange, const char *name) {
  return MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
}

struct search {
  const char *name;
  const char *value;
  unsigned left;
};

static enum MHD_Result find(void *context, enum MHD_ValueKind kind, const char *name,
                            const char *value) {
  struct search *search = context;
  (void)kind;
  if (strcasecmp(name, search->name) != 0 || search->left-- > 0) return MHD_YES;
  search->value = value;
  return MHD_NO;
}

const char *due_serve_header_line(struct due_serve_exchange *exchange, const char *name,
                                  unsigned line) {
  struct search search = {.name = name, .left = line};
  MHD_get_connection_values(exchange->connection, MHD_HEADER_KIND, find, &search);
  return search.value;
}

void due_serve_client(struct due_serve_exchange *exchange, char *text, size_t size) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  text[0] = 0;
  if (!info || !info->client_addr) return;
  if (info->client_addr->sa_family == AF_INET)
    inet_ntop(AF_INET, &((struct sockaddr_in *)info->client_addr)->sin_addr, text, size);
  else if (info->client_addr->sa_family == AF_INET6)
    inet_ntop(AF_INET6, &((struct sockaddr_in6 *)info->client_addr)->sin6_addr, text, size);
}

void due_serve_add_header(struct due_serve_exchange *exchange, const char *name, const char *value) {
  if (exchange->count == HEADERS) return;
  char *own_name = strdup(name);
  char *own_value = strdup(value);
  if (!own_name || !own_value) {
    free(own_name);
    free(own_value);
    return;
  }
  exchange->names[exchange->count] = own_name;
  exchange->values[exchange->count++] = own_value;
}

static void send_response(struct due_serve_exchange *exchange, unsigned status,
                          struct MHD_Response *response) {
  if (!response) return;
  for (unsigned i = 0; i < exchange->count; i++)
    MHD_add_response_header(response, exchange->names[i], exchange->values[i]);
  exchange->result = MHD_queue_response(exchange->connection, status, response);
  if (!keep(exchange, status, response)) MHD_destroy_response(response);
}

void due_serve_send_file(struct due_serve_exchange *exchange, unsigned status, int descriptor,
                        uint64_t offset, uint64_t size) {
  struct MHD_Response *response =
      MHD_create_response_from_fd_at_offset64(size, descriptor, offset);
  if (!response) close(descriptor);
  send_response(exchange, status, response);
}

void due_serve_send_text(struct due_serve_exchange *exchange, unsigned status, const char *text,
                        size_t size) {
  send_response(exchange, status,
                MHD_create_response_from_buffer(size, (void *)text, MHD_RESPMEM_MUST_COPY));
}
