import DueModel
import GRDB

/// What the outbox knows of a message by its key.
package struct SentMessage: Sendable, Equatable {
  /// The address that it went to.
  package var recipient: String
  /// What the peer that took it last calls it; the key where it gave no name, as in its events.
  package var name: String
}

/// Finds messages of the outbox by their keys.
package struct SentMessages {
  private let database: StoreView

  package init(_ database: StoreView) { self.database = database }

  /// The message called `key` on `channel`; nil for one that is not there.
  package func message(_ key: String, on channel: Channel) throws -> SentMessage? {
    let statement = try ReusedStatement(
      """
      SELECT o.recipient, coalesce(nullif((SELECT a.provider_id FROM attempt a
          WHERE a.outbox = o.id ORDER BY a.n DESC LIMIT 1), ''), o.key)
      FROM outbox o WHERE o.channel = ?1 AND o.key = ?2
      """, database)
    statement.bind(1, channel.recordName)
    statement.bind(2, key)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    return SentMessage(recipient: statement.string(0), name: statement.string(1))
  }
}
