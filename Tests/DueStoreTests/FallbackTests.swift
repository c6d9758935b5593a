import DueModel
import DueStore
import DueSystem
import Foundation
import GRDB
import Testing

/// A text message, 90 seconds, a mail, an hour, another text message.
@Suite struct FallbackTests {
  static let now = Instant(milliseconds: 1_795_437_000_000)
  static let after: Int64 = 90_000

  /// One message of the chain, by its place.
  private static let keys: [(key: String, channel: Channel)] = [
    ("k", .sms), ("k", .email), ("k-2", .sms),
  ]

  private static var message: Message {
    var message = Message(
      key: "k", channel: .sms, to: "+12025550101", type: .transactional, body: "Hi")
    let mail = Message(
      key: "k", channel: .email, to: "a@example.com", from: "b@example.com", type: .transactional,
      body: "Hi")
    var again = message
    again.key = "k-2"
    message.fallbacks = [
      .init(after: after, message: mail), .init(after: 3_600_000, message: again),
    ]
    return message
  }

  /// What happens to a chain.
  enum Step: Sendable {
    /// A process takes what waits of the channel.
    case submit(Channel)
    /// What that one took comes to an end.
    case settle(OutboxState)
    /// A peer tells of message `place`.
    case delivered(Int), failed(Int)
    /// Somebody takes back all messages, or has them tried again.
    case cancel, requeue
    /// So many milliseconds pass, and what is due moves on.
    case pass(Int64)
  }

  static let stories: [(name: String, steps: [Step], states: String)] = [
    ("nothing runs before the first try", [.pass(1_000_000)], "ready standby standby"),
    (
      "what is heard of in time needs nothing else",
      [.submit(.sms), .settle(.accepted), .delivered(0), .pass(90_000)],
      "accepted cancelled cancelled"
    ),
    (
      "one too few", [.submit(.sms), .settle(.accepted), .pass(89_999)], "accepted standby standby"
    ),
    ("time out", [.submit(.sms), .settle(.accepted), .pass(90_000)], "accepted ready standby"),
    ("in hand is waited for", [.submit(.sms), .pass(90_000)], "submitting standby standby"),
    (
      "in hand, and then not",
      [.submit(.sms), .pass(90_000), .settle(.accepted), .pass(0)], "accepted ready standby"
    ),
    (
      "put off is taken back", [.submit(.sms), .settle(.ready), .pass(90_000)],
      "cancelled ready standby"
    ),
    (
      "nobody knows of it, and nobody sends it again",
      [.submit(.sms), .settle(.uncertain), .pass(90_000)], "uncertain ready standby"
    ),
    ("refused", [.submit(.sms), .settle(.rejected), .pass(0)], "rejected ready standby"),
    ("given up", [.submit(.sms), .settle(.dead), .pass(0)], "dead ready standby"),
    (
      "given up, and not to be had again",
      [.submit(.sms), .settle(.dead), .pass(0), .requeue], "cancelled ready standby"
    ),
    (
      "given up, and tried again before anything moved",
      [.submit(.sms), .settle(.dead), .requeue, .pass(1_000_000)], "ready standby standby"
    ),
    (
      "the last is given up, and tried again",
      [
        .submit(.sms), .settle(.rejected), .pass(0), .submit(.email), .settle(.rejected), .pass(0),
        .submit(.sms), .settle(.dead), .pass(0), .requeue, .pass(1_000_000),
      ], "rejected rejected ready"
    ),
    (
      "told that it failed", [.submit(.sms), .settle(.accepted), .failed(0), .pass(0)],
      "accepted ready standby"
    ),
    (
      "late, and the mail has not left",
      [.submit(.sms), .settle(.accepted), .pass(90_000), .delivered(0)],
      "accepted cancelled cancelled"
    ),
    (
      "late, and the mail is in hand, and is not taken",
      [
        .submit(.sms), .settle(.accepted), .pass(90_000), .submit(.email), .delivered(0),
        .settle(.ready),
      ], "accepted cancelled cancelled"
    ),
    (
      "late, and the mail has left",
      [
        .submit(.sms), .settle(.accepted), .pass(90_000), .submit(.email), .settle(.accepted),
        .delivered(0), .pass(3_600_000),
      ], "accepted accepted cancelled"
    ),
    (
      "the third",
      [
        .submit(.sms), .settle(.accepted), .pass(90_000), .submit(.email), .settle(.accepted),
        .pass(3_600_000),
      ], "accepted accepted ready"
    ),
    (
      "the third fails as well",
      [
        .submit(.sms), .settle(.rejected), .pass(0), .submit(.email), .settle(.rejected), .pass(0),
        .submit(.sms), .settle(.rejected), .pass(1_000_000),
      ], "rejected rejected rejected"
    ),
    (
      "the mail was delivered",
      [
        .submit(.sms), .settle(.rejected), .pass(0), .submit(.email),
        .settle(.accepted), .delivered(1), .pass(3_600_000),
      ], "rejected accepted cancelled"
    ),
    ("taken back", [.cancel, .pass(1_000_000)], "cancelled cancelled cancelled"),
    (
      "taken back when it had left",
      [.submit(.sms), .settle(.accepted), .cancel, .pass(90_000)], "accepted cancelled cancelled"
    ),
  ]

