import DueModel
import DueStore
import DueSystem
import Foundation
import Testing

@testable import DueDelivery

/// A peer that works beside the engine, and notes what it gets, group by group.
///
/// Who has started the engine looks at it when that has ended.
private final class SidePeer: ParallelTransport, @unchecked Sendable {
  let name = "side"
  let groupSize = 10
  let isPaced = false
  /// What it says to a message of the group of that number.
  var answer: (Int, Outgoing) -> Answer = { _, _ in Answer(.accepted) }
  /// The group after which it takes nothing more.
  var last = Int.max
  /// Called with a group in the air.
  var meanwhile: (Int) -> Void = { _ in }
  private(set) var groups: [[String]] = []
  private(set) var logs: Set<ObjectIdentifier> = []

  func submit(_ group: [Outgoing], at now: Instant) -> Submission {
    submit(group, at: now, noting: nil)
  }

  func submit(_ group: [Outgoing], at now: Instant, noting log: FlightLog?) -> Submission {
    let number = groups.count
    groups.append(group.map(\.message.key))
    if let log { logs.insert(ObjectIdentifier(log)) }
    meanwhile(number)
    return Submission(
      group.map { answer(number, $0) },
      fault: number >= last ? RunFault(.unavailable, "closed") : nil)
  }

  func recover(_ group: [Outgoing]) -> [Answer?] { group.map { _ in nil } }
}

@Suite struct ParallelTests {
  private struct Enough: Error {}

  /// Runs `body` with a store in which 95 messages wait.
  private func withStore(_ body: (Store) throws -> Void) throws {
    let directory = NSTemporaryDirectory() + "due-parallel-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let store = try Store(directory, .write)
    try store.write { database in
      let project = try Project.named("default", create: true, database)
      let batch = try Batch.open(
        "b", name: "b", channel: .sms, in: project, at: EngineTests.start, database)
      let outbox = try OutboxWriter(database)
      for key in Self.keys {
        let message = Message(
          key: key, channel: .sms, to: "+12025550101", from: "10101", type: .promotional,
          body: "Hi")
        _ = try outbox.enqueue(message, batch: batch, at: EngineTests.start)
      }
    }
    try body(store)
  }

  private static let keys = (0..<95).map { "k\($0)" }

  private func engine(_ store: Store, _ peer: SidePeer) throws -> DeliveryEngine {
    try DeliveryEngine(
      store, peer, channel: .sms, DeliverySettings(), DeliveryClock(fixed: EngineTests.start))
  }

  private func count(_ state: OutboxState, _ store: Store) throws -> Int {
    try store.read { try OutboxSession($0).counts() }.filter { $0.state == state }
      .reduce(0) { $0 + $1.messages }
  }

  @Test("every message leaves once, in order, and is told in order")
  func order() throws {
    try withStore { store in
      let peer = SidePeer()
      var engine = try engine(store, peer)
      var told: [String] = []
      let end = try engine.run(.everything) { told += $0.map(\.result.message.key) }
      #expect(end == .finished)
      #expect(peer.groups.flatMap { $0 } == Self.keys)
      #expect(told == Self.keys)
      #expect(engine.submitted == 95)
      // One for the group that is in the air, one for the group whose answers are not kept yet.
      #expect(peer.logs.count == 2)
      #expect(try count(.accepted, store) == 95)
    }
  }

  @Test("the next group is taken while one is in the air")
  func beside() throws {
    try withStore { store in
      let peer = SidePeer()
      let directory = store.directory
      var most = 0
      peer.meanwhile = { number in
        guard number == 0, let view = try? Store(directory, .read) else { return }
        for _ in 0..<1000 where most < 20 {
          most = (try? self.count(.submitting, view)) ?? 0
          usleep(10_000)
        }
      }
      var engine = try engine(store, peer)
      _ = try engine.run(.everything) { _ in }
      #expect(most == 20)
    }
  }

  @Test(
    "a group in trouble lands, and is kept, before the next goes",
    arguments: [Answer.Verdict.throttled, .unreachable, .notSent])
  func trouble(verdict: Answer.Verdict) throws {
    try withStore { store in
      let peer = SidePeer()
      peer.answer = { number, outgoing in
        Answer(number == 2 && outgoing.message.key == "k20" ? verdict : .accepted)
      }
      var isKept = false
      let directory = store.directory
      peer.meanwhile = { number in
        guard number == 3, let view = try? Store(directory, .read) else { return }
        let standing = try? view.read {
          try OutboxSession($0).standing(key: "k20", channel: .sms)
        }
        isKept = standing.map { $0.state == .ready || $0.row.tries == 2 } ?? false
      }
      var engine = try engine(store, peer)
      let end = try engine.run(.everything) { _ in }
      #expect(end == .finished)
      let gone = peer.groups.flatMap { $0 }
      #expect(gone.filter { $0 == "k20" }.count == 2)
      #expect(Set(gone).count == 95)
      #expect(gone.count == 96)
      #expect(isKept)
      #expect(try count(.accepted, store) == 95)
    }
  }

  @Test("a peer that takes nothing more ends the run, and what it did not get is ready")
  func stopped() throws {
    try withStore { store in
      let peer = SidePeer()
      peer.last = 2
      var engine = try engine(store, peer)
      var told = 0
      let end = try engine.run(.everything) { told += $0.count }
      #expect(end == .stopped(RunFault(.unavailable, "closed")))
      #expect(told == 30)
      #expect(try count(.accepted, store) == 30)
      #expect(try count(.ready, store) == 65)
    }
  }

  @Test("when nobody listens any more, what is in the air is kept, and the rest is ready")
  func deaf() throws {
    try withStore { store in
      let peer = SidePeer()
      var engine = try engine(store, peer)
      #expect(throws: Enough.self) { try engine.run(.everything) { _ in throw Enough() } }
      #expect(peer.groups.count == 2)
      #expect(try count(.accepted, store) == 20)
      #expect(try count(.ready, store) == 75)
      #expect(try count(.submitting, store) == 0)
    }
  }
}
