import DueModel
import DueSystem
import GRDB

/// Messages that came in, and what was answered: the statements of one transaction.
package final class OptOutReplies {
  private let database: Database
  private let readInbound: ReusedStatement
  private let insertInbound: ReusedStatement
  private let near: ReusedStatement
  private let insertReply: ReusedStatement
  private let findList: ReusedStatement

  package init(_ database: Database) throws {
    self.database = database
    readInbound = try ReusedStatement(
      """
      SELECT at, from_address, to_address, list, body, action, keyword, changed, reply_key, no_reply
      FROM inbound WHERE source = ?1 AND source_id = ?2
      """, database)
    insertInbound = try ReusedStatement(
      """
      INSERT INTO inbound (source, source_id, at, from_address, to_address, list, body, action,
        keyword, changed, reply_key, no_reply)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
      """, database)
    near = try ReusedStatement(
      """
      SELECT 1 FROM optout_reply WHERE address = ?1 AND list = ?2 AND action = ?3
        AND at > ?4 - ?5 AND at < ?4 + ?5 LIMIT 1
      """, database)
    insertReply = try ReusedStatement(
      "INSERT INTO optout_reply (key, address, list, action, at) VALUES (?1, ?2, ?3, ?4, ?5)",
      database)
    findList = try ReusedStatement(
      "SELECT list FROM optout_sender WHERE sender = ?1 COLLATE NOCASE", database)
  }

  /// What became of that message, where it came before.
  package func known(_ message: InboundMessage) throws -> InboundRow? {
    readInbound.bind(1, message.source.rawValue)
    readInbound.bind(2, message.id)
    defer { readInbound.reset() }
    guard try readInbound.step() else { return nil }
    var found = InboundMessage(
      message.source, id: message.id, from: readInbound.string(1), body: readInbound.string(4))
    found.to = readInbound.string(2)
    var row = InboundRow(
      found, at: Instant(milliseconds: readInbound.integer(0)), list: readInbound.string(3),
      action: readInbound.string(5))
    row.keyword = readInbound.string(6)
    row.changed = readInbound.integer(7) != 0
    row.replyKey = readInbound.string(8)
    row.noReply = readInbound.string(9)
    return row
  }

  package func keep(_ row: InboundRow) throws {
    insertInbound.bind(1, row.message.source.rawValue)
    insertInbound.bind(2, row.message.id)
    insertInbound.bind(3, row.at.milliseconds)
    insertInbound.bind(4, row.message.from)
    insertInbound.bind(orNull: 5, row.message.to)
    insertInbound.bind(6, row.list)
    insertInbound.bind(7, row.message.body)
    insertInbound.bind(8, row.action)
    insertInbound.bind(orNull: 9, row.keyword)
    insertInbound.bind(10, row.changed ? 1 : Int64(0))
    insertInbound.bind(orNull: 11, row.replyKey)
    insertInbound.bind(orNull: 12, row.noReply)
    try insertInbound.run()
  }

  /// Whether such an answer was given to a message of less than `span` milliseconds before or
  /// after `at`.
  package func hasAnswered(
    _ address: String, list: String, action: String, near at: Instant, within span: Int64
  ) throws -> Bool {
    near.bind(1, address)
    near.bind(2, list)
    near.bind(3, action)
    near.bind(4, at.milliseconds)
    near.bind(5, span)
    defer { near.reset() }
    return try near.step()
  }

  /// Puts an answer into the outbox: it leaves whatever the lists say.
  package func answer(
    _ message: Message, list: String, action: String, to at: Instant, in batch: Batch, via: String,
    at now: Instant
  ) throws {
    insertReply.bind(1, message.key)
    insertReply.bind(2, message.to)
    insertReply.bind(3, list)
    insertReply.bind(4, action)
    insertReply.bind(5, at.milliseconds)
    try insertReply.run()
    _ = try OutboxWriter(database).enqueue(message, batch: batch, via: via, at: now)
  }

  /// The list that the people of a sender are on; nil for a sender without one of its own.
  package func list(of sender: String) throws -> String? {
    findList.bind(1, OptOutTable.sender(sender))
    defer { findList.reset() }
    return try findList.step() ? findList.string(0) : nil
  }

  /// Gives a sender a list; every sender's where nil. Whether that is news.
  package func assign(_ sender: String, to list: String?) throws -> Bool {
    guard try self.list(of: sender) != list else { return false }
    let sender = OptOutTable.sender(sender)
    try database.execute(
      sql: "DELETE FROM optout_sender WHERE sender = ? COLLATE NOCASE", arguments: [sender])
    if let list {
      try database.execute(
        sql: "INSERT INTO optout_sender (sender, list) VALUES (?, ?)",
        arguments: [sender, list])
    }
    return true
  }

  /// The senders that have a list of their own.
  package func senders() throws -> [(sender: String, list: String)] {
    try GRDB.Row.fetchAll(database, sql: "SELECT sender, list FROM optout_sender ORDER BY 2, 1")
      .map { (sender: $0[0], list: $0[1]) }
  }
}
