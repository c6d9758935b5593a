/* What Swift cannot call of SQLite and of the kernel: their variadic functions. */
#ifndef DUE_STORE_H
#define DUE_STORE_H
#include <stddef.h>
#include <stdint.h>

struct sqlite3;

/* SQLite does not count the memory it takes, under a lock at each step: nobody asks. Before the
   first connection is opened; 0, or SQLite's error. */
int due_store_count_no_memory(void);

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

/* Writes blocks of a file in a thread of its own, past the page cache where the file system lets
   it: what will not be read soon is not copied, and who makes the next block does not wait. */
struct due_block_writer;

/* Bytes in a block. */
#define DUE_BLOCK_SIZE (1 << 20)

/* A writer of the file at path; none, and errno, where it cannot be opened. */
struct due_block_writer *_Nullable due_block_writer_open(const char *_Nonnull path);

/* Memory for a block: aligned, not cleared; none where there is none. It is freed with free(). */
void *_Nullable due_block_new(void);

/* Hands over the first `count` bytes of a block, which the writer owns from now on, to be written at
   `offset`, both of whole pages; gives another block. None, and errno, where writing has failed. */
void *_Nullable due_block_writer_put(struct due_block_writer *_Nonnull writer, void *_Nonnull block,
                                     size_t count, int64_t offset);

/* Waits for what was handed over; 0, or the error's number. */
int due_block_writer_drain(struct due_block_writer *_Nonnull writer);

void due_block_writer_close(struct due_block_writer *_Nullable writer);

/* Asks for the memory at `place`, which is going to be looked at soon: a hint, nothing more. */
static inline void due_store_prefetch(const void *_Nonnull place) { __builtin_prefetch(place); }
#endif
