import DueModel
import DueSystem
import GRDB

/// Which messages of the outbox somebody means.
package struct OutboxFilter: Sendable {
  package var keys: [String] = []
  package var batch: String?
  /// Whether the batches count too that have what follows messages of `batch`.
  var takesFollowing = false
  package var states: [OutboxState] = []
  package var code: String?
  package var channel: Channel?

  package init() {}

  /// SQL over `o` (outbox) and `b` (batch), and its arguments.
  var condition: (sql: String, arguments: StatementArguments) {
    var parts = ["true"]
    var arguments = StatementArguments()
    func list(_ column: String, _ values: [String]) {
      guard !values.isEmpty else { return }
      parts.append("\(column) IN (\(values.map { _ in "?" }.joined(separator: ",")))")
      arguments += StatementArguments(values)
    }
    list("o.key", keys)
    list("o.state", states.map(\.rawValue))
    if let batch, takesFollowing {
      parts.append(OutboxSession.isOfBatch("b.id"))
      arguments += [batch, batch, batch]
    } else {
      list("b.id", batch.map { [$0] } ?? [])
    }
    list("o.code", code.map { [$0] } ?? [])
    list("o.channel", channel.map { [$0.recordName] } ?? [])
    return (parts.joined(separator: " AND "), arguments)
  }

  /// SQL of the places of these messages (`outbox.id`), in parentheses, and its arguments.
  var places: (sql: String, arguments: StatementArguments) {
    let (sql, arguments) = condition
    return (
      "(SELECT o.id FROM outbox o JOIN batch b ON b.seq = o.batch WHERE \(sql))", arguments
    )
  }
}

/// What operators ask of the outbox, and do to it.
extension OutboxSession {
  /// Messages of one channel, sender and state.
  package struct Count: Sendable {
    package let channel: String
    package let sender: String
    package let state: OutboxState
    /// Of those that wait: whether their batch is active.
    package let batchState: Batch.State
    package let messages: Int
    package let parts: Int
    package let next: Instant?
    /// Tokens a second that the sender has at present, where it was used before.
    package let rate: Double?
  }

  package func counts() throws -> [Count] {
    try GRDB.Row.fetchAll(
      database,
      sql: """
        SELECT o.channel, o.sender, o.state, b.state AS batch_state, count(*) AS messages,
          sum(o.parts) AS parts, min(nullif(o.not_before, 0)) AS next,
          (SELECT max(rate) FROM bucket WHERE bucket.sender = o.sender) AS rate
        FROM outbox o JOIN batch b ON b.seq = o.batch
        GROUP BY 1, 2, 3, CASE WHEN o.state = 'ready' THEN b.state END ORDER BY 1, 2, 3, 4
        """
    ).map { row in
      Count(
        channel: row["channel"], sender: row["sender"],
        state: OutboxState(rawValue: row["state"]) ?? .ready,
        batchState: Batch.State(rawValue: row["batch_state"]) ?? .active,
        messages: row["messages"], parts: row["parts"],
        next: (row["next"] as Int64?).map { Instant(milliseconds: $0) }, rate: row["rate"])
    }
  }

  /// A batch and how many of its messages wait.
  package struct BatchCount: Sendable {
    package let id: String
    package let name: String
    package let channel: String
    package let state: Batch.State
    package let created: Instant
    package let total: Int
    package let waiting: Int
  }

  package func batches() throws -> [BatchCount] {
    try GRDB.Row.fetchAll(
      database,
      sql: """
        SELECT b.id, b.name, b.channel, b.state, b.created, count(o.id) AS total,
          count(CASE WHEN o.state IN ('ready', 'standby', 'submitting', 'uncertain') THEN 1 END) AS waiting
        FROM batch b LEFT JOIN outbox o ON o.batch = b.seq
        GROUP BY b.seq ORDER BY b.seq
        """
    ).map { row in
      BatchCount(
        id: row["id"] ?? "", name: row["name"], channel: row["channel"],
        state: Batch.State(rawValue: row["state"]) ?? .active,
        created: Instant(milliseconds: row["created"]), total: row["total"],
        waiting: row["waiting"])
    }
  }

