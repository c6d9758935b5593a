import DueSystem
import GRDB

extension Store {
  /// Writes the database anew, so that its free pages and its log have nothing of what was removed.
  ///
  /// - Throws: status 75 where another program looks at the log: then it may still be there.
  package func scrub(at now: Instant) throws {
    precondition(writable, "a store opened for reading is written to")
    let lock = try FileLock.exclusive("\(directory)/lock")
    defer { _ = lock }
    wroteAnything = true
    try Self.translating(directory) {
      try queue.inDatabase { database in
        try database.execute(sql: "VACUUM")
        try Self.emptyLog(database)
        try database.execute(
          sql: "UPDATE erasure SET done = ? WHERE done IS NULL", arguments: [now.milliseconds])
        try Self.emptyLog(database)
      }
    }
  }

  private static func emptyLog(_ database: Database) throws {
    let row = try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    guard row?[0] as Int64? == 0 else {
      throw RunFault(
        .tryAgain,
        "another program looks at the store, and its log may still have what was removed")
    }
  }

  /// Whether an erasure was cut short before the database was written anew.
  package func hasUnfinishedErasure() throws -> Bool {
    try read { database in
      try Int.fetchOne(database, sql: "SELECT 1 FROM erasure WHERE done IS NULL LIMIT 1") != nil
    }
  }
}
