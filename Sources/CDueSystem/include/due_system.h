/* What Swift cannot call: variadic functions, and libraries loaded only when they are needed. */
#ifndef DUE_SYSTEM_H
#define DUE_SYSTEM_H
#include <dirent.h>
#include <stddef.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/types.h>

/* SHA-256 of n bytes into digest (32 bytes). FIPS 180-4, by libcrypto. */
void due_sha256(const void *_Nullable bytes, size_t n, uint8_t *_Nonnull digest);

/* As due_sha256: MD5 (16 bytes) and SHA-512 (64 bytes). Whether libcrypto was willing. */
int due_md5(const void *_Nullable bytes, size_t n, uint8_t *_Nonnull digest);
int due_sha512(const void *_Nullable bytes, size_t n, uint8_t *_Nonnull digest);

/* HMAC-SHA-256 (RFC 2104) of n bytes under a key of m bytes into digest (32 bytes). */
void due_hmac_sha256(const void *_Nullable key, size_t m, const void *_Nullable bytes, size_t n,
                     uint8_t *_Nonnull digest);

/* SHA-256 of what is left to read of `fd`; -1 and errno when reading fails. */
int due_sha256_descriptor(int fd, uint8_t *_Nonnull digest);

int due_open(const char *_Nonnull path, int flags, unsigned mode);

/* Opens a file for reading by a name that must not lead out of `directory`, be it by `..`, by a
   link or by a leading slash: -1 and EXDEV or ELOOP where it would (openat2(2), RESOLVE_BENEATH;
   kernels without it get no link followed at all). Does not wait for the writer of a pipe. */
int due_open_beneath(int directory, const char *_Nonnull name);

/* The public key of the first certificate in a PEM file; NULL where there is none. */
typedef struct due_public_key_st due_public_key_st;
due_public_key_st *_Nullable due_public_key(const char *_Nonnull path);
void due_public_key_free(due_public_key_st *_Nonnull key);
/* Whether `signature` is the key's of `text`: PKCS #1 v1.5 with SHA-1 (hash 1) or SHA-256 (256). */
int due_verify(due_public_key_st *_Nonnull key, int hash, const void *_Nullable text, size_t n,
               const void *_Nullable signature, size_t signature_n);

/* GNU extensions that the Glibc module does not show: pipe2(2) with O_CLOEXEC, and
   posix_spawn_file_actions_addchdir_np(3). */
int due_pipe(int *_Nonnull ends);
int due_spawn_chdir(posix_spawn_file_actions_t *_Nonnull actions, const char *_Nonnull directory);

/* renameat2(2) that never replaces: -1 and EEXIST where `to` exists. File systems without it get
   the check and then the rename. */
int due_rename_new(const char *_Nonnull from, const char *_Nonnull to);

/* Whether somebody has the file of `fd`, opened for reading, open for writing: 1, 0, or -1 when
   the kernel does not say (not our file, a network file system). A read lease is granted only
   where there are no writers (fcntl(2), F_SETLEASE). */
int due_has_writers(int fd);

/* The name in a directory entry, which Swift shows as a tuple of 256 bytes. */
const char *_Nonnull due_entry_name(const struct dirent *_Nonnull entry);

/* Whether `path` is on a file system of another machine or of a program: NFS, SMB, CIFS, 9P, Ceph,
   FUSE (statfs(2)). */
int due_is_remote(const char *_Nonnull path);

/* Blocks `signals` in this thread and returns a descriptor that reads them; -1 and errno. */
int due_signal_descriptor(const int *_Nonnull signals, int n);
/* The next signal that arrived, or 0. */
int due_next_signal(int descriptor);

/* Writes a new or emptied file (mode 0600) in an open directory; 0, or the error's number. */
int due_write_file(int directory, const char *_Nonnull name, const void *_Nonnull bytes, size_t n);

/* As due_write_file, for a path below the directory whose directories (mode 0700) are made where they
   are missing. *is_new: whether directories were missing, and the guess that they will be; 0 at
   first. */
int due_write_beneath(int directory, const char *_Nonnull path, int *_Nonnull is_new,
                      const void *_Nonnull bytes, size_t n);

/* Removes a file below the directory, then its directories as far as they are empty: 0 also where
   there is none, else the error's number. */
int due_remove_beneath(int directory, const char *_Nonnull path);

/* Moves a file to another open directory under the same name, where none may be: EEXIST. */
int due_move_new(int from, int to, const char *_Nonnull name);

/* Waits until all that was written to the file system of `fd` is on the disk; 0, or the error. */
int due_syncfs(int fd);

/* Makes reads and writes of `fd` return at once. */
void due_set_nonblocking(int fd);

/* A descriptor that becomes readable when the child ends: pidfd_open(2). */
int due_child_descriptor(pid_t child);

