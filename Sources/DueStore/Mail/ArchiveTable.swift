import DueSystem
import GRDB

/// The index of the message archive: one row for each message that is kept.
///
/// A row is written when the message's file is on the disk, and goes after the file has gone.
package enum ArchiveTable {
  static let schema = """
    CREATE TABLE archive_message (
      seq INTEGER PRIMARY KEY,
      id BLOB NOT NULL UNIQUE,    -- the first 16 bytes of the SHA-256 of the event
      project INTEGER NOT NULL,
      endpoint TEXT NOT NULL,
      user TEXT,
      at INTEGER NOT NULL,        -- when it was sent: milliseconds since 1970
      channel TEXT NOT NULL,
      status TEXT,
      campaign TEXT,
      treatment TEXT,
      journey TEXT,
      run TEXT,                   -- of the journey
      activity TEXT,              -- of the campaign or of the journey
      template TEXT,
      version INTEGER,
      basis TEXT,                 -- pinned, active-at-send, latest-known
      path TEXT NOT NULL,         -- below archive/
      bytes INTEGER NOT NULL,     -- of the message, not compressed
      sha256 BLOB NOT NULL,       -- of the message, not compressed
      pack INTEGER                -- archive_pack.seq; NULL: a file of its own
    ) STRICT;
    CREATE INDEX archive_endpoint ON archive_message (endpoint);
    CREATE INDEX archive_user ON archive_message (user) WHERE user IS NOT NULL;
    CREATE INDEX archive_at ON archive_message (at);
    CREATE INDEX archive_packed ON archive_message (pack) WHERE pack IS NOT NULL;

    CREATE TABLE archive_pack (
      seq INTEGER PRIMARY KEY,
      path TEXT NOT NULL UNIQUE,  -- below archive/
      cleared INTEGER NOT NULL    -- 1: the files that went into it are gone
    ) STRICT;

    -- Events whose messages were erased on demand: they are not kept again.
    CREATE TABLE archive_erased (id BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
    """

  static let views = """
    CREATE VIEW archive AS
      SELECT lower(hex(m.id)) AS id, p.name AS project, m.endpoint AS endpoint_id,
        m.user AS user_id, strftime('%Y-%m-%dT%H:%M:%fZ', m.at / 1000.0, 'unixepoch') AS at,
        m.channel, m.status, m.campaign AS campaign_id, m.treatment AS treatment_id,
        m.journey AS journey_id, m.run AS journey_run_id, m.activity AS activity_id, m.template,
        m.version AS template_version, m.basis AS template_version_basis, m.path, m.bytes,
        lower(hex(m.sha256)) AS sha256, k.path AS pack
      FROM archive_message m JOIN project p ON p.seq = m.project
        LEFT JOIN archive_pack k ON k.seq = m.pack;
    """
}

/// The name of a message in the archive: the first half of the SHA-256 of its event.
package struct ArchiveID: Hashable, Sendable {
  /// The 16 bytes as numbers that sort as they do.
  package var words: (UInt64, UInt64)

  package init(words: (UInt64, UInt64)) { self.words = words }

  /// - Parameter bytes: 16 of them.
  package init(_ bytes: Bytes) {
    precondition(bytes.count == 16, "an archive id of \(bytes.count) bytes")
    words = (
      UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    )
  }

  package static func == (a: Self, b: Self) -> Bool { a.words == b.words }

  package func hash(into hasher: inout Hasher) { hasher.combine(words.0) }

  /// Hands the 16 bytes to `body`.
  package func withBytes<T>(_ body: (Bytes) throws -> T) rethrows -> T {
    var big = (words.0.bigEndian, words.1.bigEndian)
    return try withUnsafeBytes(of: &big) { try body($0) }
  }

  /// Appends 32 lower-case hexadecimal digits.
  package func append(to buffer: inout ByteBuffer) {
    withBytes { bytes in
      for byte in bytes {
        buffer.append(Self.digit(byte >> 4))
        buffer.append(Self.digit(byte & 15))
      }
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }

  package var hex: String {
    var buffer = ByteBuffer(capacity: 32)
    append(to: &buffer)
    return buffer.string
  }
}
