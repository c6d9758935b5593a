import DueFormats
import DueSystem
import GRDB
import Glibc

/// How an event database comes to be: beside its place, and then all at once.
extension EventStore {
  /// Builds the event database in `directory`, unless there is one.
  ///
  /// - Parameters:
  ///   - windowBits: the identities of two to the power of these events are kept in memory.
  ///   - load: gives the events to be loaded.
  /// - Returns: what became of them; nil where a database is there.
  package static func build(
    in directory: String, now: Instant, windowBits: Int = 13,
    load: (EventBuilder) throws -> Void
  ) throws -> EventCounts? {
    if isThere(directory) { return nil }
    if mkdir(directory, 0o700) != 0, errno != EEXIST {
      throw systemFault(directory, errno, .cannotCreate)
    }
    let lock = try Self.lock(directory)
    defer { _ = lock }
    if isThere(directory) { return nil }
    let path = path(in: directory)
    let temporary = "\(path).new"
    discard(temporary)
    var isBuilt = false
    defer { if !isBuilt { discard(temporary) } }
    _ = try Descriptor(temporary, O_RDWR | O_CREAT | O_EXCL, mode: 0o600, status: .cannotCreate)
    let roots = try unjournaled(temporary) { database in
      try database.execute(
        sql: "\(EventSchema.tables)\n\(EventSchema.views)\n"
          + "PRAGMA user_version = \(EventSchema.version);")
      return try EventRoots(database)
    }
    let builder = try EventBuilder(temporary, roots, now: now, windowBits: windowBits)
    try load(builder)
    let losers = try builder.finish(temporary, roots)
    try unjournaled(temporary) { database in
      try database.execute(sql: "\(EventSchema.indexes)\nBEGIN")
      try EventRemoval.removeRepeats(losers.events, database)
      for seq in losers.bads.ranges.joined() {
        try database.execute(sql: "DELETE FROM bad_event WHERE seq = ?", arguments: [seq])
      }
      try EventViews.create(database)
      try database.execute(sql: "COMMIT")
    }
    try settle(temporary, as: path)
    isBuilt = true
    return builder.counts
  }

  static func discard(_ path: String) {
    for suffix in ["", "-journal", "-wal", "-shm"] { unlink(path + suffix) }
  }

  /// Runs `body` on a database that nobody else knows, and that need not outlive a crash.
  private static func unjournaled<T>(_ path: String, _ body: (Database) throws -> T) throws -> T {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.prepareDatabase { database in
      try database.execute(
        sql: """
          PRAGMA page_size = \(PageStream.pageSize);
          PRAGMA journal_mode = OFF;
          PRAGMA synchronous = OFF;
          PRAGMA cache_size = -8192;
          """)
    }
    return try Store.translating(path) {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      let result = try queue.inDatabase(body)
      try queue.close()
      return result
    }
  }

  /// Puts a finished database into its place, durably.
  static func settle(_ temporary: String, as path: String) throws {
    let file = try Descriptor(temporary, O_RDWR)
    try file.synchronize(name: temporary)
    guard rename(temporary, path) == 0 else { throw systemFault(path, errno, .cannotCreate) }
    try synchronizeDirectory(DueSystem.directory(of: path))
  }
}
