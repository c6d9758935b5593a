import DueModel
import DueSystem
import GRDB

/// What people ask of retries.
package struct RetryLists {
  private let database: Database

  package init(_ database: Database) { self.database = database }

  /// A message that failed at least once.
  package struct Entry: Sendable {
    package let key: String
    package let recipient: String
    package let sender: String
    package let attempts: Int
    package let row: RetryRow
  }

  /// Hands messages to `body` in the order of their first failure.
  ///
  /// - Parameters:
  ///   - keys: of the messages that are meant; all where there are none.
  ///   - states: that are meant; all where there are none.
  package func entries(
    keys: [String], states: [RetryRow.State], _ body: (Entry) throws -> Void
  ) throws {
    func list(_ column: String, _ values: [String]) -> String {
      values.isEmpty
        ? "true" : "\(column) IN (\(values.map { _ in "?" }.joined(separator: ",")))"
    }
    let statement = try database.makeStatement(
      sql: """
        SELECT o.key, o.recipient, o.sender, o.tries, r.first_at, r.deadline, r.max, r.retries,
          r.attempt, r.state, r.next_at, r.last_status, r.last_provider_id, r.reason
        FROM retry r JOIN outbox o ON o.id = r.outbox
        WHERE \(list("o.key", keys)) AND \(list("r.state", states.map(\.rawValue)))
        ORDER BY o.id
        """)
    try statement.setArguments(StatementArguments(keys + states.map(\.rawValue)))
    let rows = ReusedStatement(statement, database)
    while try rows.step() {
      guard let row = RetryDesk.row(rows, from: 4) else { continue }
      try body(
        Entry(
          key: rows.string(0), recipient: rows.string(1), sender: rows.string(2),
          attempts: Int(rows.integer(3)), row: row))
    }
  }

  /// How many retries are still to come.
  package func scheduled() throws -> Int {
    try Int.fetchOne(database, sql: "SELECT count(*) FROM retry WHERE state = 'scheduled'") ?? 0
  }

  /// When the first of them is due.
  package func nextDue() throws -> Instant? {
    try Int64.fetchOne(database, sql: "SELECT min(next_at) FROM retry WHERE state = 'scheduled'")
      .map { Instant(milliseconds: $0) }
  }

  /// How deliveries went, by the attempt that was delivered.
  package struct Tally: Sendable {
    /// Text messages that a peer took, with what became of each as far as it is known.
    package var messages = 0
    /// Delivered on attempt 1, 2 and so on.
    package var delivered: [Int] = []
    package var states: [RetryRow.State: Int] = [:]
  }

  private static let firstSend = "(SELECT min(started) FROM attempt f WHERE f.outbox = o.id)"

  /// - Parameter since: counts messages of which the first attempt began then or later.
  package func tally(since: Instant?) throws -> Tally {
    var tally = Tally()
    let start = since?.milliseconds ?? 0
    tally.messages =
      try Int.fetchOne(
        database,
        sql: """
          SELECT count(*) FROM outbox o WHERE o.channel = 'sms' AND \(Self.firstSend) >= ?
            AND EXISTS (SELECT 1 FROM attempt t WHERE t.outbox = o.id AND t.status = 'accepted')
          """, arguments: [start]) ?? 0
    for row in try GRDB.Row.fetchAll(
      database,
      sql: """
        SELECT n, count(*) AS messages FROM (
          SELECT min(coalesce(d.n, 1)) AS n FROM delivery_event d
            JOIN outbox o ON o.id = d.outbox
          WHERE d.class = 'ok' AND o.channel = 'sms' AND \(Self.firstSend) >= ?
          GROUP BY d.outbox)
        GROUP BY n ORDER BY n
        """, arguments: [start])
    {
      let n: Int = row["n"]
      while tally.delivered.count < n { tally.delivered.append(0) }
      if n > 0 { tally.delivered[n - 1] = row["messages"] }
    }
    for row in try GRDB.Row.fetchAll(
      database, sql: "SELECT state, count(*) AS n FROM retry WHERE first_at >= ? GROUP BY state",
      arguments: [start])
    {
      if let state = RetryRow.State(rawValue: row["state"]) { tally.states[state] = row["n"] }
    }
    return tally
  }
}
