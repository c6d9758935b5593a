import DueModel
import DueSystem
import GRDB

/// Finds the messages that events are about, and keeps what is decided, inside one transaction.
package struct RetryDesk {
  private let database: Database
  private let byProvider: ReusedStatement
  private let byKey: ReusedStatement
  private let message: ReusedStatement
  private let attemptAt: ReusedStatement
  private let known: ReusedStatement
  private let insert: ReusedStatement
  private let keep: ReusedStatement
  private let unmark: ReusedStatement

  /// Attempts of which a peer has something to tell.
  private static let wasTaken = """
    coalesce(a.status, '') NOT IN ('not_sent', 'throttled', 'deferred', 'abandoned')
    """

  package init(_ database: Database) throws {
    self.database = database
    byProvider = try ReusedStatement(
      "SELECT outbox, n FROM provider WHERE provider_id = ?1 ORDER BY outbox DESC LIMIT 1",
      database)
    byKey = try ReusedStatement(
      """
      SELECT o.id, a.n, o.state, a.provider_id
      FROM outbox o LEFT JOIN attempt a ON a.outbox = o.id AND \(Self.wasTaken)
      WHERE o.key = ?1 AND o.channel = 'sms' ORDER BY a.n DESC LIMIT 1
      """, database)
    message = try ReusedStatement(
      """
      SELECT o.key, o.recipient, o.sender, o.campaign, o.type, o.state, o.tries,
        coalesce((SELECT min(started) FROM attempt a
          WHERE a.outbox = o.id AND \(Self.wasTaken)), o.created),
        coalesce((SELECT min(n) FROM attempt a WHERE a.outbox = o.id), 1) - 1,
        EXISTS (SELECT 1 FROM delivery_event d WHERE d.outbox = o.id AND d.class = 'ok'),
        EXISTS (SELECT 1 FROM fallback f
          WHERE f.outbox = o.id AND (f.state IN ('moved', 'delivered', 'late')
            OR f.state = 'cancelled' AND f.reason = 'DELIVERED')),
        r.first_at, r.deadline, r.max, r.retries, r.attempt, r.state, r.next_at, r.last_status,
        r.last_provider_id, r.reason
      FROM outbox o LEFT JOIN retry r ON r.outbox = o.id WHERE o.id = ?1
      """, database)
    attemptAt = try ReusedStatement(
      """
      SELECT n FROM attempt a WHERE outbox = ?1 AND started <= ?2 AND \(Self.wasTaken)
      ORDER BY n DESC LIMIT 1
      """, database)
    known = try ReusedStatement(
      "SELECT 1 FROM delivery_event WHERE source = ?1 AND source_id = ?2", database)
    insert = try ReusedStatement(
      """
      INSERT INTO delivery_event (source, source_id, at, outbox, status, class, n)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
      """, database)
    keep = try ReusedStatement(
      """
      INSERT OR REPLACE INTO retry (outbox, first_at, deadline, max, retries, attempt, state,
        next_at, last_status, last_provider_id, reason, changed)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
      """, database)
    unmark = try ReusedStatement(
      "DELETE FROM invalid_number WHERE address = ?1 AND since <= ?2", database)
  }

  // MARK: Whom an event is about

  /// The message and attempt that `notice` is about; nil where they are not known yet.
  ///
  /// A message of which nobody knew whether it was sent is accepted from then on: its peer knows it.
  package func subject(of notice: DeliveryNotice, at now: Instant) throws -> RetrySubject? {
    if !notice.providerID.isEmpty {
      byProvider.bind(1, notice.providerID)
      defer { byProvider.reset() }
      if try byProvider.step() {
        return try subject(byProvider.integer(0), attempt: Int(byProvider.integer(1)))
      }
    }
    for key in notice.keys {
      byKey.bind(1, key)
      defer { byKey.reset() }
      guard try byKey.step() else { continue }
      let name = byKey.string(3)
      // Another name is another attempt's, of which the result is still to come.
      guard
        name.isEmpty || name == key || notice.providerID.isEmpty || notice.providerID == key
      else { return nil }
      let state = OutboxState(rawValue: byKey.string(2))
      // Nothing was heard of a send yet: in the hands of a process, or not begun.
      if name.isEmpty, state == .submitting || state == .ready { return nil }
      let id = byKey.integer(0)
      if state == .uncertain {
        try OutboxSession(database).resolve(id, sent: true, at: now)
      }
      let attempt = try attempt(id, last: Int(byKey.integer(1)), notice, key)
      return try subject(id, attempt: attempt)
    }
    return nil
  }

  /// The attempt of a message whose peer gives attempts no names: the last begun by then.
  private func attempt(_ id: Int64, last: Int, _ notice: DeliveryNotice, _ key: String) throws
    -> Int
  {
    if !notice.providerID.isEmpty, notice.providerID != key, last > 0 {
      // The peer has a name for it after all.
      try name(id, last, notice.providerID, via: "event")
      return last
    }
    attemptAt.bind(1, id)
    attemptAt.bind(2, notice.at.milliseconds)
    defer { attemptAt.reset() }
    return try attemptAt.step() ? Int(attemptAt.integer(0)) : min(last, 1)
  }

  private func name(_ id: Int64, _ n: Int, _ providerID: String, via: String) throws {
    try database.execute(
      sql: "UPDATE attempt SET provider_id = ? WHERE outbox = ? AND n = ?",
      arguments: [providerID, id, n])
    try database.execute(
      sql: "INSERT OR REPLACE INTO provider (provider_id, via, outbox, n) VALUES (?, ?, ?, ?)",
      arguments: [providerID, via, id, n])
  }

  private func subject(_ id: Int64, attempt: Int) throws -> RetrySubject? {
    message.bind(1, id)
    defer { message.reset() }
    guard try message.step() else { return nil }
    return RetrySubject(
      id: id, key: message.string(0), recipient: message.string(1), sender: message.string(2),
      campaign: message.string(3),
      type: MessageType(rawValue: message.string(4)) ?? .promotional,
      state: OutboxState(rawValue: message.string(5)) ?? .accepted,
      tries: Int(message.integer(6)), attempt: attempt,
      firstSent: Instant(milliseconds: message.integer(7)),
      sentBefore: Int(message.integer(8)), isDelivered: message.integer(9) != 0,
      hasFollower: message.integer(10) != 0, row: Self.row(message, from: 11))
  }

  static func row(_ statement: ReusedStatement, from column: Int32) -> RetryRow? {
    guard let first = statement.instant(column),
      let state = RetryRow.State(rawValue: statement.string(column + 5))
    else { return nil }
    var row = RetryRow(
      firstAt: first, deadline: Instant(milliseconds: statement.integer(column + 1)),
      max: Int(statement.integer(column + 2)), attempt: Int(statement.integer(column + 4)),
      state: state)
    row.retries = Int(statement.integer(column + 3))
    row.next = statement.instant(column + 6)
    row.lastStatus = statement.string(column + 7)
    row.lastProviderID = statement.string(column + 8)
    row.reason = statement.string(column + 9)
    return row
  }

  // MARK: Events

  package func isKnown(_ notice: DeliveryNotice) throws -> Bool {
    known.bind(1, notice.source)
    known.bind(2, notice.identity)
    defer { known.reset() }
    return try known.step()
  }

  /// Keeps an event that is not known yet.
  package func add(_ notice: DeliveryNotice, about subject: RetrySubject) throws {
    insert.bind(1, notice.source)
    insert.bind(2, notice.identity)
    insert.bind(3, notice.at.milliseconds)
    insert.bind(4, subject.id)
    insert.bind(5, notice.status)
    insert.bind(6, notice.class.rawValue)
    insert.bind(7, Int64(subject.attempt))
    try insert.run()
  }

  // MARK: What is decided

  /// Keeps how a message stands.
  package func save(_ row: RetryRow, of id: Int64, at now: Instant) throws {
    keep.bind(1, id)
    keep.bind(2, row.firstAt.milliseconds)
    keep.bind(3, row.deadline.milliseconds)
    keep.bind(4, Int64(row.max))
    keep.bind(5, Int64(row.retries))
    keep.bind(6, Int64(row.attempt))
    keep.bind(7, row.state.rawValue)
    keep.bind(8, row.next?.milliseconds)
    keep.bind(orNull: 9, row.lastStatus)
    keep.bind(orNull: 10, row.lastProviderID)
    keep.bind(orNull: 11, row.reason)
    keep.bind(12, now.milliseconds)
    try keep.run()
  }

  /// Lets the next attempt have all its tries, and another sender if `sender` is not nil.
  package func prepare(_ id: Int64, sender: String?) throws {
    try database.execute(
      sql: "UPDATE outbox SET failures = 0, sender = coalesce(?, sender) WHERE id = ?",
      arguments: [sender, id])
  }

  /// Puts a message whose retries all failed among the dead letters.
  package func bury(_ id: Int64, status: String, reason: String, at now: Instant) throws {
    try database.execute(
      sql: "UPDATE outbox SET state = 'dead', code = ?, detail = ?, changed = ? WHERE id = ?",
      arguments: [status, reason, now.milliseconds, id])
    try database.execute(
      sql: "INSERT OR REPLACE INTO dead_letter (outbox, at, reason, code) VALUES (?, ?, ?, ?)",
      arguments: [id, now.milliseconds, reason, status])
  }

  /// Takes a message that was delivered after all from the dead letters.
  package func unbury(_ id: Int64, at now: Instant) throws {
    try database.execute(
      sql: """
        UPDATE outbox SET state = 'accepted', code = NULL, detail = NULL, changed = ?
        WHERE id = ? AND state = 'dead'
        """, arguments: [now.milliseconds, id])
    try database.execute(sql: "DELETE FROM dead_letter WHERE outbox = ?", arguments: [id])
  }

  /// Marks a number that a carrier called invalid, or takes the mark off one that works.
  package func mark(_ address: String, isValid: Bool, by id: Int64, at: Instant) throws {
    guard isValid else {
      return try database.execute(
        sql: """
          INSERT INTO invalid_number (address, since, outbox) VALUES (?, ?, ?)
          ON CONFLICT (address) DO UPDATE SET since = max(since, excluded.since)
          """, arguments: [address, at.milliseconds, id])
    }
    unmark.bind(1, address)
    unmark.bind(2, at.milliseconds)
    try unmark.run()
  }
}
