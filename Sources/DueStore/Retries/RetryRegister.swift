import DueModel
import DueSystem
import GRDB

/// A message that other software sent, and what is known of that.
package struct SentElsewhere: Sendable {
  package var message: Message
  package var providerID = ""
  package var sentAt: Instant
  /// How often it was sent again already.
  package var retries = 0

  package init(_ message: Message, sentAt: Instant) {
    self.message = message
    self.sentAt = sentAt
  }
}

/// Makes messages known that other software sent, inside one transaction.
package struct RetryRegister {
  private let database: Database
  private let writer: OutboxWriter
  private let batch: Batch
  /// What attempts of other software are called.
  private static let via = "registered"

  package init(_ project: Project, at now: Instant, _ database: Database) throws {
    self.database = database
    writer = try OutboxWriter(database)
    batch = try Batch.open(
      "\(Self.via)-\(project.seq)", name: Self.via, channel: .sms, in: project, at: now, database)
  }

  /// Adds a message as one that was taken; returns whether it is new.
  package func add(_ sent: SentElsewhere, at now: Instant) throws -> Bool {
    guard case .new(let id) = try writer.enqueue(sent.message, batch: batch, at: sent.sentAt) else {
      return false
    }
    let attempt = 1 + sent.retries
    try database.execute(
      sql: "UPDATE outbox SET state = 'accepted', tries = ?, changed = ? WHERE id = ?",
      arguments: [attempt, now.milliseconds, id])
    try database.execute(
      sql: """
        INSERT INTO attempt (outbox, n, via, started, ended, status, provider_id)
        VALUES (?, ?, ?, ?, ?, 'accepted', nullif(?, ''))
        """,
      arguments: [
        id, attempt, Self.via, sent.sentAt.milliseconds, sent.sentAt.milliseconds,
        sent.providerID,
      ])
    if !sent.providerID.isEmpty {
      try database.execute(
        sql: "INSERT OR REPLACE INTO provider (provider_id, via, outbox, n) VALUES (?, ?, ?, ?)",
        arguments: [sent.providerID, Self.via, id, attempt])
    }
    return true
  }

  /// Notes how many messages the batch has.
  package func finish() throws {
    try database.execute(
      sql: "UPDATE batch SET total = (SELECT count(*) FROM outbox WHERE batch = seq) WHERE seq = ?",
      arguments: [batch.seq])
  }
}
