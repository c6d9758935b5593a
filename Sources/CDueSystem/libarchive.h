/* libarchive brings eleven more libraries; linking it would cost every command its start-up. So it
   is loaded when a file is met that needs it. */
#include <archive.h>
#include <archive_entry.h>

#define LIBARCHIVE_CALLS(each) \
  each(entry_filetype) each(entry_free) each(entry_hardlink) each(entry_is_encrypted) \
  each(entry_mtime) each(entry_new) each(entry_pathname) each(entry_set_filetype) \
  each(entry_set_mtime) each(entry_set_pathname) each(entry_set_perm) each(entry_set_size) \
  each(entry_size) each(entry_size_is_set) each(error_string) each(filter_bytes) each(format) \
  each(read_data) each(read_free) each(read_header_position) each(read_new) \
  each(read_next_header) each(read_open) each(read_open_fd) \
  each(read_support_filter_bzip2) each(read_support_filter_gzip) each(read_support_filter_xz) \
  each(read_support_filter_zstd) each(read_support_format_empty) each(read_support_format_raw) \
  each(read_support_format_tar) each(read_support_format_zip_seekable) each(set_error) \
  each(write_add_filter_by_name) each(write_close) each(write_data) each(write_free) \
  each(write_header) each(write_new) each(write_open_fd) each(write_open_memory) \
  each(write_set_bytes_in_last_block) each(write_set_format_pax_restricted) \
  each(write_set_format_raw) each(write_set_options)

#define LIBARCHIVE_MEMBER(name) __typeof__(&archive_##name) name;
extern struct due_libarchive {
  LIBARCHIVE_CALLS(LIBARCHIVE_MEMBER)
} libarchive;

/* 0 where it is not installed. Nothing of `libarchive` may be called before. */
int due_load_libarchive(void);
