import DueModel
import DueStore
import DueSystem
import Foundation
import Testing

@testable import DueDelivery

/// A peer that takes everything, or says what a test wants, and notes when.
private final class CountingPeer: Transport {
  let name: String
  let groupSize: Int
  let isPaced = true
  var answersAsOne = false
  var answer: (Outgoing) -> Answer = { _ in Answer(.accepted) }
  private(set) var taken: [(key: String, from: String, at: Instant)] = []

  init(_ name: String = "test", groupSize: Int = 100) {
    self.name = name
    self.groupSize = groupSize
  }

  func submit(_ group: [Outgoing], at now: Instant) -> Submission {
    for outgoing in group { taken.append((outgoing.message.key, outgoing.message.from, now)) }
    return Submission(group.map(answer))
  }

  func recover(_ group: [Outgoing]) -> [Answer?] { group.map { _ in nil } }
}

@Suite struct EngineTests {
  static let start = Instant(milliseconds: 1_795_437_000_000)

  /// Runs `body` with an empty store.
  private func withStore(_ body: (Store) throws -> Void) throws {
    let directory = NSTemporaryDirectory() + "due-engine-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try body(try Store(directory, .write))
  }

  private func fill(_ store: Store, _ messages: [Message]) throws {
    try store.write { database in
      let project = try Project.named("default", create: true, database)
      let batch = try Batch.open(
        "b", name: "b", channel: .sms, in: project, at: Self.start, database)
      let outbox = try OutboxWriter(database)
      for message in messages { _ = try outbox.enqueue(message, batch: batch, at: Self.start) }
    }
  }

  private func message(
    _ key: String, from: String = "10101", to: String = "+12025550101",
    type: MessageType = .promotional, priority: Int = 5
  ) -> Message {
    var message = Message(
      key: key, channel: .sms, to: to, from: from, type: type, body: "Hi")
    message.priority = priority
    return message
  }

  private func run(
    _ store: Store, _ peer: CountingPeer, _ settings: DeliverySettings = DeliverySettings(),
    clock: DeliveryClock = DeliveryClock(fixed: start)
  ) throws -> (DeliveryEnd, [DeliveryResult]) {
    var engine = try DeliveryEngine(store, peer, channel: .sms, settings, clock)
    _ = try engine.recover()
    var results: [DeliveryResult] = []
    let end = try engine.run(.everything) { results += $0.map(\.result) }
    return (end, results)
  }

  @Test("no sender is used faster than its rate, and none slower")
  func rates() throws {
    try withStore { store in
      // 100 a second and 1 a second, for about 60 seconds.
      let fast = (0..<6000).map { message("f\($0)", from: "10101") }
      let slow = (0..<60).map { message("s\($0)", from: "+12025550190") }
      try fill(store, fast + slow)
      let peer = CountingPeer()
      let (end, results) = try run(store, peer)
      #expect(end == .finished)
      #expect(results.count == 6060)
      for (sender, rate) in [("10101", 100.0), ("+12025550190", 1.0)] {
        let times = peer.taken.filter { $0.from == sender }.map(\.at)
        // In any span: a bucket's worth, and what flows in meanwhile.
        for i in times.indices {
          var j = i
          while j < times.count, times[j] - times[i] <= 5000 { j += 1 }
          let seconds = Double(times[j - 1] - times[i]) / 1000
          #expect(Double(j - i) <= rate * (1 + seconds) + 0.001)
        }
        let last = try #require(times.last)
        let ideal = (Double(times.count) - rate) / rate
        #expect(abs(Double(last - Self.start) / 1000 - ideal) <= max(1, ideal) * 0.02)
      }
    }
  }

  @Test("two drains share a rate")
  func sharedRate() throws {
    try withStore { store in
      try fill(store, (0..<300).map { message("k\($0)", from: "+12025550190") })
      // Turn by turn, as two processes on one clock would: each limited to a few at a time.
      let clock = DeliveryClock(fixed: Self.start)
      let peers = [CountingPeer(groupSize: 1), CountingPeer(groupSize: 1)]
      var settings = DeliverySettings()
      settings.limit = 5
      settings.maxWait = 3_600_000
      for turn in 0..<60 { _ = try run(store, peers[turn % 2], settings, clock: clock) }
      #expect(peers.map(\.taken.count) == [150, 150])
      #expect(Set(peers.flatMap { $0.taken.map(\.key) }).count == 300)
      #expect(clock.now - Self.start >= 299_000)
      #expect(clock.now - Self.start <= 299_000 * 102 / 100)
    }
  }