  /// Hands the messages that `filter` means to `body`, oldest first.
  package func standings(
    _ filter: OutboxFilter, limit: Int?, _ body: (Standing) throws -> Void
  ) throws {
    let condition = filter.condition
    let statement = try database.makeStatement(
      sql: """
        SELECT \(Self.standingColumns) FROM \(Self.standingTables)
        WHERE \(condition.sql) ORDER BY o.id LIMIT \(limit ?? -1)
        """)
    try statement.setArguments(condition.arguments)
    let rows = ReusedStatement(statement, database)
    while try rows.step() { try body(Self.standing(rows)) }
  }

  /// One try of a message.
  package struct Attempt: Sendable {
    package let n: Int
    package let via: String
    package let started: Instant
    package let ended: Instant?
    package let status: String
    package let code: String?
    package let detail: String?
    package let providerID: String?
  }

  package func attempts(_ id: Int64) throws -> [Attempt] {
    try GRDB.Row.fetchAll(
      database, sql: "SELECT * FROM attempt WHERE outbox = ? ORDER BY n", arguments: [id]
    ).map { row in
      Attempt(
        n: row["n"], via: row["via"], started: Instant(milliseconds: row["started"]),
        ended: (row["ended"] as Int64?).map { Instant(milliseconds: $0) },
        status: row["status"] ?? "submitting", code: row["code"], detail: row["detail"],
        providerID: row["provider_id"])
    }
  }

  /// The transports that messages insist on which wait, or which a process has in hand.
  package func vias() throws -> [String] {
    try String.fetchAll(
      database,
      sql: """
        SELECT DISTINCT o.via FROM outbox o JOIN batch b ON b.seq = o.batch
        WHERE o.state IN ('ready', 'submitting') AND b.state = 'active' AND o.via <> ''
        ORDER BY 1
        """)
  }

  /// How many messages insist on no transport, of those that wait or that a process has in hand.
  package func openCount() throws -> Int {
    try Int.fetchOne(
      database,
      sql: """
        SELECT count(*) FROM outbox o JOIN batch b ON b.seq = o.batch
        WHERE o.state IN ('ready', 'submitting') AND b.state = 'active' AND o.via = ''
        """) ?? 0
  }

  /// The channels of messages that wait or whose turn may come, or that a process has in hand;
  /// those last whose turn may come.
  package func channels() throws -> [Channel] {
    try String.fetchAll(
      database,
      sql: """
        SELECT channel FROM outbox WHERE state IN ('ready', 'standby', 'submitting')
        GROUP BY channel ORDER BY max(state = 'standby'), channel
        """
    ).compactMap { Channel(rawValue: $0.uppercased()) }
  }

  package func hasBatch(_ id: String) throws -> Bool {
    try Bool.fetchOne(
      database, sql: "SELECT EXISTS (SELECT 1 FROM batch WHERE id = ?)", arguments: [id]) ?? false
  }

  // MARK: Steering

  /// SQL of whether the batch called `column` is the one of the arguments, which is given thrice, or
  /// has what follows its messages.
  static func isOfBatch(_ column: String) -> String {
    "(\(column) = ? OR substr(\(column), 1, length(?) + 1) = ? || '+')"
  }

  /// Pauses or resumes a batch, and what follows its messages; returns its state before, nil where
  /// there is none.
  package func set(_ batch: String, _ state: Batch.State) throws -> Batch.State? {
    guard
      let before = try String.fetchOne(
        database, sql: "SELECT state FROM batch WHERE id = ?", arguments: [batch]
      ).flatMap(Batch.State.init)
    else { return nil }
    if before != .cancelled {
      try database.execute(
        sql: """
          UPDATE batch SET state = ? WHERE \(Self.isOfBatch("id"))
            AND state IN ('active', 'paused')
          """, arguments: [state.rawValue, batch, batch, batch])
    }
    return before
  }

