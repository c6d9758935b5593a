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

  /// Keys that look like those that a later message of the same key has, and are not.
  @Test("another message's key is no later one of this", arguments: ["k-abc", "k-1a", "k-1-2"])
  func laterKeys(other: String) throws {
    let directory = NSTemporaryDirectory() + "due-outbox-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let store = try Store(directory, .write)
    let day: Int64 = 86_400_000
    var message = Message(
      key: "k", channel: .sms, to: "+12025550101", type: .promotional, body: "Hi")
    var mail = message
    mail.channel = .email
    message.fallbacks = [.init(after: 90_000, message: mail)]
    try store.write { database in
      let project = try Project.named("p", create: true, database)
      let batch = try Batch.open(
        "b", name: "b", channel: .sms, in: project, at: Self.now, database)
      let outbox = try OutboxWriter(database)
      _ = try outbox.enqueue(message, batch: batch, at: Self.now)
      var last = message
      last.key = other
      last.fallbacks = []
      _ = try outbox.enqueue(last, batch: batch, at: Self.now + day)
      func again(_ at: Instant) throws -> OutboxWriter.Enqueued {
        try outbox.enqueueAgain(
          message, batch: batch, record: 1, via: "", at: at, window: day, size: nil)
      }
      // The row after the three that are there, and after its fallback.
      #expect(try again(Self.now + day + 1000) == .new(id: 4))
      let session = OutboxSession(database)
      let seconds = (Self.now + day + 1000).milliseconds / 1000
      #expect(try session.standing(key: "k-\(seconds)", channel: .sms)?.row.id == 4)
      #expect(try session.standing(key: "k-\(seconds)", channel: .email)?.state == .standby)
      let known = try again(Self.now + day + 2000)
      #expect(known == .known(id: 4, state: .ready, created: Self.now + day + 1000))
    }
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
