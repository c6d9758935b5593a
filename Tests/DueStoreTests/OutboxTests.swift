import DueModel
import DueStore
import DueSystem
import Foundation
import Testing

@Suite struct OutboxTests {
  static let now = Instant(milliseconds: 1_795_437_000_000)

  @Test("a channel and key enter once")
  func exactlyOnce() throws {
    let directory = NSTemporaryDirectory() + "due-outbox-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let store = try Store(directory, .write)
    let message = Message(
      key: "k-1", channel: .sms, to: "+12025550101", from: "10101", type: .transactional, body: "Hi"
    )
    let outcomes = try store.write { database in
      let batch = try Batch.open(
        "b", name: "b", channel: .sms, in: Project.named("default", create: true, database),
        at: Self.now, database)
      let again = try Batch.open(
        "b", name: "b", channel: .sms, in: Project.named("default", database), at: Self.now,
        database)
      #expect(batch == again)
      let outbox = try OutboxWriter(database)
      var mail = message
      mail.channel = .email
      return try [
        outbox.enqueue(message, batch: batch, at: Self.now),
        outbox.enqueue(message, batch: batch, at: Self.now + 1),
        outbox.enqueue(mail, batch: batch, at: Self.now),
      ]
    }
    #expect(
      outcomes == [
        .new(id: 1), .known(id: 1, state: .ready, created: Self.now), .new(id: 2),
      ])
  }

  @Test("a transaction that fails leaves no message")
  func rollsBack() throws {
    let directory = NSTemporaryDirectory() + "due-outbox-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let store = try Store(directory, .write)
    struct Stop: Error {}
    let message = Message(
      key: "k-1", channel: .sms, to: "+12025550101", type: .promotional, body: "Hi")
    for fails in [true, false] {
      let enqueue = {
        try store.write { database in
          let batch = try Batch.open(
            "b", name: "b", channel: .sms, in: Project.named("p", create: true, database),
            at: Self.now, database)
          let outcome = try OutboxWriter(database).enqueue(message, batch: batch, at: Self.now)
          #expect(outcome == .new(id: 1))
          if fails { throw Stop() }
        }
      }
      if fails { #expect(throws: Stop.self, performing: enqueue) } else { try enqueue() }
    }
  }
}
