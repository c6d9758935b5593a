import DueModel
import DueStore
import DueSystem

/// One message whose fate in this run is known, told after it is durably so.
package struct DeliveryOutcome: Sendable {
  package var result: DeliveryResult
  /// The project that the message belongs to.
  package var project: String
  /// What a simulated peer will tell of the delivery.
  package var receipt: Receipt?
}

/// Takes messages from the outbox and hands them to one transport.
///
/// Each turn is one transaction and one group: the answers to the last group are kept, and the
/// attempts of the next are noted, before its first byte leaves. A transport that can is at work
/// meanwhile, with the group between the two. So a crash leaves at most two groups of which the
/// store does not know what became of them; the transport tells, or says that nobody can.
///
/// Several processes may run on one store: a message belongs to the one that noted the attempt,
/// rates are shared.
package struct DeliveryEngine: ~Copyable {
  let store: Store
  let transport: Carrier
  let channel: Channel
  let settings: DeliverySettings
  let clock: DeliveryClock
  /// Opens the transports of processes that died.
  let opener: TransportOpener
  let owner: OutboxOwner
  /// How many messages were handed over.
  package internal(set) var submitted = 0
  /// How many messages took the place of others.
  package private(set) var moved = 0
  /// Messages that were put off in this run, by row; told at its end, if that is how it stays.
  private var deferred: [Int64: DeliveryOutcome] = [:]
  private var told: [Int64] = []
  /// The group that is on its way, and since when.
  var inTheAir: (group: [Claimed], since: Instant)?
  /// Whether the next turn goes on beside it.
  var isBeside = false
  /// Which sender begins the next turn.
  var turn = 0
  /// Senders that were slowed down in this turn, and until when: however many messages of a group
  /// are refused for coming too fast, it was too fast once.
  var slowed: [String: Instant] = [:]
  /// Senders without a rate that were too fast in this run, and whether the peer has taken a message
  /// of theirs since: then the next pause is a first one again.
  var hasGoneOn: [String: Bool] = [:]
  /// The message by which those of the last group reckon when to come again; nil where each by
  /// itself.
  var commonKey: String?
  var breaker: Breaker
  /// What the peer says of itself.
  private var usualRate: Double?
  /// Says, in the transaction that would hand a message over, why it is not to leave; nil where it
  /// may. Such a message is `cancelled`, with that code.
  package var isStopped: ((OutboxSession, OutboxSession.Row, Instant) throws -> String?)?
  /// Hours that were met, by their text.
  private let knownHours = HoursTable()
  /// Who was forgotten and is not to be written to.
  let forgotten = ForgottenMarks()

  /// - Throws: status 64 where the transport does not carry `channel`, 74 when the store's file of
  ///   owners cannot be locked.
  package init(
    _ store: Store, _ transport: any Transport, channel: Channel, _ settings: DeliverySettings,
    _ clock: DeliveryClock, opener: TransportOpener = TransportOpener()
  ) throws {
    guard transport.carries(channel) else {
      throw RunFault(
        .usage, "expected a transport of \(channel.recordName) in --via, found '\(transport.name)'")
    }
    let entered = try OutboxOwner.enter(store.directory)
    self.store = store
    self.transport = Carrier(transport, store: store.directory)
    self.channel = channel
    self.settings = settings
    self.clock = clock
    self.opener = opener
    owner = entered
    breaker = Breaker(via: transport.name)
  }

  /// A message in hand.
  struct Claimed {
    var row: OutboxSession.Row
    var outgoing: Outgoing { Outgoing(message: row.message, attempt: row.tries, batch: row.batch) }
  }

  /// Sends what waits in `scope` until nothing is left that is due soon.
  ///
  /// - Parameters:
  ///   - deadline: when to return, whatever is left, and not before: for callers that put more into
  ///     the outbox meanwhile.
  ///   - tell: takes what became of messages, in groups, each after its commit. It should let its
  ///     output leave before it returns.
  package mutating func run(
    _ scope: OutboxSession.Scope, until deadline: Instant? = nil,
    tell: ([DeliveryOutcome]) throws -> Void
  ) throws -> DeliveryEnd {
    var landed = Landed()
    // Asked outside of every transaction.
    usualRate = transport.usualRate
    if let refusal = transport.refusal { return try finish(.stopped(refusal), tell) }
    while true {
      if !isBeside { land(&landed) }
      let now = clock.now
      let isOver = deadline.map { now >= $0 } ?? false
      let isLast = landed.fault != nil || isOver
      let step = try store.write { database in
        try self.step(OutboxSession(database), scope, landed.answers, isLast: isLast, at: now)
      }
      if !landed.answers.isEmpty { transport.settled() }
      landed.answers.removeAll(keepingCapacity: true)
      let group = step.group.map(\.outgoing)
      transport.prepare(group)
      do {
        try pass(on: step.outcomes, to: tell)
      } catch {
        land(&landed)
        try giveBack(step.group, at: now)
        try keep(landed.answers, at: now)
        throw error
      }
      land(&landed)
      if landed.mustBeKeptFirst || !landed.answers.isEmpty && group.isEmpty {
        try giveBack(step.group, at: now)
        isBeside = false
        continue
      }
      if let fault = landed.fault { return try finish(.stopped(fault), tell) }
      if let end = step.end { return try finish(end, tell) }
      if isOver { return try finish(.waiting(until: now), tell) }
      guard !group.isEmpty else {
        let wake = deadline.map { min(step.wake ?? $0, $0) } ?? step.wake
        guard let wake else { return try finish(.finished, tell) }
        guard deadline != nil || wake - clock.now <= settings.maxWait else {
          return try finish(.waiting(until: wake), tell)
        }
        transport.rest()
        clock.sleep(until: wake)
        continue
      }
      launch(step, group, at: now)
    }
  }

  /// Hands on what is final, and keeps what may still change.
  private mutating func pass(
    on outcomes: [DeliveryOutcome], to tell: ([DeliveryOutcome]) throws -> Void
  ) throws {
    var isFinal = true
    for i in outcomes.indices {
      let id = outcomes[i].result.id ?? 0
      if outcomes[i].result.status == .deferred {
        deferred[id] = outcomes[i]
        isFinal = false
      } else if !deferred.isEmpty {
        deferred[id] = nil
      }
    }
    let final = isFinal ? outcomes : outcomes.filter { $0.result.status != .deferred }
    guard !final.isEmpty else { return }
    try tell(final)
    willTell(final)
  }

  /// Notes that the events of `outcomes` will have left before the next transaction.
  mutating func willTell(_ outcomes: [DeliveryOutcome]) {
    guard settings.tellsEvents else { return }
    for outcome in outcomes where outcome.result.status != .deferred {
      if let id = outcome.result.id { told.append(id) }
    }
  }

  /// Notes that what was told has left, where no other transaction does.
  package mutating func finishTelling() throws {
    guard !told.isEmpty else { return }
    let now = clock.now
    try store.write { database in try noteTold(OutboxSession(database), at: now) }
    told.removeAll()
  }

  private mutating func finish(
    _ end: DeliveryEnd, _ tell: ([DeliveryOutcome]) throws -> Void
  ) throws -> DeliveryEnd {
    try finishTelling()
    let left = deferred.keys.sorted().compactMap { deferred[$0] }
    deferred.removeAll()
    if !left.isEmpty { try tell(left) }
    // A fault that stopped the run is told as such.
    let troubles = transport.troubles.filter { end != .stopped($0) }
    return troubles.isEmpty ? end : .passedOver(troubles, end)
  }

  private func noteTold(_ session: OutboxSession, at now: Instant) throws {
    for id in told { try session.tell(id, at: now) }
  }

  /// Tokens a second for `sender`. Carriers count texts; mail has no rate but what a peer says.
  func rate(of sender: String) -> Double {
    if let usualRate, sharesRate(sender) { return usualRate }
    return settings.rates.rate(
      of: sender, isPaced: transport.isPaced && channel.family != .email)
  }

  /// Whose tokens `sender` takes: its own, or where a peer says how much it takes of all, theirs.
  func bucketName(of sender: String) -> String {
    usualRate != nil && sharesRate(sender) ? "" : sender
  }

  private func sharesRate(_ sender: String) -> Bool {
    settings.rates.everySender == nil && settings.rates.bySender[sender] == nil
  }

  func hours(_ text: String) -> SendingHours? { knownHours[text] }

  struct Step {
    var outcomes: [DeliveryOutcome] = []
    var group: [Claimed] = []
    /// Whether a sender of the group has a rate.
    var isPaced = false
    /// Whether anybody is on a list.
    var mayRefuse = true
    /// When something is due, if nothing is now.
    var wake: Instant?
    var end: DeliveryEnd?
  }

  /// One transaction: settles the last group and takes the next.
  private mutating func step(
    _ session: OutboxSession, _ scope: OutboxSession.Scope,
    _ answered: [(claimed: Claimed, answer: Answer)], isLast: Bool, at now: Instant
  ) throws -> Step {
    var step = Step()
    try noteTold(session, at: now)
    told.removeAll(keepingCapacity: true)
    slowed.removeAll()
    breaker = try session.breaker(transport.name)
    let before = breaker
    if breaker.isFromFuture(at: now) { breaker = Breaker(via: breaker.via) }
    commonKey = transport.answersAsOne ? answered.first?.claimed.row.message.key : nil
    step.outcomes.reserveCapacity(answered.count)
    for i in answered.indices {
      step.outcomes.append(try settle(answered[i].claimed, answered[i].answer, session, at: now))
    }
    if breaker != before { try session.save(breaker) }
    if isLast { return step }
    if let limit = settings.limit, submitted >= limit {
      step.end = .limit
    } else if case .batch(let seq) = scope, try !session.isActive(seq) {
      step.end = .paused
    } else {
      if let retry = breaker.retry, now < retry {
        // Nothing is tried, and still nobody is to wait for longer than they should.
        try session.beginTurnsOfWaiting(
          channel, via: transport.name, takesOpen: settings.takesOpen, at: now)
      }
      // First: however long the queue is, whose time is up does not wait for its end.
      let moves = try session.moveOn(at: now)
      moved += moves.moved
      try claim(session, scope, into: &step, at: now)
      if step.group.isEmpty, scope == .everything {
        if moves.isPartial { step.wake = now }
        if let turn = try session.nextTurn(channel, after: now) {
          step.wake = min(step.wake ?? turn, turn)
        }
      }
      if !step.group.isEmpty { try session.beginTurns(of: owner.number, at: now) }
    }
    return step
  }
}

/// Sending hours, read once each: their zones come from files.
private final class HoursTable {
  private var table: [String: SendingHours?] = [:]

  subscript(text: String) -> SendingHours? {
    if let known = table[text] { return known }
    let hours = SendingHours(text)
    table[text] = hours
    return hours
  }
}
