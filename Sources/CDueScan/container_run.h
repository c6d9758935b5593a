/* Included by container.c once for every kind of processor. */

static inline struct marks NAME(marks)(const uint8_t *p) {
  struct marks marks = {0, 0, 0, 0};
#if defined(DUE_AVX2)
  const __m256i quote = _mm256_set1_epi8('"'), fold = _mm256_set1_epi8(0x26),
                bracket = _mm256_set1_epi8(0x7f), slash = _mm256_set1_epi8('\\'),
                last_control = _mm256_set1_epi8(0x1f);
  for (int i = 0; i < 2; i++) {
    __m256i v = _mm256_loadu_si256((const __m256i *)(p + 32 * i));
    __m256i b = _mm256_cmpeq_epi8(_mm256_or_si256(v, fold), bracket);
    __m256i s = _mm256_cmpeq_epi8(v, slash);
    __m256i c = _mm256_cmpeq_epi8(_mm256_min_epu8(v, last_control), v);
    marks.quotes |=
        (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(v, quote)) << 32 * i;
    marks.brackets |= (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32 * i;
    marks.slashes |= (uint64_t)(uint32_t)_mm256_movemask_epi8(s) << 32 * i;
    marks.controls |= (uint64_t)(uint32_t)_mm256_movemask_epi8(c) << 32 * i;
  }
#elif defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"'), fold = _mm_set1_epi8(0x26),
                bracket = _mm_set1_epi8(0x7f), slash = _mm_set1_epi8('\\'),
                last_control = _mm_set1_epi8(0x1f);
  __m128i slashes[4], controls[4], odd = _mm_setzero_si128();
  for (int i = 0; i < 4; i++) {
    __m128i v = _mm_loadu_si128((const __m128i *)(p + 16 * i));
    marks.quotes |= (uint64_t)(uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, quote)) << 16 * i;
    /* {, }, [ and ] are 7b, 7d, 5b and 5d. */
    __m128i b = _mm_cmpeq_epi8(_mm_or_si128(v, fold), bracket);
    marks.brackets |= (uint64_t)(uint16_t)_mm_movemask_epi8(b) << 16 * i;
    slashes[i] = _mm_cmpeq_epi8(v, slash);
    controls[i] = _mm_cmpeq_epi8(_mm_min_epu8(v, last_control), v);
    odd = _mm_or_si128(odd, _mm_or_si128(slashes[i], controls[i]));
  }
  if (!_mm_movemask_epi8(odd)) return marks;
  for (int i = 0; i < 4; i++) {
    marks.slashes |= (uint64_t)(uint16_t)_mm_movemask_epi8(slashes[i]) << 16 * i;
    marks.controls |= (uint64_t)(uint16_t)_mm_movemask_epi8(controls[i]) << 16 * i;
  }
#else
  for (int i = 0; i < 64; i++) {
    marks.quotes |= (uint64_t)(p[i] == '"') << i;
    marks.brackets |= (uint64_t)((p[i] | 0x26) == 0x7f) << i;
    marks.slashes |= (uint64_t)(p[i] == '\\') << i;
    marks.controls |= (uint64_t)(p[i] < 0x20) << i;
  }
#endif
  return marks;
}

/* Of quotes, the bytes from an opening one up to before the closing one. */
static inline uint64_t NAME(strings)(uint64_t quotes) {
#if defined(DUE_AVX2)
  __m128i all = _mm_set1_epi8((char)0xff);
  return (uint64_t)_mm_cvtsi128_si64(
      _mm_clmulepi64_si128(_mm_set_epi64x(0, (int64_t)quotes), all, 0));
#else
  for (int shift = 1; shift < 64; shift <<= 1) quotes ^= quotes << shift;
  return quotes;
#endif
}

static size_t NAME(run)(const uint8_t *p, size_t n) {
  uint64_t depth = 0, inside = 0, carry = 0;
  for (size_t base = 0; base < n; base += 64) {
    struct marks marks = NAME(marks)(p + base);
    uint64_t valid = n - base < 64 ? ((uint64_t)1 << (n - base)) - 1 : UINT64_MAX;
    uint64_t quotes = marks.quotes & valid;
    if (marks.slashes | carry) quotes &= ~escaped_by(marks.slashes & valid, &carry);
    uint64_t strings = NAME(strings)(quotes) ^ inside;
    inside = (uint64_t)((int64_t)strings >> 63);
    uint64_t controls = marks.controls & valid & strings;
    for (uint64_t rest = marks.brackets & valid & ~strings; rest; rest &= rest - 1) {
      size_t place = base + (size_t)__builtin_ctzll(rest);
      switch (p[place] & 0x5f) {
      case '[': depth++; break;
      case ']':
        if (--depth) break;
        return controls & ((rest & -rest) - 1) ? 0 : place + 1;
      default: return 0;
      }
    }
    if (controls) return 0;
  }
  return 0;
}
