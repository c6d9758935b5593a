import DueModel
import DueSystem
import GRDB

/// Which rows of the list are meant.
package struct SuppressionFilter: Sendable {
  package var reasons: [SuppressionReason] = []
  /// nil for every scope.
  package var scope: String?
  /// Seen last at this moment or later.
  package var since: Instant?

  package init() {}

  fileprivate var condition: String {
    var parts = ["1"]
    if !reasons.isEmpty {
      parts.append("reason IN (\(reasons.map { "'\($0.rawValue)'" }.joined(separator: ", ")))")
    }
    if scope != nil { parts.append("scope = ?1") }
    if since != nil { parts.append("last_seen >= ?2") }
    return parts.joined(separator: " AND ")
  }
}

/// The list as readers see it, on one view of the store.
package struct SuppressionList {
  let database: Database

  package init(_ database: Database) { self.database = database }

  /// Gives `body` the rows that `filter` means, by key and scope.
  package func forEach(
    _ filter: SuppressionFilter = SuppressionFilter(), _ body: (SuppressionEntry) throws -> Void
  ) throws {
    let statement = try ReusedStatement(
      """
      SELECT \(SuppressionEntry.columns) FROM suppression WHERE \(filter.condition)
      ORDER BY address_key, scope
      """, database)
    if let scope = filter.scope { statement.bind(1, scope) }
    if let since = filter.since { statement.bind(2, since.milliseconds) }
    defer { statement.reset() }
    while try statement.step() { try body(SuppressionEntry(statement)) }
  }

  /// Gives `body` each key that holds back what goes to everybody, or to `topic`.
  package func forEachKey(topic: String?, _ body: (Bytes) throws -> Void) throws {
    let statement = try ReusedStatement(
      "SELECT address_key FROM suppression WHERE scope = '*' OR scope = ?1", database)
    statement.bind(1, topic ?? SuppressionEvent.everything)
    defer { statement.reset() }
    while try statement.step() { try body(statement.bytes(0)) }
  }

  /// The rows of `key` that hold back what goes to everybody, or to `topic`.
  package func entries(of key: String, topic: String?) throws -> [SuppressionEntry] {
    let statement = try ReusedStatement(
      """
      SELECT \(SuppressionEntry.columns) FROM suppression
      WHERE address_key = ?1 AND (scope = '*' OR scope = ?2) ORDER BY scope
      """, database)
    statement.bind(1, key)
    statement.bind(2, topic ?? SuppressionEvent.everything)
    defer { statement.reset() }
    var entries: [SuppressionEntry] = []
    while try statement.step() { entries.append(SuppressionEntry(statement)) }
    return entries
  }

  /// Since when a phone number is on the opt-out list; nil for one that is not. Of somebody who was
  /// forgotten the source says so.
  package func optOut(of number: String, at now: Instant) throws -> (
    scope: String, since: Instant, source: String
  )? {
    let statement = try ReusedStatement(
      """
      SELECT scope, since, source FROM optout
      WHERE address = ?1 AND (until IS NULL OR until > ?2) ORDER BY list LIMIT 1
      """, database)
    statement.bind(1, number)
    statement.bind(2, now.milliseconds)
    defer { statement.reset() }
    guard try statement.step() else {
      let kept = try ForgottenWishes.find(number, at: now, database)
        .first { $0.list != ForgottenWishes.mail }
      return kept.map { ($0.scope.rawValue, $0.since, OptOutRow.forgotten) }
    }
    return (
      statement.string(0), Instant(milliseconds: statement.integer(1)), statement.string(2)
    )
  }
}

extension OutboxSession {
  /// Why a message must not leave, whoever asked for it: the code of its result.
  package enum Refusal: String, Sendable {
    /// The number is on the opt-out list.
    case optedOut = "OPTED_OUT"
    /// The mail address is on the suppression list.
    case suppressed = "SUPPRESSED"
  }

  /// Whether anybody is on a list at all, or was when they were forgotten: where not, nobody need
  /// be looked up.
  package func hasListed() throws -> Bool {
    try Bool.fetchOne(
      database,
      sql: """
        SELECT EXISTS (SELECT 1 FROM optout) OR EXISTS (SELECT 1 FROM suppression)
          OR EXISTS (SELECT 1 FROM forgotten)
        """) ?? true
  }

  /// Why `message` must not leave at `now`; nil where it may.
  ///
  /// Senders ask inside the transaction that hands it to a peer.
  ///
  /// - Parameter forgotten: refreshed in this transaction.
  package func refusal(
    of message: Message, at now: Instant, _ forgotten: ForgottenMarks
  ) throws -> Refusal? {
    if let refusal = try refusalOfForgotten(message, at: now, forgotten) { return refusal }
    if try isOptedOut(message, at: now) { return .optedOut }
    guard message.channel.family == .email else { return nil }
    let key = MailboxKey.key(message.to)
    if key != message.to {
      var canonical = message
      canonical.to = key
      if try isOptedOut(canonical, at: now) { return .optedOut }
    }
    let statement = try ReusedStatement(
      "SELECT reason FROM suppression WHERE address_key = ?1 AND scope = '*'", database)
    statement.bind(1, key)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    let reason = SuppressionReason(rawValue: statement.string(0)) ?? .bounce
    let holdsBack = message.type == .promotional || reason.holdsBackTransactional
    return holdsBack ? .suppressed : nil
  }
}
