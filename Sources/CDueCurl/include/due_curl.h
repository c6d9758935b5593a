/* HTTP by libcurl, whose setters are variadic and so cannot be called from Swift. */
#ifndef DUE_CURL_H
#define DUE_CURL_H
#include <stddef.h>
#include <stdint.h>

/* A number of requests at a time, over connections that stay open: used by one thread. */
typedef struct due_http due_http;

/* The most lines of headers that a request has. */
enum { DUE_HTTP_LINES = 60 };

typedef struct {
  const char *_Nonnull method;
  const char *_Nonnull url;
  /* Lines "Name: value", each ended by NUL. */
  const void *_Nullable headers;
  size_t headers_size;
  const void *_Nullable body;
  size_t body_size;
  long connect_ms, total_ms;
  /* Whether the other side must not get it twice. By itself libcurl sends a request again that went
     over a connection that had served before, and that was closed without an answer. */
  int only_once;
  /* The most bytes of an answer that are taken. */
  size_t limit;
  /* Takes the body of a 2xx answer; -1 keeps it in memory. */
  int descriptor;
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
  /* Valid until the place is used again: the header lines with their line ends, and the body. */
  const char *_Nullable headers;
  size_t headers_size;
  const char *_Nullable body;
  size_t body_size;
  /* Why there is no answer. */
  const char *_Nonnull reason;
} due_http_response;

/* For `most` requests at a time. `authorities` is a file of certificates to trust instead of the
   system's. NULL when there is no memory, or no libcurl.so.4 of 7.85 or later. */
due_http *_Nullable due_http_open(int most, const char *_Nullable authorities);
void due_http_close(due_http *_Nonnull http);
/* Begins a request at a place, from 0 to `most` - 1, that has none; copies what it is given. */
void due_http_start(due_http *_Nonnull http, int place, const due_http_request *_Nonnull request);
/* Waits until a request has come to its end, and returns its place; -1 when none is on its way. */
int due_http_next(due_http *_Nonnull http);
/* What became of the request at `place`, after `due_http_next` returned it. */
due_http_response due_http_take(due_http *_Nonnull http, int place);
#endif
