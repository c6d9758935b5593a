import GRDB

/// What is left of people who were forgotten: that they are not to be written to, and nothing that
/// says who they were.
package enum ForgetTable {
  static let schema = """
    -- Opt-outs and suppressions of addresses that are gone, by a keyed hash of the address: senders
    -- compute it of each recipient, once there are any.
    CREATE TABLE forgotten (
      hash BLOB NOT NULL,         -- of the address, or of its mailbox key: ForgottenHash
      list TEXT NOT NULL,         -- of the opt-out list; 'mail': of the suppression list
      scope TEXT NOT NULL,        -- promotional, or all: transactional messages too
      since INTEGER NOT NULL,     -- milliseconds since 1970
      until INTEGER,              -- NULL: for good
      PRIMARY KEY (hash, list)
    ) STRICT, WITHOUT ROWID;

    -- The key of these hashes: one row, 32 bytes by chance.
    CREATE TABLE forget_key (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      key BLOB NOT NULL
    ) STRICT;

    -- The last places that were given to endpoints and users: none is given twice, not even that of
    -- one who is gone, for sets of members name places.
    CREATE TABLE last_place (
      kind TEXT PRIMARY KEY,      -- endpoint, user
      seq INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- Erasures, in numbers.
    CREATE TABLE erasure (
      seq INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,        -- milliseconds since 1970
      changed INTEGER NOT NULL,   -- rows of due.db that were removed or emptied
      done INTEGER                -- NULL: the file may still have what was removed in its free pages
    ) STRICT;
    """

  static let parts = """
    -- What erasures that are not finished have done so far.
    CREATE TABLE erasure_part (
      request BLOB NOT NULL,      -- of the names that were given: ForgottenHash
      part TEXT NOT NULL,         -- what is counted: ErasureRecord
      name TEXT NOT NULL,         -- a table, a file, the SHA-256 of a message
      count INTEGER NOT NULL,
      PRIMARY KEY (request, part, name)
    ) STRICT, WITHOUT ROWID;
    """

  static let views = """
    CREATE VIEW erasures AS
      SELECT seq, strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') AS at, changed,
        done IS NOT NULL AS is_done
      FROM erasure;
    """
}
