import DueModel
import DueStore
import DueSystem

/// What an answer means for its message.
extension DeliveryEngine {
  /// Keeps the answer to one attempt, and returns what to tell.
  mutating func settle(
    _ claimed: Claimed, _ answer: Answer, _ session: OutboxSession, at now: Instant
  ) throws -> DeliveryOutcome {
    let row = claimed.row
    note(answer, at: now)
    let pause =
      answer.verdict == .throttled ? try slowDownOnce(row, answer, session, at: now) : nil
    if answer.verdict == .accepted, !hasGoneOn.isEmpty {
      hasGoneOn[bucketName(of: row.message.from)]? = true
    }
    if answer.verdict == .optedOut {
      try session.optOut(row.message.to, scope: "all", source: transport.name, at: now)
    }
    var settlement = meaning(of: answer, for: row, at: now)
    if answer.verdict == .throttled { settlement.notBefore = now + (answer.retryAfter ?? 0) }
    try session.settle(
      row.id, attempt: row.tries, key: row.message.key, via: transport.name, settlement, at: now)
    if settlement.state == .accepted, let receipt = answer.receipt {
      try session.note(
        receipt: receipt.status, receipt.class, of: row.id, attempt: row.tries,
        providerID: answer.providerID.isEmpty ? row.message.key : answer.providerID,
        source: transport.name, at: now + receipt.after)
    }
    var outcome = outcome(row, answer, settlement, at: now)
    if let pause, outcome.result.status == .deferred {
      // The message is ready; its sender is not.
      outcome.result.next = max(pause, outcome.result.next ?? pause)
    }
    return outcome
  }

  private func outcome(
    _ row: OutboxSession.Row, _ answer: Answer, _ settlement: OutboxSession.Settlement,
    at now: Instant
  ) -> DeliveryOutcome {
    var result = row.result(Self.status(settlement.state), at: now)
    result.via = transport.name
    result.code = settlement.code
    result.detail = settlement.detail
    result.providerID = settlement.providerID
    result.duration = settlement.duration
    if settlement.state == .ready { result.next = settlement.notBefore }
    return DeliveryOutcome(
      result: result, project: row.project,
      receipt: settlement.state == .accepted ? answer.receipt : nil)
  }

  /// How a message of that state is reported.
  package static func status(_ state: OutboxState) -> DeliveryResult.Status {
    switch state {
    case .ready: .deferred
    case .standby: .queued
    case .submitting, .uncertain: .uncertain
    case .accepted: .accepted
    case .rejected: .rejected
    case .suppressed: .suppressed
    case .expired: .expired
    case .dead: .dead
    case .cancelled: .cancelled
    }
  }

  private func meaning(
    of answer: Answer, for row: OutboxSession.Row, at now: Instant
  ) -> OutboxSession.Settlement {
    var settlement: OutboxSession.Settlement
    switch answer.verdict {
    case .accepted: settlement = .init(.accepted, status: "accepted")
    case .rejected: settlement = .init(.rejected, status: "rejected")
    case .optedOut, .suppressed:
      settlement = .init(.suppressed, status: "suppressed")
    case .throttled, .notSent:
      settlement = .init(.ready, status: answer.verdict == .notSent ? "not_sent" : "throttled")
    case .uncertain: settlement = uncertain(row, at: now)
    case .deferred, .unreachable: settlement = later(row, answer, at: now)
    }
    settlement.code = answer.code
    settlement.detail = answer.detail
    settlement.providerID = answer.providerID
    settlement.duration = answer.duration
    return settlement
  }

  /// A message that was certainly not taken: tried again, unless that is too often or too late.
  private func later(
    _ row: OutboxSession.Row, _ answer: Answer, at now: Instant
  ) -> OutboxSession.Settlement {
    let failures = row.failures + 1
    guard failures < settings.attempts else {
      var settlement = OutboxSession.Settlement(.dead, status: "deferred")
      settlement.isFailure = true
      return settlement
    }
    let backOff = DeliverySettings.backOff(
      failures: failures, key: commonKey ?? row.message.key)
    let wait = max(backOff, answer.retryAfter ?? 0)
    var settlement = OutboxSession.Settlement(.ready, status: "deferred")
    settlement.isFailure = true
    settlement.notBefore = now + wait
    if let expires = row.message.expires, now + wait >= expires { settlement.state = .expired }
    return settlement
  }

