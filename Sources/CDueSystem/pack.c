#define _GNU_SOURCE
#include "due_system.h"
#include <dlfcn.h>
#include <libdeflate.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

/* Libraries that only an export needs: loaded by the first. */
static struct {
  void *deflate, *zstd;
  typeof(&libdeflate_alloc_compressor) alloc;
  typeof(&libdeflate_free_compressor) release;
  typeof(&libdeflate_gzip_compress) gzip;
  typeof(&libdeflate_gzip_compress_bound) gzip_bound;
  typeof(&ZSTD_createCCtx) zstd_alloc;
  typeof(&ZSTD_freeCCtx) zstd_release;
  typeof(&ZSTD_compressCCtx) zstd_pack;
  typeof(&ZSTD_compressBound) zstd_bound;
  typeof(&ZSTD_isError) zstd_is_error;
} api;

#define SYMBOL(library, field, name) \
  if (!(api.field = (typeof(api.field))dlsym(api.library, name))) return 0

static int load(int form) {
  if (form == DUE_PACK_GZIP && !api.deflate) {
    if (!(api.deflate = dlopen("libdeflate.so.0", RTLD_NOW | RTLD_LOCAL))) return 0;
    SYMBOL(deflate, alloc, "libdeflate_alloc_compressor");
    SYMBOL(deflate, release, "libdeflate_free_compressor");
    SYMBOL(deflate, gzip, "libdeflate_gzip_compress");
    SYMBOL(deflate, gzip_bound, "libdeflate_gzip_compress_bound");
  }
  if (form == DUE_PACK_ZSTD && !api.zstd) {
    if (!(api.zstd = dlopen("libzstd.so.1", RTLD_NOW | RTLD_LOCAL))) return 0;
    SYMBOL(zstd, zstd_alloc, "ZSTD_createCCtx");
    SYMBOL(zstd, zstd_release, "ZSTD_freeCCtx");
    SYMBOL(zstd, zstd_pack, "ZSTD_compressCCtx");
    SYMBOL(zstd, zstd_bound, "ZSTD_compressBound");
    SYMBOL(zstd, zstd_is_error, "ZSTD_isError");
  }
  return 1;
}

/* gzip 1 writes half as much again as zstd 1 and is what every engine reads. */
enum { GZIP_LEVEL = 1, ZSTD_LEVEL = 1 };

enum state { IDLE, FILLED, BUSY, PACKED };

struct slot {
  enum state state;
  uint8_t *in, *out;
  size_t n, packed;
};

struct due_packer {
  int form, slots, threads, ends;
  size_t capacity, bound;
  int next; /* the slot that a thread takes next: they are filled in turn */
  pthread_mutex_t mutex;
  pthread_cond_t filled, packed;
  pthread_t thread[DUE_PACK_THREADS];
  struct slot slot[DUE_PACK_SLOTS];
};

static size_t pack(due_packer *packer, void *context, struct slot *slot) {
  if (packer->form == DUE_PACK_GZIP)
    return api.gzip(context, slot->in, slot->n, slot->out, packer->bound);
  size_t n = api.zstd_pack(context, slot->out, packer->bound, slot->in, slot->n, ZSTD_LEVEL);
  return api.zstd_is_error(n) ? 0 : n;
}

static void *work(void *argument) {
  due_packer *packer = argument;
  void *context = packer->form == DUE_PACK_GZIP ? (void *)api.alloc(GZIP_LEVEL)
                                                : (void *)api.zstd_alloc();
  pthread_mutex_lock(&packer->mutex);
  while (!packer->ends) {
    struct slot *slot = &packer->slot[packer->next];
    if (slot->state != FILLED) {
      pthread_cond_wait(&packer->filled, &packer->mutex);
      continue;
    }
    slot->state = BUSY;
    packer->next = (packer->next + 1) % packer->slots;
    pthread_mutex_unlock(&packer->mutex);
    size_t n = context ? pack(packer, context, slot) : 0;
    pthread_mutex_lock(&packer->mutex);
    slot->packed = n;
    slot->state = PACKED;
    pthread_cond_broadcast(&packer->packed);
  }
  pthread_mutex_unlock(&packer->mutex);
  if (context && packer->form == DUE_PACK_GZIP) api.release(context);
  if (context && packer->form == DUE_PACK_ZSTD) api.zstd_release(context);
  return NULL;
}

due_packer *due_packer_open(int form, size_t capacity, int threads) {
  if (!load(form)) return NULL;
  due_packer *packer = calloc(1, sizeof *packer);
  if (!packer) return NULL;
  packer->form = form;
  packer->capacity = capacity;
  packer->bound =
      form == DUE_PACK_GZIP ? api.gzip_bound(NULL, capacity) : api.zstd_bound(capacity);
  pthread_mutex_init(&packer->mutex, NULL);
  pthread_cond_init(&packer->filled, NULL);
  pthread_cond_init(&packer->packed, NULL);
  if (threads > DUE_PACK_THREADS) threads = DUE_PACK_THREADS;
  packer->slots = threads + 2;
  for (int i = 0; i < packer->slots; i++) {
    packer->slot[i].in = malloc(capacity);
    packer->slot[i].out = malloc(packer->bound);
    if (!packer->slot[i].in || !packer->slot[i].out) {
      due_packer_close(packer);
      return NULL;
    }
  }
  while (packer->threads < threads &&
         !pthread_create(&packer->thread[packer->threads], NULL, work, packer))
    packer->threads++;
  if (!packer->threads) {
    due_packer_close(packer);
    return NULL;
  }
  return packer;
}

int due_packer_slots(due_packer *packer) { return packer->slots; }

uint8_t *due_packer_input(due_packer *packer, int slot) { return packer->slot[slot].in; }

void due_packer_fill(due_packer *packer, int slot, size_t n) {
  pthread_mutex_lock(&packer->mutex);
  packer->slot[slot].n = n;
  packer->slot[slot].state = FILLED;
  pthread_cond_broadcast(&packer->filled);
  pthread_mutex_unlock(&packer->mutex);
}

size_t due_packer_wait(due_packer *packer, int slot, const uint8_t **out) {
  pthread_mutex_lock(&packer->mutex);
  while (packer->slot[slot].state != PACKED) pthread_cond_wait(&packer->packed, &packer->mutex);
  packer->slot[slot].state = IDLE;
  pthread_mutex_unlock(&packer->mutex);
  *out = packer->slot[slot].out;
  return packer->slot[slot].packed;
}

void due_packer_close(due_packer *packer) {
  pthread_mutex_lock(&packer->mutex);
  packer->ends = 1;
  pthread_cond_broadcast(&packer->filled);
  pthread_mutex_unlock(&packer->mutex);
  for (int i = 0; i < packer->threads; i++) pthread_join(packer->thread[i], NULL);
  for (int i = 0; i < packer->slots; i++) {
    free(packer->slot[i].in);
    free(packer->slot[i].out);
  }
  pthread_cond_destroy(&packer->filled);
  pthread_cond_destroy(&packer->packed);
  pthread_mutex_destroy(&packer->mutex);
  free(packer);
}
