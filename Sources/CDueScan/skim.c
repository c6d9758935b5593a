#include "due_skim.h"
#include "due_scan.h"
#include <string.h>

/* Objects that are looked into. */
enum room { root, attributes, metrics, mail, tags, detail };

typedef const uint8_t *place;

static inline place after_space(place p, place end) {
  while (p < end && *p <= 0x20 && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n')) p++;
  return p;
}

/* The closing quote of the string whose first byte is at p; NULL for none. */
static inline place string_end(place p, place end, int *escapes) {
  for (;;) {
    p += due_json_plain_run(p, (size_t)(end - p));
    if (p >= end) return NULL;
    if (*p == '"') return p;
    if (*p != '\\' || end - p < 2) return NULL;
    *escapes = 1;
    p += 2;
  }
}

/* The place after the object or list that begins at p; NULL for none. */
static inline place container_end(place p, place end) {
  size_t n = due_json_container_run(p, (size_t)(end - p));
  return n ? p + n : NULL;
}

/* Inlined, so that the name's length and bytes are in the code. */
#define is(key, n, name) ((n) == sizeof(name) - 1 && due_equal(key, name, sizeof(name) - 1))

static place walk(place p, place end, enum room room, struct due_event_skim *out);

/* Which room the object of that name is, if it is one that is looked into. */
static inline int room_of(enum room in, place key, size_t n, enum room *found) {
  if (in == root) {
    if (is(key, n, "attributes")) return *found = attributes, 1;
    if (is(key, n, "metrics")) return *found = metrics, 1;
    if (is(key, n, "mail")) return *found = mail, 1;
    if (is(key, n, "delivery") || is(key, n, "open") || is(key, n, "click") || is(key, n, "send"))
      return *found = detail, 1;
  }
  if (in == mail && is(key, n, "tags")) return *found = tags, 1;
  return 0;
}

/* Where a value of that name goes. */
static inline struct due_token *token_of(enum room in, place key, size_t n, struct due_event_skim *out) {
  switch (in) {
  case root:
    switch (n) {
    case 9: return is(key, n, "eventType") ? &out->type : NULL;
    case 10: return is(key, n, "event_type") ? &out->pinpoint_type : NULL;
    case 15: return is(key, n, "event_timestamp") ? &out->event_timestamp : NULL;
    case 16: return is(key, n, "notificationType") && !out->type.start ? &out->type : NULL;
    case 17: return is(key, n, "arrival_timestamp") ? &out->arrival_timestamp : NULL;
    default: return NULL;
    }
  case attributes:
    return is(key, n, "campaign_id") ? &out->campaign : is(key, n, "number_of_message_parts") ? &out->parts : NULL;
  case metrics: return is(key, n, "price_in_millicents_usd") ? &out->price : NULL;
  case mail: return is(key, n, "timestamp") ? &out->sent : NULL;
  case detail: return is(key, n, "timestamp") ? &out->time : NULL;
  case tags: return NULL;
  }
  return NULL;
}

/* A tag: a list whose first string counts, or a string. */
static place tag(place p, place end, place key, size_t n, struct due_event_skim *out) {
  int is_long = is(key, n, "campaign_id"), escapes = 0;
  if (*p == '[') {
    if (!is_long && !is(key, n, "campaign")) return container_end(p, end);
    place first = after_space(p + 1, end);
    if (first >= end || *first != '"') return NULL;
    place close = string_end(first + 1, end, &escapes);
    if (!close || escapes) return NULL;
    if (is_long || !out->campaign.start)
      out->campaign = (struct due_token){first + 1, (size_t)(close - first - 1), 1};
    return container_end(p, end);
  }
  return NULL; /* no tag that SES would write */
}

static inline place plain_end(place p, place end) {
  while (p < end && *p > 0x20 && *p != ',' && *p != '}' && *p != ']') p++;
  return p;
}

/* The place after the object at p, whose members are taken; NULL where it takes a closer look. */
static place walk(place p, place end, enum room room, struct due_event_skim *out) {
  p = after_space(p + 1, end);
  if (p < end && *p == '}') return p + 1;
  for (;;) {
    int escapes = 0;
    p = after_space(p, end);
    if (p >= end || *p != '"') return NULL;
    place key = p + 1, key_end = string_end(key, end, &escapes);
    if (!key_end || escapes) return NULL;
    size_t n = (size_t)(key_end - key);
    p = after_space(key_end + 1, end);
    if (p >= end || *p != ':') return NULL;
    p = after_space(p + 1, end);
    if (p >= end) return NULL;
    enum room inner;
    if (room == tags) {
      p = tag(p, end, key, n, out);
    } else if (*p == '{' && room_of(room, key, n, &inner)) {
      if (inner == detail) out->has_detail = 1;
      p = walk(p, end, inner, out);
    } else if (*p == '{' || *p == '[') {
      if (token_of(room, key, n, out)) return NULL;
      p = container_end(p, end);
    } else {
      struct due_token *token = token_of(room, key, n, out);
      if (*p == '"') {
        place close = string_end(p + 1, end, &escapes);
        if (!close || (token && escapes)) return NULL;
        if (token) *token = (struct due_token){p + 1, (size_t)(close - p - 1), 1};
        p = close + 1;
      } else {
        place value = p;
        p = plain_end(p, end);
        if (p == value) return NULL;
        if (token && *value != 'n') *token = (struct due_token){value, (size_t)(p - value), 0};
      }
    }
    if (!p) return NULL;
    p = after_space(p, end);
    if (p >= end) return NULL;
    if (*p == '}') return p + 1;
    if (*p != ',') return NULL;
    p++;
  }
}

int due_event_skim(const uint8_t *p, size_t n, struct due_event_skim *out) {
  memset(out, 0, sizeof *out);
  place end = p + n;
  if (n == 0 || *p != '{') return 0;
  p = walk(p, end, root, out);
  return p && after_space(p, end) == end;
}

static inline uint64_t mix(uint64_t x, uint64_t y) {
  __uint128_t wide = (__uint128_t)x * y;
  return (uint64_t)wide ^ (uint64_t)(wide >> 64);
}

uint64_t due_hash_lanes(const uint8_t *p, size_t n) {
  const uint64_t k = 0xa0761d6478bd642f;
  uint64_t lanes[4] = {n ^ 0x9e3779b97f4a7c15, 0xe7037ed1a0b428db, 0x8ebc6af09c88c6e3, 0x589965cc75374cc3};
  size_t i = 0;
  for (; i + 64 <= n; i += 64) {
    for (int l = 0; l < 4; l++) {
      uint64_t a, b;
      memcpy(&a, p + i + 16 * l, 8);
      memcpy(&b, p + i + 16 * l + 8, 8);
      lanes[l] = mix(lanes[l] ^ a, b ^ k);
    }
  }
  for (; i < n; i += 8) {
    uint64_t a = 0;
    memcpy(&a, p + i, n - i < 8 ? n - i : 8);
    lanes[0] = mix(lanes[0] ^ a, k);
  }
  return mix(mix(lanes[0] ^ k, lanes[1]) ^ lanes[2], lanes[3] ^ k);
}
