import DueDelivery
import DueFormats
import DueModel
import DueStore
import DueSystem
import Foundation
import Testing

@testable import DueLoadTesting

/// A peer that takes nothing.
private struct RefusingPeer: Transport {
  let name = "refusing"
  let groupSize = 10
  let isPaced = false
  private let fault: RunFault

  init(_ fault: RunFault) { self.fault = fault }

  func submit(_ group: [Outgoing], at now: Instant) -> Submission {
    Submission(group.map { _ in Answer(.notSent) }, fault: fault)
  }

  func recover(_ group: [Outgoing]) -> [Answer?] { group.map { _ in nil } }
}

/// Runs against a simulated peer, in time that passes by waiting only.
@Suite struct RunTests {
  private static let start = Instant(milliseconds: 1_795_437_000_000)

  private struct Killed: Error {}

  private func withStore(_ body: (Store) throws -> Void) throws {
    let directory = NSTemporaryDirectory() + "due-load-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try body(try Store(directory, .write))
  }

  private static func scenario(_ name: String = "run") throws -> LoadScenario {
    var scenario = LoadScenario()
    scenario.name = name
    scenario.phases = [LoadPhase(name: "a", from: 10, to: 10, milliseconds: 10_000)]
    try scenario.complete(allowsRealRecipients: false)
    return scenario
  }

  /// Runs the scenario at `start`, until `isKilled` says that it is killed.
  private func run(
    _ scenario: LoadScenario, _ store: Store, at start: Instant, via: String = "simulate",
    isKilled: (Instant) -> Bool = { _ in false }
  ) throws -> StoredLoad {
    let clock = DeliveryClock(fixed: start)
    let meter = LoadMeter(scenario, total: 100)
    let transport = MeteredTransport(try TransportOpener().open(via), meter)
    var engine = try DeliveryEngine(store, transport, channel: .email, DeliverySettings(), clock)
    _ = try engine.recover()
    var run = try LoadRun(
      scenario, via: transport.name, in: "default", store, clock, meter: meter
    ) { arrival, _ in
      Message(
        key: "\(scenario.name)-\(arrival.number)", channel: .email,
        to: "success@simulator.amazonses.com", from: "a@example.com", type: .transactional,
        body: "Hi")
    }
    let end = try run.run(&engine) { _ in if isKilled(clock.now) { throw Killed() } }
    #expect(end == .finished)
    return run.load
  }

  private func messages(of load: StoredLoad, _ store: Store) throws -> [LoadedMessage] {
    var messages: [LoadedMessage] = []
    try store.read { try LoadDesk($0).forEachMessage(of: load) { messages.append($0) } }
    return messages
  }

  @Test("what peers of a failover refuse is told to who runs the test")
  func troubles() throws {
    let refusal = RunFault(.noPermission, "535 wrong password")
    var transport = MeteredTransport(
      FailoverPeer([RefusingPeer(refusal), try TransportOpener().open("simulate")], name: "both"),
      LoadMeter(try Self.scenario(), total: 1))
    let message = Message(
      key: "k", channel: .email, to: "success@simulator.amazonses.com", type: .transactional,
      body: "Hi")
    let submission = transport.submit(
      [Outgoing(message: message, attempt: 1, batch: "b")], at: Self.start)
    #expect(submission.answers.map(\.verdict) == [.accepted])
    #expect(transport.troubles == [refusal])
  }

  @Test("each message leaves at its time")
  func onTime() throws {
    try withStore { store in
      let load = try run(try Self.scenario(), store, at: Self.start)
      let messages = try messages(of: load, store)
      #expect(messages.map(\.number) == Array(1...100))
      #expect(messages.allSatisfy { $0.state == .accepted && $0.changed == $0.arrival })
      #expect(messages.map { $0.arrival - Self.start } == (0..<100).map { Int64($0) * 100 })
      #expect(load.ended == Self.start + 9900)
    }
  }

