import DueModel
import DueSystem
import GRDB

/// A message of a load test, and how it stands.
package struct LoadedMessage: Sendable {
  /// Its place in the scenario; the first is 1.
  package let number: Int
  package let phase: Int
  /// When it was to be sent.
  package let arrival: Instant
  package let state: OutboxState
  /// When it became so.
  package let changed: Instant
  package let code: String
}

/// One try of a message of a load test.
package struct LoadedAttempt: Sendable {
  package let phase: Int
  package let started: Instant
  /// nil while the peer has not answered.
  package let ended: Instant?
  /// `accepted`, `throttled`, `deferred`, `rejected`, `uncertain`, `not_sent` and so on.
  package let status: String
  package let code: String
  /// Milliseconds that the peer took; nil where nobody measured.
  package let duration: Int64?
}

/// What a peer told of the delivery of an accepted message.
package struct LoadedReceipt: Sendable {
  package let status: String
  /// Milliseconds after it was accepted.
  package let after: Int64
}

/// Reads what a load test came to, in the order of the scenario.
extension LoadDesk {
  package func forEachMessage(
    of load: StoredLoad, _ body: (LoadedMessage) throws -> Void
  ) throws {
    let statement = try statement(
      """
      SELECT l.n, l.phase, l.at, o.state, o.changed, o.code
      FROM load_arrival l JOIN outbox o ON o.id = l.outbox WHERE l.run = ?1 ORDER BY l.n
      """, load)
    defer { statement.reset() }
    while try statement.step() {
      try body(
        LoadedMessage(
          number: Int(statement.integer(0)), phase: Int(statement.integer(1)),
          arrival: Instant(milliseconds: statement.integer(2)),
          state: OutboxState(rawValue: statement.string(3)) ?? .ready,
          changed: Instant(milliseconds: statement.integer(4)), code: statement.string(5)))
    }
  }

  package func forEachAttempt(
    of load: StoredLoad, _ body: (LoadedAttempt) throws -> Void
  ) throws {
    let statement = try statement(
      """
      SELECT l.phase, a.started, a.ended, coalesce(a.status, 'submitting'), a.code, a.ms
      FROM load_arrival l JOIN attempt a ON a.outbox = l.outbox WHERE l.run = ?1
      ORDER BY l.n, a.n
      """, load)
    defer { statement.reset() }
    while try statement.step() {
      try body(
        LoadedAttempt(
          phase: Int(statement.integer(0)),
          started: Instant(milliseconds: statement.integer(1)), ended: statement.instant(2),
          status: statement.string(3), code: statement.string(4),
          duration: statement.isNull(5) ? nil : statement.integer(5)))
    }
  }

  package func forEachReceipt(
    of load: StoredLoad, _ body: (LoadedReceipt) throws -> Void
  ) throws {
    let statement = try statement(
      """
      SELECT d.status, d.at - o.changed
      FROM load_arrival l JOIN outbox o ON o.id = l.outbox JOIN delivery_event d ON d.outbox = o.id
      WHERE l.run = ?1 AND o.state = 'accepted' ORDER BY l.n, d.at
      """, load)
    defer { statement.reset() }
    while try statement.step() {
      try body(LoadedReceipt(status: statement.string(0), after: statement.integer(1)))
    }
  }

  /// How many messages were accepted in each stretch between `moments`; what is before the first
  /// and from the last on is left out.
  package func accepted(of load: StoredLoad, between moments: [Instant]) throws -> [Int] {
    try zip(moments, moments.dropFirst()).map { begin, end in
      try Int.fetchOne(
        database,
        sql: """
          SELECT count(*) FROM load_arrival l JOIN outbox o ON o.id = l.outbox
          WHERE l.run = ? AND o.state = 'accepted' AND o.changed >= ? AND o.changed < ?
          """, arguments: [load.seq, begin.milliseconds, end.milliseconds]) ?? 0
    }
  }

  /// The rows of messages that have come to an end and whose events have not left.
  package func untold(_ load: StoredLoad) throws -> [Int64] {
    try Int64.fetchAll(
      database,
      sql: """
        SELECT o.id FROM load_arrival l JOIN outbox o ON o.id = l.outbox
        WHERE l.run = ? AND o.told IS NULL AND o.state NOT IN ('ready', 'submitting')
        ORDER BY l.n
        """, arguments: [load.seq])
  }

  private func statement(_ sql: String, _ load: StoredLoad) throws -> ReusedStatement {
    let statement = try ReusedStatement(sql, database)
    statement.bind(1, load.seq)
    return statement
  }
}
