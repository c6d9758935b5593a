import DueModel
import DueSystem
import GRDB

/// Who asked not to be written to, by address and list.
///
/// Senders ask here inside the transaction that hands a message to a peer, so that none leaves
/// after the commit that stored the wish.
package enum OptOutTable {
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
}
