import DueModel
import DueSystem
import GRDB

/// Which rows of the lists are meant.
package struct OptOutFilter: Sendable {
  package var list: String?
  package var scope: OptOutScope?
  /// On the list since then or later.
  package var since: Instant?

  package init() {}
}

/// The lists as readers see them, on one view of the store.
package struct OptOutList {
  private let database: Database

  package init(_ database: Database) { self.database = database }

  /// Gives `body` the rows that `filter` means and that hold at `now`, by address and list.
  package func forEach(
    _ filter: OptOutFilter, at now: Instant, _ body: (OptOutRow) throws -> Void
  ) throws {
    let statement = try ReusedStatement(
      """
      SELECT \(OptOutRow.columns) FROM optout
      WHERE (until IS NULL OR until > ?1) AND (?2 IS NULL OR list = ?2)
        AND (?3 IS NULL OR scope = ?3) AND (?4 IS NULL OR since >= ?4)
      ORDER BY address, list
      """, database)
    statement.bind(1, now.milliseconds)
    statement.bind(orNull: 2, filter.list ?? "")
    statement.bind(orNull: 3, filter.scope?.rawValue ?? "")
    statement.bind(4, filter.since?.milliseconds)
    defer { statement.reset() }
    while try statement.step() { try body(OptOutRow(statement)) }
  }

  /// The rows of `address` that hold at `now`, those kept of somebody who was forgotten included.
  package func rows(of address: String, list: String?, at now: Instant) throws -> [OptOutRow] {
    let statement = try ReusedStatement(
      """
      SELECT \(OptOutRow.columns) FROM optout
      WHERE address = ?1 AND (until IS NULL OR until > ?2) AND (?3 IS NULL OR list = ?3)
      ORDER BY list
      """, database)
    statement.bind(1, address)
    statement.bind(2, now.milliseconds)
    statement.bind(orNull: 3, list ?? "")
    defer { statement.reset() }
    var rows: [OptOutRow] = []
    while try statement.step() { rows.append(OptOutRow(statement)) }
    for wish in try ForgottenWishes.find(address, at: now, database)
    where wish.list != ForgottenWishes.mail && (list == nil || wish.list == list) {
      rows.append(OptOutRow(wish, of: address))
    }
    return rows
  }

  /// Everything that was said of `address`, as it was written down.
  package func history(of address: String, list: String?) throws -> [OptOutLogRow] {
    let statement = try ReusedStatement(
      """
      SELECT \(OptOutLogRow.columns) FROM optout_log
      WHERE address = ?1 AND (?2 IS NULL OR list = ?2) ORDER BY n
      """, database)
    statement.bind(1, address)
    statement.bind(orNull: 2, list ?? "")
    defer { statement.reset() }
    var rows: [OptOutLogRow] = []
    while try statement.step() { rows.append(OptOutLogRow(statement)) }
    return rows
  }
}

extension OutboxSession {
  /// Whether somebody asked for no messages of this type from this sender at this address.
  ///
  /// A list holds back what its senders send; the list of every sender, and one without senders,
  /// holds back what anybody sends. Answers to what they wrote leave all the same.
  package func isOptedOut(_ message: Message, at now: Instant) throws -> Bool {
    let statement = try ReusedStatement(
      """
      SELECT 1 FROM optout o WHERE o.address = ?1 AND (o.scope = 'all' OR ?2)
        AND (o.until IS NULL OR o.until > ?3)
        AND (o.list = 'default'
          OR NOT EXISTS (SELECT 1 FROM optout_sender s WHERE s.list = o.list)
          OR EXISTS (SELECT 1 FROM optout_sender s WHERE s.list = o.list AND s.sender = ?4 COLLATE NOCASE))
        AND NOT EXISTS (SELECT 1 FROM optout_reply r WHERE r.key = ?5 AND r.address = ?1)
      LIMIT 1
      """, database)
    statement.bind(1, message.to)
    statement.bind(2, message.type == .promotional ? 1 : Int64(0))
    statement.bind(3, now.milliseconds)
    statement.bind(4, OptOutTable.sender(message.from))
    statement.bind(5, message.key)
    defer { statement.reset() }
    return try statement.step()
  }

  /// Keeps the wish of an address, on the list of every sender, unless it is kept already.
  ///
  /// - Parameter noted: when it is written down; nil for the moment at which it was said.
  package func optOut(
    _ address: String, scope: String, source: String, at said: Instant, noted: Instant? = nil
  ) throws {
    var word = OptOutWord(
      .optOut, address, list: OptOutTable.everySender, at: said, source: source)
    word.scope = OptOutScope(rawValue: scope) ?? .all
    _ = try OptOutDesk(database, at: noted ?? said).take(word, keepsAll: false)
  }
}
