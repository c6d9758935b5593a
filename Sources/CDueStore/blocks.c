#define _GNU_SOURCE
#include "due_store.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum { queue_limit = 4 };

struct job {
  void *block;
  size_t count;
  int64_t offset;
};

struct due_block_writer {
  int file;
  int has_thread;
  pthread_t thread;
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  /* Everything below is guarded by the mutex. */
  struct job queue[queue_limit]; /* the first is the one in hand */
  int waiting;
  void *spare[queue_limit];
  int spares;
  int error;
  int closing;
};

static int write_job(int file, struct job job) {
  while (job.count > 0) {
    ssize_t n = pwrite(file, job.block, job.count, job.offset);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EINVAL) {
      /* This file system does not write past the cache after all. */
      int flags = fcntl(file, F_GETFL);
      if (flags < 0 || !(flags & O_DIRECT)) return EINVAL;
      if (fcntl(file, F_SETFL, flags & ~O_DIRECT) != 0) return errno;
      continue;
    }
    if (n < 0) return errno;
    if (n == 0) return EIO;
    job.block = (char *)job.block + n;
    job.count -= (size_t)n;
    job.offset += n;
  }
  return 0;
}

static void *run(void *context) {
  struct due_block_writer *w = context;
  pthread_mutex_lock(&w->mutex);
  for (;;) {
    while (w->waiting == 0 && !w->closing) pthread_cond_wait(&w->changed, &w->mutex);
    if (w->waiting == 0) break;
    struct job job = w->queue[0];
    int skip = w->error != 0;
    pthread_mutex_unlock(&w->mutex);
    int error = skip ? 0 : write_job(w->file, job);
    pthread_mutex_lock(&w->mutex);
    if (error) w->error = error;
    if (w->spares < queue_limit) w->spare[w->spares++] = job.block;
    else free(job.block);
    w->waiting--;
    for (int i = 0; i < w->waiting; i++) w->queue[i] = w->queue[i + 1];
    pthread_cond_broadcast(&w->changed);
  }
  pthread_mutex_unlock(&w->mutex);
  return NULL;
}

struct due_block_writer *due_block_writer_open(const char *path) {
  int file = open(path, O_WRONLY | O_CLOEXEC | O_DIRECT);
  if (file < 0 && errno == EINVAL) file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return NULL;
  struct due_block_writer *w = calloc(1, sizeof *w);
  if (!w) {
    close(file);
    errno = ENOMEM;
    return NULL;
  }
  w->file = file;
  pthread_mutex_init(&w->mutex, NULL);
  pthread_cond_init(&w->changed, NULL);
  w->has_thread = pthread_create(&w->thread, NULL, run, w) == 0;
  return w;
}

void *due_block_new(void) {
  void *block = NULL;
  return posix_memalign(&block, 4096, DUE_BLOCK_SIZE) == 0 ? block : NULL;
}

void *due_block_writer_put(struct due_block_writer *w, void *block, size_t count, int64_t offset) {
  struct job job = {block, count, offset};
  if (!w->has_thread) { /* then without */
    int error = write_job(w->file, job);
    if (error) {
      free(block);
      errno = error;
      return NULL;
    }
    return block;
  }
  void *fresh = NULL;
  pthread_mutex_lock(&w->mutex);
  while (w->waiting == queue_limit) pthread_cond_wait(&w->changed, &w->mutex);
  w->queue[w->waiting++] = job;
  pthread_cond_broadcast(&w->changed);
  int error = w->error;
  if (w->spares > 0) fresh = w->spare[--w->spares];
  pthread_mutex_unlock(&w->mutex);
  if (!fresh && !(fresh = due_block_new())) error = ENOMEM;
  if (error) {
    free(fresh);
    errno = error;
    return NULL;
  }
  return fresh;
}

int due_block_writer_drain(struct due_block_writer *w) {
  pthread_mutex_lock(&w->mutex);
  while (w->waiting > 0) pthread_cond_wait(&w->changed, &w->mutex);
  int error = w->error;
  pthread_mutex_unlock(&w->mutex);
  return error;
}

void due_block_writer_close(struct due_block_writer *w) {
  if (!w) return;
  if (w->has_thread) {
    pthread_mutex_lock(&w->mutex);
    w->closing = 1;
    pthread_cond_broadcast(&w->changed);
    pthread_mutex_unlock(&w->mutex);
    pthread_join(w->thread, NULL);
  }
  for (int i = 0; i < w->spares; i++) free(w->spare[i]);
  pthread_cond_destroy(&w->changed);
  pthread_mutex_destroy(&w->mutex);
  close(w->file);
  free(w);
}
