#include "due_canonical.h"
#include <string.h>

enum { null_node, false_node, true_node, number_node, string_node, array_node, object_node };
enum { member_limit = 48, depth_limit = 48 };

typedef struct {
  uint64_t prefix; /* the first bytes of the name, as a number that sorts as they do */
  uint32_t place, length;
  size_t value;
} member;

typedef struct {
  const uint8_t *base;
  size_t limit;
  const uint64_t *nodes;
} tape;

static inline unsigned kind_of(uint64_t node) { return (unsigned)(node >> 60); }
static inline size_t place_of(uint64_t node) { return (size_t)(node >> 30 & 0x1fffffff); }
static inline size_t length_of(uint64_t node) { return (size_t)(node & 0x3fffffff); }
static inline int has_escapes(uint64_t node) { return (int)(node >> 59 & 1); }

static inline uint8_t *copy(const tape *t, uint8_t *out, size_t place, size_t n) {
  const uint8_t *from = t->base + place;
  if (n <= 16 && place + 16 <= t->limit) {
    memcpy(out, from, 16); /* out has that much room, and what is too much is written over */
  } else {
    memcpy(out, from, n);
  }
  return out + n;
}

/* Whether the escapes of a string are those that it needs, in the form that is ours. */
static int is_canonical(const uint8_t *p, size_t n) {
  const uint8_t *end = p + n;
  while ((p = memchr(p, '\\', (size_t)(end - p)))) {
    switch (p[1]) {
    case '"': case '\\': case 'b': case 't': case 'n': case 'f': case 'r': p += 2; break;
    case 'u': {
      /* u00 and two digits, of a control that has no letter */
      if (p[2] != '0' || p[3] != '0' || (p[4] != '0' && p[4] != '1')) return 0;
      uint8_t digit = p[5];
      if (!((digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f'))) return 0;
      if (p[4] == '0' && (digit == '8' || digit == '9' || digit == 'a' || digit == 'c' || digit == 'd'))
        return 0;
      p += 6;
      break;
    }
    default: return 0;
    }
  }
  return 1;
}

static inline uint64_t prefix(const tape *t, size_t place, size_t n) {
  uint8_t bytes[8] = {0};
  if (n >= 8) memcpy(bytes, t->base + place, 8);
  else memcpy(bytes, t->base + place, n);
  uint64_t value;
  memcpy(&value, bytes, 8);
  return __builtin_bswap64(value);
}

static inline int compare(const tape *t, const member *a, const member *b) {
  if (a->prefix != b->prefix) return a->prefix < b->prefix ? -1 : 1;
  size_t n = a->length < b->length ? a->length : b->length;
  int order = n > 8 ? memcmp(t->base + a->place + 8, t->base + b->place + 8, n - 8) : 0;
  if (order) return order;
  return a->length < b->length ? -1 : a->length > b->length;
}

static uint8_t *value(const tape *t, size_t index, uint8_t *out, int depth);

static uint8_t *object(const tape *t, size_t index, uint8_t *out, int depth) {
  member members[member_limit];
  size_t count = 0, end = index + length_of(t->nodes[index]) - 1;
  for (size_t i = index + 1; i < end;) {
    uint64_t name = t->nodes[i];
    if (has_escapes(name) || count == member_limit) return NULL;
    member m = {.place = (uint32_t)place_of(name), .length = (uint32_t)length_of(name), .value = i + 1};
    m.prefix = prefix(t, m.place, m.length);
    size_t at = count++;
    for (; at > 0 && compare(t, &m, &members[at - 1]) < 0; at--) members[at] = members[at - 1];
    members[at] = m;
    uint64_t node = t->nodes[i + 1];
    i += 1 + (kind_of(node) >= array_node ? length_of(node) : 1);
  }
  *out++ = '{';
  int first = 1;
  for (size_t i = 0; i < count; i++) {
    if (i + 1 < count && compare(t, &members[i], &members[i + 1]) == 0) continue;
    if (!first) *out++ = ',';
    first = 0;
    *out++ = '"';
    out = copy(t, out, members[i].place, members[i].length);
    *out++ = '"';
    *out++ = ':';
    if (!(out = value(t, members[i].value, out, depth))) return NULL;
  }
  *out++ = '}';
  return out;
}

static uint8_t *array(const tape *t, size_t index, uint8_t *out, int depth) {
  size_t end = index + length_of(t->nodes[index]) - 1;
  *out++ = '[';
  for (size_t i = index + 1; i < end;) {
    if (i > index + 1) *out++ = ',';
    if (!(out = value(t, i, out, depth))) return NULL;
    uint64_t node = t->nodes[i];
    i += kind_of(node) >= array_node ? length_of(node) : 1;
  }
  *out++ = ']';
  return out;
}

static uint8_t *value(const tape *t, size_t index, uint8_t *out, int depth) {
  uint64_t node = t->nodes[index];
  switch (kind_of(node)) {
  case object_node: return depth == depth_limit ? NULL : object(t, index, out, depth + 1);
  case array_node: return depth == depth_limit ? NULL : array(t, index, out, depth + 1);
  case string_node:
    if (has_escapes(node) && !is_canonical(t->base + place_of(node), length_of(node))) return NULL;
    *out++ = '"';
    out = copy(t, out, place_of(node), length_of(node));
    *out++ = '"';
    return out;
  default: return copy(t, out, place_of(node), length_of(node));
  }
}

ptrdiff_t due_json_canonical(const uint8_t *base, size_t limit, const uint64_t *nodes, size_t index,
                             uint8_t *out) {
  tape t = {base, limit, nodes};
  uint8_t *end = value(&t, index, out, 0);
  return end ? end - out : -1;
}
