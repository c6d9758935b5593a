import DueModel
import DueSystem
import GRDB

/// What became of a message.
extension OutboxSession {
  /// A message and how it stands.
  package struct Standing: Sendable {
    package let row: Row
    package let state: OutboxState
    package let changed: Instant
    package let code: String
    package let detail: String
    /// When its events left, if they did.
    package let told: Instant?
    package let batchState: Batch.State
    /// Of the last attempt; empty without one.
    package let via: String
    package let providerID: String
  }

  static let standingColumns = """
    \(rowColumns), o.state, o.changed, o.code, o.detail, o.told, b.state, a.via, a.provider_id
    """

  static let standingTables = """
    outbox o JOIN batch b ON b.seq = o.batch
      LEFT JOIN attempt a ON a.outbox = o.id AND a.n = o.tries
    """

  /// What a simulated peer has told of the last attempt of a message.
  package func receipt(_ id: Int64) throws -> (status: String, at: Instant)? {
    let statement = try ReusedStatement(
      """
      SELECT d.status, d.at FROM outbox o JOIN attempt a ON a.outbox = o.id AND a.n = o.tries
        JOIN delivery_event d ON d.source = a.via AND d.source_id = a.provider_id
      WHERE o.id = ?1
      """, database)
    statement.bind(1, id)
    defer { statement.reset() }
    return try statement.step()
      ? (statement.string(0), Instant(milliseconds: statement.integer(1))) : nil
  }

  /// The newest row's number; 0 where there is none.
  package func lastID() throws -> Int64 {
    try Int64.fetchOne(database, sql: "SELECT max(id) FROM outbox") ?? 0
  }

  /// How message `id` stands; nil where there is none.
  package func standing(_ id: Int64) throws -> Standing? {
    let statement = try ReusedStatement(
      "SELECT \(Self.standingColumns) FROM \(Self.standingTables) WHERE o.id = ?1", database)
    statement.bind(1, id)
    defer { statement.reset() }
    return try statement.step() ? Self.standing(statement) : nil
  }

  /// The message of that channel and key.
  package func standing(key: String, channel: Channel) throws -> Standing? {
    let statement = try ReusedStatement(
      """
      SELECT \(Self.standingColumns) FROM \(Self.standingTables)
      WHERE o.key = ?1 AND o.channel = ?2
      """, database)
    statement.bind(1, key)
    statement.bind(2, channel.recordName)
    defer { statement.reset() }
    return try statement.step() ? Self.standing(statement) : nil
  }

  static func standing(_ statement: ReusedStatement) -> Standing {
    Standing(
      row: row(statement), state: OutboxState(rawValue: statement.string(24)) ?? .ready,
      changed: Instant(milliseconds: statement.integer(25)), code: statement.string(26),
      detail: statement.string(27), told: statement.instant(28),
      batchState: Batch.State(rawValue: statement.string(29)) ?? .active,
      via: statement.string(30), providerID: statement.string(31))
  }
}
