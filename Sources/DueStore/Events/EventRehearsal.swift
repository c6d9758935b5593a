import DueModel
import DueSystem
import GRDB

/// A load that keeps nothing: events are looked up in the database, if there is one, and counted.
package final class EventRehearsal: EventKeeper {
  private let queue: DatabaseQueue
  private var batch = EventBatch()
  private let horizon: Int64?
  private var done: [LoadedFile] = []
  package private(set) var counts = EventCounts()

  /// - Parameter directory: that of a store, which need not be there.
  package init(in directory: String) throws {
    let path = EventStore.path(in: directory)
    let isThere = EventStore.isThere(directory)
    if isThere { _ = try EventStore(directory) }  // which looks whether it is one of ours
    // A file without a name, which SQLite removes.
    queue = try DatabaseQueue(path: "")
    horizon = try Store.translating(path) { [queue] in
      try queue.inDatabase { database in
        if isThere {
          try database.execute(sql: "ATTACH ? AS kept", arguments: [path])
        } else {
          try database.execute(sql: EventSchema.tables)
        }
        try database.execute(
          sql: "CREATE TABLE rehearsed (uid BLOB PRIMARY KEY, seq INTEGER) WITHOUT ROWID")
        return try Int64.fetchOne(database, sql: "SELECT before FROM event_horizon")
      }
    }
  }

  package func begin(_ file: LoadedFile, again: Bool) throws -> Bool {
    guard file.isRegular, !again else { return true }
    if done.contains(where: { $0.isSameInput(as: file) }) { return false }
    return try !queue.inDatabase { try file.isLoaded($0) }
  }

  package func add(_ entry: EventEntry) throws {
    if let horizon, entry.time < horizon {
      counts.expired += 1
      return
    }
    batch.add(entry, file: 0)
    if batch.isFull { try finish() }
  }

  package func add(_ bad: BadEvent) throws {}

  package func end(_ file: LoadedFile) throws { done.append(file) }

  /// Counts the events that wait.
  package func finish() throws {
    try Store.translating("dry run") {
      try queue.inDatabase { database in
        try database.execute(sql: "BEGIN")
        try count(database)
        try database.execute(sql: "COMMIT")
      }
    }
    batch.removeAll()
  }

  private func count(_ database: Database) throws {
    let known = try RowStatement("SELECT 1 FROM event_uid WHERE uid = ?1", database)
    for (i, seq) in try batch.claim(in: "rehearsed", database).enumerated() {
      let isKnown = try batch.entries[i].uid.withBytes { uid in
        known.bind(blob: 1, uid)
        defer { known.reset() }
        return try seq == 0 || known.step()
      }
      if isKnown { counts.known += 1 } else { counts.added += 1 }
    }
  }
}
