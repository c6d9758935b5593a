import DueSystem
import GRDB

/// The tables of `events.db`, and the views that other programs read them by.
package enum EventSchema {
  /// What each version of the database brought; see `Schema`.
  private static let steps: [[String]] = [[tables, indexes, views]]

  /// `PRAGMA user_version` of a database with all these tables.
  static var version: Int { steps.count }

  /// What turns a database of `version` into one of today; 0 is an empty one.
  static func statements(from version: Int) -> String {
    let statements = steps.dropFirst(version).flatMap { $0 }.joined(separator: "\n")
    return "\(statements)\nPRAGMA user_version = \(self.version);"
  }

  /// What SQLite builds when the tables stand, where they are written past it.
  static let indexes = "CREATE INDEX load_file_path ON load_file (path);"

  package static let tables = """
    -- What many events have in common. One combination may stand here more than once: whoever
    -- counts, groups by the texts.
    CREATE TABLE event_group (
      seq INTEGER PRIMARY KEY,
      project TEXT NOT NULL,
      family TEXT NOT NULL,       -- pinpoint, ses, sms or result
      type TEXT NOT NULL,         -- as the event writes it
      campaign TEXT,              -- ids
      treatment TEXT,
      journey TEXT,
      status TEXT,                -- what became of it: due-event(5)
      reason TEXT,
      channel TEXT,               -- EMAIL, SMS, MMS, VOICE and so on
      country TEXT,               -- ISO 3166-1 alpha-2
      kind TEXT,                  -- Promotional, TRANSACTIONAL and so on
      what TEXT                   -- send, delivered, open and so on, whoever says it
    ) STRICT;

    -- One row an event, what it says in columns; NULL where it says nothing.
    CREATE TABLE event (
      seq INTEGER PRIMARY KEY,    -- in the order of loading
      uid BLOB NOT NULL,          -- 32 bytes: due-event(5)
      grp INTEGER NOT NULL,       -- event_group.seq
      at INTEGER,                 -- when it happened, milliseconds since 1970
      stamped INTEGER,            -- event_timestamp of Pinpoint, where that is another time
      arrived INTEGER,            -- arrival_timestamp of Pinpoint
      sent INTEGER,               -- when the message was sent or asked for
      hour INTEGER NOT NULL,      -- ingest_timestamp, hours since 1970
      file INTEGER NOT NULL,      -- load_file.seq
      line INTEGER NOT NULL,
      endpoint TEXT,
      message TEXT,               -- the message's id
      recipient TEXT,             -- the first of them
      recipients INTEGER,         -- how many, where it is not one
      activity TEXT,              -- of a campaign
      run TEXT,                   -- of a journey
      step TEXT,                  -- journey_activity_id
      final INTEGER,              -- of a text message: 1 where isFinal is true, 0 where false
      parts INTEGER,
      price INTEGER,              -- billionths of a US dollar
      fee INTEGER                 -- the carrier's, the same
    ) STRICT;

    -- The text of each event, byte for byte.
    CREATE TABLE event_raw (
      seq INTEGER PRIMARY KEY,    -- event.seq
      raw TEXT NOT NULL
    ) STRICT;

    -- What keeps every event once.
    CREATE TABLE event_uid (
      uid BLOB PRIMARY KEY,
      seq INTEGER NOT NULL        -- event.seq
    ) STRICT, WITHOUT ROWID;

    -- Sums, kept in the transaction that adds the events: they stay when events go.
    CREATE TABLE event_day (
      day INTEGER NOT NULL,       -- days since 1970, UTC
      grp INTEGER NOT NULL,       -- event_group.seq
      count INTEGER NOT NULL,
      parts INTEGER NOT NULL,
      cost INTEGER NOT NULL,      -- price and fee, where they count: once a message
      PRIMARY KEY (day, grp)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE event_month (
      month INTEGER NOT NULL,     -- 12 * year + month - 1
      grp INTEGER NOT NULL,
      count INTEGER NOT NULL,
      parts INTEGER NOT NULL,
      cost INTEGER NOT NULL,
      PRIMARY KEY (month, grp)
    ) STRICT, WITHOUT ROWID;

    -- The files that were read; one that has not changed is not read again.
    CREATE TABLE load_file (
      seq INTEGER PRIMARY KEY,
      path TEXT NOT NULL,         -- as it was given
      inode INTEGER NOT NULL,     -- 0 for what is no file
      size INTEGER NOT NULL,
      mtime INTEGER NOT NULL,     -- nanoseconds since 1970
      loaded_at TEXT,             -- NULL until all of it is read
      events INTEGER NOT NULL,    -- in the file
      rejects INTEGER NOT NULL
    ) STRICT;

    -- What is no event.
    CREATE TABLE bad_event (
      seq INTEGER PRIMARY KEY,
      uid BLOB NOT NULL,          -- SHA-256 of file, line and raw, 16 bytes
      loaded_at TEXT NOT NULL,
      file TEXT NOT NULL,
      line INTEGER NOT NULL,
      reason TEXT NOT NULL,
      raw ANY NOT NULL            -- a BLOB where it is not UTF-8
    ) STRICT;

    CREATE TABLE bad_event_uid (
      uid BLOB PRIMARY KEY
    ) STRICT, WITHOUT ROWID;

    -- Events before this are gone, and their sums are not: they do not come back.
    CREATE TABLE event_horizon (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      before INTEGER NOT NULL     -- milliseconds since 1970
    ) STRICT;
    """
}
