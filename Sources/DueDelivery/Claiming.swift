import DueModel
import DueStore
import DueSystem

/// Which messages go next: senders in turn, within a sender the urgent first, then as they came,
/// and never faster than the sender's rate.
extension DeliveryEngine {
  mutating func claim(
    _ session: OutboxSession, _ scope: OutboxSession.Scope, into step: inout Step, at now: Instant
  ) throws {
    var room = transport.groupSize
    if let limit = settings.limit { room = min(room, limit - submitted) }
    if let retry = breaker.retry {
      guard now >= retry else {
        step.wake = retry
        return
      }
      room = 1  // a probe
    }
    let lanes = try session.lanes(
      scope, channel: channel, via: transport.name, takesOpen: settings.takesOpen)
    guard !lanes.isEmpty else { return }
    step.mayRefuse = try session.hasListed()
    if step.mayRefuse { try forgotten.refresh(session) }
    step.group.reserveCapacity(room)
    var senders = Dictionary(grouping: lanes, by: \.sender).map { sender, lanes in
      Queue(
        sender: sender,
        lanes: lanes.sorted { ($1.priority, $0.batch) < ($0.priority, $1.batch) })
    }
    senders.sort { $0.sender < $1.sender }
    turn %= senders.count
    senders = Array(senders[turn...] + senders[..<turn])
    turn += 1

    // A fair share for each first; then who has more takes what is left.
    let share = max(1, room / senders.count)
    for quota in [share, room] {
      for i in senders.indices where !senders[i].isDone && room > step.group.count {
        try take(
          &senders[i], min(quota, room - step.group.count), session, into: &step, at: now)
      }
    }
    if step.group.isEmpty {
      for lane in lanes {
        if let due = try session.nextDue(lane, after: now) {
          step.wake = min(step.wake ?? due, due)
        }
      }
    }
  }

  /// What waits for one sender.
  struct Queue {
    let sender: String
    let lanes: [OutboxSession.Lane]
    /// Nothing more can be taken now.
    var isDone = false
  }

  /// Takes up to `quota` messages of one sender.
  private mutating func take(
    _ queue: inout Queue, _ quota: Int, _ session: OutboxSession, into step: inout Step,
    at now: Instant
  ) throws {
    let rate = rate(of: queue.sender)
    var bucket: Bucket?
    if rate.isFinite {
      step.isPaced = true
      let name = bucketName(of: queue.sender)
      bucket =
        try session.bucket(via: transport.name, sender: name)
        ?? Bucket(via: transport.name, sender: name, rate: rate, at: now)
      bucket?.refill(at: now, rate: rate)
    } else if let pause = try pause(of: queue.sender, session, at: now) {
      queue.isDone = true
      step.wake = min(step.wake ?? pause, pause)
      return
    }
    let goal = step.group.count + quota
    for lane in queue.lanes {
      while step.group.count < goal, !queue.isDone {
        let asked = goal - step.group.count
        var seen = 0
        try session.due(lane, at: now, limit: asked) { row in
          seen += 1
          return try take(row, &bucket, &queue, session, into: &step, at: now)
        }
        if seen < asked { break }
      }
    }
    if step.group.count < goal { queue.isDone = true }
    if let bucket { try session.save(bucket) }
  }

  /// Until when a sender without a rate sends nothing, for its peer said that it was too fast.
  private func pause(
    of sender: String, _ session: OutboxSession, at now: Instant
  ) throws -> Instant? {
    guard
      let bucket = try session.bucket(via: transport.name, sender: bucketName(of: sender)),
      // A clock that went back has no pause left.
      bucket.at <= now, bucket.slowedUntil > now
    else { return nil }
    return bucket.slowedUntil
  }

  /// Takes one message, or ends it, or puts it off; false when its sender must wait.
  private func take(
    _ row: OutboxSession.Row, _ bucket: inout Bucket?, _ queue: inout Queue,
    _ session: OutboxSession, into step: inout Step, at now: Instant
  ) throws -> Bool {
    if let expires = row.message.expires, now >= expires {
      step.outcomes.append(
        try end(row, .expired, .expired, code: "TTL_EXPIRED", session, at: now))
      return true
    }
    if step.mayRefuse,
      let refusal = try session.refusal(of: row.message, at: now, forgotten)
    {
      step.outcomes.append(
        try end(row, .suppressed, .suppressed, code: refusal.rawValue, session, at: now))
      return true
    }
    if let code = try isStopped?(session, row, now) {
      step.outcomes.append(try end(row, .cancelled, .cancelled, code: code, session, at: now))
      return true
    }
    if !row.message.hours.isEmpty,
      let outcome = try putOff(row, session, at: now)
    {
      step.outcomes.append(outcome)
      return true
    }
    if var open = bucket {
      let cost = settings.rates.cost(row.parts)
      let ready = open.ready(cost: cost, priority: row.message.priority)
      guard ready <= now else {
        queue.isDone = true
        // At high rates one message at a time would be one transaction a message; but what
        // flows into a full bucket is lost.
        let wake = max(ready, min(now + 100, open.full))
        step.wake = min(step.wake ?? wake, wake)
        return false
      }
      open.tokens -= cost
      bucket = open
    }
    try session.submit(row, via: transport.name, owner: owner.number, at: now)
    var taken = row
    taken.tries += 1
    step.group.append(Claimed(row: taken))
    return true
  }

  /// Puts a message off to the hours it may be sent in; nil where this is such an hour.
  private func putOff(
    _ row: OutboxSession.Row, _ session: OutboxSession, at now: Instant
  ) throws -> DeliveryOutcome? {
    guard let hours = hours(row.message.hours), let opening = hours.opening(from: now) else {
      return try end(row, .rejected, .rejected, code: "NO_HOURS", session, at: now)
    }
    guard opening > now else { return nil }
    try session.put(row.id, .ready, code: "QUIET_TIME", notBefore: opening, at: now)
    var result = row.result(.deferred, at: now)
    result.code = "QUIET_TIME"
    result.via = transport.name
    result.next = opening
    return DeliveryOutcome(result: result, project: row.project)
  }

  /// Ends a message that no peer was tried with.
  private func end(
    _ row: OutboxSession.Row, _ state: OutboxState, _ status: DeliveryResult.Status, code: String,
    _ session: OutboxSession, at now: Instant
  ) throws -> DeliveryOutcome {
    try session.put(row.id, state, code: code, at: now)
    var result = row.result(status, at: now)
    result.code = code
    result.via = transport.name
    return DeliveryOutcome(result: result, project: row.project)
  }
}

extension OutboxSession.Row {
  /// What is known of the message, as a result.
  package func result(_ status: DeliveryResult.Status, at now: Instant) -> DeliveryResult {
    var result = DeliveryResult(status, message, at: now)
    result.id = id
    result.batch = batch
    result.record = record
    result.attempt = tries
    result.size = message.size
    result.queued = created
    return result
  }
}

extension OutboxSession.Standing {
  /// How the message stands, as a result.
  ///
  /// - Parameter status: what to call one that waits.
  package func result(waiting status: DeliveryResult.Status) -> DeliveryResult {
    var result = row.result(state == .ready ? status : DeliveryEngine.status(state), at: changed)
    result.via = via
    result.code = code
    result.detail = detail
    result.providerID = providerID
    if state == .ready {
      result.next = row.message.notBefore
      if batchState != .active { result.code = batchState.rawValue }
    }
    return result
  }
}
