/* Byte scans that the Swift optimiser does not turn into vector code: header-only, so that they
   are inlined into the Swift loops that call them. Every function has a portable version. */
#ifndef DUE_SCAN_H
#define DUE_SCAN_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "due_canonical.h"
#include "due_skim.h"
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* Bit i is set where p[i] is a quote, the delimiter or a line feed. Reads 64 bytes. */
static inline uint64_t due_csv_mask(const uint8_t *_Nonnull p, uint8_t delimiter) {
#if defined(__SSE2__)
  const __m128i q = _mm_set1_epi8('"'), d = _mm_set1_epi8((char)delimiter), n = _mm_set1_epi8('\n');
  uint64_t mask = 0;
  for (int i = 0; i < 4; i++) {
    __m128i v = _mm_loadu_si128((const __m128i *)(p + 16 * i));
    __m128i m = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, q), _mm_cmpeq_epi8(v, d)), _mm_cmpeq_epi8(v, n));
    mask |= (uint64_t)(uint16_t)_mm_movemask_epi8(m) << (16 * i);
  }
  return mask;
#else
  uint64_t mask = 0;
  for (int i = 0; i < 64; i++)
    mask |= (uint64_t)(p[i] == '"' || p[i] == delimiter || p[i] == '\n') << i;
  return mask;
#endif
}

/* Length of the leading run of n bytes that JSON lets stand in a string as they are:
   no quote, no backslash, nothing below 0x20. */
static inline size_t due_json_plain_run(const uint8_t *_Nonnull p, size_t n) {
  size_t i = 0;
#if defined(__SSE2__)
  const __m128i q = _mm_set1_epi8('"'), b = _mm_set1_epi8('\\'), c = _mm_set1_epi8(0x1f);
  for (; i + 16 <= n; i += 16) {
    __m128i v = _mm_loadu_si128((const __m128i *)(p + i));
    __m128i m = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, q), _mm_cmpeq_epi8(v, b)),
                             _mm_cmpeq_epi8(_mm_min_epu8(v, c), v));
    int bits = _mm_movemask_epi8(m);
    if (bits) return i + (size_t)__builtin_ctz((unsigned)bits);
  }
#endif
  for (; i < n; i++)
    if (p[i] == '"' || p[i] == '\\' || p[i] < 0x20) break;
  return i;
}

/* Length of the leading run of n bytes that quoted-printable lets stand (RFC 2045, 6.7): tab, space
   and what is printed in ASCII, but for '='. White space at the end of a line is the caller's. */
static inline size_t due_qp_plain_run(const uint8_t *_Nonnull p, size_t n) {
  size_t i = 0;
#if defined(__SSE2__)
  const __m128i low = _mm_set1_epi8(0x20), del = _mm_set1_epi8(0x7f), eq = _mm_set1_epi8('='),
                tab = _mm_set1_epi8('\t');
  for (; i + 16 <= n; i += 16) {
    __m128i v = _mm_loadu_si128((const __m128i *)(p + i));
    /* Signed: bytes from 0x80 on are below a space too. */
    __m128i m = _mm_or_si128(_mm_andnot_si128(_mm_cmpeq_epi8(v, tab), _mm_cmplt_epi8(v, low)),
                             _mm_or_si128(_mm_cmpeq_epi8(v, del), _mm_cmpeq_epi8(v, eq)));
    int bits = _mm_movemask_epi8(m);
    if (bits) return i + (size_t)__builtin_ctz((unsigned)bits);
  }
#endif
  for (; i < n; i++)
    if ((p[i] < 0x20 && p[i] != '\t') || p[i] > 0x7e || p[i] == '=') break;
  return i;
}

/* Copies the leading run of n bytes that has no backslash, and returns its length. Up to 16 bytes
   after it are written too: the caller has room for n + 16. */
static inline size_t due_json_copy_plain(const uint8_t *_Nonnull p, size_t n, uint8_t *_Nonnull to) {
  size_t i = 0;
#if defined(__SSE2__)
  const __m128i b = _mm_set1_epi8('\\');
  for (; i + 16 <= n; i += 16) {
    __m128i v = _mm_loadu_si128((const __m128i *)(p + i));
    _mm_storeu_si128((__m128i *)(to + i), v);
    int bits = _mm_movemask_epi8(_mm_cmpeq_epi8(v, b));
    if (bits) return i + (size_t)__builtin_ctz((unsigned)bits);
  }
#endif
  for (; i < n && p[i] != '\\'; i++) to[i] = p[i];
  return i;
}

/* Length of the leading run of ASCII bytes. */
static inline size_t due_ascii_run(const uint8_t *_Nonnull p, size_t n) {
  size_t i = 0;
#if defined(__SSE2__)
  for (; i + 64 <= n; i += 64) {
    const __m128i *v = (const __m128i *)(p + i);
    __m128i a = _mm_or_si128(_mm_loadu_si128(v), _mm_loadu_si128(v + 1));
    __m128i b = _mm_or_si128(_mm_loadu_si128(v + 2), _mm_loadu_si128(v + 3));
    if (_mm_movemask_epi8(_mm_or_si128(a, b))) break;
  }
  for (; i + 16 <= n; i += 16) {
    int bits = _mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(p + i)));
    if (bits) return i + (size_t)__builtin_ctz((unsigned)bits);
  }
#endif
  for (; i < n && p[i] < 0x80; i++) {}
  return i;
}

