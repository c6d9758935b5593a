import DueModel
import DueSystem
import GRDB

/// Messages that senders had in hand when they were killed, and what is known of how they ended:
/// those of somebody who is forgotten come to an end, for nobody is to look for them later.
package final class OutboxFlights {
  private let owner: OutboxOwner
  private let end: (_ key: String, _ attempt: Int) -> OutboxState?

  /// - Parameters:
  ///   - owner: tells which senders are alive.
  ///   - end: how an attempt ended, `accepted` or `rejected`; nil where that is not known.
  package init(
    _ owner: consuming OutboxOwner, end: @escaping (_ key: String, _ attempt: Int) -> OutboxState?
  ) {
    self.owner = owner
    self.end = end
  }

  /// Ends the messages of `temp.person_message` that senders which are gone had in hand.
  func settle(at now: Instant, _ database: Database) throws {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT id, key, tries, owner FROM outbox
        WHERE state = 'submitting' AND id IN (SELECT seq FROM temp.person_message) ORDER BY id
        """)
    for row in rows where (row[3] as Int64?).map({ !owner.isAlive($0) }) ?? true {
      let state = end(row[1], row[2]) ?? .cancelled
      let code = state == .cancelled ? "FORGOTTEN" : nil
      try database.execute(
        sql: "UPDATE outbox SET state = ?, code = ?, owner = NULL, changed = ? WHERE id = ?",
        arguments: [state.rawValue, code, now.milliseconds, row[0] as Int64])
      try database.execute(
        sql: "UPDATE attempt SET ended = ?, status = ?, code = ? WHERE outbox = ? AND n = ?",
        arguments: [
          now.milliseconds, state == .cancelled ? "abandoned" : state.rawValue, code,
          row[0] as Int64, row[2] as Int64,
        ])
    }
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
