/* What Swift cannot call of SQLite: its variadic functions. */
#ifndef DUE_STORE_H
#define DUE_STORE_H
struct sqlite3;

/* Closing this connection does not write the log back: the writer does that, under the lock. */
void due_store_keep_log_on_close(void *_Nonnull connection);
#endif
