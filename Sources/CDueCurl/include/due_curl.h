/* HTTP by libcurl, whose setters are variadic and so cannot be called from Swift. */
#ifndef DUE_CURL_H
#define DUE_CURL_H
#include <stddef.h>
#include <stdint.h>

/* A connection and what is kept between requests: used by one thread, used again. */
typedef struct due_http due_http;

typedef struct {
  const char *_Nonnull method;
  const char *_Nonnull url;
  /* Lines "Name: value", without line ends. */
  const char *_Nullable const *_Nonnull headers;
  size_t header_count;
  const void *_Nullable body;
  size_t body_size;
  long connect_ms, total_ms;
  /* Takes a new connection: on one that was used before, and that the other side closes without an
     answer, libcurl sends the request a second time by itself. */
  int only_once;
  /* The most bytes of an answer that are taken. */
  size_t limit;
  /* Takes the body of a 2xx answer; -1 keeps it in memory. */
  int descriptor;
  /* Certificates to trust instead of the system's, or NULL. */
  const char *_Nullable authorities;
} due_http_request;

typedef enum {
  DUE_HTTP_ANSWERED,
  /* No connection, or none that can be trusted: nothing was sent. */
  DUE_HTTP_NOT_SENT,
  /* The request may have arrived; the answer did not, or not all of it. */
  DUE_HTTP_UNCERTAIN,
  /* The descriptor did not take the body: errno in `error`. */
  DUE_HTTP_NOT_WRITTEN,
  /* The answer was longer than the limit. */
  DUE_HTTP_TOO_LONG,
  /* The request cannot be sent at all, such as a URL of another scheme. */
  DUE_HTTP_REFUSED,
} due_http_outcome;

typedef struct {
  due_http_outcome outcome;
  int error;
  long status;
  /* Valid until the next request: the header lines with their line ends, and the body. */
  const char *_Nullable headers;
  size_t headers_size;
  const char *_Nullable body;
  size_t body_size;
  /* Why there is no answer. */
  const char *_Nonnull reason;
} due_http_response;

/* NULL when there is no memory, or no libcurl.so.4. */
due_http *_Nullable due_http_open(void);
void due_http_close(due_http *_Nonnull http);
due_http_response due_http_perform(due_http *_Nonnull http, const due_http_request *_Nonnull request);
#endif
