#define _GNU_SOURCE
#define OPENSSL_SUPPRESS_DEPRECATED
#include "due_system.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int due_md5(const void *bytes, size_t n, uint8_t *digest) {
  return EVP_Digest(bytes, n, digest, NULL, EVP_md5(), NULL);
}

int due_sha512(const void *bytes, size_t n, uint8_t *digest) {
  return EVP_Digest(bytes, n, digest, NULL, EVP_sha512(), NULL);
}

int due_open_beneath(int directory, const char *name) {
  const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
#ifdef SYS_openat2
  struct open_how how = {
      .flags = (unsigned long long)flags, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
  int opened = (int)syscall(SYS_openat2, directory, name, &how, sizeof how);
  if (opened >= 0 || (errno != ENOSYS && errno != EPERM)) return opened;
#endif
  /* Part by part, following no link. */
  char part[NAME_MAX + 1];
  int at = directory;
  while (1) {
    while (*name == '/') {
      if (at == directory) return errno = EXDEV, -1;
      name++;
    }
    size_t n = strcspn(name, "/");
    int next = -1;
    errno = ENAMETOOLONG;
    if (n <= NAME_MAX) {
      memcpy(part, name, n);
      part[n] = 0;
      errno = EXDEV;
      if (n == 0) errno = ENOENT;
      else if (strcmp(part, "..") != 0)
        next = openat(at, part, flags | O_NOFOLLOW | (name[n] == '/' ? O_DIRECTORY : 0));
    }
    int problem = errno;
    if (at != directory) close(at);
    errno = problem;
    if (next < 0 || name[n] == 0) return next;
    at = next;
    name += n;
  }
}

int due_open(const char *path, int flags, unsigned mode) { return open(path, flags, mode); }

int due_pipe(int *ends) { return pipe2(ends, O_CLOEXEC); }

int due_spawn_chdir(posix_spawn_file_actions_t *actions, const char *directory) {
  return posix_spawn_file_actions_addchdir_np(actions, directory);
}

/* The old interface: looking an algorithm up in a provider takes libcrypto longer than hashing a
   small file does. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
/* SHA256() looks up the algorithm each time, which for short inputs costs more than the digest. */
void due_sha256(const void *bytes, size_t n, uint8_t *digest) {
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, bytes, n);
  SHA256_Final(digest, &context);
}

void due_hmac_sha256(const void *key, size_t m, const void *bytes, size_t n, uint8_t *digest) {
  uint8_t pad[64] = {0};
  if (m > sizeof pad) SHA256(key, m, pad);
  else if (m > 0) memcpy(pad, key, m);
  SHA256_CTX context;
  for (int i = 0; i < 64; i++) pad[i] ^= 0x36;
  SHA256_Init(&context);
  SHA256_Update(&context, pad, sizeof pad);
  SHA256_Update(&context, bytes, n);
  SHA256_Final(digest, &context);
  for (int i = 0; i < 64; i++) pad[i] ^= 0x36 ^ 0x5c;
  SHA256_Init(&context);
  SHA256_Update(&context, pad, sizeof pad);
  SHA256_Update(&context, digest, 32);
  SHA256_Final(digest, &context);
}

int due_sha256_descriptor(int fd, uint8_t *digest) {
  unsigned char block[64 * 1024];
  SHA256_CTX context;
  SHA256_Init(&context);
  ssize_t n;
  while ((n = read(fd, block, sizeof block)) != 0) {
    if (n > 0) SHA256_Update(&context, block, (size_t)n);
    else if (errno != EINTR) return -1;
  }
  SHA256_Final(digest, &context);
  return 0;
}
#pragma GCC diagnostic pop

int due_rename_new(const char *from, const char *to) {
  if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return -1;
  struct stat status;
  if (lstat(to, &status) == 0) {
    errno = EEXIST;
    return -1;
  }
  return rename(from, to);
}

int due_has_writers(int fd) {
  if (fcntl(fd, F_SETLEASE, F_RDLCK) != 0) return errno == EAGAIN ? 1 : -1;
  fcntl(fd, F_SETLEASE, F_UNLCK);
  return 0;
}

