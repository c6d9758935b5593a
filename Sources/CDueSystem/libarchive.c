#define _GNU_SOURCE
#include "libarchive.h"
#include <dlfcn.h>
#include <pthread.h>

struct due_libarchive libarchive;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int is_loaded;

static void load(void) {
  void *library = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
#define FIND(name) \
  if (!(libarchive.name = (__typeof__(libarchive.name))dlsym(library, "archive_" #name))) return;
  LIBARCHIVE_CALLS(FIND)
  is_loaded = 1;
}

int due_load_libarchive(void) {
  pthread_once(&once, load);
  return is_loaded;
}
