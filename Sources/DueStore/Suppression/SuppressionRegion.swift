import DueModel
import DueSystem
import GRDB

/// What the list of SES in one region has, as far as we told it or saw it.
package struct SuppressionRegion {
  private let region: String
  private let database: Database

  package init(_ region: String, _ database: Database) {
    self.region = region
    self.database = database
  }

  /// One thing to tell SES.
  package struct Errand: Sendable, Equatable {
    package var key: String
    package var address: String
    /// nil: the address comes off the list.
    package var reason: SuppressionReason?

    package init(key: String, address: String, reason: SuppressionReason?) {
      self.key = key
      self.address = address
      self.reason = reason
    }
  }

  /// What SES is to be told, by key: what is new here, what has another reason, and what was
  /// taken off here after SES had it.
  ///
  /// - Parameters:
  ///   - includesSoft: soft bounces are told as `BOUNCE`.
  ///   - key: those after that key alone.
  package func errands(includesSoft: Bool, after key: String, limit: Int) throws -> [Errand] {
    let wanted = """
      coalesce(s.push, CASE WHEN ?4 AND s.reason = 'SOFT_BOUNCE' THEN 'BOUNCE' END)
      """
    let statement = try ReusedStatement(
      """
      SELECT s.address_key, s.address, \(wanted) AS wanted
      FROM suppression s LEFT JOIN suppression_push p
        ON p.region = ?1 AND p.address_key = s.address_key
      WHERE s.scope = '*' AND s.address_key > ?2 AND wanted IS NOT NULL
        AND wanted IS NOT p.reason
      UNION ALL
      SELECT p.address_key, p.address, NULL
      FROM suppression_push p
      WHERE p.region = ?1 AND p.address_key > ?2 AND NOT EXISTS (
        SELECT 1 FROM suppression s WHERE s.address_key = p.address_key AND s.scope = '*')
      ORDER BY 1 LIMIT ?3
      """, database)
    statement.bind(1, region)
    statement.bind(2, key)
    statement.bind(3, Int64(limit))
    statement.bind(4, includesSoft ? 1 : Int64(0))
    defer { statement.reset() }
    var errands: [Errand] = []
    while try statement.step() {
      errands.append(
        Errand(
          key: statement.string(0), address: statement.string(1),
          reason: SuppressionReason(rawValue: statement.string(2))))
    }
    return errands
  }

  /// Notes that SES has been told.
  package func note(_ errand: Errand, at now: Instant) throws {
    guard let reason = errand.reason else {
      try database.execute(
        sql: "DELETE FROM suppression_push WHERE region = ? AND address_key = ?",
        arguments: [region, errand.key])
      return
    }
    let statement = try ReusedStatement(
      """
      INSERT OR REPLACE INTO suppression_push (region, address_key, address, reason, at)
      VALUES (?1, ?2, ?3, ?4, ?5)
      """, database)
    statement.bind(1, region)
    statement.bind(2, errand.key)
    statement.bind(3, errand.address)
    statement.bind(4, reason.rawValue)
    statement.bind(5, now.milliseconds)
    try statement.run()
  }

  // MARK: A pull that was cut short

  /// Where a pull of the entries since `since` goes on; nil from the start.
  package func token(since: Instant?) throws -> String? {
    try String.fetchOne(
      database, sql: "SELECT token FROM suppression_pull WHERE region = ? AND since IS ?",
      arguments: [region, since?.milliseconds])
  }

  /// Notes where the pull goes on; nil when it is complete.
  package func note(token: String?, since: Instant?) throws {
    guard let token else {
      try database.execute(
        sql: "DELETE FROM suppression_pull WHERE region = ?", arguments: [region])
      return
    }
    try database.execute(
      sql: "INSERT OR REPLACE INTO suppression_pull (region, since, token) VALUES (?, ?, ?)",
      arguments: [region, since?.milliseconds, token])
  }
}
