import DueModel
import DueSystem
import GRDB

/// Changes of the list that nobody was told of yet.
///
/// What is told is noted once it has left, so a run that was killed in between leaves its changes
/// to the next: each is told at least once.
package struct SuppressionFeed {
  private let database: Database

  package init(_ database: Database) { self.database = database }

  /// Up to which change they were told.
  package func told() throws -> Int64 {
    try Int64.fetchOne(database, sql: "SELECT told FROM suppression_state") ?? 0
  }

  /// Gives `body` the changes after number `id`, in order; the number of the last.
  package func changes(after id: Int64, _ body: (SuppressionChange) throws -> Void) throws -> Int64
  {
    let statement = try ReusedStatement(
      """
      SELECT id, at, action, address_key, scope, address, old_reason, new_reason, detail,
        event_uid, actor, note
      FROM suppression_log WHERE id > ?1 ORDER BY id
      """, database)
    statement.bind(1, id)
    defer { statement.reset() }
    var last = id
    while try statement.step() {
      last = statement.integer(0)
      try body(SuppressionChange(statement))
    }
    return last
  }

  package func note(told id: Int64) throws {
    try database.execute(
      sql: "UPDATE suppression_state SET told = max(told, ?)", arguments: [id])
  }
}

extension SuppressionChange {
  fileprivate init(_ row: ReusedStatement) {
    at = Instant(milliseconds: row.integer(1))
    action = Action(rawValue: row.string(2)) ?? .change
    key = row.string(3)
    scope = row.string(4)
    address = row.string(5)
    oldReason = SuppressionReason(rawValue: row.string(6))
    newReason = SuppressionReason(rawValue: row.string(7))
    detail = row.string(8)
    eventUID = row.string(9)
    actor = row.string(10)
    note = row.string(11)
  }
}