  /// Takes back the messages that wait; returns how many.
  package func cancel(_ filter: OutboxFilter, at now: Instant) throws -> Int {
    var filter = filter
    filter.states = [.ready, .standby]
    filter.takesFollowing = true
    let retries = try cancelRetries(filter, at: now)
    let count = try change(
      filter, "state = 'cancelled', code = 'cancelled', changed = \(now.milliseconds)")
    try FallbackDesk(database).followAll(at: now)
    return retries + count
  }

  /// Makes dead messages ready again, and those due later due now; returns how many.
  package func retry(_ filter: OutboxFilter, at now: Instant) throws -> Int {
    var later = filter
    later.states = [.ready]
    return try requeue(filter, at: now) + hastenRetries(filter, at: now)
      + change(later, "not_before = 0", where: "tries > 0 AND not_before > \(now.milliseconds)")
  }

  /// Makes dead messages ready again; returns how many.
  package func requeue(_ filter: OutboxFilter, at now: Instant) throws -> Int {
    var dead = filter
    dead.states = [.dead]
    _ = try drop(filter)
    // Their time runs from the next try; else a channel would open beside them.
    let places = dead.places
    try database.execute(
      sql: """
        UPDATE fallback SET due = NULL, reason = NULL
        WHERE state = 'open' AND outbox IN \(places.sql)
        """, arguments: places.arguments)
    let count = try change(
      dead, "state = 'ready', failures = 0, not_before = 0, changed = \(now.milliseconds)",
      where: "NOT \(Self.isForgotten)")
    try FallbackDesk(database).followAll(at: now)
    return count
  }

  /// Says whether an uncertain message was sent.
  package func resolve(_ id: Int64, sent: Bool, at now: Instant) throws {
    try put(
      id, sent ? .accepted : .ready, code: sent ? "RESOLVED_SENT" : "RESOLVED_UNSENT", at: now)
  }

  private func change(
    _ filter: OutboxFilter, _ assignments: String, where further: String = "true"
  ) throws -> Int {
    let places = filter.places
    try database.execute(
      sql: """
        UPDATE outbox SET \(assignments) WHERE \(further) AND id IN \(places.sql)
        """, arguments: places.arguments)
    return database.changesCount
  }

  /// Drops dead letters: their messages stay dead; returns how many.
  package func drop(_ filter: OutboxFilter) throws -> Int {
    var dead = filter
    dead.states = [.dead]
    let places = dead.places
    try database.execute(
      sql: """
        DELETE FROM dead_letter WHERE outbox IN \(places.sql)
        """, arguments: places.arguments)
    return database.changesCount
  }

  /// Whether the dead letter of a message is there.
  package func isDeadLetter(_ id: Int64) throws -> Bool {
    try Bool.fetchOne(
      database, sql: "SELECT EXISTS (SELECT 1 FROM dead_letter WHERE outbox = ?)",
      arguments: [id]) ?? false
  }

  /// Forgets messages that came to an end before `moment`, dead letters excepted; returns how many.
  package func forget(before moment: Instant) throws -> Int {
    let old = """
      SELECT id FROM outbox WHERE changed < ?
        AND state NOT IN ('ready', 'standby', 'submitting', 'uncertain')
        AND id NOT IN (SELECT outbox FROM dead_letter)
        AND id NOT IN (SELECT outbox FROM fallback WHERE state = 'open' AND after IS NOT NULL)
        AND id NOT IN (SELECT outbox FROM retry WHERE state IN ('scheduled', 'sending'))
      """
    for table in ["attempt", "provider", "delivery_event", "retry", "load_arrival"] {
      try database.execute(
        sql: "DELETE FROM \(table) WHERE outbox IN (\(old))", arguments: [moment.milliseconds])
    }
    try database.execute(
      sql: "DELETE FROM outbox WHERE id IN (\(old))", arguments: [moment.milliseconds])
    let count = database.changesCount
    try database.execute(
      sql: """
        DELETE FROM batch WHERE created < ?
          AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.batch = batch.seq)
        """, arguments: [moment.milliseconds])
    try database.execute(
      sql: "DELETE FROM load_run WHERE NOT EXISTS (SELECT 1 FROM batch WHERE seq = load_run.batch)")
    return count
  }
}
