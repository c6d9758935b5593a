/* What a monthly report asks of an event, without reading the rest of it. */
#ifndef DUE_SKIM_H
#define DUE_SKIM_H
#include <stddef.h>
#include <stdint.h>

/* A value as it stands: of a string what is between its quotes. NULL where it is not there. */
struct due_token {
  const uint8_t *_Nullable start;
  size_t count;
  int is_string;
};

struct due_event_skim {
  struct due_token pinpoint_type, type; /* event_type; eventType, else notificationType */
  struct due_token event_timestamp, arrival_timestamp;
  struct due_token campaign; /* attributes.campaign_id; mail.tags.campaign_id, else .campaign */
  struct due_token parts, price;
  struct due_token sent; /* mail.timestamp */
  struct due_token time; /* timestamp of send, delivery, open or click */
  int has_detail;        /* one of these four is an object */
};

/* Skims the n bytes of one JSON text; 64 bytes more may be read. 1, or 0 where the text is not one
   object, or has something in it that takes a closer look: an escape in what is asked for, or a
   value of another kind. What is passed over is not checked but for its brackets and quotes. */
int due_event_skim(const uint8_t *_Nonnull p, size_t n, struct due_event_skim *_Nonnull out);

/* A hash of n bytes, for finding repeats: four lanes of eight bytes. */
uint64_t due_hash_lanes(const uint8_t *_Nonnull p, size_t n);
#endif
