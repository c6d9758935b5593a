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
    StoreBuilder.discard(temporary)
    var isBuilt = false
    defer { if !isBuilt { StoreBuilder.discard(temporary) } }
    _ = try Descriptor(temporary, O_RDWR | O_CREAT | O_EXCL, mode: 0o600, status: .cannotCreate)
    let roots = try StoreBuilder.open(temporary) { database in
      try database.execute(
        sql: "\(EventSchema.tables)\n\(EventSchema.views)\n"
          + "PRAGMA user_version = \(EventSchema.version);")
      return try EventRoots(database)
    }
    let builder = try EventBuilder(temporary, roots, now: now, windowBits: windowBits)
    try load(builder)
    let losers = try builder.finish(temporary, roots)
    try StoreBuilder.open(temporary) { database in
      try database.execute(sql: "\(EventSchema.indexes)\nBEGIN")
      try EventRemoval.removeRepeats(losers.events, database)
      for seq in losers.bads.ranges.joined() {
        try database.execute(sql: "DELETE FROM bad_event WHERE seq = ?", arguments: [seq])
      }
      try EventViews.create(database)
      try database.execute(sql: "COMMIT")
    }
    try StoreBuilder.settle(temporary, as: path, hasLog: false)
    isBuilt = true
    return builder.counts
  }
}