  private func uncertain(_ row: OutboxSession.Row, at now: Instant) -> OutboxSession.Settlement {
    guard settings.uncertain != .assumeSent else { return .init(.accepted, status: "uncertain") }
    // It counts where it is held too: a later run may resend.
    var settlement = OutboxSession.Settlement(.uncertain, status: "uncertain")
    settlement.isFailure = true
    if settings.uncertain == .resend, row.failures + 1 < settings.attempts {
      settlement.state = .ready
      settlement.notBefore = now + settings.uncertainAfter
    }
    return settlement
  }

  /// Slows the sender down, unless another message of this turn has.
  private mutating func slowDownOnce(
    _ row: OutboxSession.Row, _ answer: Answer, _ session: OutboxSession, at now: Instant
  ) throws -> Instant {
    let name = bucketName(of: row.message.from)
    if let known = slowed[name] { return known }
    let pause = try slowDown(row, answer, session, at: now)
    slowed[name] = pause
    return pause
  }

  /// Returns until when the sender sends nothing. One without a rate only waits.
  private mutating func slowDown(
    _ row: OutboxSession.Row, _ answer: Answer, _ session: OutboxSession, at now: Instant
  ) throws -> Instant {
    let name = bucketName(of: row.message.from)
    let rate = rate(of: row.message.from)
    let fullRate = rate.isFinite ? rate : RateTable.usual(name)
    var bucket =
      try session.bucket(via: transport.name, sender: name)
      ?? Bucket(via: transport.name, sender: name, rate: fullRate, at: now)
    if !rate.isFinite {
      bucket.refill(at: now, rate: fullRate)
      if hasGoneOn.updateValue(false, forKey: name) == true { bucket.throttles = 0 }
    }
    bucket.throttle(
      retryAfter: answer.retryAfter, chance: chance(row.message.key, UInt64(row.tries)), at: now)
    if !rate.isFinite { bucket.rate = bucket.fullRate }
    try session.save(bucket)
    return bucket.slowedUntil
  }

  /// Five times in a row out of reach: the peer is left alone, longer each time.
  private mutating func note(_ answer: Answer, at now: Instant) {
    // What never left says nothing of the peer.
    if answer.verdict == .notSent { return }
    guard answer.verdict == .unreachable else {
      breaker = Breaker(via: breaker.via)
      return
    }
    breaker.failures += 1
    breaker.reason = answer.detail.isEmpty ? answer.code : answer.detail
    if breaker.failures >= 5 {
      breaker.since = breaker.since ?? now
      breaker.retry = now + min(Breaker.longestPause, 30_000 << Int64(min(breaker.failures - 5, 5)))
    }
  }
}

/// Messages that came to an end in a run that died before it told of them.
extension DeliveryEngine {
  /// What became of those of `ids` whose events have not left; they count as told from the next
  /// transaction of the engine on.
  package mutating func untold(_ ids: [Int64]) throws -> [DeliveryOutcome] {
    let outcomes = try store.read { database in
      let session = OutboxSession(database)
      return try ids.compactMap { id -> DeliveryOutcome? in
        guard let standing = try session.standing(id), standing.told == nil else { return nil }
        let receipt = try session.receipt(id).map {
          Receipt(status: $0.status, after: $0.at - standing.changed)
        }
        return DeliveryOutcome(
          result: standing.result(waiting: .deferred), project: standing.row.project,
          receipt: receipt)
      }
    }
    willTell(outcomes)
    return outcomes
  }
}

