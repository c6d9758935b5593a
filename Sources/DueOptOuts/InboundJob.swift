import DueFormats
import DueModel
import DueStore
import DueSystem

/// Messages that came in into the store, some hundred in each transaction; what became of each is
/// told after its commit.
package final class InboundJob {
  package typealias Transact = ((StoreView) throws -> Void) throws -> Void

  package struct Counts: Sendable, Equatable {
    package var messages = 0
    package var duplicates = 0
    package var changed = 0
    package var replies = 0
    package var actions: [ReplyAction: Int] = [:]
    package var rejected = 0

    package init() {}

    package var summary: JSON {
      var members: [JSON.Member] = [.init("messages", .integer(messages))]
      for action in ReplyAction.allCases {
        members.append(.init(action.rawValue, .integer(actions[action] ?? 0)))
      }
      return .object(
        members + [
          .init("duplicates", .integer(duplicates)), .init("changed", .integer(changed)),
          .init("replies", .integer(replies)), .init("rejected", .integer(rejected)),
        ])
    }
  }

  private static let batchLimit = 500

  private let settings: ReplyBook.Settings
  private let now: Instant
  private let transact: Transact
  private let tell: (ReplyBook.Outcome) throws -> Void
  private var batch: [InboundMessage] = []
  package var counts = Counts()

  package init(
    _ settings: ReplyBook.Settings, now: Instant, transact: @escaping Transact,
    tell: @escaping (ReplyBook.Outcome) throws -> Void
  ) {
    self.settings = settings
    self.now = now
    self.transact = transact
    self.tell = tell
  }

  /// Takes one message.
  ///
  /// - Throws: `RecordFault` where the sender is no number in E.164, so that nobody could be put
  ///   on a list.
  package func add(_ message: InboundMessage) throws {
    guard Self.isE164(message.from) else {
      throw RecordFault.unexpected(
        "from", message.from, expected: "a number in E.164, such as +12025550130,")
    }
    batch.append(message)
    if batch.count >= Self.batchLimit { try flush() }
  }

  package static func isE164(_ text: String) -> Bool {
    (8...16).contains(text.utf8.count) && text.hasPrefix("+")
      && text.utf8.dropFirst().allSatisfy { $0 &- 48 <= 9 } && !text.hasPrefix("+0")
  }

  /// Takes what is in hand into the store.
  package func flush() throws {
    if batch.isEmpty { return }
    var outcomes: [ReplyBook.Outcome] = []
    try transact { view in
      outcomes.removeAll()
      var book = try ReplyBook(view, self.settings, at: self.now)
      for message in self.batch { outcomes.append(try book.take(message)) }
    }
    batch.removeAll(keepingCapacity: true)
    for outcome in outcomes {
      count(outcome)
      try tell(outcome)
    }
  }

  private func count(_ outcome: ReplyBook.Outcome) {
    counts.messages += 1
    if outcome.isDuplicate {
      counts.duplicates += 1
      return
    }
    counts.actions[ReplyAction(rawValue: outcome.row.action) ?? .none, default: 0] += 1
    if outcome.row.changed { counts.changed += 1 }
    if !outcome.row.replyKey.isEmpty { counts.replies += 1 }
  }
}

extension ByteBuffer {
  /// Appends what became of a message, and a line end.
  package mutating func append(_ outcome: ReplyBook.Outcome) {
    let row = outcome.row
    append(#"{"id":"# as StaticString)
    append(jsonString: row.message.id)
    append(member: #","from":"#, row.message.from)
    append(member: #","to":"#, row.message.to)
    append(member: #","action":"#, row.action)
    append(member: #","keyword":"#, row.keyword)
    append(member: #","list":"#, row.list)
    append(row.changed ? #","changed":true"# as StaticString : #","changed":false"#)
    append(member: #","reply_key":"#, row.replyKey)
    append(member: #","no_reply":"#, row.noReply)
    if outcome.isDuplicate { append(#","duplicate":true"# as StaticString) }
    append("}\n" as StaticString)
  }
}
