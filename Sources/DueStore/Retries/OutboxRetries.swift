import DueModel
import DueSystem
import GRDB

/// Retries of messages that were taken and not delivered, as the engine sees them.
///
/// While one is scheduled its message rests as `accepted`; it is handed over out of that state and,
/// where the peer does not take it now, goes back there.
extension OutboxSession {
  /// The code of a retry that comes too late for its message.
  package static let tooOld = "MAX_AGE"

  /// Retries that are due at `until`, and those that were tried since and put off.
  private static let isDue = """
    r.state = 'scheduled' AND o.state = 'accepted' AND (r.next_at <= ?1 OR o.tries > r.attempt)
    """

  func retryLanes(_ channel: Channel, until: Instant) throws -> [Lane] {
    let statement = try ReusedStatement(
      """
      SELECT DISTINCT o.batch, o.via, o.sender, o.priority
      FROM retry r JOIN outbox o ON o.id = r.outbox JOIN batch b ON b.seq = o.batch
      WHERE \(Self.isDue) AND o.channel = ?2 AND b.state = 'active' ORDER BY 1, 2, 3, 4
      """, database)
    statement.bind(1, until.milliseconds)
    statement.bind(2, channel.recordName)
    defer { statement.reset() }
    var lanes: [Lane] = []
    while try statement.step() {
      lanes.append(
        Lane(
          batch: statement.integer(0), via: statement.string(1), sender: statement.string(2),
          priority: Int(statement.integer(3)), retriesUntil: until))
    }
    return lanes
  }

  /// The retries of `lane` that may go at `now`, at most `limit`, the longest due first.
  func retries(_ lane: Lane, until: Instant, at now: Instant, limit: Int) throws -> [Row] {
    let statement = try ReusedStatement(
      """
      SELECT \(Self.rowColumns)
      FROM retry r JOIN outbox o ON o.id = r.outbox JOIN batch b ON b.seq = o.batch
      WHERE \(Self.isDue) AND r.next_at <= ?2 AND o.batch = ?3 AND o.via = ?4 AND o.sender = ?5
        AND o.priority = ?6
      ORDER BY r.next_at, o.id LIMIT ?7
      """, database)
    statement.bind(1, until.milliseconds)
    statement.bind(2, now.milliseconds)
    bind(lane, to: statement, from: 3)
    statement.bind(7, Int64(limit))
    defer { statement.reset() }
    var rows: [Row] = []
    while try statement.step() { rows.append(Self.row(statement)) }
    return rows
  }

  /// Hands the retries of all active batches that are due at `moment` to `body`.
  package func dueRetries(by moment: Instant, limit: Int?, _ body: (Row) throws -> Void) throws {
    let statement = try ReusedStatement(
      """
      SELECT \(Self.rowColumns)
      FROM retry r JOIN outbox o ON o.id = r.outbox JOIN batch b ON b.seq = o.batch
      WHERE r.state = 'scheduled' AND r.next_at <= ?1 AND b.state = 'active'
      ORDER BY r.next_at, o.id LIMIT ?2
      """, database)
    statement.bind(1, moment.milliseconds)
    statement.bind(2, Int64(limit ?? -1))
    defer { statement.reset() }
    while try statement.step() { try body(Self.row(statement)) }
  }

  /// When the next retry of `lane` may go that was tried and put off.
  func nextRetry(_ lane: Lane, until: Instant, after now: Instant) throws -> Instant? {
    let statement = try ReusedStatement(
      """
      SELECT min(r.next_at) FROM retry r JOIN outbox o ON o.id = r.outbox
      WHERE \(Self.isDue) AND r.next_at > ?2 AND o.batch = ?3 AND o.via = ?4 AND o.sender = ?5
        AND o.priority = ?6
      """, database)
    statement.bind(1, until.milliseconds)
    statement.bind(2, now.milliseconds)
    bind(lane, to: statement, from: 3)
    defer { statement.reset() }
    return try statement.step() ? statement.instant(0) : nil
  }

  private func bind(_ lane: Lane, to statement: ReusedStatement, from parameter: Int32) {
    statement.bind(parameter, lane.batch)
    statement.bind(parameter + 1, lane.via)
    statement.bind(parameter + 2, lane.sender)
    statement.bind(parameter + 3, Int64(lane.priority))
  }

