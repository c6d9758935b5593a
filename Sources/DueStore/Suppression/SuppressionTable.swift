import GRDB

/// Which e-mail addresses are not to be written to, and what was said of them.
///
/// `suppression` follows from `suppression_event` and `suppression_delivery`, whatever order
/// these came in; see `SuppressionFold` of DueSuppression. The list belongs to the store, not to a
/// project, as SES's belongs to the account. Times are milliseconds since 1970.
package enum SuppressionTable {
  static let schema = """
    -- The list: senders ask here, by key and scope '*'.
    CREATE TABLE suppression (
      address_key TEXT NOT NULL,  -- lower case, domain in A-labels: MailboxKey
      scope TEXT NOT NULL,        -- '*', or a topic of a contact list
      address TEXT NOT NULL,      -- as it was written
      reason TEXT NOT NULL,       -- COMPLAINT, BOUNCE, UNSUBSCRIBE, SOFT_BOUNCE
      detail TEXT,                -- of the first event with that reason: Permanent/General
      first_seen INTEGER NOT NULL,
      last_seen INTEGER NOT NULL,
      event_count INTEGER NOT NULL,
      message_id TEXT,
      feedback_id TEXT,
      source TEXT NOT NULL,       -- ses, pinpoint, add, import, ses:REGION
      push TEXT,                  -- the reason SES is to be told; NULL: it is not
      note TEXT,
      PRIMARY KEY (address_key, scope)
    ) STRICT, WITHOUT ROWID;

    -- What was said of an address, each event once.
    CREATE TABLE suppression_event (
      address_key TEXT NOT NULL,
      scope TEXT NOT NULL,
      uid TEXT NOT NULL,          -- event_uid of due-event(5)
      act TEXT NOT NULL,          -- suppress, ensure, count, lift, record
      reason TEXT,                -- of suppress and ensure
      push TEXT,
      at INTEGER NOT NULL,        -- 0: the event does not say
      detail TEXT,
      address TEXT NOT NULL,
      message_id TEXT,
      feedback_id TEXT,
      source TEXT NOT NULL,
      note TEXT,
      void INTEGER NOT NULL DEFAULT 0,  -- 1: somebody has taken the address off since
      PRIMARY KEY (address_key, scope, uid)
    ) STRICT, WITHOUT ROWID;

    -- When mail arrived: it ends a row of soft bounces. By a hash, for there are many.
    CREATE TABLE suppression_delivery (
      address INTEGER NOT NULL,   -- 64 bits of a hash of address_key
      at INTEGER NOT NULL,
      PRIMARY KEY (address, at)
    ) STRICT, WITHOUT ROWID;

    -- Changes of the list, as they came.
    CREATE TABLE suppression_log (
      id INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,        -- when it was changed, not when it happened
      action TEXT NOT NULL,       -- add, change, remove
      address_key TEXT NOT NULL,
      scope TEXT NOT NULL,
      address TEXT NOT NULL,
      old_reason TEXT,
      new_reason TEXT,
      detail TEXT,
      event_uid TEXT,
      actor TEXT NOT NULL,        -- the command: apply, add, remove, import, pull
      note TEXT
    ) STRICT;

    -- One row: up to which change a run has told of them; how soft bounces count.
    CREATE TABLE suppression_state (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      told INTEGER NOT NULL,      -- suppression_log.id
      precedence TEXT NOT NULL,   -- strongest, latest
      soft_limit INTEGER NOT NULL,
      soft_days INTEGER NOT NULL
    ) STRICT;

    -- What the lists of SES have, as far as we told or saw.
    CREATE TABLE suppression_push (
      region TEXT NOT NULL,
      address_key TEXT NOT NULL,
      address TEXT NOT NULL,      -- as SES has it
      reason TEXT NOT NULL,       -- BOUNCE, COMPLAINT
      at INTEGER NOT NULL,
      PRIMARY KEY (region, address_key)
    ) STRICT, WITHOUT ROWID;

    -- Where a pull that was cut short goes on.
    CREATE TABLE suppression_pull (
      region TEXT PRIMARY KEY,
      since INTEGER,
      token TEXT NOT NULL
    ) STRICT;
    """

  static let views = """
    CREATE VIEW suppressions AS
      SELECT address_key, scope, address, reason, detail,
        strftime('%Y-%m-%dT%H:%M:%fZ', nullif(first_seen, 0) / 1000.0, 'unixepoch') AS first_seen,
        strftime('%Y-%m-%dT%H:%M:%fZ', nullif(last_seen, 0) / 1000.0, 'unixepoch') AS last_seen,
        event_count, message_id, feedback_id, source, push, note,
        (SELECT group_concat(region, ' ') FROM suppression_push p
          WHERE p.address_key = s.address_key) AS regions
      FROM suppression s;

    CREATE VIEW suppression_events AS
      SELECT address_key, scope, act, reason, detail,
        strftime('%Y-%m-%dT%H:%M:%fZ', nullif(at, 0) / 1000.0, 'unixepoch') AS at,
        address, message_id, feedback_id, source, note, void, uid
      FROM suppression_event;

    CREATE VIEW soft_bounces AS
      SELECT address_key, uid AS event_uid,
        strftime('%Y-%m-%dT%H:%M:%fZ', nullif(at, 0) / 1000.0, 'unixepoch') AS at, detail
      FROM suppression_event WHERE act = 'count' AND NOT void;

    CREATE VIEW suppression_changes AS
      SELECT id, strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') AS at, action,
        address_key, scope, old_reason, new_reason, detail, event_uid, actor, note
      FROM suppression_log;
    """
}
