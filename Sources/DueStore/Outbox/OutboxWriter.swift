import DueModel
import DueSystem
import GRDB

/// Puts messages into the outbox, inside the caller's transaction.
///
/// One writer a transaction: its statements are those of the connection.
package struct OutboxWriter {
  private let insert: ReusedStatement
  private let insertText: ReusedStatement
  private let find: ReusedStatement
  let database: Database

  package init(_ database: Database) throws {
    self.database = database
    insert = try ReusedStatement(
      """
      INSERT INTO outbox (state, batch, via, sender, priority, not_before, expires, parts, created,
        changed, rec, channel, key, recipient, type, endpoint, campaign, treatment, activity,
        body, headers, context, hours)
      VALUES ('ready', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
        ?17, ?18, ?19, ?20, ?21)
      ON CONFLICT (key, channel) DO NOTHING
      """, database)
    insertText = try ReusedStatement(
      "INSERT INTO outbox_text (outbox, body, headers) VALUES (?1, ?2, ?3)", database)
    find = try ReusedStatement(
      "SELECT id, state, created FROM outbox WHERE key = ?1 AND channel = ?2", database)
  }

  package enum Enqueued: Equatable, Sendable {
    /// The message is in the outbox now, as row `id`.
    case new(id: Int64)
    /// A message of that channel and key is there already, since `created`.
    case known(id: Int64, state: OutboxState, created: Instant)
    /// Nothing was added: row `id` has the channel and key of a message that is to follow this one.
    case clash(id: Int64)
  }

  /// Adds `message` to `batch`, and those that are to follow it, unless one of its channel and key
  /// is there, or of theirs.
  ///
  /// - Parameters:
  ///   - record: the message's place in its input.
  ///   - via: the one transport that may carry it; empty for whichever the sender is told.
  ///   - size: what `message.size` says, where the caller knows it already.
  package func enqueue(
    _ message: Message, batch: Batch, record: Int? = nil, via: String = "", at now: Instant,
    size: SMSSegmentation? = nil
  ) throws -> Enqueued {
    if !message.fallbacks.isEmpty, let known = try clash(of: message) { return known }
    insert.bind(1, batch.seq)
    insert.bind(2, via)
    insert.bind(3, message.from)
    insert.bind(4, Int64(message.priority))
    insert.bind(5, message.notBefore?.milliseconds ?? 0)
    insert.bind(6, message.expires?.milliseconds)
    insert.bind(7, Int64((size ?? message.size)?.parts ?? 1))
    insert.bind(8, now.milliseconds)
    insert.bind(9, record.map(Int64.init))
    insert.bind(10, message.channel == .email ? "email" : message.channel.recordName)
    insert.bind(11, message.key)
    insert.bind(12, message.to)
    insert.bind(13, message.type.rawValue)
    insert.bind(orNull: 14, message.endpoint)
    insert.bind(orNull: 15, message.campaign)
    insert.bind(orNull: 16, message.treatment)
    insert.bind(orNull: 17, message.activity)
    let isLong = LongTextTable.holds(message)
    insert.bind(18, isLong ? "" : message.body)
    insert.bind(orNull: 19, isLong ? "" : message.headers)
    insert.bind(orNull: 20, message.context)
    insert.bind(orNull: 21, message.hours)
    guard try insert.run() == 1 else {
      guard let known = try known(message) else {
        throw RunFault(.software, "outbox: a key that is there cannot be found")
      }
      return known
    }
    let id = database.lastInsertedRowID
    if isLong { try keep(textOf: message, as: id) }
    if !message.fallbacks.isEmpty {
      try enqueueFallbacks(of: message, as: id, batch: batch, record: record, at: now)
    }
    return .new(id: id)
  }

  private func keep(textOf message: Message, as id: Int64) throws {
    insertText.bind(1, id)
    insertText.bind(2, message.body)
    insertText.bind(orNull: 3, message.headers)
    try insertText.run()
  }

  /// Why `message` and those that follow it cannot all be added; nil where they can.
  private func clash(of message: Message) throws -> Enqueued? {
    if let known = try known(message) { return known }
    for fallback in message.fallbacks {
      if case .known(let id, _, _)? = try known(fallback.message) { return .clash(id: id) }
    }
    return nil
  }

  private func known(_ message: Message) throws -> Enqueued? {
    find.bind(1, message.key)
    find.bind(2, message.channel.recordName)
    defer { find.reset() }
    guard try find.step(), let state = OutboxState(rawValue: find.string(1)) else { return nil }
    return .known(
      id: find.integer(0), state: state, created: Instant(milliseconds: find.integer(2)))
  }
}
