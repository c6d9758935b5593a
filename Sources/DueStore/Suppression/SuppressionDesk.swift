import DueModel
import DueSystem
import GRDB

/// Keeps what was said of addresses, and the list that follows: the statements of one transaction.
package final class SuppressionDesk {
  private let database: Database
  private let insertEvent: ReusedStatement
  private let readEvent: ReusedStatement
  private let readEvents: ReusedStatement
  private let readScopes: ReusedStatement
  private let forgetEvent: ReusedStatement
  private let countSoft: ReusedStatement
  private let insertDelivery: ReusedStatement
  private let readDeliveries: ReusedStatement
  private let readEntries: ReusedStatement
  private let saveEntry: ReusedStatement
  private let removeEntry: ReusedStatement
  private let insertChange: ReusedStatement

  package init(_ database: Database) throws {
    self.database = database
    insertEvent = try ReusedStatement(
      """
      INSERT OR REPLACE INTO suppression_event
        (address_key, scope, uid, \(SuppressionEvent.columns), void)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 0)
      """, database)
    readEvent = try ReusedStatement(
      """
      SELECT scope, uid, \(SuppressionEvent.columns), void FROM suppression_event
      WHERE address_key = ?1 AND scope = ?2 AND uid = ?3
      """, database)
    readEvents = try ReusedStatement(
      """
      SELECT scope, uid, \(SuppressionEvent.columns), void FROM suppression_event
      WHERE address_key = ?1 AND void = 0 ORDER BY at, uid, scope
      """, database)
    readScopes = try ReusedStatement(
      "SELECT scope FROM suppression_event WHERE address_key = ?1 AND uid = ?2 AND void = 0",
      database)
    forgetEvent = try ReusedStatement(
      "DELETE FROM suppression_event WHERE address_key = ?1 AND scope = ?2 AND uid = ?3", database)
    countSoft = try ReusedStatement(
      """
      SELECT 1 FROM suppression_event WHERE address_key = ?1 AND scope = '*' AND act = 'count'
      LIMIT 1
      """, database)
    insertDelivery = try ReusedStatement(
      "INSERT OR IGNORE INTO suppression_delivery (address, at) VALUES (?1, ?2)", database)
    readDeliveries = try ReusedStatement(
      """
      SELECT at FROM suppression_delivery WHERE address = ?1 AND at BETWEEN ?2 AND ?3 ORDER BY at
      """, database)
    readEntries = try ReusedStatement(
      "SELECT \(SuppressionEntry.columns) FROM suppression WHERE address_key = ?1 ORDER BY scope",
      database)
    saveEntry = try ReusedStatement(
      """
      INSERT OR REPLACE INTO suppression (\(SuppressionEntry.columns))
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
      """, database)
    removeEntry = try ReusedStatement(
      "DELETE FROM suppression WHERE address_key = ?1 AND scope = ?2", database)
    insertChange = try ReusedStatement(
      """
      INSERT INTO suppression_log (at, action, address_key, scope, address, old_reason,
        new_reason, detail, event_uid, actor, note)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
      """, database)
  }

  // MARK: What was said

  /// Keeps `event`; whether that is news.
  ///
  /// An event that is kept already stays as it is, void too, unless it now says another thing:
  /// then it was read under other rules.
  ///
  /// - Parameter revives: an event that somebody made void counts again.
  package func keep(_ event: SuppressionEvent, of key: String, revives: Bool = false) throws -> Bool
  {
    readEvent.bind(1, key)
    readEvent.bind(2, event.scope)
    readEvent.bind(3, event.uid)
    let isKnown = try readEvent.step()
    let known = isKnown ? SuppressionEvent(readEvent) : nil
    let isVoid = isKnown && readEvent.integer(12) != 0
    readEvent.reset()
    if let known, isVoid ? !revives : known.saysTheSame(as: event) { return false }
    insertEvent.bind(1, key)
    event.bind(to: insertEvent)
    try insertEvent.run()
    return true
  }

  /// Forgets what event `uid` said of `key` in other scopes than `scopes`; whether there was any.
  package func forget(_ uid: String, of key: String, except scopes: [String]) throws -> Bool {
    readScopes.bind(1, key)
    readScopes.bind(2, uid)
    var others: [String] = []
    while try readScopes.step() {
      let scope = readScopes.string(0)
      if !scopes.contains(scope) { others.append(scope) }
    }
    readScopes.reset()
    for scope in others {
      forgetEvent.bind(1, key)
      forgetEvent.bind(2, scope)
      forgetEvent.bind(3, uid)
      try forgetEvent.run()
    }
    return !others.isEmpty
  }

  /// What was said of `key` and counts, in order of time.
  package func events(of key: String) throws -> [SuppressionEvent] {
    readEvents.bind(1, key)
    defer { readEvents.reset() }
    var events: [SuppressionEvent] = []
    while try readEvents.step() { events.append(SuppressionEvent(readEvents)) }
    return events
  }

  /// Whether a soft bounce of `key` is known.
  package func hasSoftBounces(_ key: Bytes) throws -> Bool {
    countSoft.bind(1, key)
    defer { countSoft.reset() }
    return try countSoft.step()
  }

  /// What stands for `key` in `suppression_delivery`.
  package static func number(of key: Bytes) -> Int64 { Int64(bitPattern: key.hash64) }

  /// Notes that mail arrived; whether that is news.
  package func deliver(_ number: Int64, at: Int64) throws -> Bool {
    insertDelivery.bind(1, number)
    insertDelivery.bind(2, at)
    return try insertDelivery.run() == 1
  }

  /// When mail arrived, from `first` to `last`.
  package func deliveries(_ number: Int64, from first: Int64, to last: Int64) throws -> [Int64] {
    readDeliveries.bind(1, number)
    readDeliveries.bind(2, first)
    readDeliveries.bind(3, last)
    defer { readDeliveries.reset() }
    var times: [Int64] = []
    while try readDeliveries.step() { times.append(readDeliveries.integer(0)) }
    return times
  }

  /// Lets nothing count that was said of `key` so far.
  ///
  /// - Parameter scope: of that scope alone; nil for all.
  package func void(_ key: String, scope: String?) throws {
    try database.execute(
      sql: """
        UPDATE suppression_event SET void = 1
        WHERE address_key = ?1 AND (?2 IS NULL OR scope = ?2) AND act <> 'optout'
        """, arguments: [key, scope])
  }

  /// Takes back that `key`, of somebody who was forgotten, was on the list; whether it was.
  package func liftForgotten(_ key: String, at now: Instant) throws -> Bool {
    try ForgottenWishes.lift(key, list: ForgottenWishes.mail, said: now, database)
  }

  /// Every key of which something was said.
  package func keys() throws -> [String] {
    try String.fetchAll(
      database, sql: "SELECT DISTINCT address_key FROM suppression_event WHERE act <> 'optout'")
  }

  // MARK: The list

  package func entries(of key: String) throws -> [SuppressionEntry] {
    readEntries.bind(1, key)
    defer { readEntries.reset() }
    var entries: [SuppressionEntry] = []
    while try readEntries.step() { entries.append(SuppressionEntry(readEntries)) }
    return entries
  }

  package func save(_ entry: SuppressionEntry) throws {
    entry.bind(to: saveEntry)
    try saveEntry.run()
  }

  package func remove(_ entry: SuppressionEntry) throws {
    removeEntry.bind(1, entry.key)
    removeEntry.bind(2, entry.scope)
    try removeEntry.run()
  }

  package func log(_ change: SuppressionChange) throws {
    insertChange.bind(1, change.at.milliseconds)
    insertChange.bind(2, change.action.rawValue)
    insertChange.bind(3, change.key)
    insertChange.bind(4, change.scope)
    insertChange.bind(5, change.address)
    insertChange.bind(orNull: 6, change.oldReason?.rawValue ?? "")
    insertChange.bind(orNull: 7, change.newReason?.rawValue ?? "")
    insertChange.bind(orNull: 8, change.detail)
    insertChange.bind(orNull: 9, change.eventUID)
    insertChange.bind(10, change.actor)
    insertChange.bind(orNull: 11, change.note)
    try insertChange.run()
  }

  // MARK: How soft bounces count

  /// The rules that the list was made with last; nil for a list that nobody made yet.
  package func rules() throws -> SuppressionRules? {
    guard
      let row = try Row.fetchOne(
        database, sql: "SELECT precedence, soft_limit, soft_days FROM suppression_state")
    else { return nil }
    return SuppressionRules(
      takesLatest: row[0] == "latest", softLimit: row[1], softDays: row[2])
  }

  package func save(_ rules: SuppressionRules) throws {
    try database.execute(
      sql: """
        INSERT INTO suppression_state (one, told, precedence, soft_limit, soft_days)
        VALUES (1, 0, ?1, ?2, ?3)
        ON CONFLICT (one) DO UPDATE SET precedence = ?1, soft_limit = ?2, soft_days = ?3
        """,
      arguments: [rules.takesLatest ? "latest" : "strongest", rules.softLimit, rules.softDays])
  }

  /// Opts a phone number out, where `event` is news; whether it is.
  package func optOut(_ event: SuppressionEvent, of number: String, at now: Instant) throws -> Bool
  {
    guard try keep(event, of: number) else { return false }
    try OutboxSession(database).optOut(
      number, scope: "all", source: event.source, at: Instant(milliseconds: event.at), noted: now)
    return true
  }
}
