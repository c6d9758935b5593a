import DueModel
import DueSystem
import GRDB

/// Events about messages that are not known yet.
extension RetryDesk {
  /// Milliseconds that an event without its message is kept: carriers tell within 72 hours.
  package static let orphanAge: Int64 = 96 * 3_600_000
}

package struct OrphanDesk {
  private let database: Database

  package init(_ database: Database) { self.database = database }

  /// Keeps an event for later; returns whether it is new.
  package func park(_ notice: DeliveryNotice, at now: Instant) throws -> Bool {
    try database.execute(
      sql: """
        INSERT INTO event_orphan
          (source, source_id, at, status, class, provider_id, keys, number, is_optout, parked)
        VALUES (?, ?, ?, ?, ?, nullif(?, ''), nullif(?, ''), nullif(?, ''), ?, ?)
        ON CONFLICT (source, source_id) DO NOTHING
        """,
      arguments: [
        notice.source, notice.identity, notice.at.milliseconds, notice.status,
        notice.class.rawValue, notice.providerID, notice.keys.joined(separator: " "),
        notice.number, notice.isOptOut, now.milliseconds,
      ])
    return database.changesCount == 1
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
            WHERE o.state <> 'submitting' AND (a.provider_id IS NULL OR a.provider_id = o.key))
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
    try database.execute(
      sql: "DELETE FROM event_orphan WHERE source = ? AND source_id = ?",
      arguments: [notice.source, notice.identity])
  }

  /// Forgets events whose messages never came.
  package func prune(at now: Instant) throws {
    try database.execute(
      sql: "DELETE FROM event_orphan WHERE parked < ?",
      arguments: [(now + -RetryDesk.orphanAge).milliseconds])
  }
}
