import CDueStore
import DueSystem
import GRDB
import GRDBSQLite
import Glibc

/// The event database of a store: `events.db`, apart from `due.db`, with a lock of its own.
///
/// A load of hours holds up no campaign: writers of events take turns on the file `events.lock`, and
/// those of the rest on `lock`. Appends go through a rollback journal, in transactions of some
/// thousand events, so that what is added is written once; a reader waits while one ends. The
/// clean-up of `gc` puts a new file in the place of the old: whoever writes looks, under the lock,
/// whether the file is still the one that it has open.
///
/// A crash at any point leaves the last committed transaction; the next to open it, a reader too,
/// takes back what a transaction cut short has left.
package final class EventStore {
  package let directory: String
  let path: String
  private var queue: DatabaseQueue
  private var identity: FileIdentity

  struct FileIdentity: Equatable {
    var device: UInt64
    var inode: UInt64

    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      device = UInt64(status.st_dev)
      inode = UInt64(status.st_ino)
    }
  }

  static func path(in directory: String) -> String { "\(directory)/events.db" }

  /// Whether there is an event database.
  package static func isThere(_ directory: String) -> Bool {
    var status = stat()
    return stat(path(in: directory), &status) == 0 && status.st_size > 0
  }

  /// Why the event database at `path` of the store in `directory` cannot be opened.
  static func absence(of path: String, in directory: String) -> RunFault {
    if Glibc.access(path, F_OK) != 0, errno == EACCES { return systemFault(path) }
    return RunFault(
      .noInput, "\(directory): expected an event database, found none (due-events load makes one)")
  }

  static func lock(_ directory: String) throws -> FileLock {
    try FileLock.exclusive("\(directory)/events.lock")
  }

  /// Opens the event database in `directory`.
  ///
  /// - Throws: status 66 when there is none, 78 when it was made by a newer due.
  package init(_ directory: String) throws {
    self.directory = directory
    path = Self.path(in: directory)
    guard Self.isThere(directory), let found = FileIdentity(path) else {
      throw Self.absence(of: path, in: directory)
    }
    identity = found
    queue = try Self.open(path)
    try migrate()
  }

  private static func open(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.busyMode = .timeout(60)
    configuration.prepareDatabase { database in
      try database.execute(
        sql: """
          PRAGMA page_size = \(PageStream.pageSize);
          PRAGMA journal_mode = TRUNCATE;
          PRAGMA synchronous = FULL;
          PRAGMA cache_size = -24576;
          PRAGMA temp_store = FILE;
          """)
    }
    return try Store.translating(path) {
      try DatabaseQueue(path: path, configuration: configuration)
    }
  }

  private func migrate() throws {
    let version = try read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
    if version == EventSchema.version { return }
    guard version < EventSchema.version else {
      throw RunFault(
        .configuration,
        "\(path): expected version \(EventSchema.version) or older, found \(version): "
          + "made by a newer due")
    }
    try write { try $0.execute(sql: EventSchema.statements(from: version)) }
  }

  /// Runs `body` on one consistent view of the events.
  package func read<T>(_ body: (StoreView) throws -> T) throws -> T {
    try Store.translating(path) { try queue.onOneView(body) }
  }

  /// Runs `body` as one transaction: all of it is kept, durably, or, when it throws, nothing.
  package func write<T>(_ body: (StoreView) throws -> T) throws -> T {
    let lock = try Self.lock(directory)
    defer { _ = lock }
    try followFile()
    return try Store.translating(path) {
      try queue.inOneTransaction(before: { _ in }) { database, _ in try body(database) }
    }
  }

  /// Opens the file that stands under the name now, where it is another.
  private func followFile() throws {
    guard let found = FileIdentity(path) else { throw systemFault(path) }
    if found == identity { return }
    try queue.close()
    queue = try Self.open(path)
    identity = found
  }

  /// Runs `body` under the lock and outside of a transaction.
  func exclusively<T>(_ body: (Database) throws -> T) throws -> T {
    let lock = try Self.lock(directory)
    defer { _ = lock }
    try followFile()
    return try Store.translating(path) { try queue.inDatabase(body) }
  }
}

/// Where the tables begin.
struct EventRoots {
  let event, raw, group, file, bad, uid, badUID, day, month: UInt32

  init(_ database: Database) throws {
    var pages: [String: UInt32] = [:]
    let rows = try Row.fetchAll(
      database, sql: "SELECT name, rootpage FROM sqlite_schema WHERE type = 'table'")
    for row in rows { pages[row[0]] = UInt32(row[1] as Int64) }
    func root(_ table: String) throws -> UInt32 {
      guard let page = pages[table] else {
        throw RunFault(.software, "expected a table '\(table)' in a new event database, found none")
      }
      return page
    }
    event = try root("event")
    raw = try root("event_raw")
    group = try root("event_group")
    file = try root("load_file")
    bad = try root("bad_event")
    uid = try root("event_uid")
    badUID = try root("bad_event_uid")
    day = try root("event_day")
    month = try root("event_month")
  }
}
