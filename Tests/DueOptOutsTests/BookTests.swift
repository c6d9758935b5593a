import DueDelivery
import DueModel
import DueOptOuts
import DueStore
import DueSystem
import Foundation
import Testing

/// A peer that takes everything, and runs something before the first message it gets.
private final class Peer: Transport {
  let name = "test"
  let groupSize = 10
  let isPaced = false
  var before: () throws -> Void = {}
  private(set) var taken: [String] = []

  func submit(_ group: [Outgoing], at now: Instant) -> Submission {
    let first = before
    before = {}
    do { try first() } catch { Issue.record(error) }
    taken += group.map(\.message.key)
    return Submission(group.map { _ in Answer(.accepted) })
  }

  func recover(_ group: [Outgoing]) -> [Answer?] { group.map { _ in nil } }
}

@Suite struct BookTests {
  static let noon = Instant(milliseconds: 1_795_437_000_000)

  private func withStore(_ body: (Store) throws -> Void) throws {
    let directory = NSTemporaryDirectory() + "due-opt-outs-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try body(try Store(directory, .write))
  }

  private func settings(scope: OptOutScope = .promotional) throws -> ReplyBook.Settings {
    var settings = ReplyBook.Settings(try KeywordTests.reader(), project: "default")
    settings.scope = scope
    settings.policy.texts = try ReplyTexts(
      file: KeywordTests.answers, values: ["brand": "Acme", "contact": "0800-1"])
    return settings
  }

  private func message(_ id: Int, _ body: String, at: Instant = noon) -> InboundMessage {
    var message = InboundMessage(.kannel, id: "\(id)", from: "+12025550130", body: body)
    message.to = "+12025550190"
    message.at = at
    return message
  }

  private func take(
    _ messages: [InboundMessage], in store: Store, _ settings: ReplyBook.Settings
  ) throws -> [ReplyBook.Outcome] {
    try store.write { view in
      var book = try ReplyBook(view, settings, at: Self.noon)
      return try messages.map { try book.take($0) }
    }
  }

  @Test(
    "a STOP while messages are handed over lets none through after its commit",
    arguments: [
      OptOutScope.promotional, .all,
    ])
  func stopWhileSending(scope: OptOutScope) throws {
    try withStore { store in
      try store.write { database in
        let project = try Project.named("default", create: true, database)
        let batch = try Batch.open(
          "b", name: "b", channel: .sms, in: project, at: Self.noon, database)
        let outbox = try OutboxWriter(database)
        for i in 0..<501 {
          let message = Message(
            key: "m\(i)", channel: .sms, to: "+12025550130", from: "+12025550190",
            type: i == 500 ? .transactional : .promotional, body: "Hi")
          _ = try outbox.enqueue(message, batch: batch, at: Self.noon)
        }
      }
      let peer = Peer()
      peer.before = {
        _ = try self.take([self.message(1, "STOP")], in: store, self.settings(scope: scope))
      }
      var engine = try DeliveryEngine(
        store, peer, channel: .sms, DeliverySettings(), DeliveryClock(fixed: Self.noon))
      var results: [DeliveryResult] = []
      _ = try engine.run(.everything) { results += $0.map(\.result) }
      // The group that was in hand, the answer, and, of promotional ones, the transactional one.
      let expected = (0..<10).map { "m\($0)" } + (scope == .all ? [] : ["m500"])
      #expect(Set(peer.taken.filter { !$0.hasPrefix("oo-") }) == Set(expected))
      #expect(peer.taken.filter { $0.hasPrefix("oo-") }.count == 1)
      #expect(
        results.filter { $0.status == .suppressed && $0.code == "OPTED_OUT" }.count
          == 501 - expected.count)
    }
  }

  @Test("a message that is delivered again changes nothing")
  func redelivery() throws {
    try withStore { store in
      let stop = message(1, "STOP", at: Self.noon + -1000)
      let first = try take([stop], in: store, settings())
      #expect(first[0].row.changed && !first[0].isDuplicate && !first[0].row.replyKey.isEmpty)
      _ = try take([message(2, "START", at: Self.noon)], in: store, settings())
      let again = try take([stop], in: store, settings())
      #expect(again[0].isDuplicate)
      #expect(again[0].row == first[0].row || again[0].row.replyKey == first[0].row.replyKey)
      let rows = try store.read {
        try OptOutList($0).rows(of: "+12025550130", list: nil, at: Self.noon)
      }
      #expect(rows.isEmpty)
    }
  }

  /// Whatever order messages come in, who is on the list, and since when, is the same.
  @Test("the list does not depend on the order of messages", arguments: 0..<12)
  func order(seed: UInt64) throws {
    var chance = Splitmix(state: seed)
    var messages = (0..<12).map { i in
      message(
        i, chance.next() % 2 == 0 ? "STOP" : "START",
        at: Self.noon + -Int64(chance.next() % 6) * 1000)
    }
    let last = messages.map { ($0.at ?? Self.noon, $0.body == "STOP" ? 1 : 0) }
      .max { ($0.0, $0.1) < ($1.0, $1.1) }
    var found: [[OptOutRow]] = []
    for _ in 0..<4 {
      for i in messages.indices.dropLast() {
        messages.swapAt(i, i + Int(chance.next() % UInt64(messages.count - i)))
      }
      try withStore { store in
        for message in messages { _ = try take([message], in: store, settings()) }
        found.append(
          try store.read {
            try OptOutList($0).rows(of: "+12025550130", list: nil, at: Self.noon)
          })
      }
    }
    #expect(found.allSatisfy { $0 == found[0] })
    #expect(found[0].isEmpty == (last?.1 == 0))
  }

  @Test("an answer leaves from the number they wrote to, first, and not for long")
  func answer() throws {
    try withStore { store in
      let row = try take([message(1, "STOP")], in: store, settings(scope: .all))[0].row
      let standing = try #require(
        try store.read { try OutboxSession($0).standing(key: row.replyKey, channel: .sms) })
      #expect(standing.row.message.from == "+12025550190")
      #expect(standing.row.message.type == .transactional)
      #expect(standing.row.message.priority == 9)
      #expect(standing.row.message.expires == Self.noon + 300_000)
      #expect(Message.isKey(standing.row.message.key))
    }
  }
}
