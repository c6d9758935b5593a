import DueFormats
import DueModel
import DueSystem
import GRDB
import GRDBSQLite

/// Messages on their way, what was tried with each, and what paces the tries.
///
/// A message enters once a channel and key, in the transaction of whoever decided to send it.
/// Times are milliseconds since 1970.
package enum OutboxTable {
  static let schema = """
    -- Messages that were handed in together.
    CREATE TABLE batch (
      seq INTEGER PRIMARY KEY,
      project INTEGER NOT NULL,
      channel TEXT NOT NULL,      -- as in message records: sms, email, ...
      id TEXT UNIQUE,             -- NULL while it is loaded
      name TEXT NOT NULL,
      source TEXT,
      created INTEGER NOT NULL,
      total INTEGER NOT NULL DEFAULT 0,
      state TEXT NOT NULL         -- loading, active, paused, cancelled
    ) STRICT;

    CREATE TABLE outbox (
      id INTEGER PRIMARY KEY,
      state TEXT NOT NULL,        -- ready, submitting, or how it ended: OutboxState
      batch INTEGER NOT NULL,     -- batch.seq
      via TEXT NOT NULL DEFAULT '',  -- '': whatever the sender is told
      sender TEXT NOT NULL DEFAULT '',
      priority INTEGER NOT NULL,
      not_before INTEGER NOT NULL DEFAULT 0,
      expires INTEGER,
      parts INTEGER NOT NULL,     -- what it costs of the sender's rate
      tries INTEGER NOT NULL DEFAULT 0,     -- rows in attempt
      failures INTEGER NOT NULL DEFAULT 0,  -- tries that count against the limit
      owner INTEGER,              -- the process that submits it
      created INTEGER NOT NULL,
      changed INTEGER NOT NULL,
      told INTEGER,               -- its events have left
      rec INTEGER,                -- place in its input
      channel TEXT NOT NULL,
      key TEXT NOT NULL,
      recipient TEXT NOT NULL,
      type TEXT NOT NULL,
      code TEXT,                  -- of the last change
      detail TEXT,
      endpoint TEXT,
      campaign TEXT,
      treatment TEXT,
      activity TEXT,
      body TEXT NOT NULL,
      headers TEXT,               -- JSON
      context TEXT,               -- JSON
      hours TEXT,                 -- when it may be sent: SendingHours
      UNIQUE (key, channel)
    ) STRICT;
    -- Who waits: one lane a batch, via, sender and priority, in the order of sending.
    CREATE INDEX outbox_ready ON outbox (batch, via, sender, priority, not_before, id)
      WHERE state = 'ready';
    CREATE INDEX outbox_open ON outbox (state, owner)
      WHERE state IN ('submitting', 'uncertain');

    -- One row a try, kept before the first byte leaves.
    CREATE TABLE attempt (
      outbox INTEGER NOT NULL,
      n INTEGER NOT NULL,
      via TEXT NOT NULL,
      started INTEGER NOT NULL,
      ended INTEGER,
      status TEXT,                -- NULL: still submitting
      code TEXT,
      detail TEXT,
      provider_id TEXT,
      ms INTEGER,
      PRIMARY KEY (outbox, n)
    ) STRICT, WITHOUT ROWID;

    -- From a peer's name for a message to the message, where that name is not our key.
    CREATE TABLE provider (
      provider_id TEXT NOT NULL,
      via TEXT NOT NULL,          -- kind of peer
      outbox INTEGER NOT NULL,
      n INTEGER NOT NULL,
      PRIMARY KEY (provider_id, via)
    ) STRICT, WITHOUT ROWID;

    -- What peers told later.
    CREATE TABLE delivery_event (
      source TEXT NOT NULL,
      source_id TEXT NOT NULL,
      at INTEGER NOT NULL,
      outbox INTEGER,             -- NULL: not known yet
      status TEXT NOT NULL,
      class TEXT NOT NULL,
      raw TEXT,
      PRIMARY KEY (source, source_id)
    ) STRICT;
    CREATE INDEX delivery_event_outbox ON delivery_event (outbox) WHERE outbox IS NOT NULL;

    -- Token buckets, one a via and sender, shared by all processes.
    CREATE TABLE bucket (
      via TEXT NOT NULL,
      sender TEXT NOT NULL,
      rate REAL NOT NULL,         -- a second, at present
      full_rate REAL NOT NULL,
      tokens REAL NOT NULL,
      at INTEGER NOT NULL,
      throttles INTEGER NOT NULL DEFAULT 0,  -- in a row
      slowed_until INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (via, sender)
    ) STRICT, WITHOUT ROWID;

    -- Peers that are left alone for a while.
    CREATE TABLE breaker (
      via TEXT PRIMARY KEY,
      failures INTEGER NOT NULL,  -- in a row
      since INTEGER,              -- NULL: closed
      reason TEXT,
      retry INTEGER
    ) STRICT;

    CREATE TABLE dead_letter (
      outbox INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      reason TEXT NOT NULL,
      code TEXT
    ) STRICT;
    """

  /// The tables as people and other programs read them.
  static let views = """
    CREATE VIEW batches AS
      SELECT p.name AS project, b.id, b.name, b.channel, b.source, b.total, b.state,
        strftime('%Y-%m-%dT%H:%M:%fZ', b.created / 1000.0, 'unixepoch') AS created_at
      FROM batch b JOIN project p ON p.seq = b.project;

    CREATE VIEW messages AS
      SELECT o.id, p.name AS project, b.id AS batch, o.rec, o.channel, o.key, o.state,
        o.recipient, o.sender, o.type, o.priority, o.parts, o.tries, o.code, o.detail,
        o.endpoint AS endpoint_id, o.campaign AS campaign_id, o.treatment AS treatment_id,
        o.activity AS activity_id, o.body, o.headers, o.context,
        strftime('%Y-%m-%dT%H:%M:%fZ', o.created / 1000.0, 'unixepoch') AS created_at,
        strftime('%Y-%m-%dT%H:%M:%fZ', o.changed / 1000.0, 'unixepoch') AS changed_at,
        strftime('%Y-%m-%dT%H:%M:%fZ', nullif(o.not_before, 0) / 1000.0, 'unixepoch')
          AS not_before,
        strftime('%Y-%m-%dT%H:%M:%fZ', o.expires / 1000.0, 'unixepoch') AS expires_at
      FROM outbox o JOIN batch b ON b.seq = o.batch JOIN project p ON p.seq = b.project;

    CREATE VIEW attempts AS
      SELECT o.channel, o.key, a.n, a.via, coalesce(a.status, 'submitting') AS status, a.code,
        a.detail, a.provider_id, a.ms,
        strftime('%Y-%m-%dT%H:%M:%fZ', a.started / 1000.0, 'unixepoch') AS started_at,
        strftime('%Y-%m-%dT%H:%M:%fZ', a.ended / 1000.0, 'unixepoch') AS ended_at
      FROM attempt a JOIN outbox o ON o.id = a.outbox;

    CREATE VIEW dead_letters AS
      SELECT o.channel, o.key, o.recipient, o.sender, d.reason, d.code,
        strftime('%Y-%m-%dT%H:%M:%fZ', d.at / 1000.0, 'unixepoch') AS at
      FROM dead_letter d JOIN outbox o ON o.id = d.outbox;
    """
}

/// Where a message of the outbox stands.
package enum OutboxState: String, Sendable, CaseIterable {
  case ready
  /// Its turn comes when a message by another channel does not reach the person.
  case standby
  /// A process is handing it to a peer, or died while it did.
  case submitting
  case accepted
  case rejected
  case uncertain
  case suppressed
  case expired
  case dead
  case cancelled

  /// Whether nothing more will happen to it by itself.
  package var isFinal: Bool {
    switch self {
    case .ready, .standby, .submitting, .uncertain: false
    case .accepted, .rejected, .suppressed, .expired, .dead, .cancelled: true
    }
  }
}
