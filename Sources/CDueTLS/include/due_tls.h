/* TLS over a socket that does not block: libssl, loaded for the first handshake. */
#ifndef DUE_TLS_H
#define DUE_TLS_H
#include <stddef.h>
#include <sys/types.h>

typedef struct due_tls due_tls;

/* A client's side of TLS 1.2 or later over `fd`, which stays the caller's. With `verify`, the other
   side's certificate must be for `host` (a name or an address) and lead to one of the system's
   authorities, or of those in `authorities` where that is not NULL. NULL with a reason of at most n
   bytes, its zero included. */
due_tls *_Nullable due_tls_open(int fd, const char *_Nonnull host,
                                const char *_Nullable authorities, int verify,
                                char *_Nonnull reason, size_t n);
void due_tls_close(due_tls *_Nonnull tls);

enum { due_tls_wants_read = -1, due_tls_wants_write = -2, due_tls_failed = -3 };

/* 1 when it is done, else one of the above. */
int due_tls_handshake(due_tls *_Nonnull tls);
/* As read(2) and write(2), or one of the above. */
ssize_t due_tls_read(due_tls *_Nonnull tls, void *_Nonnull bytes, size_t n);
ssize_t due_tls_write(due_tls *_Nonnull tls, const void *_Nonnull bytes, size_t n);
/* Why the last call failed. */
const char *_Nonnull due_tls_reason(const due_tls *_Nonnull tls);

#endif