  @Test("what was not in the outbox when a run was killed comes later by as long as nothing ran")
  func interrupted() throws {
    try withStore { store in
      let scenario = try Self.scenario()
      #expect(throws: Killed.self) {
        _ = try run(scenario, store, at: Self.start) { $0 >= Self.start + 3000 }
      }
      let again = Self.start + 60_000
      let load = try run(scenario, store, at: again)
      let messages = try messages(of: load, store)
      #expect(messages.map(\.number) == Array(1...100))
      #expect(messages.allSatisfy { $0.state == .accepted })
      let late = try #require(messages.first { $0.arrival >= again })
      // They enter a second before their time: those of a second more waited in the outbox.
      #expect((30...42).contains(late.number))
      #expect(load.delay == 60_000 - Int64(late.number - 1) * 100)
      for message in messages {
        let offset = Int64(message.number - 1) * 100
        let delay = message.number >= late.number ? load.delay : 0
        #expect(message.arrival == Self.start + (offset + delay))
        #expect(message.changed >= message.arrival)
      }
      // How long they took is counted from when they were to be sent, whoever was away.
      #expect(messages[late.number - 2].changed >= again)
    }
  }

  @Test("a run that is finished is not run again, and a name is one scenario over one transport")
  func again() throws {
    try withStore { store in
      let scenario = try Self.scenario()
      let first = try run(scenario, store, at: Self.start)
      #expect(try run(scenario, store, at: Self.start + 1_000_000) == first)
      var other = scenario
      other.seed = 2
      #expect(throws: RunFault.self) { try run(other, store, at: Self.start) }
      #expect(throws: RunFault.self) {
        try run(scenario, store, at: Self.start, via: "simulate?seed=2")
      }
      #expect(try run(Self.scenario("second"), store, at: Self.start).planned == 100)
    }
  }

  @Test("a slow peer is not spared: the queue counts, and so does the wait in it")
  func omission() throws {
    try withStore { store in
      let load = try run(try Self.scenario(), store, at: Self.start, via: "simulate?latency=200")
      let report = try store.read { database in
        try LoadReport(load.name, in: "default", LoadDesk(database))
      }
      // Ten a second come, five are taken: the last of a hundred waits ten seconds.
      #expect(report.tally.whole.latency.max == 100 * 200 - 9900)
      // At the end of the last of its seconds 49 of them were taken.
      #expect(report.deepest == 51)
      #expect(report.tally.peer.max == 200)
      #expect(abs((report.rate ?? 0) - 5) < 0.1)
      #expect(report.tally.series.steps.reduce(0) { $0 + $1.accepted } == 100)
    }
  }

  static let events: [(text: String, counts: Bool)] = [
    (#"{"eventType":"Send","mail":{"messageId":"x","tags":{"due_key":["run-1"]}}}"#, true),
    (#"{"eventType":"Send","mail":{"messageId":"x","tags":{"due_key":["run-0"]}}}"#, false),
    (#"{"eventType":"Send","mail":{"messageId":"x","tags":{"due_key":["run-3"]}}}"#, false),
    (#"{"eventType":"Send","mail":{"messageId":"x","tags":{"due_key":["run--1"]}}}"#, false),
    (#"{"eventType":"Send","mail":{"messageId":"x","tags":{"due_key":["running-1"]}}}"#, false),
    (#"{"eventType":"Send","mail":{"messageId":"x","tags":{"due_key":[]}}}"#, false),
    (#"{"eventType":"Send","mail":{"messageId":"x","tags":{"due_key":"run-1"}}}"#, false),
    (#"{"eventType":"Send","mail":{"messageId":"x"}}"#, false), ("[]", false), ("1", false),
    (#"{"eventType":1,"mail":{"tags":{"due_key":["run-1"]}}}"#, false),
  ]

  @Test("events of other mails, and what is none, count for nothing", arguments: events)
  func foreign(text: String, counts: Bool) throws {
    var told = LoadEvents(run: "run", planned: 2)
    var tape = JSONTape()
    var buffer = ByteBuffer()
    buffer.append(text)
    told.add(try tape.parse(buffer.bytes))
    #expect(told.counts.isEmpty != counts)
    #expect(told.hasSeen(1) == counts)
    #expect(told.duplicates == 0)
  }
}
