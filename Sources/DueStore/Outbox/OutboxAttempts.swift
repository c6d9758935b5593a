import DueModel
import DueSystem
import GRDB

/// Tries, what became of them, and of the messages with them.
extension OutboxSession {
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
}