/* Starts a process that waits for the end of the pipe `alive`, whose other end is ours alone, and then
   ends the process group `group`: politely, and after two seconds for good. -1 and errno. */
pid_t due_guard_start(pid_t group, int alive);
/* Ends the guard, and nothing else. */
void due_guard_stop(pid_t guard);

/* Decompression by libarchive, which is loaded at the first call: most runs never need it.
   `head` are bytes already read from `fd`. NULL and *reason when it cannot start. */
typedef struct due_inflate due_inflate;
due_inflate *_Nullable due_inflate_open(int fd, const void *_Nonnull head, size_t n,
                                        const char *_Nullable *_Nonnull reason);
/* Bytes written into `out`, 0 at the end, -1 with due_inflate_reason. */
ssize_t due_inflate_read(due_inflate *_Nonnull stream, void *_Nonnull out, size_t n);
const char *_Nonnull due_inflate_reason(due_inflate *_Nonnull stream);
void due_inflate_close(due_inflate *_Nonnull stream);

/* Compression of blocks by threads. Slots are filled in turn, 0 first, and waited for in the same
   order; each block becomes a gzip member or a zstd frame of its own. The libraries are loaded by the
   first call: NULL where they are not there. */
enum { DUE_PACK_GZIP = 1, DUE_PACK_ZSTD = 2, DUE_PACK_THREADS = 8, DUE_PACK_SLOTS = 10 };
typedef struct due_packer due_packer;
due_packer *_Nullable due_packer_open(int form, size_t capacity, int threads);
int due_packer_slots(due_packer *_Nonnull packer);
/* Where the bytes of a slot go, up to the capacity, before it is filled. */
uint8_t *_Nonnull due_packer_input(due_packer *_Nonnull packer, int slot);
void due_packer_fill(due_packer *_Nonnull packer, int slot, size_t n);
/* The packed bytes of a slot that was filled; 0 where it could not be done. */
size_t due_packer_wait(due_packer *_Nonnull packer, int slot,
                       const uint8_t *_Nullable *_Nonnull out);
void due_packer_close(due_packer *_Nonnull packer);

/* renameat2(2) that gives two names to each other's files: -1 and EINVAL where it is unknown. */
int due_exchange(const char *_Nonnull a, const char *_Nonnull b);

/* Removes a directory and all that is in it, links not followed; 0, or -1 and errno. */
int due_remove_tree(const char *_Nonnull path);

/* Compresses n bytes by "gzip" or "zstd" into out, at most `room` of them: how many, -1 where
   libarchive is missing or `room` is too small. The same bytes give the same result. */
ssize_t due_compress(const char *_Nonnull filter, const void *_Nonnull bytes, size_t n,
                     void *_Nonnull out, size_t room);

/* A tar archive (POSIX pax) under zstd, written to `fd`. NULL where libarchive is missing. Members
   have mode 0600 and no owner. due_tar_add and due_tar_finish: 0, or -1 with due_tar_reason. */
typedef struct due_tar due_tar;
due_tar *_Nullable due_tar_create(int fd);
int due_tar_add(due_tar *_Nonnull tar, const char *_Nonnull path, int64_t seconds,
                const void *_Nonnull bytes, size_t n);
int due_tar_finish(due_tar *_Nonnull tar);
/* A tar archive, compressed or not, read from `fd`. NULL where libarchive is missing. due_tar_next: 1
   and path, size and time of the next member, 0 at the end, -1. due_tar_read: as read(2). */
due_tar *_Nullable due_tar_open(int fd);
int due_tar_next(due_tar *_Nonnull tar, const char *_Nullable *_Nonnull path, int64_t *_Nonnull size,
                 int64_t *_Nonnull seconds);
ssize_t due_tar_read(due_tar *_Nonnull tar, void *_Nonnull out, size_t n);
const char *_Nonnull due_tar_reason(due_tar *_Nonnull tar);
void due_tar_free(due_tar *_Nonnull tar);

/* An archive that a stranger may have made: tar, compressed or not, or zip, read from a file. NULL
   where libarchive is missing. Members are read with due_tar_read, the archive freed with
   due_tar_free. */
typedef struct due_member {
  const char *_Nullable path; /* NULL where it has none; until the next member */
  int64_t size;               /* -1 where the archive does not say */
  int kind;                   /* one of DUE_MEMBER_ */
  int is_zip;                 /* whether the archive is a zip; set at the end of it, too */
} due_member;
enum { DUE_MEMBER_FILE = 1, DUE_MEMBER_DIRECTORY, DUE_MEMBER_ENCRYPTED, DUE_MEMBER_OTHER };
due_tar *_Nullable due_archive_open(int fd);
/* 1 and the next member, 0 at the end, -1 with due_tar_reason. A tar without the two blocks of zeros
   at its end was cut short. */
int due_archive_next(due_tar *_Nonnull archive, due_member *_Nonnull member);
#endif
