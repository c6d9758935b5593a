import DueModel
import GRDB

/// Whom messages of the outbox were for, by their keys.
package struct SentRecipients {
  private let database: StoreView

  package init(_ database: StoreView) { self.database = database }

  /// The address that the message called `key` went to on `channel`; nil for one that is not there.
  package func recipient(of key: String, on channel: Channel) throws -> String? {
    let statement = try ReusedStatement(
      "SELECT recipient FROM outbox WHERE channel = ?1 AND key = ?2", database)
    statement.bind(1, channel.recordName)
    statement.bind(2, key)
    defer { statement.reset() }
    return try statement.step() ? statement.string(0) : nil
  }
}