int due_signal_descriptor(const int *signals, int n) {
  sigset_t set;
  sigemptyset(&set);
  for (int i = 0; i < n; i++) sigaddset(&set, signals[i]);
  if (sigprocmask(SIG_BLOCK, &set, NULL) != 0) return -1;
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int due_next_signal(int descriptor) {
  struct signalfd_siginfo info;
  return read(descriptor, &info, sizeof info) == sizeof info ? (int)info.ssi_signo : 0;
}

const char *due_entry_name(const struct dirent *entry) { return entry->d_name; }

int due_is_remote(const char *path) {
  struct statfs system;
  if (statfs(path, &system) != 0) return 1;
  switch ((unsigned)system.f_type) {
  case 0x6969: case 0x517B: case 0xFF534D42: case 0xFE534D42: case 0x01021997: case 0x00C36400:
  case 0x65735546: return 1;
  default: return 0;
  }
}

static int write_all(int fd, const void *bytes, size_t n) {
  const char *p = bytes;
  while (n > 0) {
    ssize_t written = write(fd, p, n);
    if (written < 0) {
      if (errno == EINTR) continue;
      int error = errno;
      close(fd);
      return error;
    }
    p += written;
    n -= (size_t)written;
  }
  return close(fd) == 0 ? 0 : errno;
}

int due_write_file(int directory, const char *name, const void *bytes, size_t n) {
  int fd = openat(directory, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  return fd < 0 ? errno : write_all(fd, bytes, n);
}

/* Makes the directories that a path below the directory leads through; 0, or the error's number.
   *made: whether the last of them was missing. */
static int make_directories(int directory, const char *path, int *made) {
  char part[PATH_MAX];
  size_t length = strlen(path);
  if (length >= sizeof part) return ENAMETOOLONG;
  memcpy(part, path, length + 1);
  for (char *slash = strchr(part, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    *made = mkdirat(directory, part, 0700) == 0;
    if (!*made && errno != EEXIST) return errno;
    *slash = '/';
  }
  return 0;
}

int due_write_beneath(int directory, const char *path, int *is_new, const void *bytes, size_t n) {
  const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW;
  int fd = -1;
  errno = ENOENT;
  /* Where the last one's directories were missing, these most likely are: one try less. */
  if (!*is_new) fd = openat(directory, path, flags, 0600);
  if (fd < 0 && errno == ENOENT) {
    int error = make_directories(directory, path, is_new);
    if (error) return error;
    fd = openat(directory, path, flags, 0600);
  }
  return fd < 0 ? errno : write_all(fd, bytes, n);
}

int due_remove_beneath(int directory, const char *path) {
  char part[PATH_MAX];
  size_t length = strlen(path);
  if (length >= sizeof part) return ENAMETOOLONG;
  memcpy(part, path, length + 1);
  if (unlinkat(directory, part, 0) != 0 && errno != ENOENT && errno != ENOTDIR) return errno;
  for (char *slash = strrchr(part, '/'); slash; slash = strrchr(part, '/')) {
    *slash = 0;
    if (unlinkat(directory, part, AT_REMOVEDIR) != 0 && errno != ENOENT) break;
  }
  return 0;
}

int due_move_new(int from, int to, const char *name) {
  if (renameat2(from, name, to, name, RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  /* A file system without it: a second name, then the first goes. */
  if (linkat(from, name, to, name, 0) != 0) return errno;
  return unlinkat(from, name, 0) == 0 ? 0 : errno;
}

int due_syncfs(int fd) { return syncfs(fd) == 0 ? 0 : errno; }

int due_child_descriptor(pid_t child) { return (int)syscall(SYS_pidfd_open, child, 0); }

/* Closes all descriptors but one: a lock, or the end of a pipe, is not for the guard to keep. */
static void close_others(int kept) {
  long limit = sysconf(_SC_OPEN_MAX);
#ifdef SYS_close_range
  if (syscall(SYS_close_range, (unsigned)kept + 1, ~0U, 0) == 0) limit = kept;
#endif
  for (int i = 0; i < limit; i++)
    if (i != kept) close(i);
}

/* In a child of a process that may have threads: nothing but calls that are safe there (fork(2)). */
static void guard(pid_t group, int alive) {
  char byte;
  close_others(alive);
  while (read(alive, &byte, 1) != 0)
    if (errno != EINTR) _exit(0);
  kill(-group, SIGTERM);
  const struct timespec pause = {.tv_nsec = 50 * 1000 * 1000};
  for (int i = 0; i < 40 && kill(-group, 0) == 0; i++) nanosleep(&pause, NULL);
  kill(-group, SIGKILL);
  _exit(0);
}

pid_t due_guard_start(pid_t group, int alive) {
  sigset_t all, before;
  sigfillset(&all);
  /* Nothing may end it before its time, nor run handlers of ours in it. */
  pthread_sigmask(SIG_BLOCK, &all, &before);
  pid_t child = fork();
  if (child == 0) {
    setpgid(0, 0);
    guard(group, alive);
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return child;
}

void due_guard_stop(pid_t guard) {
  kill(guard, SIGKILL);
  while (waitpid(guard, NULL, 0) < 0 && errno == EINTR) continue;
}

void due_set_nonblocking(int fd) { fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK); }
