#define _GNU_SOURCE
#include "due_system.h"
#include "libarchive.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
  if (n < 0) libarchive.set_error(archive, errno, "%s", strerror(errno));
  return n;
}

/* Where in the file libarchive is. */
static int64_t position(due_inflate *stream) {
  return libarchive.filter_bytes(stream->archive, -1);
}

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
  const char *text = libarchive.error_string(stream->archive);
  if (!text) text = "damaged compressed data";
  if (strstr(text, "No progress is possible")) text = "truncated xz input";  /* LZMA_BUF_ERROR */
  int64_t at = position(stream);  /* -1 where it did not get through the first block */
  if (at < 0) snprintf(stream->reason, sizeof stream->reason, "%s", text);
  else snprintf(stream->reason, sizeof stream->reason, "%s at byte %lld", text, (long long)at);
}

due_inflate *due_inflate_open(int fd, const void *head, size_t n, const char **reason) {
  static char copy[256];
  if (!due_load_libarchive()) {
    *reason = "compressed, and libarchive.so.13 is not installed (Debian: libarchive13)";
    return NULL;
  }
  due_inflate *stream = calloc(1, sizeof *stream);
  if (!stream || n > sizeof stream->block) abort();
  stream->fd = fd;
  stream->head = n;
  memcpy(stream->block, head, n);
  stream->archive = libarchive.read_new();
  libarchive.read_support_filter_gzip(stream->archive);
  libarchive.read_support_filter_zstd(stream->archive);
  libarchive.read_support_filter_bzip2(stream->archive);
  libarchive.read_support_filter_xz(stream->archive);
  libarchive.read_support_format_raw(stream->archive);
  libarchive.read_support_format_empty(stream->archive);
  struct archive_entry *entry;
  int status = libarchive.read_open(stream->archive, stream, NULL, read_block, NULL);
  if (status == ARCHIVE_OK) status = libarchive.read_next_header(stream->archive, &entry);
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
  ssize_t got = stream->is_empty ? 0 : libarchive.read_data(stream->archive, out, n);
  if (got > 0) return got;
  if (got < 0) {
    keep_reason(stream);
    return -1;
  }
  return ends_clean(stream) ? 0 : -1;
}

const char *due_inflate_reason(due_inflate *stream) { return stream->reason; }

void due_inflate_close(due_inflate *stream) {
  libarchive.read_free(stream->archive);
  free(stream);
}
