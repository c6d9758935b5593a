import DueSystem
import GRDB

/// What an erasure has done so far, written in the transactions that do it: one that is cut short,
/// and run again, tells of all of it.
///
/// Which erasure it is, says a keyed hash of the names that were given. It goes when all is told.
package struct ErasureRecord: Sendable {
  /// What is counted.
  package enum Part: String, Sendable {
    /// Rows of a table.
    case table
    case keptWish = "kept"
    /// A message of the archive, by its SHA-256.
    case archived
    /// Records of a file.
    case file
    /// Records of a file that is about to be replaced, by its path and the SHA-256 of what replaces
    /// it.
    case replacement
  }

  private let request: ForgottenHash.Words

  /// The record of the erasure of `names`, in the transaction in hand.
  ///
  /// - Parameter names: what was asked for, in whatever order.
  package init(_ names: [String], _ database: StoreView) throws {
    request = try ForgottenHash.made(database).words(of: names.sorted().joined(separator: "\0"))
  }

  /// Adds `count` to what is counted as `name`.
  package func add(_ part: Part, _ name: String, _ count: Int, _ database: StoreView) throws {
    let larger = part == .archived || part == .replacement
    let statement = try ReusedStatement(
      """
      INSERT INTO erasure_part (request, part, name, count) VALUES (?1, ?2, ?3, ?4)
      ON CONFLICT (request, part, name) DO UPDATE
        SET count = iif(?5, max(count, excluded.count), count + excluded.count)
      """, database)
    statement.bind(1, request)
    statement.bind(2, part.rawValue)
    statement.bind(3, name)
    statement.bind(4, Int64(count))
    statement.bind(5, larger ? 1 : Int64(0))
    try statement.run()
  }

  /// Adds what became of rows.
  func add(_ counts: Forgetting.Counts, _ database: Database) throws {
    for (table, count) in counts.rows { try add(.table, table, count, database) }
    try add(.keptWish, "", counts.keptWishes, database)
  }

  /// What was counted, by name.
  package func counts(_ part: Part, _ database: StoreView) throws -> [String: Int] {
    let statement = try ReusedStatement(
      "SELECT name, count FROM erasure_part WHERE request = ?1 AND part = ?2", database)
    statement.bind(1, request)
    statement.bind(2, part.rawValue)
    defer { statement.reset() }
    var counts: [String: Int] = [:]
    while try statement.step() { counts[statement.string(0)] = Int(statement.integer(1)) }
    return counts
  }

  package func remove(_ part: Part, _ name: String, _ database: StoreView) throws {
    let statement = try ReusedStatement(
      "DELETE FROM erasure_part WHERE request = ?1 AND part = ?2 AND name = ?3", database)
    statement.bind(1, request)
    statement.bind(2, part.rawValue)
    statement.bind(3, name)
    try statement.run()
  }

  /// Ends the erasure: all was told.
  package func close(_ database: StoreView) throws {
    let statement = try ReusedStatement("DELETE FROM erasure_part WHERE request = ?1", database)
    statement.bind(1, request)
    try statement.run()
  }

  /// Its name in the event database.
  func bind(to statement: ReusedStatement) { statement.bind(1, request) }
}