  @Test("moves on, and never has two open", arguments: stories)
  func moves(name: String, steps: [Step], states: String) throws {
    let directory = NSTemporaryDirectory() + "due-fallback-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let store = try Store(directory, .write)
    try store.write { database in
      let project = try Project.named("default", create: true, database)
      let batch = try Batch.open(
        "b", name: "b", channel: .sms, in: project, at: Self.now, database)
      _ = try OutboxWriter(database).enqueue(Self.message, batch: batch, at: Self.now)
      try batch.setTotal(Self.keys.count, database)
    }
    var clock = Self.now
    var taken: OutboxSession.Row?
    for step in steps {
      try store.write { database in
        let session = OutboxSession(database)
        func id(_ place: Int) throws -> Int64 {
          let (key, channel) = Self.keys[place]
          return try #require(try session.standing(key: key, channel: channel)).row.id
        }
        switch step {
        case .submit(let channel):
          for lane in try session.lanes(.everything, channel: channel, via: "x") {
            try session.due(lane, at: clock, limit: 1) { row in
              taken = row
              try session.submit(row, via: "x", owner: 1, at: clock)
              try session.beginTurns(of: 1, at: clock)
              return true
            }
          }
        case .settle(let state):
          let row = try #require(taken)
          try session.settle(
            row.id, attempt: row.tries + 1, key: row.message.key, via: "x",
            .init(state, status: state.rawValue), at: clock)
        case .delivered(let place):
          try FallbackDesk(database).deliver(try id(place), at: clock, now: clock)
        case .failed(let place):
          try FallbackDesk(database).fail(try id(place), reason: "INVALID", now: clock)
        case .cancel, .requeue:
          var filter = OutboxFilter()
          filter.keys = ["k", "k-2"]
          if case .cancel = step {
            _ = try session.cancel(filter, at: clock)
          } else {
            _ = try session.requeue(filter, at: clock)
          }
        case .pass(let span):
          clock = clock + span
          _ = try session.moveOn(at: clock)
          #expect(try session.moveOn(at: clock) == FallbackDesk.Moves(), "again is nothing")
        }
      }
    }
    let found = try store.read { database in
      let session = OutboxSession(database)
      return try Self.keys.map { key, channel in
        try #require(try session.standing(key: key, channel: channel)).state.rawValue
      }
    }
    #expect(found.joined(separator: " ") == states, "\(name)")
    let miscounted = try store.read { database in
      try Int.fetchOne(
        database,
        sql: """
          SELECT count(*) FROM batch b
          WHERE total <> (SELECT count(*) FROM outbox WHERE batch = b.seq)
          """)
    }
    #expect(miscounted == 0, "\(name): each batch knows how many messages it has")
  }

  @Test("nothing enters of a chain of which the store has a message, but the chain itself again")
  func knownMessage() throws {
    let directory = NSTemporaryDirectory() + "due-fallback-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let store = try Store(directory, .write)
    try store.write { database in
      let project = try Project.named("default", create: true, database)
      let batch = try Batch.open(
        "b", name: "b", channel: .sms, in: project, at: Self.now, database)
      let outbox = try OutboxWriter(database)
      _ = try outbox.enqueue(Self.message.fallbacks[1].message, batch: batch, at: Self.now)
      #expect(try outbox.enqueue(Self.message, batch: batch, at: Self.now) == .clash(id: 1))
      let session = OutboxSession(database)
      #expect(try session.lastID() == 1)
      var other = Self.message
      other.fallbacks[1].message.key = "k-3"
      #expect(try outbox.enqueue(other, batch: batch, at: Self.now) == .new(id: 2))
      let again = try outbox.enqueue(other, batch: batch, at: Self.now)
      #expect(again == .known(id: 2, state: .ready, created: Self.now))
      #expect(try session.fallback(2)?.state == .open)
    }
  }
}
