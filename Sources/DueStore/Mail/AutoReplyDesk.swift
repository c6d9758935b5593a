import DueModel
import DueSystem
import GRDB

/// What was decided of one message.
package struct AutoReplyEntry: Sendable, Equatable {
  package enum State: String, Sendable {
    /// No answer.
    case none
    /// An answer that was handed over, or was about to be: after a crash nobody knows.
    case leaving
    case left
    /// An answer that the carrier refused for good.
    case refused
  }

  /// The same for the same message to the same address of ours.
  package var key: String
  package var at: Instant
  package var messageID = ""
  package var sender: String
  package var ours: String
  /// Which rule kept us silent; empty for an answer.
  package var rule = ""
  /// The Message-ID of the answer.
  package var replyID = ""
  package var state = State.none

  package init(key: String, at: Instant, sender: String, ours: String) {
    self.key = key
    self.at = at
    self.sender = sender
    self.ours = ours
  }

  package var isReply: Bool { state != .none }
}

/// Keeps who had an automatic answer and when: the statements of one transaction.
package struct AutoReplyDesk {
  private let database: StoreView

  package init(_ database: StoreView) { self.database = database }

  private static let columns = """
    message_key, at, message_id, sender, our_address, rule, reply_id, state
    """

  /// What was decided of a message before; nil where it is new.
  package func entry(of key: String) throws -> AutoReplyEntry? {
    let statement = try ReusedStatement(
      "SELECT \(Self.columns) FROM auto_reply_log WHERE message_key = ?1", database)
    statement.bind(1, key)
    defer { statement.reset() }
    return try statement.step() ? Self.entry(statement) : nil
  }

  /// When `sender`, a `MailboxKey`, last had an answer from `ours`.
  package func lastReply(to sender: String, from ours: String) throws -> Instant? {
    let statement = try ReusedStatement(
      "SELECT last_reply FROM auto_reply WHERE our_address = ?1 AND sender_key = ?2", database)
    statement.bind(1, ours)
    statement.bind(2, sender)
    defer { statement.reset() }
    return try statement.step() ? Instant(milliseconds: statement.integer(0)) : nil
  }

  /// How many answers there were after `moment`.
  package func replies(after moment: Instant) throws -> Int {
    let statement = try ReusedStatement(
      "SELECT count(*) FROM auto_reply_log WHERE at > ?1 AND decision = 'reply'", database)
    statement.bind(1, moment.milliseconds)
    defer { statement.reset() }
    return try statement.step() ? Int(statement.integer(0)) : 0
  }

  /// Whether nothing may be sent to `sender`, a `MailboxKey`.
  package func isSuppressed(_ sender: String) throws -> Bool {
    try SuppressionList(database).entries(of: sender, topic: nil)
      .contains { $0.reason.holdsBackTransactional }
  }

  /// Notes a decision. Of an answer also who has it: before it leaves.
  package func add(_ entry: AutoReplyEntry) throws {
    let sender = MailboxKey.key(entry.sender)
    let previous = entry.isReply ? try lastReply(to: sender, from: entry.ours) : nil
    try database.execute(
      sql: """
        INSERT INTO auto_reply_log (\(Self.columns), decision, previous)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        entry.key, entry.at.milliseconds, entry.messageID, entry.sender, entry.ours, entry.rule,
        entry.replyID, entry.state.rawValue, entry.isReply ? "reply" : "skip",
        previous?.milliseconds,
      ])
    guard entry.isReply else { return }
    try database.execute(
      sql: """
        INSERT INTO auto_reply VALUES (?, ?, ?, 1)
        ON CONFLICT DO UPDATE SET last_reply = excluded.last_reply, count = count + 1
        """,
      arguments: [entry.ours, sender, entry.at.milliseconds])
  }

  /// Notes that an answer was taken over, or refused.
  package func settle(_ entry: AutoReplyEntry, _ state: AutoReplyEntry.State) throws {
    try database.execute(
      sql: "UPDATE auto_reply_log SET state = ? WHERE message_key = ?",
      arguments: [state.rawValue, entry.key])
  }

  /// Takes back an answer that certainly did not leave, as if it had never been decided.
  package func withdraw(_ entry: AutoReplyEntry) throws {
    let sender = MailboxKey.key(entry.sender)
    try database.execute(
      sql: """
        UPDATE auto_reply SET count = count - 1,
          last_reply = coalesce((SELECT previous FROM auto_reply_log WHERE message_key = ?1), 0)
        WHERE our_address = ?2 AND sender_key = ?3
        """,
      arguments: [entry.key, entry.ours, sender])
    try database.execute(
      sql: "DELETE FROM auto_reply WHERE our_address = ? AND sender_key = ? AND count < 1",
      arguments: [entry.ours, sender])
    try database.execute(
      sql: "DELETE FROM auto_reply_log WHERE message_key = ?", arguments: [entry.key])
  }

  /// Gives `body` what was decided since `moment`, in order.
  package func forEach(since moment: Instant, _ body: (AutoReplyEntry) throws -> Void) throws {
    let statement = try ReusedStatement(
      "SELECT \(Self.columns) FROM auto_reply_log WHERE at >= ?1 ORDER BY seq", database)
    statement.bind(1, moment.milliseconds)
    defer { statement.reset() }
    while try statement.step() { try body(Self.entry(statement)) }
  }

  private static func entry(_ row: ReusedStatement) -> AutoReplyEntry {
    var entry = AutoReplyEntry(
      key: row.string(0), at: Instant(milliseconds: row.integer(1)), sender: row.string(3),
      ours: row.string(4))
    entry.messageID = row.string(2)
    entry.rule = row.string(5)
    entry.replyID = row.string(6)
    entry.state = .init(rawValue: row.string(7)) ?? .none
    return entry
  }
}
