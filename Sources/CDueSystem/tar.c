#define _GNU_SOURCE
#include "due_system.h"
#include "libarchive.h"
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

static struct archive_entry *entry_of(const char *path, int64_t seconds, size_t n) {
  struct archive_entry *entry = libarchive.entry_new();
  if (!entry) abort();
  libarchive.entry_set_pathname(entry, path);
  libarchive.entry_set_size(entry, (int64_t)n);
  libarchive.entry_set_filetype(entry, AE_IFREG);
  libarchive.entry_set_perm(entry, 0600);
  libarchive.entry_set_mtime(entry, seconds, 0);
  return entry;
}

ssize_t due_compress(const char *filter, const void *bytes, size_t n, void *out, size_t room) {
  if (!due_load_libarchive()) return -1;
  struct archive *archive = libarchive.write_new();
  size_t used = 0;
  int ok = libarchive.write_add_filter_by_name(archive, filter) == ARCHIVE_OK &&
           libarchive.write_set_format_raw(archive) == ARCHIVE_OK;
  /* The time of compression would make every result another one. */
  if (ok && strcmp(filter, "gzip") == 0)
    ok = libarchive.write_set_options(archive, "gzip:!timestamp") == ARCHIVE_OK;
  ok = ok && libarchive.write_open_memory(archive, out, room, &used) == ARCHIVE_OK;
  struct archive_entry *entry = entry_of("message", 0, n);
  ok = ok && libarchive.write_header(archive, entry) == ARCHIVE_OK &&
       libarchive.write_data(archive, bytes, n) == (ssize_t)n &&
       libarchive.write_close(archive) == ARCHIVE_OK;
  libarchive.entry_free(entry);
  libarchive.write_free(archive);
  return ok ? (ssize_t)used : -1;
}

struct due_tar {
  struct archive *archive;
  int is_writer;
  locale_t utf8; /* of names, as of everything else here; 0: that of the thread */
};

static due_tar *tar_new(struct archive *archive, int is_writer) {
  due_tar *tar = calloc(1, sizeof *tar);
  if (!tar || !archive) abort();
  tar->archive = archive;
  tar->is_writer = is_writer;
  return tar;
}

due_tar *due_tar_create(int fd) {
  if (!due_load_libarchive()) return NULL;
  due_tar *tar = tar_new(libarchive.write_new(), 1);
  libarchive.write_add_filter_by_name(tar->archive, "zstd");
  libarchive.write_set_format_pax_restricted(tar->archive);
  libarchive.write_set_bytes_in_last_block(tar->archive, 1);
  /* A fault shows at the first member. */
  libarchive.write_open_fd(tar->archive, fd);
  return tar;
}

int due_tar_add(due_tar *tar, const char *path, int64_t seconds, const void *bytes, size_t n) {
  struct archive_entry *entry = entry_of(path, seconds, n);
  int ok = libarchive.write_header(tar->archive, entry) == ARCHIVE_OK &&
           libarchive.write_data(tar->archive, bytes, n) == (ssize_t)n;
  libarchive.entry_free(entry);
  return ok ? 0 : -1;
}

int due_tar_finish(due_tar *tar) {
  return libarchive.write_close(tar->archive) == ARCHIVE_OK ? 0 : -1;
}

due_tar *due_tar_open(int fd) {
  if (!due_load_libarchive()) return NULL;
  due_tar *tar = tar_new(libarchive.read_new(), 0);
  libarchive.read_support_filter_zstd(tar->archive);
  libarchive.read_support_filter_gzip(tar->archive);
  libarchive.read_support_format_tar(tar->archive);
  libarchive.read_support_format_empty(tar->archive);
  libarchive.read_open_fd(tar->archive, fd, 1 << 17);
  return tar;
}

int due_tar_next(due_tar *tar, const char **path, int64_t *size, int64_t *seconds) {
  struct archive_entry *entry;
  int status = libarchive.read_next_header(tar->archive, &entry);
  if (status == ARCHIVE_EOF) return 0;
  if (status != ARCHIVE_OK) return -1;
  *path = libarchive.entry_pathname(entry);
  *size = libarchive.entry_size(entry);
  *seconds = libarchive.entry_mtime(entry);
  return *path ? 1 : -1;
}

ssize_t due_tar_read(due_tar *tar, void *out, size_t n) {
  return libarchive.read_data(tar->archive, out, n);
}

const char *due_tar_reason(due_tar *tar) {
  const char *text = libarchive.error_string(tar->archive);
  return text ? text : "damaged archive";
}

void due_tar_free(due_tar *tar) {
  if (tar->is_writer) libarchive.write_free(tar->archive);
  else libarchive.read_free(tar->archive);
  if (tar->utf8) freelocale(tar->utf8);
  free(tar);
}

due_tar *due_archive_open(int fd) {
  if (!due_load_libarchive()) return NULL;
  due_tar *tar = tar_new(libarchive.read_new(), 0);
  tar->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  libarchive.read_support_filter_bzip2(tar->archive);
  libarchive.read_support_filter_gzip(tar->archive);
  libarchive.read_support_filter_xz(tar->archive);
  libarchive.read_support_filter_zstd(tar->archive);
  libarchive.read_support_format_tar(tar->archive);
  /* By its directory, not by what stands before each file: there a link looks like one. */
  libarchive.read_support_format_zip_seekable(tar->archive);
  libarchive.read_open_fd(tar->archive, fd, 1 << 17);
  return tar;
}

static int member_kind(struct archive_entry *entry) {
  if (libarchive.entry_hardlink(entry)) return DUE_MEMBER_OTHER;
  if (libarchive.entry_filetype(entry) == AE_IFDIR) return DUE_MEMBER_DIRECTORY;
  if (libarchive.entry_filetype(entry) != AE_IFREG) return DUE_MEMBER_OTHER;
  return libarchive.entry_is_encrypted(entry) ? DUE_MEMBER_ENCRYPTED : DUE_MEMBER_FILE;
}

/* libarchive takes the end of the file, wherever it comes between two members, for that of the tar. */
static int is_cut(struct archive *archive) {
  if ((libarchive.format(archive) & ARCHIVE_FORMAT_BASE_MASK) != ARCHIVE_FORMAT_TAR) return 0;
  int64_t end = libarchive.filter_bytes(archive, 0) - libarchive.read_header_position(archive);
  if (end >= 2 * 512) return 0;
  libarchive.set_error(archive, EILSEQ, "truncated tar archive");
  return 1;
}

int due_archive_next(due_tar *tar, due_member *member) {
  struct archive_entry *entry;
  locale_t before = tar->utf8 ? uselocale(tar->utf8) : (locale_t)0;
  int status = libarchive.read_next_header(tar->archive, &entry);
  /* A warning is about a name or an attribute: the member is there. */
  int found = status == ARCHIVE_OK || status == ARCHIVE_WARN;
  if (found) {
    member->path = libarchive.entry_pathname(entry);
    member->size = libarchive.entry_size_is_set(entry) ? libarchive.entry_size(entry) : -1;
    member->kind = member_kind(entry);
  }
  if (tar->utf8) uselocale(before);
  member->is_zip =
      (libarchive.format(tar->archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
  if (found) return 1;
  return status == ARCHIVE_EOF && !is_cut(tar->archive) ? 0 : -1;
}