/// Messages that a dead process left behind, and messages of which nobody knows.
extension DeliveryEngine {
  /// Settles the attempts of processes that are gone, then what is uncertain for long enough.
  ///
  /// Call it before new messages are put into the outbox: what is ready again may be among them.
  package mutating func recover() throws -> [DeliveryOutcome] {
    let now = clock.now
    // Those of dead processes that had another transport: each lets go after the commit only.
    var others: [any Transport] = []
    let logs = FlightLog.abandoned(store: store.directory)
    let (outcomes, isSettled) = try store.write { database in
      let session = OutboxSession(database)
      var outcomes: [DeliveryOutcome] = []
      let abandoned = try session.abandoned { owner.isAlive($0) }
        .filter { $0.row.message.channel == channel }
      for (via, attempts) in Dictionary(grouping: abandoned, by: \.via).sorted(by: {
        $0.key < $1.key
      }) {
        outcomes += try recover(attempts, via: via, &others, session, at: now)
      }
      if settings.uncertain != .hold {
        let before = settings.uncertain == .resend ? now + -settings.uncertainAfter : now
        for row in try session.uncertain(before: before) where row.message.channel == channel {
          // One that was tried too often stays held.
          if settings.uncertain == .resend, row.failures >= settings.attempts { continue }
          let state: OutboxState = settings.uncertain == .resend ? .ready : .accepted
          try session.put(row.id, state, code: "ASSUMED", at: now)
          if state == .accepted {
            outcomes.append(
              DeliveryOutcome(
                result: row.result(.accepted, at: now), project: row.project))
          }
        }
      }
      // Of other channels too, and of peers that cannot be asked now: their logs stay.
      return (outcomes, try logs.isEmpty || session.abandoned { owner.isAlive($0) }.isEmpty)
    }
    if isSettled { FlightLog.remove(logs) }
    transport.settled()
    for i in others.indices { others[i].settled() }
    willTell(outcomes)
    return outcomes
  }

  /// How many messages cannot take the place of others because a run of another channel that died
  /// has those in hand: only a run of that channel can settle them.
  package func heldTurns() throws -> Int {
    let now = clock.now
    return try store.read { database in
      let session = OutboxSession(database)
      return try session.abandoned { owner.isAlive($0) }
        .filter { try session.isFollowed($0.row.id, by: channel, at: now) }.count
    }
  }

  private mutating func recover(
    _ attempts: [OutboxSession.Abandoned], via: String, _ others: inout [any Transport],
    _ session: OutboxSession, at now: Instant
  ) throws -> [DeliveryOutcome] {
    let group = attempts.map {
      Outgoing(message: $0.row.message, attempt: $0.attempt, batch: $0.row.batch)
    }
    guard let answers = try answers(via, group, &others) else { return [] }
    var outcomes: [DeliveryOutcome] = []
    for (attempt, answer) in zip(attempts, answers) {
      guard let answer else {
        var settlement = OutboxSession.Settlement(.ready, status: "abandoned")
        settlement.code = "CRASH"
        try session.settle(
          attempt.row.id, attempt: attempt.attempt, key: attempt.row.message.key, via: via,
          settlement, at: now)
        continue
      }
      if answer.verdict == .optedOut {
        try session.optOut(attempt.row.message.to, scope: "all", source: via, at: now)
      }
      let settlement = meaning(of: answer, for: attempt.row, at: now)
      try session.settle(
        attempt.row.id, attempt: attempt.attempt, key: attempt.row.message.key, via: via,
        settlement, at: now)
      outcomes.append(outcome(attempt.row, answer, settlement, at: now))
    }
    return outcomes
  }

  /// What became of the attempts: the transport that made them tells.
  ///
  /// - Returns: nil where that one cannot be reached now, such as a spool that is not mounted: its
  ///   attempts stay as they are, for a run that can ask.
  private mutating func answers(
    _ via: String, _ group: [Outgoing], _ others: inout [any Transport]
  ) throws -> [Answer?]? {
    if via == transport.name { return transport.recover(group) }
    do {
      var other = try opener.open(via)
      other.keep(in: store.directory)
      let answers = other.recover(group)
      others.append(other)
      return answers
    } catch is any Fault {
      return nil
    }
  }
}
