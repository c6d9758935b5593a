import DueModel
import DueSystem
import GRDB

/// What the engine does with the outbox, inside one transaction of a `Store`.
///
/// A row that is `submitting` belongs to a process. Which, says `owner`; whether it lives, says
/// the kernel (`OutboxOwner`): there are no leases that could run out while their holder works.
package struct OutboxSession {
  let database: Database
  private let shelf = AttemptStatements.Shelf()

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

  // MARK: Attempts

  /// Notes that `owner` is about to hand `row` to `via`, as its attempt `row.tries + 1`.
  package func submit(_ row: Row, via: String, owner: Int64, at now: Instant) throws {
    let statements = try shelf.statements(database)
    let n = row.tries + 1
    try statements.begin(row.id, n, via: via, at: now)
    let isRetry = try row.tries > 0 && beginRetry(row.id, at: now)
    try statements.take(row.id, n, owner: owner, isRetry: isRetry, at: now)
  }

  /// What became of an attempt, and of the message with it.
  package struct Settlement: Sendable {
    package var state: OutboxState
    /// The attempt's own outcome: `accepted`, `deferred`, `throttled` and so on.
    package var status: String
    package var code = ""
    package var detail = ""
    package var providerID = ""
    package var duration: Int64?
    /// Whether the try counts against the limit.
    package var isFailure = false
    /// When a message that is ready again may be tried.
    package var notBefore: Instant?

    package init(_ state: OutboxState, status: String) {
      self.state = state
      self.status = status
    }

    /// Leaves what may be kept where the message's person was forgotten: it is not tried again, and
    /// has no texts.
    fileprivate mutating func forget() {
      detail = ""
      providerID = ""
      if state == .ready || state == .dead || state == .uncertain {
        state = .cancelled
        code = "FORGOTTEN"
      }
    }
  }

  /// Whether the person that a row of the outbox went to was forgotten; see `ForgetRule`.
  static let isForgotten = "(recipient = '' AND body = '')"

  /// Settles attempt `n` of message `id`, whose key is `key`.
  package func settle(
    _ id: Int64, attempt n: Int, key: String, via: String, _ settlement: Settlement,
    at now: Instant
  ) throws {
    let statements = try shelf.statements(database)
    var settlement = settlement
    if try !statements.settle(id, settlement, evenForgotten: false, at: now) {
      settlement.forget()
      _ = try statements.settle(id, settlement, evenForgotten: true, at: now)
    }
    try statements.end(id, n, settlement, at: now)
    if !settlement.providerID.isEmpty, settlement.providerID != key {
      try statements.name(settlement.providerID, via: via, id, n)
    }
    if settlement.state == .dead { try bury(id, settlement, at: now) }
    if n > 1 { try followRetry(id, settlement, at: now) }
    try passOn(settlement.state, code: settlement.code, of: id, at: now)
  }

  /// Tells who would take the message's place of a state that matters to them.
  private func passOn(_ state: OutboxState, code: String, of id: Int64, at now: Instant) throws {
    switch state {
    case .accepted, .uncertain, .submitting, .standby: break
    case .ready, .rejected, .suppressed, .expired, .dead, .cancelled:
      try FallbackDesk(database).follow(id, to: state, code: code, at: now)
    }
  }

  /// Keeps what a peer told of a message's delivery: what reports show of it.
  ///
  /// - Parameters:
  ///   - status: the peer's word, such as `DELIVERED`.
  ///   - kind: what kind of end that is.
  ///   - n: the attempt that it is about, and `providerID` the peer's name for that.
  package func note(
    receipt status: String, _ kind: DeliveryResult.Class, of id: Int64, attempt n: Int,
    providerID: String, source: String, at: Instant
  ) throws {
    let statement = try ReusedStatement(
      """
      INSERT INTO delivery_event (source, source_id, at, outbox, status, class, n)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (source, source_id) DO NOTHING
      """, database)
    statement.bind(1, source)
    statement.bind(2, providerID)
    statement.bind(3, at.milliseconds)
    statement.bind(4, id)
    statement.bind(5, status)
    statement.bind(6, kind.rawValue)
    statement.bind(7, Int64(n))
    try statement.run()
  }

  private func bury(_ id: Int64, _ settlement: Settlement, at now: Instant) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO dead_letter (outbox, at, reason, code) VALUES (?, ?, ?, ?)",
      arguments: [
        id, now.milliseconds,
        settlement.detail.isEmpty ? "tried too often" : settlement.detail, settlement.code,
      ])
  }

  /// Ends, or puts off, a message that no peer was tried with.
  package func put(
    _ id: Int64, _ state: OutboxState, code: String, notBefore: Instant? = nil, at now: Instant
  ) throws {
    if try putRetry(id, state, code: code, notBefore: notBefore, at: now) {
      // Of an uncertain attempt nobody knows; the message as such was taken once.
      return try rest(id, at: now)
    }
    let statement = try ReusedStatement(
      """
      UPDATE outbox SET state = iif(?2 = 'ready' AND \(Self.isForgotten), 'cancelled', ?2),
        owner = NULL, changed = ?3, code = ?4, detail = NULL,
        not_before = coalesce(?5, not_before)
      WHERE id = ?1
      """, database)
    statement.bind(1, id)
    statement.bind(2, state.rawValue)
    statement.bind(3, now.milliseconds)
    statement.bind(orNull: 4, code)
    statement.bind(5, notBefore?.milliseconds)
    try statement.run()
    try passOn(state, code: code, of: id, at: now)
  }

  /// Lets a message rest whose retry is scheduled or was given up.
  private func rest(_ id: Int64, at now: Instant) throws {
    try database.execute(
      sql: """
        UPDATE outbox SET state = 'accepted', owner = NULL, changed = ?
        WHERE id = ? AND state <> 'accepted'
        """, arguments: [now.milliseconds, id])
  }

  /// Notes that the events of a message have left.
  package func tell(_ id: Int64, at now: Instant) throws {
    let statement = try ReusedStatement("UPDATE outbox SET told = ?2 WHERE id = ?1", database)
    statement.bind(1, id)
    statement.bind(2, now.milliseconds)
    try statement.run()
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
