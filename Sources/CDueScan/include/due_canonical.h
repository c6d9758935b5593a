/* Canonical JSON from a tape of JSONTape, as far as it takes no decoding. */
#ifndef DUE_CANONICAL_H
#define DUE_CANONICAL_H
#include <stddef.h>
#include <stdint.h>

/* Writes the value at nodes[index] of a tape over `base` in canonical form: members sorted by the
   bytes of their names, of one name the last, no white space, strings and numbers as they stand.
   `out` has room for the value's own text and 16 bytes more; `limit` bytes of `base` may be read.
   Returns the bytes written; -1 where a string must be written in another way than it stands, or
   where there is more than fits the stack: the caller does it then. */
ptrdiff_t due_json_canonical(const uint8_t *_Nonnull base, size_t limit,
                             const uint64_t *_Nonnull nodes, size_t index, uint8_t *_Nonnull out);
#endif
