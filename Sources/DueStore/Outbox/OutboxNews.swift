import DueModel
import DueSystem
import GRDB

/// What peers tell later of messages they were given.
extension OutboxSession {
  /// What one event says of a message.
  package struct News: Sendable {
    package var key: String
    package var channel: Channel
    /// Whether the peer has taken the message: whatever happened to it after, it had it.
    package var isTaken: Bool
    /// The event in a word, which becomes the code of a message that was uncertain.
    package var name: String
    /// The peer's name for the message; empty where it tells none.
    package var providerID = ""
    /// What became of the delivery, and what kind of end that is.
    package var receipt: (status: String, kind: DeliveryResult.Class)?
    /// What tells this event from others of its message.
    package var id: String
    package var at: Instant

    package init(
      key: String, channel: Channel, isTaken: Bool, name: String, id: String, at: Instant
    ) {
      self.key = key
      self.channel = channel
      self.isTaken = isTaken
      self.name = name
      self.id = id
      self.at = at
    }
  }

  /// Takes news of a message: one that was uncertain, and may wait to be sent again, is accepted or
  /// rejected from now on, others stay as they are; what became of its delivery is kept.
  ///
  /// - Returns: how it stood before, `uncertain` for one that waits to be sent again too; nil where
  ///   there is no such message.
  package func take(_ news: News, at now: Instant) throws -> OutboxState? {
    guard let standing = try standing(key: news.key, channel: news.channel) else { return nil }
    let id = standing.row.id
    let isOpen = try isUncertain(standing)
    if isOpen {
      try put(id, news.isTaken ? .accepted : .rejected, code: news.name, at: now)
      let attempt = try ReusedStatement(
        """
        UPDATE attempt SET provider_id = coalesce(provider_id, ?3) WHERE outbox = ?1 AND n = ?2
        """, database)
      attempt.bind(1, id)
      attempt.bind(2, Int64(standing.row.tries))
      attempt.bind(orNull: 3, news.providerID)
      try attempt.run()
    }
    if let receipt = news.receipt {
      try note(
        receipt: receipt.status, receipt.kind, of: id, attempt: standing.row.tries,
        providerID: news.id, source: "events", at: news.at)
    }
    try passOn(news, id, at: now)
    return isOpen ? .uncertain : standing.state
  }

  /// What the news mean for who would take the message's place: a bounce of whatever kind is the
  /// end of a mail, and who opens it or complains has got it.
  private func passOn(_ news: News, _ id: Int64, at now: Instant) throws {
    let desk = FallbackDesk(database)
    switch news.receipt?.kind {
    case .ok?, .policy?: try desk.deliver(id, at: news.at, now: now)
    case .permanent?, .transient?: try desk.fail(id, reason: news.name, now: now)
    case .progress?, nil:
      if !news.isTaken { try desk.fail(id, reason: news.name, now: now) }
      if news.name == "Open" || news.name == "Click" {
        try desk.deliver(id, at: news.at, now: now)
      }
    }
  }

  /// Whether nobody knows what became of the last attempt, whatever is to come of the message.
  package func isUncertain(_ standing: Standing) throws -> Bool {
    guard standing.state == .ready else { return standing.state == .uncertain }
    let status = try String.fetchOne(
      database, sql: "SELECT status FROM attempt WHERE outbox = ? AND n = ?",
      arguments: [standing.row.id, standing.row.tries])
    return status == "uncertain"
  }
}
