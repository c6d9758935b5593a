import DueModel
import DueSystem
import GRDB

extension OutboxWriter {
  /// Puts in what may take the place of `message`, which is row `id` now and its turn: messages of
  /// channels and keys that the store does not have.
  func enqueueFallbacks(
    of message: Message, as id: Int64, batch: Batch, record: Int?, at now: Instant
  ) throws {
    var rows = [id]
    var delays: [Int64] = []
    for fallback in message.fallbacks {
      let added = try enqueue(fallback.message, batch: batch, record: record, at: now)
      guard case .new(let next) = added else {
        throw RunFault(.software, "outbox: two messages of a chain have one channel and key")
      }
      try database.execute(
        sql: "UPDATE outbox SET state = 'standby' WHERE id = ?", arguments: [next])
      rows.append(next)
      delays.append(fallback.after)
    }
    guard rows.count > 1 else { return }
    for (step, row) in rows.enumerated() {
      try database.execute(
        sql: """
          INSERT INTO fallback (outbox, chain, step, after, state, changed) VALUES (?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          row, id, step, step < delays.count ? delays[step] : nil,
          (step == 0 ? FallbackState.open : .standby).rawValue, now.milliseconds,
        ])
    }
  }
}

/// How a message of a chain stands, for who looks.
package struct FallbackStanding: Sendable, Equatable {
  /// Key of the first message.
  package let chain: String
  /// Its place; the first is 1.
  package let step: Int
  package let state: FallbackState
  /// Milliseconds from its first try to the next one's turn; nil for the last.
  package let after: Int64?
  package let due: Instant?
  package let reason: String
  package let delivered: Instant?
}

extension OutboxSession {
  /// How message `id` stands in its chain; nil where it is in none.
  package func fallback(_ id: Int64) throws -> FallbackStanding? {
    let statement = try ReusedStatement(
      """
      SELECT coalesce(c.key, ''), f.step, f.state, f.after, f.due, f.reason, f.delivered
      FROM fallback f LEFT JOIN outbox c ON c.id = f.chain WHERE f.outbox = ?1
      """, database)
    statement.bind(1, id)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    return FallbackStanding(
      chain: statement.string(0), step: Int(statement.integer(1)) + 1,
      state: FallbackState(rawValue: statement.string(2)) ?? .standby,
      after: statement.isNull(3) ? nil : statement.integer(3), due: statement.instant(4),
      reason: statement.string(5), delivered: statement.instant(6))
  }

  /// When the turn of message `id` comes that is on standby, as far as that is known.
  package func turn(of id: Int64) throws -> Instant? {
    try Int64.fetchOne(
      database,
      sql: """
        SELECT p.due FROM fallback f JOIN fallback p ON p.chain = f.chain AND p.step = f.step - 1
        WHERE f.outbox = ? AND p.state = 'open'
        """, arguments: [id]
    ).map { Instant(milliseconds: $0) }
  }

  /// Whether a message of `channel` is to take the place of message `id` by `now`.
  package func isFollowed(_ id: Int64, by channel: Channel, at now: Instant) throws -> Bool {
    try Bool.fetchOne(
      database,
      sql: """
        SELECT EXISTS (SELECT 1 FROM fallback f
          JOIN fallback n ON n.chain = f.chain AND n.step = f.step + 1 AND n.state = 'standby'
          JOIN outbox p ON p.id = n.outbox
          WHERE f.outbox = ? AND f.state = 'open' AND f.due <= ? AND p.channel = ?)
        """, arguments: [id, now.milliseconds, channel.recordName]) ?? false
  }

  /// When the turn of the first message of `channel` comes that is on standby; nil for none.
  package func nextTurn(_ channel: Channel, after now: Instant) throws -> Instant? {
    let statement = try ReusedStatement(
      """
      SELECT f.due FROM fallback f
        JOIN fallback n ON n.chain = f.chain AND n.step = f.step + 1 AND n.state = 'standby'
        JOIN outbox p ON p.id = n.outbox
        JOIN outbox o ON o.id = f.outbox JOIN batch b ON b.seq = o.batch
      WHERE f.state = 'open' AND f.due > ?1 AND p.channel = ?2 AND b.state = 'active'
      ORDER BY f.due LIMIT 1
      """, database)
    statement.bind(1, now.milliseconds)
    statement.bind(2, channel.recordName)
    defer { statement.reset() }
    return try statement.step() ? statement.instant(0) : nil
  }

  /// Lets the time of messages run that `owner` is about to hand over: `FallbackDesk`.
  package func beginTurns(of owner: Int64, at now: Instant) throws {
    try FallbackDesk(database).begin(owner, at: now)
  }

  /// Lets the time of messages run that wait for a peer out of reach: `FallbackDesk`.
  package func beginTurnsOfWaiting(
    _ channel: Channel, via: String, takesOpen: Bool, at now: Instant
  ) throws {
    try FallbackDesk(database).beginWaiting(channel, via: via, takesOpen: takesOpen, at: now)
  }

  /// Lets messages take the place of those that have failed, or whose time is up: `FallbackDesk`.
  package func moveOn(at now: Instant) throws -> FallbackDesk.Moves {
    try FallbackDesk(database).moveOn(at: now)
  }
}
