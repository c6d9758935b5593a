/* What Swift cannot call of SQLite and of the kernel: their variadic functions. */
#ifndef DUE_STORE_H
#define DUE_STORE_H
#include <stdint.h>

struct sqlite3;

/* Closing this connection does not write the log back: the writer does that, under the lock. */
void due_store_keep_log_on_close(void *_Nonnull connection);

/* Locks one byte of an open file until the file is closed; 0, or the error's number. */
int due_store_lock_byte(int descriptor, int64_t byte);

/* Whether another open file description has the byte locked; 1 too where that cannot be told. */
int due_store_byte_is_locked(int descriptor, int64_t byte);

/* Starts to write part of a file to the disk, and does not wait: a hint, nothing more. */
void due_store_begin_writing(int descriptor, int64_t offset, int64_t count);

/* The file of the connection's database, as SQLite has it open; none for one that is not a file.
   It goes with the connection. */
void *_Nullable due_store_file(void *_Nonnull connection);

/* Reads bytes of that file; 0, or SQLite's error. */
int due_store_read(void *_Nonnull file, void *_Nonnull bytes, int count, int64_t offset);

/* Asks for the memory at `place`, which is going to be looked at soon: a hint, nothing more. */
static inline void due_store_prefetch(const void *_Nonnull place) { __builtin_prefetch(place); }
#endif
