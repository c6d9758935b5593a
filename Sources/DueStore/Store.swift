import CDueStore
import DueFormats
import DueSystem
import GRDB
import GRDBSQLite
import Glibc

/// One view of the store, as `Store.read` and `Store.write` give it: for capabilities that hand it
/// on to tables and know nothing of SQLite.
package typealias StoreView = Database

/// The store: one directory that holds everything due knows, in `due.db` (SQLite).
///
/// The directory is created by the first write, mode 0700, its files 0600. Readers never wait
/// and never hold anybody up. Writers, of whatever process, take turns on the file `lock`, which
/// also guards the write-back of the log: SQLite before 3.51.3 may damage a database whose log is
/// written and reset by two connections at one instant (the "WAL-reset bug").
///
/// A crash at any point leaves the last committed transaction.
package final class Store {
  package let directory: String
  let queue: DatabaseQueue
  let writable: Bool
  var wroteAnything = false

  /// The database inside `read` and `write`.
  package typealias Transaction = Database

  package enum Access: Sendable {
    /// The store must exist.
    case read
    /// The store must exist, and is written to.
    case update
    /// The store is created where it is missing.
    case write
  }

  /// Pages of the log that are written back as soon as a transaction ends: 64 MiB.
  private static let logLimit = 4096

  /// Set once, before the first connection.
  private static let memoryIsCounted = due_store_count_no_memory() != 0

  /// The release of SQLite in use, for `--version`.
  package static var sqliteVersion: String { String(cString: sqlite3_libversion()) }

  /// The version text of a command that opens the store.
  package static func version(_ release: String) -> String {
    "\(release) (SQLite \(sqliteVersion))"
  }

  /// - Parameter cacheSize: KiB of pages kept in memory.
  /// - Throws: status 66 when there is no store to read, 73 when it cannot be created, 78 when it
  ///   was made by a newer due.
  package init(_ directory: String, _ access: Access, cacheSize: Int = 16_384) throws {
    self.directory = directory
    writable = access != .read
    let path = "\(directory)/due.db"
    if access == .write {
      try Self.create(directory, path)
    } else if Glibc.access(path, F_OK) != 0 {
      guard errno == ENOENT || errno == ENOTDIR else { throw systemFault(path) }
      throw RunFault(.noInput, "\(directory): expected a store, found none (due-import makes one)")
    }
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.busyMode = .timeout(60)
    configuration.prepareDatabase { database in
      try database.execute(
        sql: """
          PRAGMA page_size = 16384;
          PRAGMA journal_mode = WAL;
          PRAGMA synchronous = FULL;
          PRAGMA wal_autocheckpoint = 0;
          PRAGMA cache_size = -\(cacheSize);
          PRAGMA temp_store = MEMORY;
          """)
      if let connection = database.sqliteConnection {
        due_store_keep_log_on_close(UnsafeMutableRawPointer(connection))
      }
      try EndpointPredicate.register(database)
    }
    _ = Self.memoryIsCounted
    let lock = try access != .read ? FileLock.exclusive("\(directory)/lock") : nil
    queue = try Self.translating(path) {
      try DatabaseQueue(path: path, configuration: configuration)
    }
    // With the lock nobody renews the store, so what is there was left by one that was killed.
    if access != .read { StoreBuilder.discard(Self.renewalPath(directory)) }
    try migrate(path)
    _ = lock
  }

  deinit {
    // A store nobody wrote to has nothing to write back; a busy one is written back by the next.
    if writable, wroteAnything { try? writeBack(always: true) }
  }

  private static func create(_ directory: String, _ path: String) throws {
    if mkdir(directory, 0o700) != 0, errno != EEXIST {
      throw systemFault(directory, errno, .cannotCreate)
    }
    // Closing any descriptor of the database drops the locks of all connections of this process to
    // it (POSIX), so a database that is there is left alone.
    if Glibc.access(path, F_OK) == 0 { return }
    if errno == EACCES { throw systemFault(path) }
    _ = try Descriptor(path, O_RDWR | O_CREAT, mode: 0o600, status: .cannotCreate)
  }

  private func migrate(_ path: String) throws {
    var version = try version()
    if version == 0, !writable {
      // Somebody may be about to make it, as the next command of a pipe does.
      _ = try? FileLock.exclusive("\(directory)/lock")
      version = try self.version()
    }
    if version == Schema.version { return }
    guard version < Schema.version else {
      throw RunFault(
        .configuration,
        "\(path): expected store version \(Schema.version) or older, found \(version): made by a newer due"
      )
    }
    guard writable else {
      let found = version == 0 ? "an empty one" : "one of an older due (whatever writes renews it)"
      throw RunFault(.noInput, "\(directory): expected a store, found \(found)")
    }
    try Self.translating(path) {
      try queue.write { database in
        let hasNames = try database.tableExists("resource_name")
        try database.execute(sql: Schema.statements(from: version))
        if !hasNames { try NameTable.takeAll(database) }
      }
    }
  }

  private func version() throws -> Int {
    try read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
  }

  /// Runs `body` on one consistent view of the store. It sees no later commit and stops none.
  package func read<T>(_ body: (Database) throws -> T) throws -> T {
    try Self.translating(directory) { try queue.onOneView(body) }
  }

  /// Runs `body` as one transaction: all of it is kept, durably, or, when it throws, nothing.
  ///
  /// Waits for other writers. Nothing slow, and nothing that waits for another program, belongs
  /// in `body`.
  package func write<T>(_ body: (Database) throws -> T) throws -> T {
    try transaction { database, _ in try body(database) }
  }

  /// As `write`, with the endpoints as they are when the transaction begins, where they can be
  /// read past SQLite: for jobs that look at most of them.
  package func writeMany<T>(_ body: (Database, StoreSnapshot?) throws -> T) throws -> T {
    try transaction { database, version in
      let same = try version == Int64.fetchOne(database, sql: "PRAGMA data_version")
      return try body(database, same ? StoreSnapshot.taken(database) : nil)
    } before: { database in
      try Self.versionInFile(database)
    }
  }

  private func transaction<T>(
    _ body: (Database, Int64?) throws -> T, before: (Database) throws -> Int64? = { _ in nil }
  ) throws -> T {
    precondition(writable, "a store opened for reading is written to")
    let lock = try FileLock.exclusive("\(directory)/lock")
    defer { _ = lock }
    wroteAnything = true
    let result = try Self.translating(directory) {
      try queue.inOneTransaction(before: before, body)
    }
    try writeBack(always: false)
    return result
  }

  /// Writes the log back, as far as nobody need be waited for; what tells this state of the
  /// database from later ones, or nil where part of it is still in the log alone.
  static func versionInFile(_ database: Database) throws -> Int64? {
    guard try String.fetchOne(database, sql: "PRAGMA journal_mode") == "wal",
      let row = try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(PASSIVE)"),
      row[0] as Int64 == 0, row[1] as Int64 == row[2] as Int64
    else { return nil }
    return try Int64.fetchOne(database, sql: "PRAGMA data_version")
  }

  /// Writes the log back into the database, if it is long. The caller holds the lock, or is alone.
  func writeBack(always: Bool) throws {
    var status = stat()
    guard stat("\(directory)/due.db-wal", &status) == 0,
      status.st_size > Self.logLimit * 16_384 || always && status.st_size > 0
    else { return }
    if always {
      guard let lock = try FileLock.exclusiveIfFree("\(directory)/lock") else { return }
      try checkpoint()
      _ = consume lock
    } else {
      try checkpoint()
    }
  }

  private func checkpoint() throws {
    try queue.inDatabase { database in
      // Busy means that a reader still looks at the log: then part of it stays, which is fine.
      _ = try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
  }

  /// Says SQLite's errors as faults.
  static func translating<T>(_ name: String, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as DatabaseError {
      let status: ExitStatus =
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: .tryAgain
        case .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH: .noPermission
        case .SQLITE_CANTOPEN:
          Glibc.access(name, R_OK) != 0 && errno == EACCES ? .noPermission : .cannotCreate
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_NOTADB: .inputOutput
        default: .software
        }
      throw RunFault(status, "\(name): \(error.message ?? "\(error.resultCode)")")
    }
  }
}
