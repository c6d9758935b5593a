import DueModel
import DueSystem
import GRDB
import Glibc

/// Writes the store anew where a file is about most of it.
///
/// The tables of endpoints and users are merged with the file into a database beside the store,
/// page by page, all others are copied. It then replaces the store's content in one transaction,
/// so that readers see what was, or what is, and a run killed before that leaves the store as it
/// was. What it leaves beside the store is removed by whoever opens the store to write.
extension Store {
  /// Where a database is built before it is taken over.
  static func renewalPath(_ directory: String) -> String { "\(directory)/due.db.next" }

  /// Merges many records with the endpoints of the store.
  ///
  /// - Parameters:
  ///   - keepsNewer: as in `EndpointUpsert`.
  ///   - load: gives the records.
  ///   - complete: does the rest, in one transaction, when the tables stand.
  /// - Returns: what became of endpoints that were there; nil where the store is not of the known
  ///   form, or another program looks at it: then nothing was done.
  package func renew(
    project name: String, takesAddresses: Bool, keepsNewer: Bool = false, now: Instant,
    load: (inout EndpointRenewal) throws -> Void,
    complete: (Store.Transaction, Project) throws -> Void
  ) throws -> RenewalCounts? {
    precondition(writable, "a store opened for reading is written to")
    let lock = try FileLock.exclusive("\(directory)/lock")
    defer { _ = lock }
    let path = Self.renewalPath(directory)
    StoreBuilder.discard(path)
    defer { StoreBuilder.discard(path) }
    let built = try reading { old, snapshot in
      guard try !snapshot.hasLongIDs() else { return nil as RenewalCounts? }
      let seqs = try LastPlaces(old)
      _ = try Descriptor(path, O_RDWR | O_CREAT | O_EXCL, mode: 0o600, status: .cannotCreate)
      return try Self.build(
        path, from: self.directory, snapshot, seqs, project: name,
        takesAddresses: takesAddresses, keepsNewer: keepsNewer, now: now, load: load,
        complete: complete)
    }
    guard let (version, counts) = built else { return nil }
    try takeOver(path, ifStill: version)
    return counts
  }

  /// Runs `body` on the database as it lies in its file, which nobody changes meanwhile; nil where
  /// it is not of the known form, or `body` says so.
  private func reading<T>(
    _ body: (Database, StoreSnapshot) throws -> T?
  ) throws -> (version: Int64, T)? {
    try Self.translating(directory) {
      try queue.inDatabase { database in
        let version = try Self.versionInFile(database)
        // Nothing is changed in this transaction: it keeps programs out that know no lock.
        try database.execute(sql: "BEGIN IMMEDIATE")
        defer { try? database.execute(sql: "ROLLBACK") }  // of nothing
        guard let version, try Self.dataVersion(database) == version,
          let snapshot = try StoreSnapshot.taken(database),
          let result = try body(database, snapshot)
        else { return nil }
        return (version, result)
      }
    }
  }

  private static func dataVersion(_ database: Database) throws -> Int64? {
    try Int64.fetchOne(database, sql: "PRAGMA data_version")
  }

  private static func build(
    _ path: String, from directory: String, _ snapshot: StoreSnapshot, _ seqs: LastPlaces,
    project name: String, takesAddresses: Bool, keepsNewer: Bool, now: Instant,
    load: (inout EndpointRenewal) throws -> Void,
    complete: (Store.Transaction, Project) throws -> Void
  ) throws -> RenewalCounts? {
    guard let (project, roots, index) = try begin(path, from: directory, project: name) else {
      return nil
    }
    let terms = RenewalTerms(
      project: project, takesAddresses: takesAddresses, keepsNewer: keepsNewer, now: now)
    var renewal = EndpointRenewal(
      terms, old: snapshot, lastEndpoint: seqs.endpoint, lastUser: seqs.user)
    try load(&renewal)
    renewal.endRecords()
    var merge = RenewalMerge(roots, pages: try PageStream.append(to: path))
    let (root, losers, counts) = try merge.write(&renewal)
    if !losers.isEmpty {
      try StoreBuilder.open(path) { try StoreBuilder.deactivate(losers, $0) }
    }
    try StoreBuilder.open(path) { try StoreBuilder.declare(index, at: root, $0) }
    try StoreBuilder.open(path) { database in
      try database.inTransaction {
        try complete(database, project)
        return .commit
      }
    }
    return counts
  }