  /// Puts an address on the list, in a transaction of its own.
  private func list(_ address: String, _ reason: SuppressionReason, in store: Store) throws {
    var event = SuppressionEvent(
      uid: address, .suppress, at: 1, address: address, source: "test")
    event.reason = reason
    try store.write { database in
      try SuppressionDesk(database).save(
        SuppressionEntry(key: MailboxKey.key(address), event, reason))
    }
  }

  private func mail(_ key: String, _ type: MessageType, to: String) -> Message {
    Message(key: key, channel: .email, to: to, type: type, body: "Hi")
  }

  @Test("mail to a listed address does not leave, also where it was listed meanwhile")
  func suppressed() throws {
    try withStore { store in
      try list("gone@example.com", .bounce, in: store)
      try list("left@example.com", .unsubscribe, in: store)
      let messages = [
        mail("a", .promotional, to: "ana@example.com"),
        mail("b", .promotional, to: "Gone@EXAMPLE.com"),
        mail("c", .transactional, to: "Gone <gone@example.com>"),
        mail("d", .promotional, to: "left@example.com"),
        mail("e", .transactional, to: "left@example.com"),
        mail("f", .promotional, to: "later@example.com"),
      ]
      try store.write { database in
        let project = try Project.named("default", create: true, database)
        let batch = try Batch.open(
          "b", name: "b", channel: .email, in: project, at: Self.start, database)
        let outbox = try OutboxWriter(database)
        for message in messages { _ = try outbox.enqueue(message, batch: batch, at: Self.start) }
      }
      let peer = CountingPeer(groupSize: 1)
      peer.answer = { outgoing in
        // The complaint comes while messages wait.
        if outgoing.message.key == "a" {
          #expect(throws: Never.self) {
            try self.list("LATER@example.com", .complaint, in: store)
          }
        }
        return Answer(.accepted)
      }
      var settings = DeliverySettings()
      settings.rates.everySender = .infinity
      var engine = try DeliveryEngine(
        store, peer, channel: .email, settings, DeliveryClock(fixed: Self.start))
      var results: [String: String] = [:]
      _ = try engine.run(.everything) { outcomes in
        for result in outcomes.map(\.result) {
          results[result.message.key] = "\(result.status.rawValue) \(result.code)"
        }
      }
      #expect(peer.taken.map(\.key) == ["a", "e"])
      for key in ["b", "c", "d", "f"] { #expect(results[key] == "suppressed SUPPRESSED") }
    }
  }

