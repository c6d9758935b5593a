/* An HTTP/1.1 server over libmicrohttpd: what a request says, and what is answered. */
#ifndef DUE_SERVE_H
#define DUE_SERVE_H
#include <stddef.h>
#include <stdint.h>

struct due_serve_server;
struct due_serve_exchange;

/* Is called for each request, in one of the server's threads, and answers it by one of the two
   calls below. */
typedef void (*due_serve_handler)(void *_Nullable context, struct due_serve_exchange *_Nonnull exchange);

/* Starts to listen at a numeric address, IPv4 or IPv6, in so many threads; none, and errno, where
   that is not possible. A request must come within `timeout` seconds. Answers are kept as long as the
   symbolic link at `link` is not replaced. */
struct due_serve_server *_Nullable due_serve_start(const char *_Nonnull address, uint16_t port,
                                                 unsigned threads, unsigned timeout,
                                                 const char *_Nonnull link,
                                                 due_serve_handler _Nonnull handler,
                                                 void *_Nullable context);

/* The port that it listens at, also where 0 was asked for. */
uint16_t due_serve_port(struct due_serve_server *_Nonnull server);

/* Answers what is in hand, and ends. */
void due_serve_stop(struct due_serve_server *_Nonnull server);

const char *_Nonnull due_serve_method(struct due_serve_exchange *_Nonnull exchange);

/* The path as it was sent: not decoded, without a question mark and what follows it. */
const char *_Nonnull due_serve_path(struct due_serve_exchange *_Nonnull exchange);

/* The value of a header; none where it was not sent. */
const char *_Nullable due_serve_header(struct due_serve_exchange *_Nonnull exchange,
                                      const char *_Nonnull name);

/* The value of the header's line of that number, from 0; none where it was not sent so often. */
const char *_Nullable due_serve_header_line(struct due_serve_exchange *_Nonnull exchange,
                                           const char *_Nonnull name, unsigned line);

/* Writes the numeric address of the client. */
void due_serve_client(struct due_serve_exchange *_Nonnull exchange, char *_Nonnull text, size_t size);

/* Answers as the same request was answered before, where that was kept; whether it was. */
int due_serve_send_kept(struct due_serve_exchange *_Nonnull exchange);

/* Says that the answer that is sent next follows from the path alone: not from what a request to GET
   it says of encodings or origins. Call it after due_serve_send_kept. */
void due_serve_keep(struct due_serve_exchange *_Nonnull exchange);

/* Adds a header to the answer. */
void due_serve_add_header(struct due_serve_exchange *_Nonnull exchange, const char *_Nonnull name,
                         const char *_Nonnull value);

/* Answers with a part of a file, whose descriptor the server closes. */
void due_serve_send_file(struct due_serve_exchange *_Nonnull exchange, unsigned status, int descriptor,
                        uint64_t offset, uint64_t size);

/* Answers with a text, which is copied. To HEAD, only its length is told. */
void due_serve_send_text(struct due_serve_exchange *_Nonnull exchange, unsigned status,
                        const char *_Nonnull text, size_t size);
#endif