  /// Makes the new database: all that the old one has, but for endpoints and users; nil where that
  /// is more than is known here.
  private static func begin(
    _ path: String, from directory: String, project name: String
  ) throws -> (Project, LoadRoots, index: String)? {
    var result: (Project, LoadRoots, index: String)?
    try StoreBuilder.open(path) { database in
      try database.execute(sql: "ATTACH ? AS old", arguments: ["\(directory)/due.db"])
      guard let parts = try StoreParts.of(database) else { return }
      // The old database is read, and must not be asked for its lock.
      try database.inTransaction(.deferred) {
        try parts.copy(in: database)
        return .commit
      }
      try database.execute(sql: "DETACH old")
      let project = try Project.named(name, create: true, database)
      // As `StoreBuilder` knows them, with the index; that is empty, and will be written.
      try database.execute(sql: parts.addressIndex)
      guard let roots = try StoreBuilder.roots(database) else { return }
      try database.execute(sql: "DROP INDEX endpoint_address")
      result = (project, roots, parts.addressIndex)
    }
    return result
  }

  /// Makes the database at `path` the content of the store, in one transaction.
  ///
  /// - Throws: status 75 where a program that knows no lock has changed the store meanwhile.
  private func takeOver(_ path: String, ifStill version: Int64) throws {
    wroteAnything = true
    try Self.translating(directory) {
      guard try queue.inDatabase(Self.dataVersion) == version else {
        throw RunFault(.tryAgain, "\(directory): expected the store as it was, found it changed")
      }
      var configuration = Configuration()
      configuration.readonly = true
      configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -1024") }
      let next = try DatabaseQueue(path: path, configuration: configuration)
      try next.backup(to: queue)
      try next.close()
    }
    try writeBack(always: false)
  }
}

/// What a store is made of, as its schema tells.
private struct StoreParts {
  private let tables: [(name: String, sql: String)]
  private let others: [String]
  let addressIndex: String

  /// The parts of the database that is attached as `old`; nil for one that has tables which cannot
  /// be copied row by row.
  static func of(_ database: Database) throws -> StoreParts? {
    let rows = try Row.fetchAll(
      database, sql: "SELECT type, name, sql FROM old.sqlite_schema ORDER BY rowid")
    var tables: [(name: String, sql: String)] = []
    var others: [String] = []
    var addressIndex: String?
    for row in rows {
      let (type, name): (String, String) = (row[0], row[1])
      guard let sql = row[2] as String? else { continue }  // an index that goes with its table
      if name.hasPrefix("sqlite_") { return nil }
      if type == "table" {
        if sql.uppercased().hasPrefix("CREATE VIRTUAL") { return nil }
        tables.append((name, sql))
      } else if name == "endpoint_address" {
        addressIndex = sql
      } else {
        others.append(sql)
      }
    }
    guard let addressIndex else { return nil }
    return StoreParts(tables: tables, others: others, addressIndex: addressIndex)
  }

  func copy(in database: Database) throws {
    for (name, sql) in tables {
      try database.execute(sql: sql)
      guard name != "endpoint", name != "user" else { continue }
      let quoted = name.replacing("\"", with: "\"\"")
      try database.execute(sql: "INSERT INTO main.\"\(quoted)\" SELECT * FROM old.\"\(quoted)\"")
    }
    for sql in others { try database.execute(sql: sql) }
    for setting in ["user_version", "application_id"] {
      let value = try Int64.fetchOne(database, sql: "PRAGMA old.\(setting)") ?? 0
      try database.execute(sql: "PRAGMA main.\(setting) = \(value)")
    }
  }
}
