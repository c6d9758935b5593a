import DueModel
import DueSystem
import GRDB

/// Messages that senders had in hand when they were killed, and what is known of how they ended:
/// those of somebody who is forgotten come to an end, for nobody is to look for them later.
package final class OutboxFlights {
  private let owner: OutboxOwner
  private let ends: [String: OutboxState]

  /// - Parameters:
  ///   - owner: tells which senders are alive.
  ///   - ends: how attempts ended, `accepted` or `rejected`, as far as that is known: by key and
  ///     attempt, with a space between them.
  package init(_ owner: consuming OutboxOwner, ends: [String: OutboxState]) {
    self.owner = owner
    self.ends = ends
  }

  /// Ends the messages of `temp.person_message` that senders which are gone had in hand.
  func settle(at now: Instant, _ database: Database) throws {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT id, tries, owner, key FROM outbox
        WHERE state = 'submitting' AND id IN (SELECT seq FROM temp.person_message) ORDER BY id
        """)
    for row in rows {
      try settle(row, ends["\(row[3] as String) \(row[1] as Int)"], at: now, database)
    }
  }

  /// Ends, of messages that an earlier run found in hand, those whose senders are gone by now.
  ///
  /// - Parameter earlier: hashes of their attempts, by place: the keys are gone.
  func settle(_ earlier: [Int64: String], at now: Instant, _ database: Database) throws {
    guard !earlier.isEmpty else { return }
    var ends: [String: OutboxState] = [:]
    for (flight, end) in self.ends { ends[try ErasureRecord.hash(flight, database)] = end }
    for (id, flight) in earlier {
      let row = try Row.fetchOne(
        database, sql: "SELECT id, tries, owner FROM outbox WHERE id = ? AND state = 'submitting'",
        arguments: [id])
      if let row { try settle(row, ends[flight], at: now, database) }
    }
  }

  /// Ends the message of `row` (`id`, `tries`, `owner`), where its sender is gone.
  private func settle(
    _ row: Row, _ end: OutboxState?, at now: Instant, _ database: Database
  ) throws {
    if let number = row[2] as Int64?, owner.isAlive(number) { return }
    let state = end ?? .cancelled
    let code = state == .cancelled ? "FORGOTTEN" : nil
    try database.execute(
      sql: "UPDATE outbox SET state = ?, code = ?, owner = NULL, changed = ? WHERE id = ?",
      arguments: [state.rawValue, code, now.milliseconds, row[0] as Int64])
    try database.execute(
      sql: "UPDATE attempt SET ended = ?, status = ?, code = ? WHERE outbox = ? AND n = ?",
      arguments: [
        now.milliseconds, state == .cancelled ? "abandoned" : state.rawValue, code,
        row[0] as Int64, row[1] as Int64,
      ])
  }
}

extension OutboxSession {
  /// Whether nobody is to know of the message of that key: it is not in the outbox, or was of
  /// somebody who was forgotten.
  package func isForgotten(key: String) throws -> Bool {
    let statement = try ReusedStatement(
      "SELECT 1 FROM outbox WHERE key = ?1 AND NOT \(Self.isForgotten)", database)
    statement.bind(1, key)
    defer { statement.reset() }
    return try !statement.step()
  }
}
