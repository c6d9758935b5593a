import DueDelivery
import DueFormats
import DueModel
import DueStore
import DueSystem

/// Drives a load test: puts each message into the outbox shortly before its time, lets the engine
/// deliver, and goes on where an interrupted run stopped.
package struct LoadRun {
  /// Makes the message that is to be sent at `time`.
  package typealias Compose = (
    _ arrival: ArrivalSchedule.Arrival, _ time: Instant
  ) throws -> Message

  private let store: Store
  private let clock: DeliveryClock
  private let compose: Compose
  private let meter: LoadMeter
  private var schedule: ArrivalSchedule
  private var next: ArrivalSchedule.Arrival?
  package private(set) var load: StoredLoad

  /// Milliseconds before its time that a message enters the outbox.
  private static let lead: Int64 = 1000
  /// Messages that enter in one transaction.
  private static let chunk = 4096

  /// Begins the test, or takes up the one of that name.
  ///
  /// - Throws: status 65 where the one of that name is another.
  package init(
    _ scenario: LoadScenario, via: String, in project: String, _ store: Store,
    _ clock: DeliveryClock, meter: LoadMeter, compose: @escaping Compose
  ) throws {
    self.store = store
    self.clock = clock
    self.compose = compose
    self.meter = meter
    schedule = scenario.schedule
    let planned = schedule.count
    load = try store.write { database in
      let desk = LoadDesk(database)
      let text = scenario.json.text
      guard let known = try desk.find(scenario.name) else {
        let project = try Project.named(project, create: true, database)
        return try desk.begin(
          scenario.name, scenario: text, via: via, planned: planned, in: project, at: clock.now)
      }
      guard known.scenario == text, known.via == via else {
        throw RunFault(
          .badData,
          "expected the scenario and --via that '\(scenario.name)' began with, found others: "
            + "--name makes it another run")
      }
      return known
    }
    for _ in 0..<load.fed { _ = schedule.next() }
    next = schedule.next()
    try resume()
  }

  /// Puts off what an interruption kept from its time.
  private mutating func resume() throws {
    guard load.fed > 0, let next else { return }
    let late = clock.now - (load.started + next.offset)
    guard late > load.delay else { return }
    var load = load
    try store.write { try LoadDesk($0).delay(&load, to: late) }
    self.load = load
  }

  /// Sends what is to be sent, each at its time or as soon after it as the peer lets it.
  ///
  /// - Parameter tell: takes what became of messages, in groups; an empty one now and then, for who
  ///   watches the clock.
  package mutating func run(
    _ engine: inout DeliveryEngine, tell: ([DeliveryOutcome]) throws -> Void
  ) throws -> DeliveryEnd {
    guard load.ended == nil else { return .finished }
    meter.begin(at: clock.now)
    let scope = OutboxSession.Scope.batch(load.batch.seq)
    let meter = meter
    func told(_ outcomes: [DeliveryOutcome]) throws {
      meter.ended(outcomes)
      try tell(outcomes)
    }
    try feed(until: clock.now + Self.lead)
    while next != nil {
      let end = try engine.run(scope, until: clock.now + Self.lead / 2, tell: told)
      guard case .waiting = end.plain else { return end }
      try tell([])
      try feed(until: clock.now + Self.lead)
    }
    let end = try engine.run(scope, tell: told)
    if end.plain == .finished {
      var load = load
      try store.write { try LoadDesk($0).end(&load, at: clock.now) }
      self.load = load
    }
    return end
  }

  /// Puts the messages into the outbox whose time is before `horizon`.
  private mutating func feed(until horizon: Instant) throws {
    var messages: [LoadMessage] = []
    while let arrival = next, time(of: arrival) < horizon {
      let time = time(of: arrival)
      messages.append(
        LoadMessage(
          try compose(arrival, time), number: arrival.number, phase: arrival.phase, arrival: time))
      next = schedule.next()
      if messages.count == Self.chunk { try put(&messages) }
    }
    if !messages.isEmpty { try put(&messages) }
  }

  private mutating func put(_ messages: inout [LoadMessage]) throws {
    var load = load
    try store.write { try LoadDesk($0).feed(messages, of: &load, at: clock.now) }
    self.load = load
    for message in messages {
      meter.fed(message.number, phase: message.phase, at: message.arrival)
    }
    messages.removeAll(keepingCapacity: true)
  }

  private func time(of arrival: ArrivalSchedule.Arrival) -> Instant {
    load.started + (load.delay + arrival.offset)
  }
}
