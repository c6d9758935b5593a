import DueModel
import DueSystem
import GRDB

/// Events about messages that are not known yet.
extension RetryDesk {
  /// Milliseconds that an event without its message is kept: carriers tell within 72 hours.
  package static let orphanAge: Int64 = 96 * 3_600_000
}

/// Keeps such events, and gives them back.
package struct OrphanDesk {
  private let database: Database
  private let insert: ReusedStatement
  private let delete: ReusedStatement

  package init(_ database: Database) throws {
    self.database = database
    insert = try ReusedStatement(
      """
      INSERT INTO event_orphan
        (source, source_id, at, status, class, provider_id, keys, number, is_optout, parked)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (source, source_id) DO NOTHING
      """, database)
    delete = try ReusedStatement(
      "DELETE FROM event_orphan WHERE source = ?1 AND source_id = ?2", database)
  }

  /// Keeps an event for later; returns whether it is new.
  package func park(_ notice: DeliveryNotice, at now: Instant) throws -> Bool {
    insert.bind(1, notice.source)
    insert.bind(2, notice.identity)
    insert.bind(3, notice.at.milliseconds)
    insert.bind(4, notice.status)
    insert.bind(5, notice.class.rawValue)
    insert.bind(orNull: 6, notice.providerID)
    insert.bind(orNull: 7, notice.keys.joined(separator: " "))
    insert.bind(orNull: 8, notice.number)
    insert.bind(9, notice.isOptOut ? 1 : Int64(0))
    insert.bind(10, now.milliseconds)
    return try insert.run() == 1
  }

  /// The events whose messages may be known by now, the earliest first.
  package func candidates() throws -> [DeliveryNotice] {
    try GRDB.Row.fetchAll(
      database,
      sql: """
        SELECT * FROM event_orphan e WHERE
          EXISTS (SELECT 1 FROM provider p WHERE p.provider_id = e.provider_id)
          OR EXISTS (SELECT 1
            FROM json_each('["' || replace(e.keys, ' ', '","') || '"]') k
              JOIN outbox o ON o.key = k.value AND o.channel = 'sms'
              LEFT JOIN attempt a ON a.outbox = o.id AND a.n = o.tries
            WHERE o.state NOT IN ('submitting', 'ready')
              AND (a.provider_id IS NULL OR a.provider_id = o.key))
        ORDER BY at, source, source_id
        """
    ).map { row in
      var notice = DeliveryNotice(
        source: row["source"], status: row["status"],
        class: DeliveryResult.Class(rawValue: row["class"]) ?? .progress,
        at: Instant(milliseconds: row["at"]))
      notice.providerID = row["provider_id"] ?? ""
      notice.keys = (row["keys"] as String? ?? "").split(separator: " ").map(String.init)
      notice.number = row["number"] ?? ""
      notice.isOptOut = row["is_optout"]
      return notice
    }
  }

  package func drop(_ notice: DeliveryNotice) throws {
    delete.bind(1, notice.source)
    delete.bind(2, notice.identity)
    try delete.run()
  }

  /// Forgets events whose messages never came.
  package func prune(at now: Instant) throws {
    try database.execute(
      sql: "DELETE FROM event_orphan WHERE parked < ?",
      arguments: [(now + -RetryDesk.orphanAge).milliseconds])
  }
}
