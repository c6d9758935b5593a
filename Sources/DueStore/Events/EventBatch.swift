import DueModel
import DueSystem
import GRDB

/// Events that wait for their transaction, with bytes of their own.
struct EventBatch: ~Copyable {
  private var arena = ByteArena()
  private(set) var entries: [EventEntry] = []
  /// The file of each entry, as `EventWriter` counts them.
  private(set) var files: [Int] = []

  static let entryLimit = 16_384
  private static let byteLimit = 16 << 20

  init() {
    entries.reserveCapacity(Self.entryLimit)
    files.reserveCapacity(Self.entryLimit)
  }

  var isFull: Bool { entries.count >= Self.entryLimit || arena.count >= Self.byteLimit }

  mutating func add(_ entry: EventEntry, file: Int) {
    var entry = entry
    let old = entry.raw
    entry.raw = arena.copy(old)
    let new = entry.raw
    withUnsafeMutablePointer(to: &arena) { arena in
      entry.forEachText { text in
        // Most of its texts are parts of the event's own.
        if let start = text.baseAddress, let from = old.baseAddress, let to = new.baseAddress,
          start >= from, start + text.count <= from + old.count
        {
          text = Bytes(start: to + (start - from), count: text.count)
        } else if text.count > 0 {
          text = arena.pointee.copy(text)
        }
      }
    }
    entries.append(entry)
    files.append(file)
  }

  mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    files.removeAll(keepingCapacity: true)
    arena.removeAll()
  }

  /// Enters the keys of the events into `table`, in their order, so that each of its pages is
  /// touched once; the seq of every event whose key was not there, 0 for the others.
  func claim(in table: String, _ database: Database) throws -> [Int64] {
    let claim = try RowStatement(
      "INSERT INTO \(table) VALUES (?1, ?2) ON CONFLICT DO NOTHING", database)
    let last = try Int64.fetchOne(database, sql: "SELECT max(seq) FROM event") ?? 0
    var seqs = [Int64](repeating: 0, count: entries.count)
    for i in sortedByUID {
      // No two have one seq, also where some are repeats: there are gaps.
      let seq = last + Int64(i) + 1
      try entries[i].uid.withBytes { uid in
        claim.bind(blob: 1, uid)
        claim.bind(2, seq)
        try claim.run()
      }
      if database.changesCount == 1 { seqs[i] = seq }
    }
    return seqs
  }

  /// The places of the entries, in the order of their identities, equal ones as they came.
  private var sortedByUID: [Int] {
    entries.indices.sorted { a, b in
      let (x, y) = (entries[a].uid.words, entries[b].uid.words)
      return x == y ? a < b : x < y
    }
  }
}
