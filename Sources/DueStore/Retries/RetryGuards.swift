import DueModel
import DueSystem
import GRDB

/// What is looked up at the moment of a retry.
extension OutboxSession {
  /// Why a retry of `row` is too late or pointless; nil where it is neither.
  ///
  /// Opt-outs, hours and the message's own end are the engine's to look at, for first sends too.
  package func retryObstacle(_ row: Row, at now: Instant) throws -> String? {
    let statement = try ReusedStatement(
      """
      SELECT (SELECT deadline FROM retry WHERE outbox = ?1) <= ?2,
        EXISTS (SELECT 1 FROM invalid_number WHERE address = ?3),
        e.status = 'INACTIVE', e.opt_out = 'ALL'
      FROM (SELECT 1) LEFT JOIN endpoint e ON e.id = ?4
        AND e.project = (SELECT seq FROM project WHERE name = ?5)
      """, database)
    statement.bind(1, row.id)
    statement.bind(2, now.milliseconds)
    statement.bind(3, row.message.to)
    statement.bind(orNull: 4, row.message.endpoint)
    statement.bind(5, row.project)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    if statement.integer(0) != 0 { return Self.tooOld }
    if statement.integer(1) != 0 { return "INVALID_NUMBER" }
    if statement.integer(2) != 0 { return "INACTIVE" }
    // Campaigns write to nobody who opted out, whatever the type; what somebody asked for, such as
    // a code, comes all the same.
    let isCampaign = row.message.type == .promotional || !row.message.activity.isEmpty
    if statement.integer(3) != 0, isCampaign { return "OPTED_OUT" }
    return nil
  }

  /// The lowest row of a message with a retry to come; nil where there is none.
  package func firstRetry() throws -> Int64? {
    try Int64.fetchOne(
      database,
      sql: "SELECT min(outbox) FROM retry WHERE state IN ('scheduled', 'sending', 'waiting')")
  }

  /// Hands the text messages after row `id` to `body`: their row, number and context.
  package func messages(
    after id: Int64, _ body: (_ id: Int64, _ recipient: String, _ context: Bytes) throws -> Void
  ) throws {
    let statement = try ReusedStatement(
      """
      SELECT id, recipient, context FROM outbox WHERE id > ?1 AND channel = 'sms' ORDER BY id
      """, database)
    statement.bind(1, id)
    defer { statement.reset() }
    while try statement.step() {
      try body(statement.integer(0), statement.string(1), statement.bytes(2))
    }
  }
}
