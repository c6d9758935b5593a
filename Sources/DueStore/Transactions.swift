import GRDB

extension DatabaseQueue {
  /// Runs `body` on one consistent view. It sees no later commit and stops none.
  func onOneView<T>(_ body: (Database) throws -> T) throws -> T {
    try inDatabase { database in
      try database.execute(sql: "BEGIN")
      defer { try? database.execute(sql: "COMMIT") }
      return try body(database)
    }
  }

  /// Runs `body` as one transaction: all of it is kept, or, when it throws, nothing.
  ///
  /// - Parameter before: what is done outside of it first, for `body`.
  func inOneTransaction<T, B>(
    before: (Database) throws -> B, _ body: (Database, B) throws -> T
  ) throws -> T {
    try inDatabase { database in
      let found = try before(database)
      try database.execute(sql: "BEGIN IMMEDIATE")
      do {
        let result = try body(database, found)
        try database.execute(sql: "COMMIT")
        return result
      } catch {
        // The first fault is the one to tell; a failed COMMIT has rolled back already.
        try? database.execute(sql: "ROLLBACK")
        throw error
      }
    }
  }
}
