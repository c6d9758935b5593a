import DueModel
import GRDB

/// Who asked not to be written to, by address and list, and what was said of it.
///
/// Senders ask here inside the transaction that hands a message to a peer, so that none leaves
/// after the commit that stored the wish. The lists belong to the store, not to a project, as
/// those of AWS belong to the account. Times are milliseconds since 1970.
package enum OptOutTable {
  /// Every sender's list.
  package static let everySender = "default"

  /// A sender as `optout_sender` has it: a number in E.164, whether or not it was written with its
  /// `+`, and anything else as it is. Names are compared without regard to case.
  static func sender(_ text: String) -> String { InboundNumbers()(text) }

  static let schema = """
    CREATE TABLE optout (
      address TEXT NOT NULL,
      list TEXT NOT NULL,         -- 'default': every sender's
      scope TEXT NOT NULL,        -- promotional, or all: transactional messages too
      since INTEGER NOT NULL,     -- milliseconds since 1970
      until INTEGER,              -- NULL: for good
      source TEXT,
      keyword TEXT,
      inbound_id TEXT,
      PRIMARY KEY (address, list)
    ) STRICT, WITHOUT ROWID;
    """

  /// What came when people could say so themselves.
  static let words = """
    -- When they said so last; NULL: as 'since'.
    ALTER TABLE optout ADD COLUMN said INTEGER;

    -- Every word for it or against it, the first one of an address first. Nothing is taken out.
    CREATE TABLE optout_log (
      address TEXT NOT NULL,
      n INTEGER NOT NULL,         -- counts from 1 in each address
      list TEXT NOT NULL,
      word TEXT NOT NULL,         -- opt_out, opt_in
      changed INTEGER NOT NULL,   -- 1: it changed the list
      scope TEXT,                 -- of opt_out
      at INTEGER NOT NULL,        -- when it was said
      noted INTEGER NOT NULL,     -- when it was written down
      source TEXT NOT NULL,       -- inbound, add, remove, import, events, a transport
      keyword TEXT,
      inbound_id TEXT,
      said_by TEXT,
      reason TEXT,
      PRIMARY KEY (address, n)
    ) STRICT, WITHOUT ROWID;

    -- Which list the people of a sender are on; a list without senders is every sender's.
    CREATE TABLE optout_sender (
      sender TEXT PRIMARY KEY,
      list TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX optout_sender_list ON optout_sender (list);

    -- What we answered: these messages leave whatever the lists say.
    CREATE TABLE optout_reply (
      key TEXT PRIMARY KEY,       -- of the outbox
      address TEXT NOT NULL,
      list TEXT NOT NULL,
      action TEXT NOT NULL,       -- opt_out, opt_in, help
      at INTEGER NOT NULL         -- when they wrote
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX optout_reply_address ON optout_reply (address, list, action, at);

    -- Messages that came in, each once.
    CREATE TABLE inbound (
      source TEXT NOT NULL,       -- aws, kannel, ...: due-inbound(5)
      source_id TEXT NOT NULL,
      at INTEGER NOT NULL,
      from_address TEXT NOT NULL,
      to_address TEXT,
      list TEXT NOT NULL,
      body TEXT NOT NULL,
      action TEXT NOT NULL,       -- opt_out, opt_in, help, review, none
      keyword TEXT,
      changed INTEGER NOT NULL,
      reply_key TEXT,             -- of the outbox
      no_reply TEXT,              -- why there is none, where there could be one
      PRIMARY KEY (source, source_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX inbound_from ON inbound (from_address, at);
    CREATE INDEX inbound_action ON inbound (action, at) WHERE action <> 'none';

    -- What opt-out lists of AWS have, as far as we told them or saw it.
    CREATE TABLE optout_push (
      place TEXT NOT NULL,        -- REGION/NAME of the list
      address TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (place, address)
    ) STRICT, WITHOUT ROWID;
    """

  /// The tables as people and other programs read them.
  static let views = """
    CREATE VIEW optouts AS
      SELECT address, list, scope,
        strftime('%Y-%m-%dT%H:%M:%fZ', since / 1000.0, 'unixepoch') AS since,
        strftime('%Y-%m-%dT%H:%M:%fZ', until / 1000.0, 'unixepoch') AS until,
        source, keyword, inbound_id
      FROM optout;

    CREATE VIEW optout_words AS
      SELECT address, n, list, word, changed, scope,
        strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') AS at,
        strftime('%Y-%m-%dT%H:%M:%fZ', noted / 1000.0, 'unixepoch') AS noted_at,
        source, keyword, inbound_id, said_by, reason
      FROM optout_log;

    CREATE VIEW inbound_messages AS
      SELECT source, source_id, strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') AS at,
        from_address, to_address, list, body, action, keyword, changed, reply_key, no_reply
      FROM inbound;
    """
}