/* Length of the leading run of well-formed UTF-8 (Unicode 15, table 3-7); n when all of it is. */
static inline size_t due_utf8_run(const uint8_t *_Nonnull p, size_t n) {
  size_t i = 0;
  for (;;) {
    i += due_ascii_run(p + i, n - i);
    if (i == n) return n;
    uint8_t b = p[i];
    size_t left = n - i;
    if (b < 0xC2 || b > 0xF4) return i;
    if (left < 2 || (p[i + 1] & 0xC0) != 0x80) return i;
    if (b < 0xE0) { i += 2; continue; }
    if (left < 3 || (p[i + 2] & 0xC0) != 0x80) return i;
    if (b < 0xF0) {
      if ((b == 0xE0 && p[i + 1] < 0xA0) || (b == 0xED && p[i + 1] > 0x9F)) return i;
      i += 3;
      continue;
    }
    if (left < 4 || (p[i + 3] & 0xC0) != 0x80) return i;
    if ((b == 0xF0 && p[i + 1] < 0x90) || (b == 0xF4 && p[i + 1] > 0x8F)) return i;
    i += 4;
  }
}

/* Whether two runs of n bytes are the same: for names and short values, where a call costs more
   than the comparison. */
static inline int due_equal(const void *_Nullable a, const void *_Nullable b, size_t n) {
  const uint8_t *p = (const uint8_t *)a, *q = (const uint8_t *)b;
  if (n > 16) return memcmp(p, q, n) == 0;
  if (n >= 8) {
    uint64_t x, y, z, w;
    memcpy(&x, p, 8), memcpy(&y, q, 8), memcpy(&z, p + n - 8, 8), memcpy(&w, q + n - 8, 8);
    return ((x ^ y) | (z ^ w)) == 0;
  }
  for (size_t i = 0; i < n; i++)
    if (p[i] != q[i]) return 0;
  return 1;
}

/* Asks for the memory at p, which will be read soon. */
static inline void due_prefetch(const void *_Nonnull p) { __builtin_prefetch(p); }

#define DUE_JSON_LOOK_CLOSER SIZE_MAX

/* Where, in the n bytes of a JSON object without objects in it, the last member called name (m
   bytes) has its name's closing quote; 0 for none. DUE_JSON_LOOK_CLOSER where a backslash or a
   second brace says that quotes alone do not tell: the caller then walks the text. */
static inline size_t due_json_find_name(const uint8_t *_Nonnull p, size_t n,
                                        const uint8_t *_Nullable name, size_t m) {
  size_t found = 0;
  unsigned braces = 0, quotes = 0;
  for (size_t base = 0; base < n; base += 16) {
    uint8_t tail[16];
    const uint8_t *block = p + base;
    if (n - base < 16) {
      memset(tail, 0, 16);
      memcpy(tail, block, n - base);
      block = tail;
    }
#if defined(__SSE2__)
    __m128i v = _mm_loadu_si128((const __m128i *)block);
    unsigned quote = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')));
    unsigned brace = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('{')));
    unsigned slash = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
#else
    unsigned quote = 0, brace = 0, slash = 0;
    for (int i = 0; i < 16; i++) {
      quote |= (unsigned)(block[i] == '"') << i;
      brace |= (unsigned)(block[i] == '{') << i;
      slash |= (unsigned)(block[i] == '\\') << i;
    }
#endif
    braces += (unsigned)__builtin_popcount(brace);
    if (slash || braces > 1) return DUE_JSON_LOOK_CLOSER;
    for (; quote; quote &= quote - 1, quotes++) {
      if (quotes & 1) continue; /* a closing one */
      size_t first = base + (size_t)__builtin_ctz(quote) + 1, end = first + m;
      if (end >= n || p[end] != '"' || !due_equal(p + first, name, m)) continue;
      size_t colon = end + 1;
      while (colon < n && p[colon] <= 0x20) colon++;
      if (colon < n && p[colon] == ':') found = end;
    }
  }
  /* A name with a quote in it stands escaped, so what was found is something else. */
  return found && m && memchr(name, '"', m) ? 0 : found;
}

/* Length of the JSON object or list at p, of n bytes at most, told by quotes and brackets alone: its
   grammar is not checked. 0 where it does not end, or has what can stand in no JSON: a control
   character in a string, Y, y, _ or DEL outside of one. Reads up to 63 bytes after the n. */
size_t due_json_container_run(const uint8_t *_Nonnull p, size_t n);

/* Where, in n bytes, a run of m (2 to 16) begins whose capitals may stand for small letters; n for
   nowhere. What is sought has its letters small. Reads up to 63 bytes after the n. */
static inline size_t due_find_folded(const uint8_t *_Nonnull p, size_t n, const uint8_t *_Nonnull sought,
                                     size_t m, size_t rare) {
  if (n < m) return n;
  size_t last = n - m;
  for (size_t i = 0; i <= last; i += 16) {
    unsigned bits = 0;
#if defined(__SSE2__)
    __m128i v = _mm_loadu_si128((const __m128i *)(p + i + rare));
    bits = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8((char)sought[rare])));
#else
    for (int k = 0; k < 16; k++) bits |= (unsigned)(p[i + rare + k] == sought[rare]) << k;
#endif
    for (; bits; bits &= bits - 1) {
      size_t place = i + (size_t)__builtin_ctz(bits), k = 0;
      if (place > last) return n;
      for (; k < m; k++) {
        uint8_t b = p[place + k];
        if ((b >= 'A' && b <= 'Z' ? b | 0x20 : b) != sought[k]) break;
      }
      if (k == m) return place;
    }
  }
  return n;
}
#endif
