#include "due_scan.h"
#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* What 64 bytes have that tells where a JSON container ends: a bit for each. brackets may have a bit
   for Y, y, _ and DEL too, which stand outside of strings in no JSON. */
struct marks {
  uint64_t quotes, brackets, slashes, controls;
};

/* The bytes of 64 that a backslash before them escapes. carry says so of the first of them, and then
   of the first of the next 64. */
static inline uint64_t escaped_by(uint64_t slashes, uint64_t *carry) {
  uint64_t escaped = *carry;
  for (uint64_t rest = slashes; rest; rest &= rest - 1) {
    uint64_t bit = rest & -rest;
    if (!(escaped & bit)) escaped |= bit << 1;
  }
  *carry = slashes >> 63 & ~(escaped >> 63);
  return escaped;
}

#define NAME(function) function##_baseline
#include "container_run.h"
#undef NAME

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,pclmul,bmi"))), apply_to = function)
#define DUE_AVX2 1
#define NAME(function) function##_avx2
#include "container_run.h"
#undef NAME
#pragma clang attribute pop
#endif

size_t due_json_container_run(const uint8_t *p, size_t n) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") &&
      __builtin_cpu_supports("bmi"))
    return run_avx2(p, n);
#endif
  return run_baseline(p, n);
}
