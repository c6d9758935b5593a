#define _GNU_SOURCE
#include "due_system.h"
#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

/* Loaded at the first call, as in inflate.c. */
static struct {
  void *library;
  typeof(&archive_write_new) write_new;
  typeof(&archive_write_free) write_free;
  typeof(&archive_write_close) write_close;
  typeof(&archive_write_add_filter_by_name) add_filter_by_name;
  typeof(&archive_write_set_format_raw) set_format_raw;
  typeof(&archive_write_set_format_pax_restricted) set_format_pax;
  typeof(&archive_write_set_options) set_options;
  typeof(&archive_write_set_bytes_in_last_block) set_last_block;
  typeof(&archive_write_open_memory) open_memory;
  typeof(&archive_write_open_fd) write_open_fd;
  typeof(&archive_write_header) write_header;
  typeof(&archive_write_data) write_data;
  typeof(&archive_read_new) read_new;
  typeof(&archive_read_free) read_free;
  typeof(&archive_read_support_filter_zstd) support_zstd;
  typeof(&archive_read_support_filter_gzip) support_gzip;
  typeof(&archive_read_support_format_tar) support_tar;
  typeof(&archive_read_support_format_empty) support_empty;
  typeof(&archive_read_open_fd) read_open_fd;
  typeof(&archive_read_next_header) next_header;
  typeof(&archive_read_data) read_data;
  typeof(&archive_error_string) error_string;
  typeof(&archive_entry_new) entry_new;
  typeof(&archive_entry_free) entry_free;
  typeof(&archive_entry_set_pathname) set_pathname;
  typeof(&archive_entry_set_size) set_size;
  typeof(&archive_entry_set_filetype) set_filetype;
  typeof(&archive_entry_set_perm) set_perm;
  typeof(&archive_entry_set_mtime) set_mtime;
  typeof(&archive_entry_pathname) pathname;
  typeof(&archive_entry_size) size;
  typeof(&archive_entry_mtime) mtime;
} api;

static int load(void) {
  if (api.library) return 1;
  void *library = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
  if (!library) return 0;
#define SYMBOL(field, name) if (!(api.field = (typeof(api.field))dlsym(library, name))) return 0
  SYMBOL(write_new, "archive_write_new");
  SYMBOL(write_free, "archive_write_free");
  SYMBOL(write_close, "archive_write_close");
  SYMBOL(add_filter_by_name, "archive_write_add_filter_by_name");
  SYMBOL(set_format_raw, "archive_write_set_format_raw");
  SYMBOL(set_format_pax, "archive_write_set_format_pax_restricted");
  SYMBOL(set_options, "archive_write_set_options");
  SYMBOL(set_last_block, "archive_write_set_bytes_in_last_block");
  SYMBOL(open_memory, "archive_write_open_memory");
  SYMBOL(write_open_fd, "archive_write_open_fd");
  SYMBOL(write_header, "archive_write_header");
  SYMBOL(write_data, "archive_write_data");
  SYMBOL(read_new, "archive_read_new");
  SYMBOL(read_free, "archive_read_free");
  SYMBOL(support_zstd, "archive_read_support_filter_zstd");
  SYMBOL(support_gzip, "archive_read_support_filter_gzip");
  SYMBOL(support_tar, "archive_read_support_format_tar");
  SYMBOL(support_empty, "archive_read_support_format_empty");
  SYMBOL(read_open_fd, "archive_read_open_fd");
  SYMBOL(next_header, "archive_read_next_header");
  SYMBOL(read_data, "archive_read_data");
  SYMBOL(error_string, "archive_error_string");
  SYMBOL(entry_new, "archive_entry_new");
  SYMBOL(entry_free, "archive_entry_free");
  SYMBOL(set_pathname, "archive_entry_set_pathname");
  SYMBOL(set_size, "archive_entry_set_size");
  SYMBOL(set_filetype, "archive_entry_set_filetype");
  SYMBOL(set_perm, "archive_entry_set_perm");
  SYMBOL(set_mtime, "archive_entry_set_mtime");
  SYMBOL(pathname, "archive_entry_pathname");
  SYMBOL(size, "archive_entry_size");
  SYMBOL(mtime, "archive_entry_mtime");
#undef SYMBOL
  api.library = library;
  return 1;
}

