#define _GNU_SOURCE
#include "due_system.h"
#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* libarchive brings eleven more libraries; linking it would cost every command its start-up. */
static struct {
  void *library;
  typeof(&archive_read_new) read_new;
  typeof(&archive_read_free) read_free;
  typeof(&archive_read_support_filter_all) support_filter_all;
  typeof(&archive_read_support_format_raw) support_format_raw;
  typeof(&archive_read_support_format_empty) support_format_empty;
  typeof(&archive_read_open) open;
  typeof(&archive_read_next_header) next_header;
  typeof(&archive_read_data) data;
  typeof(&archive_error_string) error_string;
} api;

static int load(void) {
  if (api.library) return 1;
  void *library = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
  if (!library) return 0;
#define SYMBOL(field, name) if (!(api.field = (typeof(api.field))dlsym(library, name))) return 0
  SYMBOL(read_new, "archive_read_new");
  SYMBOL(read_free, "archive_read_free");
  SYMBOL(support_filter_all, "archive_read_support_filter_all");
  SYMBOL(support_format_raw, "archive_read_support_format_raw");
  SYMBOL(support_format_empty, "archive_read_support_format_empty");
  SYMBOL(open, "archive_read_open");
  SYMBOL(next_header, "archive_read_next_header");
  SYMBOL(data, "archive_read_data");
  SYMBOL(error_string, "archive_error_string");
#undef SYMBOL
  api.library = library;
  return 1;
}

struct due_inflate {
  struct archive *archive;
  int fd;
  size_t head;
  uint8_t block[65536];
};

static ssize_t read_block(struct archive *archive, void *context, const void **block) {
  (void)archive;
  due_inflate *stream = context;
  *block = stream->block;
  if (stream->head) {
    size_t n = stream->head;
    stream->head = 0;
    return (ssize_t)n;
  }
  ssize_t n;
  do n = read(stream->fd, stream->block, sizeof stream->block);
  while (n < 0 && errno == EINTR);
  return n;
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
  api.support_filter_all(stream->archive);
  api.support_format_raw(stream->archive);
  api.support_format_empty(stream->archive);
  struct archive_entry *entry;
  int status = api.open(stream->archive, stream, NULL, read_block, NULL);
  if (status == ARCHIVE_OK) status = api.next_header(stream->archive, &entry);
  if (status != ARCHIVE_OK && status != ARCHIVE_EOF) {
    strncpy(copy, due_inflate_reason(stream), sizeof copy - 1);
    *reason = copy;
    due_inflate_close(stream);
    return NULL;
  }
  return stream;
}

ssize_t due_inflate_read(due_inflate *stream, void *out, size_t n) {
  ssize_t got = api.data(stream->archive, out, n);
  return got < 0 ? -1 : got;
}

const char *due_inflate_reason(due_inflate *stream) {
  const char *text = api.error_string(stream->archive);
  return text ? text : "damaged compressed data";
}

void due_inflate_close(due_inflate *stream) {
  api.read_free(stream->archive);
  free(stream);
}
