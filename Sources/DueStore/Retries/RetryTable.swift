import GRDB

/// Messages whose delivery failed and what is done about it, and what peers told of messages that
/// nobody knows yet.
///
/// The text, the number and the sender of a message are in `outbox`. While a retry is scheduled
/// the message rests there as `accepted`, so that no other sender takes it. Times are milliseconds
/// since 1970.
package enum RetryTable {
  static let schema = """
    -- The attempt that an event is about; NULL where the peer's names do not tell.
    ALTER TABLE delivery_event ADD COLUMN n INTEGER;

    -- One row a message that failed at least once, or that another program sent.
    CREATE TABLE retry (
      outbox INTEGER PRIMARY KEY,
      first_at INTEGER NOT NULL,  -- of the first send
      deadline INTEGER NOT NULL,  -- no retry at this moment or later
      max INTEGER NOT NULL,       -- retries, the first send not counted
      retries INTEGER NOT NULL DEFAULT 0,  -- made or scheduled
      attempt INTEGER NOT NULL,   -- attempt.n that the state follows from
      state TEXT NOT NULL,        -- RetryRow.State
      next_at INTEGER,            -- of a scheduled one
      last_status TEXT,
      last_provider_id TEXT,
      reason TEXT,                -- why it is closed
      changed INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX retry_due ON retry (next_at) WHERE state = 'scheduled';

    -- Events about messages that are not known yet.
    CREATE TABLE event_orphan (
      source TEXT NOT NULL,
      source_id TEXT NOT NULL,
      at INTEGER NOT NULL,
      status TEXT NOT NULL,
      class TEXT NOT NULL,
      provider_id TEXT,
      keys TEXT,                  -- keys that the message may have, with spaces between
      number TEXT,
      is_optout INTEGER NOT NULL,
      parked INTEGER NOT NULL,
      PRIMARY KEY (source, source_id)
    ) STRICT;
    CREATE INDEX event_orphan_provider ON event_orphan (provider_id);

    -- Numbers that a carrier called invalid.
    CREATE TABLE invalid_number (
      address TEXT PRIMARY KEY,
      since INTEGER NOT NULL,
      outbox INTEGER
    ) STRICT, WITHOUT ROWID;
    """

  static let views = """
    CREATE VIEW retries AS
      SELECT o.channel, o.key, o.recipient, o.sender, r.state, r.retries, r.max, o.tries AS attempts,
        r.last_status, r.last_provider_id, r.reason,
        strftime('%Y-%m-%dT%H:%M:%fZ', r.first_at / 1000.0, 'unixepoch') AS first_at,
        strftime('%Y-%m-%dT%H:%M:%fZ', r.deadline / 1000.0, 'unixepoch') AS deadline_at,
        strftime('%Y-%m-%dT%H:%M:%fZ', r.next_at / 1000.0, 'unixepoch') AS next_at
      FROM retry r JOIN outbox o ON o.id = r.outbox;

    CREATE VIEW delivery_events AS
      SELECT o.channel, o.key, d.n AS attempt, d.source, d.source_id, d.status, d.class,
        strftime('%Y-%m-%dT%H:%M:%fZ', d.at / 1000.0, 'unixepoch') AS at
      FROM delivery_event d JOIN outbox o ON o.id = d.outbox;

    CREATE VIEW event_orphans AS
      SELECT source, source_id, provider_id, keys, number, status, class,
        strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') AS at,
        strftime('%Y-%m-%dT%H:%M:%fZ', parked / 1000.0, 'unixepoch') AS parked_at
      FROM event_orphan;

    CREATE VIEW invalid_numbers AS
      SELECT address, strftime('%Y-%m-%dT%H:%M:%fZ', since / 1000.0, 'unixepoch') AS since
      FROM invalid_number;
    """
}
