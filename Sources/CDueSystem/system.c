#define _GNU_SOURCE
#include "due_system.h"
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <unistd.h>

void due_sha256(const void *bytes, size_t n, uint8_t *digest) { SHA256(bytes, n, digest); }

int due_md5(const void *bytes, size_t n, uint8_t *digest) {
  return EVP_Digest(bytes, n, digest, NULL, EVP_md5(), NULL);
}

int due_sha512(const void *bytes, size_t n, uint8_t *digest) {
  return EVP_Digest(bytes, n, digest, NULL, EVP_sha512(), NULL);
}

int due_open(const char *path, int flags, unsigned mode) { return open(path, flags, mode); }

int due_pipe(int *ends) { return pipe2(ends, O_CLOEXEC); }

int due_spawn_chdir(posix_spawn_file_actions_t *actions, const char *directory) {
  return posix_spawn_file_actions_addchdir_np(actions, directory);
}
