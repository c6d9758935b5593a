#define _GNU_SOURCE
#include "due_store.h"
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

int due_store_count_no_memory(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

void due_store_keep_log_on_close(void *connection) {
  sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}

static struct flock one_byte(int64_t byte) {
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
  return lock;
}

int due_store_lock_byte(int descriptor, int64_t byte) {
  struct flock lock = one_byte(byte);
  return fcntl(descriptor, F_OFD_SETLK, &lock) == 0 ? 0 : errno;
}

int due_store_byte_is_locked(int descriptor, int64_t byte) {
  struct flock lock = one_byte(byte);
  return fcntl(descriptor, F_OFD_GETLK, &lock) != 0 || lock.l_type != F_UNLCK;
}

void due_store_begin_writing(int descriptor, int64_t offset, int64_t count) {
  (void)sync_file_range(descriptor, offset, count, SYNC_FILE_RANGE_WRITE);
}

void *due_store_file(void *connection) {
  sqlite3_file *file = 0;
  if (sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK)
    return 0;
  return file && file->pMethods ? file : 0;
}

int due_store_read(void *file, void *bytes, int count, int64_t offset) {
  sqlite3_file *open = file;
  return open->pMethods->xRead(open, bytes, count, offset);
}
