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
    /// A message that a sender had in hand, by its place in the outbox and a hash of its attempt.
    case inHand = "hand"
    /// Nothing is left to be told: what is written here, and beside the events, only has to go.
    case told
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
    let larger = part == .replacement || part == .inHand || part == .told
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

  /// Notes that a sender has message `id` in hand, whose attempt is called `flight`: what it was
  /// found by goes.
  func add(inHand id: Int64, _ flight: String, _ database: Database) throws {
    try add(.inHand, "\(id) \(Self.hash(flight, database))", 1, database)
  }

  /// Messages that were in hand when an earlier run looked: hashes of their attempts, by place.
  func messagesInHand(_ database: Database) throws -> [Int64: String] {
    var messages: [Int64: String] = [:]
    for name in try counts(.inHand, database).keys {
      let parts = name.split(separator: " ")
      if parts.count == 2, let id = Int64(parts[0]) { messages[id] = String(parts[1]) }
    }
    return messages
  }

  /// What stands for an attempt, whose name may tell who it was.
  static func hash(_ flight: String, _ database: Database) throws -> String {
    let words = try ForgottenHash.made(database).words(of: flight)
    return "\(words.0)-\(words.1)"
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
