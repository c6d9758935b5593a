import DueModel
import DueSystem
import GRDB

/// Opens the next message of a chain when its turn has come, and ends a chain that has reached its
/// person, inside the caller's transaction.
package struct FallbackDesk {
  private let database: Database

  package init(_ database: Database) { self.database = database }

  /// The code of a message that waited while the next one's turn came.
  package static let takenBack = "FALLBACK"
  /// The code of a message that is not needed any more.
  package static let notNeeded = "DELIVERED"
  /// The reason of moving on when nothing was heard.
  package static let timeOut = "TIMEOUT"

  /// The most chains that one call moves on.
  private static let limit = 4096

  // MARK: Moving on

  /// A message whose time is up.
  private struct Turn {
    let id: Int64
    let chain: Int64
    let reason: String
    let batch: Batch.Seed
    let next: (id: Int64, channel: Channel)?
    /// Whether somebody took back the batch that the next one would enter.
    let isNextCancelled: Bool
  }

  /// What one call did.
  package struct Moves: Sendable, Equatable {
    /// Messages whose place another took.
    package var moved = 0
    /// Whether there may be more to do.
    package var isPartial = false

    package init() {}
  }

  /// Lets the next one take the place of each message that has failed, or whose time is up at
  /// `now`.
  ///
  /// One in the hands of a process is left for later, when it is known whether it left; so is one
  /// of a batch that is paused, or whose next would enter such a batch. Where that batch was taken
  /// back, so is the next.
  package func moveOn(at now: Instant) throws -> Moves {
    var batches: [String: Batch] = [:]
    var moves = Moves()
    let turns = try turns(at: now)
    moves.isPartial = turns.count == Self.limit
    for turn in turns {
      if try isDelivered(turn.id, at: now) {
        try deliver(turn.id, at: now, now: now)
      } else if let next = turn.next, !turn.isNextCancelled {
        try move(turn, to: next.id, in: try batch(for: next.channel, turn, &batches, now), now)
        moves.moved += 1
      } else {
        if let next = turn.next { try cancel(from: next.id, code: "cancelled", at: now) }
        if turn.reason.isEmpty {
          // What was to follow was taken back: this one is the last, and may still get there.
          try reopen(turn.id, now)
        } else {
          try set(turn.id, .failed, turn.reason, now)
        }
      }
    }
    return moves
  }

  private func turns(at now: Instant) throws -> [Turn] {
    let statement = try ReusedStatement(
      """
      SELECT f.outbox, f.chain, f.reason, b.id, b.name, b.source, b.project, n.outbox, p.channel,
        t.state
      FROM fallback f JOIN outbox o ON o.id = f.outbox JOIN batch b ON b.seq = o.batch
        LEFT JOIN fallback n ON n.chain = f.chain AND n.step = f.step + 1 AND n.state = 'standby'
        LEFT JOIN outbox p ON p.id = n.outbox
        LEFT JOIN batch t ON t.id = b.id || '+' || p.channel
      WHERE f.state = 'open' AND f.due <= ?1 AND o.state <> 'submitting' AND b.state = 'active'
        AND coalesce(t.state, '') <> 'paused'
      ORDER BY f.due, f.outbox LIMIT \(Self.limit)
      """, database)
    statement.bind(1, now.milliseconds)
    defer { statement.reset() }
    var turns: [Turn] = []
    while try statement.step() {
      let channel = Channel(rawValue: statement.string(8).uppercased())
      turns.append(
        Turn(
          id: statement.integer(0), chain: statement.integer(1), reason: statement.string(2),
          batch: Batch.Seed(
            id: statement.string(3), name: statement.string(4),
            source: statement.isNull(5) ? nil : statement.string(5),
            project: statement.integer(6)),
          next: channel.map { (statement.integer(7), $0) },
          isNextCancelled: statement.string(9) == Batch.State.cancelled.rawValue))
    }
    return turns
  }

  private func move(_ turn: Turn, to next: Int64, in batch: Batch, _ now: Instant) throws {
    // Rows here go first: they say whether a message may be ready.
    try set(turn.id, .moved, turn.reason.isEmpty ? Self.timeOut : turn.reason, now)
    try set(next, .open, nil, now)
    try takeBack(turn.id, code: Self.takenBack, now)
    try database.execute(
      sql: """
        UPDATE batch SET total = total + iif(seq = ?1, 1, -1)
        WHERE seq IN (?1, (SELECT batch FROM outbox WHERE id = ?2 AND state = 'standby'))
        """, arguments: [batch.seq, next])
    try database.execute(
      sql: """
        UPDATE outbox SET state = 'ready', batch = ?, code = NULL, changed = ?
        WHERE id = ? AND state = 'standby'
        """, arguments: [batch.seq, now.milliseconds, next])
  }

  /// Takes back a message that waits, or waits for a retry.
  private func takeBack(_ id: Int64, code: String, _ now: Instant) throws {
    try database.execute(
      sql: """
        UPDATE outbox SET state = 'cancelled', code = ?, changed = ?
        WHERE id = ? AND state IN ('ready', 'standby')
        """, arguments: [code, now.milliseconds, id])
    try database.execute(
      sql: """
        UPDATE retry SET state = 'closed', next_at = NULL, reason = ?, changed = ?
        WHERE outbox = ? AND state = 'scheduled'
        """, arguments: [code, now.milliseconds, id])
  }

  /// The batch of the messages of `channel` that take the place of others of one batch.
  private func batch(
    for channel: Channel, _ turn: Turn, _ known: inout [String: Batch], _ now: Instant
  ) throws -> Batch {
    // No batch that somebody handed in has this sign in its name.
    let id = "\(turn.batch.id)+\(channel.recordName)"
    if let batch = known[id] { return batch }
    let batch = try Batch.open(
      id, name: turn.batch.name, source: turn.batch.source, channel: channel,
      project: turn.batch.project, at: now, database)
    known[id] = batch
    return batch
  }

  private func set(_ id: Int64, _ state: FallbackState, _ reason: String?, _ now: Instant) throws {
    try database.execute(
      sql: """
        UPDATE fallback SET state = ?, due = NULL, reason = coalesce(?, reason), changed = ?
        WHERE outbox = ?
        """, arguments: [state.rawValue, reason, now.milliseconds, id])
  }

  /// Lets it be the turn of a message that nothing follows any more.
  private func reopen(_ id: Int64, _ now: Instant) throws {
    try database.execute(
      sql: """
        UPDATE fallback SET state = 'open', after = NULL, due = NULL, reason = NULL, changed = ?
        WHERE outbox = ?
        """, arguments: [now.milliseconds, id])
  }

  /// Whether a peer has told, by `now`, of a delivery.
  private func isDelivered(_ id: Int64, at now: Instant) throws -> Bool {
    let statement = try ReusedStatement(
      "SELECT 1 FROM delivery_event WHERE outbox = ?1 AND class = 'ok' AND at <= ?2", database)
    statement.bind(1, id)
    statement.bind(2, now.milliseconds)
    defer { statement.reset() }
    return try statement.step()
  }

  // MARK: What becomes of messages

  /// Lets the time of messages run that `owner` is about to hand over for the first time.
  package func begin(_ owner: Int64, at now: Instant) throws {
    let isUsed = try ReusedStatement(
      """
      SELECT 1 FROM fallback WHERE state = 'open' AND due IS NULL AND after IS NOT NULL LIMIT 1
      """, database)
    defer { isUsed.reset() }
    guard try isUsed.step() else { return }
    let begin = try ReusedStatement(
      """
      UPDATE fallback SET due = ?2 + after, changed = ?2
      WHERE state = 'open' AND due IS NULL AND after IS NOT NULL
        AND outbox IN (SELECT id FROM outbox WHERE state = 'submitting' AND owner = ?1)
      """, database)
    begin.bind(1, owner)
    begin.bind(2, now.milliseconds)
    try begin.run()
  }

  /// Lets the time of messages run that would be handed to `via` now, which is out of reach.
  ///
  /// - Parameter takesOpen: whether those would that insist on no transport.
  func beginWaiting(_ channel: Channel, via: String, takesOpen: Bool, at now: Instant) throws {
    let begin = try ReusedStatement(
      """
      UPDATE fallback SET due = ?1 + after, changed = ?1
      WHERE state = 'open' AND due IS NULL AND after IS NOT NULL
        AND EXISTS (SELECT 1 FROM outbox o JOIN batch b ON b.seq = o.batch
          WHERE o.id = fallback.outbox AND o.state = 'ready' AND o.not_before <= ?1
            AND o.channel = ?2 AND (o.via = ?3 OR ?4 AND o.via = '')
            AND coalesce(o.hours, '') = '' AND b.state = 'active')
      """, database)
    begin.bind(1, now.milliseconds)
    begin.bind(2, channel.recordName)
    begin.bind(3, via)
    begin.bind(4, Int64(takesOpen ? 1 : 0))
    try begin.run()
  }

  /// Follows message `id` to `state`: what ended badly is due at once, who takes a message back takes
  /// back what would follow, and whose place another has taken is not sent again, whoever would
  /// have it so. The last of its chain may be tried again, unless an earlier one got there.
  func follow(_ id: Int64, to state: OutboxState, code: String, at now: Instant) throws {
    let known = try ReusedStatement("SELECT state FROM fallback WHERE outbox = ?1", database)
    known.bind(1, id)
    defer { known.reset() }
    guard try known.step(), let standing = FallbackState(rawValue: known.string(0)) else { return }
    switch (state, standing) {
    case (.rejected, _), (.suppressed, _), (.expired, _), (.dead, _):
      try fail(id, reason: code.isEmpty ? state.rawValue.uppercased() : code, now: now)
    case (.cancelled, .open), (.cancelled, .standby): try cancel(from: id, code: code, at: now)
    case (.ready, .failed) where try !isChainDelivered(id): try reopen(id, now)
    case (.ready, .moved), (.ready, .delivered), (.ready, .late), (.ready, .failed),
      (.ready, .cancelled):
      try takeBack(id, code: Self.takenBack, now)
      if standing == .late { try set(id, .cancelled, nil, now) }
    default: break
    }
  }

  /// Whether a peer has told of a delivery of any message of the chain of message `id`.
  private func isChainDelivered(_ id: Int64) throws -> Bool {
    try Bool.fetchOne(
      database,
      sql: """
        SELECT EXISTS (SELECT 1 FROM fallback f JOIN fallback l ON l.chain = f.chain
          WHERE f.outbox = ? AND l.delivered IS NOT NULL)
        """, arguments: [id]) ?? false
  }

  /// Takes back message `id` and what would follow it.
  private func cancel(from id: Int64, code: String, at now: Instant) throws {
    let rest = try Int64.fetchAll(
      database,
      sql: """
        SELECT l.outbox FROM fallback f JOIN fallback l ON l.chain = f.chain AND l.step >= f.step
        WHERE f.outbox = ? AND l.state IN ('open', 'standby')
        """, arguments: [id])
    for message in rest {
      try set(message, .cancelled, code, now)
      try takeBack(message, code: code, now)
    }
  }

  /// Follows all messages that somebody took back or would have tried again.
  func followAll(at now: Instant) throws {
    for row in try Row.fetchAll(
      database,
      sql: """
        SELECT f.outbox, o.state, o.code FROM fallback f JOIN outbox o ON o.id = f.outbox
        WHERE o.state = 'cancelled' AND f.state IN ('open', 'standby')
          OR o.state = 'ready' AND f.state NOT IN ('open', 'standby')
        """)
    {
      guard let state = OutboxState(rawValue: row["state"]) else { continue }
      try follow(row["outbox"], to: state, code: row["code"] ?? "", at: now)
    }
  }

  // MARK: What peers tell

  /// Takes the news that message `id` was delivered at `at`: its chain is over, and what has not
  /// left of it does not leave.
  package func deliver(_ id: Int64, at: Instant, now: Instant) throws {
    let find = try ReusedStatement("SELECT chain FROM fallback WHERE outbox = ?1", database)
    find.bind(1, id)
    defer { find.reset() }
    guard try find.step() else { return }
    let chain = find.integer(0)
    try database.execute(
      sql: """
        UPDATE fallback SET delivered = coalesce(delivered, ?1), changed = ?2, due = NULL,
          state = iif(state = 'open', 'delivered', state)
        WHERE outbox = ?3
        """, arguments: [at.milliseconds, now.milliseconds, id])
    let others = try Row.fetchAll(
      database,
      sql: """
        SELECT f.outbox, o.state IN ('ready', 'standby') AS waits
        FROM fallback f JOIN outbox o ON o.id = f.outbox
        WHERE f.chain = ? AND f.outbox <> ? AND f.state IN ('open', 'standby')
        """, arguments: [chain, id])
    for other in others {
      let waits: Bool = other["waits"]
      try set(other["outbox"], waits ? .cancelled : .late, Self.notNeeded, now)
      try takeBack(other["outbox"], code: Self.notNeeded, now)
    }
  }

  /// Takes the news that message `id` will not be delivered: the next one's turn has come.
  package func fail(_ id: Int64, reason: String, now: Instant) throws {
    let statement = try ReusedStatement(
      """
      UPDATE fallback SET due = ?2, reason = ?3, changed = ?2 WHERE outbox = ?1 AND state = 'open'
      """, database)
    statement.bind(1, id)
    statement.bind(2, now.milliseconds)
    statement.bind(3, reason)
    try statement.run()
  }
}

extension Batch {
  /// What a batch passes on to those that follow from it.
  struct Seed {
    let id: String
    let name: String
    let source: String?
    let project: Int64
  }
}
