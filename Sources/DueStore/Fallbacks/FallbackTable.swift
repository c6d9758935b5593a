/// Messages that take each other's place: one person, reached by one channel after another until a
/// peer says that a message was delivered.
///
/// All messages of a chain are in `outbox` from the start, those whose turn has not come as
/// `standby`. At most one is open, which an index sees to. What becomes of a message, its row here
/// follows (`FallbackDesk.follow`); what becomes of retries, by triggers. Triggers on `outbox` itself
/// would cost every message of every sender a tenth of its way.
enum FallbackTable {
  static let schema = """
    -- One row a message of a chain. Times are milliseconds since 1970.
    CREATE TABLE fallback (
      outbox INTEGER PRIMARY KEY,   -- outbox.id
      chain INTEGER NOT NULL,       -- outbox.id of the first message
      step INTEGER NOT NULL,        -- its place; the first is 0
      after INTEGER,                -- how long after its first try the next one's turn is; NULL: none
      state TEXT NOT NULL,          -- FallbackState
      due INTEGER,                  -- when the next takes its place; NULL: nothing runs yet, or any more
      reason TEXT,                  -- why it did not reach the person, or was not to
      delivered INTEGER,            -- when a peer says that it was
      changed INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX fallback_step ON fallback (chain, step);
    CREATE UNIQUE INDEX fallback_open ON fallback (chain) WHERE state = 'open';
    CREATE INDEX fallback_due ON fallback (due) WHERE state = 'open' AND due IS NOT NULL;
    CREATE INDEX fallback_untried ON fallback (outbox)
      WHERE state = 'open' AND due IS NULL AND after IS NOT NULL;

    CREATE TRIGGER fallback_goes AFTER DELETE ON outbox BEGIN
      DELETE FROM fallback WHERE outbox = old.id;
    END;

    -- Retries that came to an end: the next message's turn, or nobody's.
    CREATE TRIGGER fallback_retries_end AFTER UPDATE OF state ON retry
    WHEN new.state IN ('closed', 'expired', 'exhausted') BEGIN
      \(retryEnds)
    END;
    CREATE TRIGGER fallback_retries_ended AFTER INSERT ON retry
    WHEN new.state IN ('closed', 'expired', 'exhausted') BEGIN
      \(retryEnds)
    END;

    CREATE TRIGGER fallback_retries_cancelled AFTER UPDATE OF state ON retry
    WHEN new.state = 'closed' AND new.reason IN ('cancelled', 'SUPERSEDED')
      AND EXISTS (SELECT 1 FROM fallback WHERE outbox = new.outbox AND state = 'open') BEGIN
      \(retriesCancelled)
    END;
    """

  private static let retryEnds = """
    UPDATE fallback SET due = new.changed, changed = new.changed,
        reason = coalesce(nullif(new.last_status, ''), new.reason)
      WHERE outbox = new.outbox AND state = 'open'
        AND coalesce(new.reason, '') NOT IN ('cancelled', 'SUPERSEDED');
    """

  private static let chain = "(SELECT chain FROM fallback WHERE outbox = new.outbox)"

  private static let retriesCancelled = """
    UPDATE fallback SET state = 'cancelled', due = NULL, reason = new.reason, changed = new.changed
        WHERE chain = \(chain) AND state IN ('open', 'standby');
      UPDATE outbox SET state = 'cancelled', code = new.reason, changed = new.changed
        WHERE state = 'standby' AND id IN (SELECT outbox FROM fallback WHERE chain = \(chain));
    """

  static let views = """
    CREATE VIEW fallbacks AS
      SELECT c.key AS chain, f.step + 1 AS step, o.channel, o.key, f.state,
        o.state AS message_state, f.after / 1000.0 AS after_seconds, f.reason,
        strftime('%Y-%m-%dT%H:%M:%fZ', f.due / 1000.0, 'unixepoch') AS due_at,
        strftime('%Y-%m-%dT%H:%M:%fZ', f.delivered / 1000.0, 'unixepoch') AS delivered_at,
        strftime('%Y-%m-%dT%H:%M:%fZ', f.changed / 1000.0, 'unixepoch') AS changed_at
      FROM fallback f JOIN outbox o ON o.id = f.outbox LEFT JOIN outbox c ON c.id = f.chain;
    """
}

/// Where a message of a chain stands.
package enum FallbackState: String, Sendable, CaseIterable {
  /// Its turn may come.
  case standby
  /// It is its turn: to be sent, or to be confirmed.
  case open
  /// The next one has taken its place.
  case moved
  /// A peer said in time that it was delivered.
  case delivered
  /// It was on its way already when an earlier one turned out to be delivered.
  case late
  /// The last of its chain, and it failed.
  case failed
  /// Not needed, for another was delivered, or taken back.
  case cancelled
}
