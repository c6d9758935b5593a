import DueDelivery
import DueModel
import DueStore
import DueSystem
import Foundation
import GRDB
import Testing

/// What a spool keeps, and how long: nothing may appear in it twice, whatever breaks off.
@Suite struct SpoolPeerTests {
  private static let start = Instant(milliseconds: 1_795_437_000_000)
  /// Of a process that is gone: nobody holds it.
  private static let deadOwner: Int64 = 99

  private func withDirectory(_ body: (String) throws -> Void) throws {
    let directory = NSTemporaryDirectory() + "due-spool-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try body(directory)
  }

  private func files(_ directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
  }

  /// Puts two messages into the outbox, as attempts of a dead process that used `via`.
  private func abandon(_ store: Store, via: String) throws -> [Outgoing] {
    try store.write { database in
      let project = try Project.named("default", create: true, database)
      let batch = try Batch.open(
        "b", name: "b", channel: .sms, in: project, at: Self.start, database)
      let outbox = try OutboxWriter(database)
      for key in ["k1", "k2"] {
        _ = try outbox.enqueue(
          Message(
            key: key, channel: .sms, to: "+12025550101", from: "10101", type: .promotional,
            body: "Hi"), batch: batch, at: Self.start)
      }
      let session = OutboxSession(database)
      var taken: [Outgoing] = []
      for lane in try session.lanes(.everything, channel: .sms, via: via) {
        try session.due(lane, at: Self.start, limit: 10) { row in
          try session.submit(row, via: via, owner: Self.deadOwner, at: Self.start)
          taken.append(Outgoing(message: row.message, attempt: 1, batch: row.batch))
          return true
        }
      }
      return taken
    }
  }

  private func engine(_ store: Store, _ transport: any Transport) throws -> DeliveryEngine {
    try DeliveryEngine(
      store, transport, channel: .sms, DeliverySettings(), DeliveryClock(fixed: Self.start))
  }

  /// - Parameter isForeign: whether the run that recovers sends to another spool.
  @Test("a recovery that breaks off sends nothing twice", arguments: [true, false])
  func brokenRecovery(isForeign: Bool) throws {
    try withDirectory { directory in
      let store = try Store("\(directory)/store", .write)
      let old = try SpoolPeer("\(directory)/old")
      let group = try abandon(store, via: old.name)
      #expect(old.submit(group, at: Self.start).answers.map(\.verdict) == [.accepted, .accepted])
      // The process died here. The other program takes its files away.
      #expect(try files("\(directory)/old/new") == ["k1.json", "k2.json"])
      for file in try files("\(directory)/old/new") {
        try FileManager.default.removeItem(atPath: "\(directory)/old/new/\(file)")
      }
      let next = "\(directory)/\(isForeign ? "next" : "old")"

      // The first recovery finds out, and fails to keep it.
      try store.write { database in
        try database.execute(
          sql: """
            CREATE TRIGGER full BEFORE UPDATE ON outbox BEGIN SELECT RAISE(ABORT, 'full'); END
            """)
      }
      do {
        var engine = try engine(store, try SpoolPeer(next))
        #expect(throws: RunFault.self) { _ = try engine.recover() }
      }
      try store.write { try $0.execute(sql: "DROP TRIGGER full") }

      // The second one knows as much.
      var engine = try engine(store, try SpoolPeer(next))
      #expect(try engine.recover().map(\.result.status) == [.accepted, .accepted])
      #expect(try engine.run(.everything) { _ in } == .finished)
      #expect(engine.submitted == 0)
      #expect(try files("\(next)/new") == [])
      #expect(try files("\(directory)/old/tmp") == [])
    }
  }

  @Test("what could not be moved is not moved after a crash: another peer may have it")
  func failedMove() throws {
    try withDirectory { directory in
      let store = try Store("\(directory)/store", .write)
      let spool = try SpoolPeer("\(directory)/spool")
      let other = try SpoolPeer("\(directory)/other")
      var peer = FailoverPeer([spool, other], name: "failover:both")
      let group = try abandon(store, via: peer.name)
      // In the way of the second, and of no file's kind.
      let obstacle = "\(directory)/spool/new/k2.json"
      try FileManager.default.createDirectory(atPath: obstacle, withIntermediateDirectories: true)
      let answers = peer.submit(group, at: Self.start).answers
      #expect(answers.map(\.verdict) == [.accepted, .accepted])
      #expect(try files("\(directory)/other/new") == ["k2.json"])

      // The process dies here, and what was in the way goes.
      try FileManager.default.removeItem(atPath: obstacle)
      var next = FailoverPeer(
        [try SpoolPeer("\(directory)/spool"), try SpoolPeer("\(directory)/other")],
        name: "failover:both")
      #expect(next.recover(group).map { $0?.verdict } == [.accepted, .accepted])
      next.settled()
      #expect(try files("\(directory)/spool/new") == ["k1.json"])
      #expect(try files("\(directory)/other/new") == ["k2.json"])
      #expect(try files("\(directory)/spool/tmp") == [])
    }
  }

  @Test("what a transport that is out of reach began waits for it, and holds nobody up")
  func outOfReach() throws {
    try withDirectory { directory in
      let store = try Store("\(directory)/store", .write)
      _ = try abandon(store, via: "spool:\(directory)/not/mounted")
      var engine = try engine(store, try SpoolPeer("\(directory)/spool"))
      #expect(try engine.recover().isEmpty)
      #expect(try engine.run(.everything) { _ in } == .finished)
      #expect(engine.submitted == 0)
    }
  }
}
