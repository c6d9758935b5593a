import DueFormats
import DueModel
import DueSystem
import GRDB

/// Adds events to a database that is there, some thousand in each transaction.
package final class EventWriter: EventKeeper {
  private let store: EventStore
  private let loadedAt: String

  private var batch = EventBatch()
  private var bads: [(bad: BadEvent, text: [UInt8])] = []
  private var badBytes = 0
  private var tally = EventTally()
  private var groups = EventGroups()
  /// `PRAGMA data_version` when the groups were read.
  private var groupsVersion: Int64?
  /// Files since the last transaction, and the one in hand.
  private var files: [File] = []
  private var horizon: Int64?
  package private(set) var counts = EventCounts()

  private struct File {
    var file: LoadedFile
    var seq: Int64?
    var isDone = false
  }

  package init(_ store: EventStore, now: Instant) throws {
    self.store = store
    loadedAt = now.iso8601
    horizon = try store.read {
      try Int64.fetchOne($0, sql: "SELECT before FROM event_horizon")
    }
  }

  package func begin(_ file: LoadedFile, again: Bool) throws -> Bool {
    if file.isRegular, !again {
      if files.contains(where: { $0.isDone && $0.file.isSameInput(as: file) }) { return false }
      if try store.read({ try file.isLoaded($0) }) { return false }
    }
    files.append(File(file: file))
    return true
  }

  package func add(_ entry: EventEntry) throws {
    if let horizon, entry.time < horizon {
      counts.expired += 1
      return
    }
    batch.add(entry, file: files.count - 1)
    if batch.isFull { try flush() }
  }

  package func add(_ bad: BadEvent) throws {
    var kept = bad
    let text = Array(bad.raw)
    kept.raw = EventEntry.none
    bads.append((kept, text))
    badBytes += text.count + 128
    if badBytes > 8 << 20 { try flush() }
  }

  package func end(_ file: LoadedFile) throws {
    files[files.count - 1].file = file
    files[files.count - 1].isDone = true
    if files.count >= 4096 { try flush() }
  }

  package func finish() throws { try flush() }

  // MARK: One transaction

  private func flush() throws {
    try store.write { try self.apply($0) }
    batch.removeAll()
    bads.removeAll(keepingCapacity: true)
    badBytes = 0
    files.removeAll { $0.isDone }
  }

  private func apply(_ database: Database) throws {
    try refresh(database)
    try keepFiles(database)
    try insert(try batch.claim(in: "event_uid", database), database)
    try EventSums(database).add(&tally)
    try keepBads(database)
  }

  /// Reads what another process may have changed since the last transaction.
  private func refresh(_ database: Database) throws {
    let version = try Int64.fetchOne(database, sql: "PRAGMA data_version")
    if version == groupsVersion, version != nil { return }
    groupsVersion = version
    horizon = try Int64.fetchOne(database, sql: "SELECT before FROM event_horizon")
    let next = try Int64.fetchOne(database, sql: "SELECT max(seq) FROM event_group") ?? 0
    groups = EventGroups(next: next + 1)
    let rows = try RowStatement(
      """
      SELECT project, family, type, campaign, treatment, journey, status, reason, channel, country,
        kind, what, seq FROM event_group ORDER BY seq DESC
      """, database)
    while try rows.step() {
      var hash = GroupHash()
      for column in 0..<12 as Range<Int32> { hash.add(rows.text(column)) }
      groups.add(rows.integer(12), hash)
    }
  }

  private func keepFiles(_ database: Database) throws {
    for i in files.indices {
      let file = files[i].file
      let seq = try files[i].seq ?? Self.row(of: file, database)
      files[i].seq = seq
      if files[i].isDone {
        try database.execute(
          sql: "UPDATE load_file SET loaded_at = ?, events = ?, rejects = ? WHERE seq = ?",
          arguments: [loadedAt, file.events, file.rejects, seq])
      }
    }
  }

  /// The row of a file, a new one where there is none.
  private static func row(of file: LoadedFile, _ database: Database) throws -> Int64 {
    let values: StatementArguments = [file.path, file.inode, file.size, file.modified]
    let known = try Int64.fetchOne(
      database,
      sql: "SELECT seq FROM load_file WHERE path = ? AND inode = ? AND size = ? AND mtime = ?",
      arguments: values)
    if let known { return known }
    try database.execute(
      sql: """
        INSERT INTO load_file (path, inode, size, mtime, events, rejects) VALUES (?, ?, ?, ?, 0, 0)
        """, arguments: values)
    return database.lastInsertedRowID
  }

  private func insert(_ seqs: [Int64], _ database: Database) throws {
    let rows = try EventStatements(database)
    for (i, seq) in seqs.enumerated() {
      guard seq != 0 else {
        counts.known += 1
        continue
      }
      let entry = batch.entries[i]
      let (group, isNew) = groups.number(of: entry)
      if isNew { try rows.add(group: group, of: entry) }
      guard let file = files[batch.files[i]].seq else {
        preconditionFailure("an event of a file without a row")
      }
      try rows.add(entry, seq, group: group, file: file)
      try tally.add(EventTally.Sum(entry), day: entry.day, group: group)
      counts.added += 1
    }
  }

  private func keepBads(_ database: Database) throws {
    let claim = try ReusedStatement(
      "INSERT INTO bad_event_uid VALUES (?1) ON CONFLICT DO NOTHING", database)
    let insert = try ReusedStatement(
      """
      INSERT INTO bad_event (uid, loaded_at, file, line, reason, raw)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      """, database)
    for (bad, text) in bads {
      try text.withUnsafeBytes { raw in
        var bad = bad
        bad.raw = raw
        let uid = bad.uid
        try uid.withUnsafeBytes { uid in
          claim.bind(1, blob: uid)
          guard try claim.run() == 1 else { return }
          insert.bind(1, blob: uid)
          insert.bind(2, loadedAt)
          insert.bind(3, bad.file)
          insert.bind(4, Int64(bad.line))
          insert.bind(5, bad.reason)
          if !raw.isEmpty, raw.isUTF8 { insert.bind(6, raw) } else { insert.bind(6, blob: raw) }
          try insert.run()
        }
      }
    }
  }
}

extension LoadedFile {
  /// Whether all of it has been read before, as it is.
  func isLoaded(_ database: Database) throws -> Bool {
    try Int64.fetchOne(
      database,
      sql: """
        SELECT 1 FROM load_file WHERE path = ? AND inode = ? AND size = ? AND mtime = ?
          AND loaded_at IS NOT NULL
        """, arguments: [path, inode, size, modified]) != nil
  }
}