static struct archive_entry *entry_of(const char *path, int64_t seconds, size_t n) {
  struct archive_entry *entry = api.entry_new();
  if (!entry) abort();
  api.set_pathname(entry, path);
  api.set_size(entry, (int64_t)n);
  api.set_filetype(entry, AE_IFREG);
  api.set_perm(entry, 0600);
  api.set_mtime(entry, seconds, 0);
  return entry;
}

ssize_t due_compress(const char *filter, const void *bytes, size_t n, void *out, size_t room) {
  if (!load()) return -1;
  struct archive *archive = api.write_new();
  size_t used = 0;
  int ok = api.add_filter_by_name(archive, filter) == ARCHIVE_OK &&
           api.set_format_raw(archive) == ARCHIVE_OK;
  /* The time of compression would make every result another one. */
  if (ok && strcmp(filter, "gzip") == 0)
    ok = api.set_options(archive, "gzip:!timestamp") == ARCHIVE_OK;
  ok = ok && api.open_memory(archive, out, room, &used) == ARCHIVE_OK;
  struct archive_entry *entry = entry_of("message", 0, n);
  ok = ok && api.write_header(archive, entry) == ARCHIVE_OK &&
       api.write_data(archive, bytes, n) == (ssize_t)n && api.write_close(archive) == ARCHIVE_OK;
  api.entry_free(entry);
  api.write_free(archive);
  return ok ? (ssize_t)used : -1;
}

struct due_tar {
  struct archive *archive;
  int is_writer;
};

static due_tar *tar_new(struct archive *archive, int is_writer) {
  due_tar *tar = calloc(1, sizeof *tar);
  if (!tar || !archive) abort();
  tar->archive = archive;
  tar->is_writer = is_writer;
  return tar;
}

due_tar *due_tar_create(int fd) {
  if (!load()) return NULL;
  due_tar *tar = tar_new(api.write_new(), 1);
  api.add_filter_by_name(tar->archive, "zstd");
  api.set_format_pax(tar->archive);
  api.set_last_block(tar->archive, 1);
  /* A fault shows at the first member. */
  api.write_open_fd(tar->archive, fd);
  return tar;
}

int due_tar_add(due_tar *tar, const char *path, int64_t seconds, const void *bytes, size_t n) {
  struct archive_entry *entry = entry_of(path, seconds, n);
  int ok = api.write_header(tar->archive, entry) == ARCHIVE_OK &&
           api.write_data(tar->archive, bytes, n) == (ssize_t)n;
  api.entry_free(entry);
  return ok ? 0 : -1;
}

int due_tar_finish(due_tar *tar) {
  return api.write_close(tar->archive) == ARCHIVE_OK ? 0 : -1;
}

due_tar *due_tar_open(int fd) {
  if (!load()) return NULL;
  due_tar *tar = tar_new(api.read_new(), 0);
  api.support_zstd(tar->archive);
  api.support_gzip(tar->archive);
  api.support_tar(tar->archive);
  api.support_empty(tar->archive);
  api.read_open_fd(tar->archive, fd, 1 << 17);
  return tar;
}

int due_tar_next(due_tar *tar, const char **path, int64_t *size, int64_t *seconds) {
  struct archive_entry *entry;
  int status = api.next_header(tar->archive, &entry);
  if (status == ARCHIVE_EOF) return 0;
  if (status != ARCHIVE_OK) return -1;
  *path = api.pathname(entry);
  *size = api.size(entry);
  *seconds = api.mtime(entry);
  return *path ? 1 : -1;
}

ssize_t due_tar_read(due_tar *tar, void *out, size_t n) {
  return api.read_data(tar->archive, out, n);
}

const char *due_tar_reason(due_tar *tar) {
  const char *text = api.error_string(tar->archive);
  return text ? text : "damaged archive";
}

void due_tar_free(due_tar *tar) {
  if (tar->is_writer) api.write_free(tar->archive);
  else api.read_free(tar->archive);
  free(tar);
}
