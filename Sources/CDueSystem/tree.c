#define _GNU_SOURCE
#include "due_system.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>

int due_exchange(const char *a, const char *b) {
  return renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE);
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place) {
  (void)status, (void)kind, (void)place;
  return remove(path);
}

int due_remove_tree(const char *path) {
  int result = nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  return result && errno == ENOENT ? 0 : result;
}