  /// Retries that ended, in whatever way, in a run that did not tell their events.
  ///
  /// Those of the last day: who never asked for events is not given old ones.
  package func untoldRetries(at now: Instant) throws -> [Int64] {
    try Int64.fetchAll(
      database,
      sql: """
        SELECT o.id FROM retry r JOIN outbox o ON o.id = r.outbox
        WHERE r.state IN ('waiting', 'closed') AND o.tries > 1 AND o.told IS NULL
          AND o.state IN ('accepted', 'rejected', 'dead') AND r.changed > ? ORDER BY o.id
        """, arguments: [now.milliseconds - 86_400_000])
  }

  // MARK: Following the engine

  /// Notes that a scheduled retry is about to be handed over; false where the message has none.
  func beginRetry(_ id: Int64, at now: Instant) throws -> Bool {
    let statement = try ReusedStatement(
      """
      UPDATE retry SET state = 'sending', next_at = NULL, changed = ?2
      WHERE outbox = ?1 AND state = 'scheduled'
      """, database)
    statement.bind(1, id)
    statement.bind(2, now.milliseconds)
    return try statement.run() > 0
  }

  /// Notes what became of a retry that was handed over.
  func followRetry(_ id: Int64, _ settlement: Settlement, at now: Instant) throws {
    switch settlement.state {
    case .ready:
      guard try reschedule(id, from: "'sending'", at: settlement.notBefore ?? now, now) else {
        return
      }
      try database.execute(
        sql: "UPDATE outbox SET state = 'accepted' WHERE id = ?", arguments: [id])
    case .accepted, .uncertain, .submitting, .standby:
      try setRetry(id, from: "'sending'", to: .waiting, reason: "", at: now)
    case .rejected, .suppressed, .expired, .dead, .cancelled:
      let reason = settlement.code.isEmpty ? settlement.state.rawValue : settlement.code
      try setRetry(id, from: "'sending'", to: .closed, reason: reason, at: now)
    }
  }

  /// Puts off or ends a retry that was not handed over, and leaves its message as it is; false
  /// where the message has none.
  func putRetry(
    _ id: Int64, _ state: OutboxState, code: String, notBefore: Instant?, at now: Instant
  ) throws -> Bool {
    switch state {
    case .ready:
      return try reschedule(id, from: "'scheduled', 'waiting'", at: notBefore ?? now, now)
    case .accepted, .uncertain, .submitting, .standby: return false
    case .rejected, .suppressed, .expired, .dead, .cancelled:
      let end: RetryRow.State = state == .expired || code == Self.tooOld ? .expired : .closed
      return try setRetry(id, from: "'scheduled'", to: end, reason: code, at: now) > 0
    }
  }

  private func reschedule(_ id: Int64, from states: String, at next: Instant, _ now: Instant)
    throws -> Bool
  {
    try database.execute(
      sql: """
        UPDATE retry SET state = 'scheduled', next_at = ?, changed = ?
        WHERE outbox = ? AND state IN (\(states))
        """, arguments: [next.milliseconds, now.milliseconds, id])
    return database.changesCount > 0
  }

  @discardableResult
  private func setRetry(
    _ id: Int64, from states: String, to state: RetryRow.State, reason: String, at now: Instant
  ) throws -> Int {
    try database.execute(
      sql: """
        UPDATE retry SET state = ?, next_at = NULL, reason = nullif(?, ''), changed = ?
        WHERE outbox = ? AND state IN (\(states))
        """, arguments: [state.rawValue, reason, now.milliseconds, id])
    return database.changesCount
  }

  /// Makes the scheduled retries of the messages that `filter` means due now; returns how many.
  func hastenRetries(_ filter: OutboxFilter, at now: Instant) throws -> Int {
    try changeRetries(
      filter, "next_at = \(now.milliseconds)", where: "next_at > \(now.milliseconds)", at: now)
  }

  /// Ends the retries of the messages that `filter` means; returns how many.
  func cancelRetries(_ filter: OutboxFilter, at now: Instant) throws -> Int {
    try changeRetries(
      filter, "state = 'closed', next_at = NULL, reason = 'cancelled'", where: "true", at: now)
  }

  private func changeRetries(
    _ filter: OutboxFilter, _ assignments: String, where further: String, at now: Instant
  ) throws -> Int {
    var filter = filter
    filter.states = []
    let places = filter.places
    try database.execute(
      sql: """
        UPDATE retry SET \(assignments), changed = \(now.milliseconds)
        WHERE state = 'scheduled' AND \(further) AND outbox IN \(places.sql)
        """, arguments: places.arguments)
    return database.changesCount
  }
}
