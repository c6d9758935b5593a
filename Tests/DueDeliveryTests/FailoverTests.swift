import DueDelivery
import DueModel
import DueStore
import DueSystem
import Foundation
import Testing

/// A peer that says what it is told, and notes what it was asked.
private final class ToldPeer: Transport {
  let name: String
  let groupSize: Int
  let isPaced = false
  var answers: [String: Answer.Verdict] = [:]
  var known: [String: Answer.Verdict] = [:]
  var fault: RunFault?
  private(set) var asked: [[String]] = []

  init(_ name: String, groupSize: Int = 10) {
    self.name = name
    self.groupSize = groupSize
  }

  func submit(_ group: [Outgoing], at now: Instant) -> Submission {
    asked.append(group.map(\.message.key))
    return Submission(
      group.map { Answer(answers[$0.message.key] ?? .accepted) }, fault: fault)
  }

  func recover(_ group: [Outgoing]) -> [Answer?] {
    group.map { outgoing in known[outgoing.message.key].map { Answer($0) } }
  }
}

@Suite struct FailoverTests {
  private let now = Instant(milliseconds: 1_795_437_000_000)
  private let first = ToldPeer("first", groupSize: 7)
  private let second = ToldPeer("second")

  private func peer() -> FailoverPeer { FailoverPeer([first, second], name: "failover:both") }

  private func group(_ keys: String...) -> [Outgoing] {
    keys.map { key in
      Outgoing(
        message: Message(key: key, channel: .email, to: "a@x", type: .promotional, body: ""),
        attempt: 1, batch: "b")
    }
  }

  @Test(
    "only what nobody has goes on to the next peer",
    arguments: [
      (Answer.Verdict.accepted, false), (.rejected, false), (.optedOut, false),
      (.uncertain, false), (.deferred, true), (.throttled, true), (.unreachable, true),
      (.notSent, true),
    ])
  func goesOn(verdict: Answer.Verdict, mayGoOn: Bool) {
    var peer = peer()
    first.answers["a"] = verdict
    let submission = peer.submit(group("a", "b"), at: now)
    #expect(submission.answers.map(\.verdict) == [mayGoOn ? .accepted : verdict, .accepted])
    #expect(second.asked == (mayGoOn ? [["a"]] : []))
    #expect(submission.answers[0].detail == (mayGoOn ? "by second" : ""))
  }

  @Test("what stops one peer stops the run only where it stops all")
  func faults() {
    var peer = peer()
    first.answers = ["a": .notSent, "b": .notSent]
    first.fault = RunFault(.noPermission, "password refused")
    #expect(peer.submit(group("a", "b"), at: now).fault == nil)
    second.answers = first.answers
    second.fault = RunFault(.unavailable, "will not have us")
    let submission = peer.submit(group("a", "b"), at: now)
    #expect(submission.fault?.exitStatus == .unavailable)
    #expect(submission.answers.map(\.verdict) == [.notSent, .notSent])
    #expect(peer.troubles.map(\.exitStatus) == [.noPermission, .unavailable])
  }

  @Test("a peer that refuses us is told of, though another stands in")
  func troubles() throws {
    let directory = NSTemporaryDirectory() + "due-failover-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let store = try Store(directory, .write)
    try store.write { database in
      let project = try Project.named("default", create: true, database)
      let batch = try Batch.open("b", name: "b", channel: .sms, in: project, at: now, database)
      let outbox = try OutboxWriter(database)
      for key in ["a", "b", "c"] {
        _ = try outbox.enqueue(
          Message(key: key, channel: .sms, to: "+12025550101", type: .promotional, body: "Hi"),
          batch: batch, at: now)
      }
    }
    let fault = RunFault(.noPermission, "401")
    first.fault = fault
    for key in ["a", "b", "c"] { first.answers[key] = .notSent }
    var settings = DeliverySettings()
    settings.limit = 2
    var engine = try DeliveryEngine(
      store, peer(), channel: .sms, settings, DeliveryClock(fixed: now))
    var statuses: [DeliveryResult.Status] = []
    let end = try engine.run(.everything) { statuses += $0.map(\.result.status) }
    #expect(end == .passedOver([fault], .limit))
    #expect(statuses == [.accepted, .accepted])
  }

  @Test("a peer out of reach is left alone for a minute")
  func rests() {
    var peer = peer()
    first.answers["a"] = .unreachable
    _ = peer.submit(group("a"), at: now)
    _ = peer.submit(group("b"), at: now + 59_000)
    #expect(first.asked == [["a"]])
    _ = peer.submit(group("c"), at: now + 60_000)
    #expect(first.asked == [["a"], ["c"]])
    #expect(second.asked == [["a"], ["b"]])
  }

  /// What each peer knows of an attempt, and what counts.
  static let known: [(first: Answer.Verdict?, second: Answer.Verdict?, counts: Answer.Verdict?)] = [
    (nil, nil, nil), (.deferred, nil, .deferred), (nil, .accepted, .accepted),
    (.deferred, .accepted, .accepted), (.uncertain, .accepted, .accepted),
    (.uncertain, .deferred, .uncertain), (.deferred, .uncertain, .uncertain),
    (nil, .uncertain, .uncertain), (.deferred, .rejected, .rejected),
  ]

  @Test("after a crash the gravest counts", arguments: known)
  func recovers(
    first known: Answer.Verdict?, second other: Answer.Verdict?, counts: Answer.Verdict?
  ) {
    var peer = peer()
    first.known["a"] = known
    second.known["a"] = other
    #expect(peer.recover(group("a")).map { $0?.verdict } == [counts])
  }

  @Test("takes no more at a time than the least of its peers")
  func groups() { #expect(peer().groupSize == 7) }
}
