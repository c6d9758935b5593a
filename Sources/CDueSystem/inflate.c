#define _GNU_SOURCE
#include "due_system.h"
#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* libarchive brings eleven more libraries; linking it would cost every command its start-up. */
static struct {
  void *library;
  typeof(&archive_read_new) read_new;
  typeof(&archive_read_free) read_free;
  typeof(&archive_read_support_filter_gzip) support_filter_gzip;
  typeof(&archive_read_support_filter_zstd) support_filter_zstd;
  typeof(&archive_read_support_filter_bzip2) support_filter_bzip2;
  typeof(&archive_read_support_filter_xz) support_filter_xz;
  typeof(&archive_read_support_format_raw) support_format_raw;
  typeof(&archive_read_support_format_empty) support_format_empty;
  typeof(&archive_read_open) open;
  typeof(&archive_read_next_header) next_header;
  typeof(&archive_read_data) data;
  typeof(&archive_error_string) error_string;
  typeof(&archive_set_error) set_error;
  typeof(&archive_filter_bytes) filter_bytes;
} api;

static int load(void) {
  if (api.library) return 1;
  void *library = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
  if (!library) return 0;
#define SYMBOL(field, name) if (!(api.field = (typeof(api.field))dlsym(library, name))) return 0
  SYMBOL(read_new, "archive_read_new");
  SYMBOL(read_free, "archive_read_free");
  SYMBOL(support_filter_gzip, "archive_read_support_filter_gzip");
  SYMBOL(support_filter_zstd, "archive_read_support_filter_zstd");
  SYMBOL(support_filter_bzip2, "archive_read_support_filter_bzip2");
  SYMBOL(support_filter_xz, "archive_read_support_filter_xz");
  SYMBOL(support_format_raw, "archive_read_support_format_raw");
  SYMBOL(support_format_empty, "archive_read_support_format_empty");
  SYMBOL(open, "archive_read_open");
  SYMBOL(next_header, "archive_read_next_header");
  SYMBOL(data, "archive_read_data");
  SYMBOL(error_string, "archive_error_string");
  SYMBOL(set_error, "archive_set_error");
  SYMBOL(filter_bytes, "archive_filter_bytes");
#undef SYMBOL
  api.library = library;
  return 1;
}

struct due_inflate {
  struct archive *archive;
  int fd;
  size_t head;
  int64_t taken;   /* bytes of the file given to libarchive, those of `block` the last of them */
  size_t filled;   /* bytes of `block` */
  int is_empty;    /* whole, and nothing in it */
  char reason[256];
  uint8_t past[16];  /* the bytes before those of `block` */
  uint8_t block[65536];
};

static ssize_t next_block(due_inflate *stream) {
  ssize_t n = (ssize_t)stream->head;
  stream->head = 0;
  if (n == 0) {
    memmove(stream->past, stream->past + stream->filled, sizeof stream->past);
    do n = read(stream->fd, stream->block, sizeof stream->block);
    while (n < 0 && errno == EINTR);
  }
  stream->filled = n > 0 ? (size_t)n : 0;
  stream->taken += (int64_t)stream->filled;
  return n;
}

static ssize_t read_block(struct archive *archive, void *context, const void **block) {
  due_inflate *stream = context;
  *block = stream->block;
  ssize_t n = next_block(stream);
  if (n < 0) api.set_error(archive, errno, "%s", strerror(errno));
  return n;
}

/* Where in the file libarchive is. */
static int64_t position(due_inflate *stream) { return api.filter_bytes(stream->archive, -1); }

/* libarchive takes whatever follows a whole member for none of its business, be it the beginning
   of one that was cut off. Only zeros may follow: tapes and disks fill up with them (gzip(1)).
   It may have looked at a header's length, 10 bytes, of which the last came in the last block. */
static int ends_clean(due_inflate *stream) {
  int64_t end = position(stream);
  size_t rest = (size_t)(stream->taken - end);
  if (rest > stream->filled + sizeof stream->past) rest = stream->filled + sizeof stream->past;
  for (;;) {
    const uint8_t *to = stream->block + stream->filled;
    for (const uint8_t *p = to - rest; p < to; p++) {
      if (*p == 0) continue;
      snprintf(stream->reason, sizeof stream->reason,
               "expected the end of the compressed data at byte %lld, found more", (long long)end);
      return 0;
    }
    ssize_t n = next_block(stream);
    if (n == 0) return 1;
    if (n < 0) {
      snprintf(stream->reason, sizeof stream->reason, "%s", strerror(errno));
      return 0;
    }
    rest = (size_t)n;
  }
}

static void keep_reason(due_inflate *stream) {
  const char *text = api.error_string(stream->archive);
  if (!text) text = "damaged compressed data";
  if (strstr(text, "No progress is possible")) text = "truncated xz input";  /* LZMA_BUF_ERROR */
  int64_t at = position(stream);  /* -1 where it did not get through the first block */
  if (at < 0) snprintf(stream->reason, sizeof stream->reason, "%s", text);
  else snprintf(stream->reason, sizeof stream->reason, "%s at byte %lld", text, (long long)at);
}

due_inflate *due_inflate_open(int fd, const void *head, size_t n, const char **reason) {
  static char copy[256];
  if (!load()) {
    *reason = "compressed, and libarchive.so.13 is not installed (Debian: libarchive13)";
    return NULL;
  }
  due_inflate *stream = calloc(1, sizeof *stream);
  if (!stream || n > sizeof stream->block) abort();
  stream->fd = fd;
  stream->head = n;
  memcpy(stream->block, head, n);
  stream->archive = api.read_new();
  api.support_filter_gzip(stream->archive);
  api.support_filter_zstd(stream->archive);
  api.support_filter_bzip2(stream->archive);
  api.support_filter_xz(stream->archive);
  api.support_format_raw(stream->archive);
  api.support_format_empty(stream->archive);
  struct archive_entry *entry;
  int status = api.open(stream->archive, stream, NULL, read_block, NULL);
  if (status == ARCHIVE_OK) status = api.next_header(stream->archive, &entry);
  if (status != ARCHIVE_OK && status != ARCHIVE_EOF) {
    keep_reason(stream);
    memcpy(copy, stream->reason, sizeof copy);
    *reason = copy;
    due_inflate_close(stream);
    return NULL;
  }
  stream->is_empty = status == ARCHIVE_EOF;
  return stream;
}

ssize_t due_inflate_read(due_inflate *stream, void *out, size_t n) {
  ssize_t got = stream->is_empty ? 0 : api.data(stream->archive, out, n);
  if (got > 0) return got;
  if (got < 0) {
    keep_reason(stream);
    return -1;
  }
  return ends_clean(stream) ? 0 : -1;
}

const char *due_inflate_reason(due_inflate *stream) { return stream->reason; }

void due_inflate_close(due_inflate *stream) {
  api.read_free(stream->archive);
  free(stream);
}
