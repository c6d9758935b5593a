import DueModel
import DueSystem
import GRDB

/// What the engine does with the outbox, inside one transaction of a `Store`.
///
/// A row that is `submitting` belongs to a process. Which, says `owner`; whether it lives, says
/// the kernel (`OutboxOwner`): there are no leases that could run out while their holder works.
package struct OutboxSession {
  let database: Database
  let shelf = AttemptStatements.Shelf()

  package init(_ database: Database) { self.database = database }

  /// The messages a run may take.
  package enum Scope: Sendable, Equatable {
    /// All that wait, of every active batch.
    case everything
    case batch(Int64)
    /// Retries that were due at that moment, of every active batch.
    case retries(until: Instant)
  }

  /// Messages that wait in one queue: of one batch, sender and priority.
  package struct Lane: Sendable, Hashable {
    package let batch: Int64
    let via: String
    package let sender: String
    package let priority: Int
    /// Of scheduled retries: up to when they must have been due; nil for messages that are ready.
    var retriesUntil: Instant?
  }

  /// One message that was taken.
  package struct Row: Sendable {
    package let id: Int64
    /// The project's name.
    package let project: String
    package let batch: String
    package let record: Int?
    package let parts: Int
    /// Rows of `attempt` so far.
    package var tries: Int
    package var failures: Int
    package let created: Instant
    package let message: Message
  }

  /// The lanes in which something waits, whether it is due or not.
  ///
  /// - Parameters:
  ///   - via: messages that insist on another transport are passed over.
  ///   - takesOpen: whether messages count that insist on none.
  package func lanes(
    _ scope: Scope, channel: Channel, via: String, takesOpen: Bool = true
  ) throws -> [Lane] {
    let batches: [Int64]
    switch scope {
    case .retries(let until):
      return try retryLanes(channel, until: until).filter {
        $0.via == via || $0.via.isEmpty && takesOpen
      }
    case .batch(let seq): batches = [seq]
    case .everything:
      batches =
        try Int64.fetchAll(
          database, sql: "SELECT seq FROM batch WHERE state = 'active' AND channel = ?",
          arguments: [channel.recordName])
    }
    let next = try ReusedStatement(
      """
      SELECT via, sender, priority FROM outbox
      WHERE state = 'ready' AND batch = ?1 AND (via, sender, priority) > (?2, ?3, ?4)
      ORDER BY via, sender, priority LIMIT 1
      """, database)
    var lanes: [Lane] = []
    for batch in batches {
      var last = Lane(batch: batch, via: "", sender: "", priority: -1)
      while true {
        next.bind(1, batch)
        next.bind(2, last.via)
        next.bind(3, last.sender)
        next.bind(4, Int64(last.priority))
        defer { next.reset() }
        guard try next.step() else { break }
        last = Lane(
          batch: batch, via: next.string(0), sender: next.string(1), priority: Int(next.integer(2)))
        if last.via == via || last.via.isEmpty && takesOpen { lanes.append(last) }
      }
    }
    return lanes
  }

  /// Whether the batch may be sent from at present.
  package func isActive(_ batch: Int64) throws -> Bool {
    try String.fetchOne(database, sql: "SELECT state FROM batch WHERE seq = ?", arguments: [batch])
      == Batch.State.active.rawValue
  }

  static let rowColumns = """
    o.id, b.id, o.rec, o.parts, o.tries, o.failures, o.created, o.channel, o.key, o.recipient,
    o.sender, o.type, \(LongTextTable.body), \(LongTextTable.headers), o.context, o.campaign,
    o.treatment, o.activity, o.endpoint, o.not_before, o.expires, o.priority, o.hours,
    (SELECT name FROM project p WHERE p.seq = b.project)
    """

  private static func channel(_ name: Bytes) -> Channel {
    if name.equals("email") { return .email }
    return name.equals("sms") ? .sms : Channel(rawValue: name.string.uppercased()) ?? .sms
  }

  static func row(_ statement: ReusedStatement) -> Row {
    var message = Message(
      key: statement.string(8),
      channel: channel(statement.bytes(7)),
      to: statement.string(9), from: statement.string(10),
      type: MessageType(rawValue: statement.string(11)) ?? .promotional, body: statement.string(12))
    message.headers = statement.string(13)
    message.context = statement.string(14)
    message.campaign = statement.string(15)
    message.treatment = statement.string(16)
    message.activity = statement.string(17)
    message.endpoint = statement.string(18)
    let notBefore = statement.integer(19)
    message.notBefore = notBefore == 0 ? nil : Instant(milliseconds: notBefore)
    message.expires = statement.instant(20)
    message.priority = Int(statement.integer(21))
    message.hours = statement.string(22)
    return Row(
      id: statement.integer(0), project: statement.string(23), batch: statement.string(1),
      record: statement.isNull(2) ? nil : Int(statement.integer(2)),
      parts: Int(statement.integer(3)), tries: Int(statement.integer(4)),
      failures: Int(statement.integer(5)), created: Instant(milliseconds: statement.integer(6)),
      message: message)
  }

  /// Hands the messages of `lane` that are due, first in first out, to `body` until it says stop.
  ///
  /// `body` may change the rows that it was given.
  package func due(
    _ lane: Lane, at now: Instant, limit: Int, _ body: (Row) throws -> Bool
  ) throws {
    if let until = lane.retriesUntil {
      for row in try retries(lane, until: until, at: now, limit: limit) where try !body(row) {
        return
      }
      return
    }
    let statement = try ReusedStatement(
      """
      SELECT \(Self.rowColumns) FROM outbox o JOIN batch b ON b.seq = o.batch
      WHERE o.state = 'ready' AND o.batch = ?1 AND o.via = ?2 AND o.sender = ?3 AND o.priority = ?4
        AND o.not_before <= ?5
      ORDER BY o.not_before, o.id LIMIT ?6
      """, database)
    statement.bind(1, lane.batch)
    statement.bind(2, lane.via)
    statement.bind(3, lane.sender)
    statement.bind(4, Int64(lane.priority))
    statement.bind(5, now.milliseconds)
    statement.bind(6, Int64(limit))
    // Read first, changed after: a row that changes while it is read could be met again.
    var rows: [Row] = []
    rows.reserveCapacity(min(limit, 1024))
    defer { statement.reset() }
    while try statement.step() { rows.append(Self.row(statement)) }
    for row in rows where try !body(row) { return }
  }

  /// When the first message of `lane` is due that is not due at `now`; nil for none.
  package func nextDue(_ lane: Lane, after now: Instant) throws -> Instant? {
    if let until = lane.retriesUntil { return try nextRetry(lane, until: until, after: now) }
    let statement = try ReusedStatement(
      """
      SELECT min(not_before) FROM outbox
      WHERE state = 'ready' AND batch = ?1 AND via = ?2 AND sender = ?3 AND priority = ?4
        AND not_before > ?5
      """, database)
    statement.bind(1, lane.batch)
    statement.bind(2, lane.via)
    statement.bind(3, lane.sender)
    statement.bind(4, Int64(lane.priority))
    statement.bind(5, now.milliseconds)
    defer { statement.reset() }
    return try statement.step() ? statement.instant(0) : nil
  }

  // MARK: Messages that a dead process left behind

  /// An attempt that was begun and never ended.
  package struct Abandoned: Sendable {
    package let row: Row
    package let attempt: Int
    package let via: String
  }

  /// The attempts of processes that are gone.
  package func abandoned(_ isAlive: (Int64) -> Bool) throws -> [Abandoned] {
    let owners = try Int64.fetchAll(
      database,
      sql: "SELECT DISTINCT owner FROM outbox WHERE state = 'submitting' AND owner IS NOT NULL")
    var found: [Abandoned] = []
    let statement = try ReusedStatement(
      """
      SELECT \(Self.rowColumns), a.via FROM outbox o JOIN batch b ON b.seq = o.batch
        JOIN attempt a ON a.outbox = o.id AND a.n = o.tries
      WHERE o.state = 'submitting' AND o.owner = ?1 ORDER BY o.id
      """, database)
    for owner in owners where !isAlive(owner) {
      statement.bind(1, owner)
      while try statement.step() {
        let row = Self.row(statement)
        found.append(Abandoned(row: row, attempt: row.tries, via: statement.string(24)))
      }
      statement.reset()
    }
    return found
  }

  /// Messages that may or may not have been sent, uncertain since before `moment`.
  package func uncertain(before moment: Instant) throws -> [Row] {
    let statement = try ReusedStatement(
      """
      SELECT \(Self.rowColumns) FROM outbox o JOIN batch b ON b.seq = o.batch
      WHERE o.state = 'uncertain' AND o.changed <= ?1 ORDER BY o.id
      """, database)
    statement.bind(1, moment.milliseconds)
    defer { statement.reset() }
    var rows: [Row] = []
    while try statement.step() { rows.append(Self.row(statement)) }
    return rows
  }
}