  @Test("after a STOP nothing promotional leaves, and what is transactional does")
  func optOut() throws {
    try withStore { store in
      let promotional = (0..<500).map { message("p\($0)", to: "+12025550105") }
      try fill(
        store, promotional + [message("t", to: "+12025550105", type: .transactional)])
      let peer = CountingPeer(groupSize: 50)
      peer.answer = { outgoing in
        // The wish comes while messages wait, in a transaction of its own.
        if outgoing.message.key == "p9" {
          #expect(throws: Never.self) {
            try store.write { database in
              try OutboxSession(database).optOut(
                "+12025550105", scope: "promotional", source: "test", at: Self.start)
            }
          }
        }
        return Answer(.accepted)
      }
      var settings = DeliverySettings()
      settings.rates.everySender = .infinity
      let (_, results) = try run(store, peer, settings)
      #expect(peer.taken.count == 51)
      #expect(peer.taken.last?.key == "t")
      #expect(results.count { $0.status == .suppressed } == 450)
    }
  }

  @Test("urgent messages overtake, in a share of the rate that is kept for them")
  func priority() throws {
    try withStore { store in
      try fill(
        store, (0..<10).map { message("n\($0)") } + [message("u", priority: 9)])
      let peer = CountingPeer(groupSize: 1)
      _ = try run(store, peer)
      #expect(peer.taken.first?.key == "u")
    }
    try withStore { store in
      var settings = DeliverySettings()
      settings.rates.everySender = 10
      settings.maxWait = 0
      try fill(store, (0..<20).map { message("n\($0)") })
      let clock = DeliveryClock(fixed: Self.start)
      let peer = CountingPeer()
      _ = try run(store, peer, settings, clock: clock)
      #expect(peer.taken.count == 8)  // a fifth of ten is kept
      try fill(store, [message("u", priority: 8)])
      _ = try run(store, peer, settings, clock: clock)
      #expect(peer.taken.map(\.key).last == "u")
    }
  }

  @Test("a peer out of reach is left alone after five times, and asked again later")
  func breaker() throws {
    try withStore { store in
      try fill(store, (0..<20).map { message("k\($0)") })
      var settings = DeliverySettings()
      settings.maxWait = 20_000
      let clock = DeliveryClock(fixed: Self.start)
      let peer = CountingPeer(groupSize: 5)
      peer.answer = { _ in Answer(.unreachable, code: "REFUSED") }
      let (end, _) = try run(store, peer, settings, clock: clock)
      #expect(peer.taken.count == 5)
      #expect(end == .waiting(until: Self.start + 30_000))
      peer.answer = { _ in Answer(.accepted) }
      settings.maxWait = 60_000
      let (later, results) = try run(store, peer, settings, clock: clock)
      #expect(later == .finished)
      #expect(results.count { $0.status == .accepted } == 20)
    }
  }

  @Test("throttling costs no attempt and slows the sender")
  func throttling() throws {
    try withStore { store in
      try fill(store, (0..<20).map { message("k\($0)") })
      var settings = DeliverySettings()
      settings.attempts = 1
      let clock = DeliveryClock(fixed: Self.start)
      let peer = CountingPeer(groupSize: 1)
      var throttled = 0
      peer.answer = { _ in
        throttled += 1
        return Answer(throttled <= 3 ? .throttled : .accepted)
      }
      let (_, results) = try run(store, peer, settings, clock: clock)
      #expect(results.count { $0.status == .accepted } == 20)
      let bucket = try store.read {
        try OutboxSession($0).bucket(via: "test", sender: "10101")
      }
      #expect((bucket?.rate ?? 0) < 100)
      #expect((bucket?.rate ?? 0) >= 10)
    }
  }

  @Test("of a group that is throttled as a whole, the first answer is news and the others are not")
  func throttledGroup() throws {
    try withStore { store in
      try fill(store, (0..<40).map { message("k\($0)") })
      let clock = DeliveryClock(fixed: Self.start)
      let peer = CountingPeer(groupSize: 20)
      peer.answer = { _ in Answer(clock.now == Self.start ? .throttled : .accepted) }
      let (_, results) = try run(store, peer, DeliverySettings(), clock: clock)
      #expect(results.count { $0.status == .accepted } == 40)
      let bucket = try #require(
        try store.read { try OutboxSession($0).bucket(via: "test", sender: "10101") })
      #expect(bucket.throttles == 1)
      // Half of a short code's 100, and what came back since.
      #expect((50..<52).contains(bucket.rate))
      #expect(bucket.slowedUntil - Self.start <= 1000)
    }
  }

  @Test(
    "a sender without a rate sends nothing while its peer asks it to wait",
    arguments: [30_000, nil] as [Int64?])
  func throttledWithoutRate(retryAfter: Int64?) throws {
    try withStore { store in
      try fill(store, (0..<40).map { message("k\($0)") })
      let clock = DeliveryClock(fixed: Self.start)
      var settings = DeliverySettings()
      settings.rates.everySender = .infinity
      let peer = CountingPeer(groupSize: 10)
      var times: [Instant] = []
      peer.answer = { _ in
        times.append(clock.now)
        var answer = Answer(times.count <= 10 ? .throttled : .accepted)
        if answer.verdict == .throttled { answer.retryAfter = retryAfter }
        return answer
      }
      let (_, results) = try run(store, peer, settings, clock: clock)
      #expect(results.count { $0.status == .accepted } == 40)
      // The group that was refused, then nothing, then whole groups.
      #expect(times.count == 50)
      #expect(times[..<10].allSatisfy { $0 == Self.start })
      #expect(times[10...].allSatisfy { $0 == times[10] })
      #expect(times[10] - Self.start >= retryAfter ?? 1)
    }
  }

  @Test("messages that had one answer come again together")
  func answersAsOne() throws {
    try withStore { store in
      try fill(store, (0..<30).map { message("k\($0)") })
      let clock = DeliveryClock(fixed: Self.start)
      var settings = DeliverySettings()
      settings.rates.everySender = .infinity
      let peer = CountingPeer(groupSize: 30)
      peer.answersAsOne = true
      var times: Set<Instant> = []
      peer.answer = { _ in
        times.insert(clock.now)
        return Answer(clock.now == Self.start ? .deferred : .accepted)
      }
      let (_, results) = try run(store, peer, settings, clock: clock)
      #expect(results.count { $0.status == .accepted } == 30)
      #expect(times.count == 2)
    }
  }

  @Test("ten seconds after a pause the next throttling is the first one again")
  func calm() {
    var bucket = Bucket(via: "test", sender: "x", rate: 100, at: Self.start)
    var now = Self.start
    for longest: Int64 in [1000, 2000, 4000] {
      bucket.throttle(retryAfter: nil, chance: 1, at: now)
      #expect(bucket.slowedUntil - now == longest)
      now = bucket.slowedUntil
      bucket.refill(at: now, rate: 100)
    }
    #expect(bucket.rate == 12.5)
    bucket.refill(at: now + 10_000, rate: 100)
    #expect(bucket.rate == 22.5)
    bucket.throttle(retryAfter: nil, chance: 1, at: now + 10_000)
    #expect(bucket.slowedUntil - now == 11_000)
  }

  @Test("a run with a deadline returns then, not before, and lets nothing lie that was answered")
  func deadline() throws {
    try withStore { store in
      try fill(store, (0..<30).map { message("k\($0)") })
      let clock = DeliveryClock(fixed: Self.start)
      let peer = CountingPeer(groupSize: 10)
      var engine = try DeliveryEngine(
        store, peer, channel: .sms, DeliverySettings(), clock)
      let end = try engine.run(.everything, until: Self.start + 5000) { _ in }
      #expect(end == .waiting(until: Self.start + 5000))
      #expect(peer.taken.count == 30)
      // Time stands still while messages leave: at the deadline they are left where they are.
      try fill(store, (30..<60).map { message("k\($0)") })
      _ = try engine.run(.everything, until: clock.now) { _ in }
      #expect(peer.taken.count == 30)
      #expect(try engine.run(.everything) { _ in } == .finished)
      #expect(peer.taken.count == 60)
    }
  }

  static let services: [(uri: String, elapsed: Int64, accepted: Int)] = [
    ("simulate", 0, 24), ("simulate?latency=50", 1200, 24),
    ("simulate?latency=50&sessions=10", 150, 24), ("simulate?rate=10", 0, 10),
    // One more each tenth of a second.
    ("simulate?rate=10&latency=100", 2400, 24), ("simulate?rate=10&latency=50", 1200, 21),
  ]

  @Test("a simulated peer takes its time, and no more than its rate", arguments: services)
  func service(uri: String, elapsed: Int64, accepted: Int) throws {
    var peer = try TransportOpener().open(uri)
    let group = (0..<24).map { Outgoing(message: message("k\($0)"), attempt: 1, batch: "b") }
    let submission = peer.submit(group, at: Self.start)
    #expect(submission.elapsed == elapsed)
    #expect(submission.answers.count { $0.verdict == .accepted } == accepted)
    #expect(
      submission.answers.allSatisfy {
        $0.verdict == .accepted || $0.code == "TooManyRequestsException"
      })
  }

  @Test(
    "refuses what no simulated peer can be",
    arguments: [
      "latency=", "latency=-1", "latency=5..1", "latency=1..2..3", "latency=4000000", "latency=a",
      "sessions=0", "sessions=2000", "rate=0", "rate=-1", "rate=inf", "rate=nan",
    ])
  func refusesService(option: String) {
    #expect(throws: RunFault.self) { try TransportOpener().check("simulate?\(option)") }
  }

  @Test("a message that ran out of time is not sent")
  func expiry() throws {
    try withStore { store in
      var late = message("late")
      late.expires = Self.start
      var soon = message("soon")
      soon.expires = Self.start + 1
      try fill(store, [late, soon])
      let peer = CountingPeer()
      let (_, results) = try run(store, peer)
      #expect(peer.taken.map(\.key) == ["soon"])
      #expect(results.map(\.status) == [.expired, .accepted])
    }
  }
}
