import DueFormats
import DueSystem
import GRDB

/// What is in the database: counts, and whether its sums are right.
package enum EventCensus {
  package struct Row: Sendable {
    package var project: String
    package var family: String
    package var type: String
    package var count: Int64
    package var first: Instant?
    package var last: Instant?
  }

  /// The events by project, family and type.
  package static func rows(in directory: String) throws -> [Row] {
    try EventStore(directory).read { database in
      let rows = try GRDB.Row.fetchAll(
        database,
        sql: """
          SELECT g.project, g.family, g.type, sum(n), min(first), max(last)
          FROM (SELECT grp, count(*) AS n, min(at) AS first, max(at) AS last
            FROM event GROUP BY grp) e JOIN event_group g ON g.seq = e.grp
          GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
          """)
      return rows.map { row in
        Row(
          project: row[0], family: row[1], type: row[2], count: row[3],
          first: (row[4] as Int64?).map { Instant(milliseconds: $0) },
          last: (row[5] as Int64?).map { Instant(milliseconds: $0) })
      }
    }
  }

  /// What is wrong with the database, a line each; nothing where nothing is.
  ///
  /// Looks at SQLite's structures, at the events' tables against one another, and at the sums against
  /// the events, as far as gc has left them.
  package static func problems(in directory: String) throws -> [String] {
    try EventStore(directory).read { database in
      var problems = try String.fetchAll(database, sql: "PRAGMA integrity_check(20)")
      problems.removeAll { $0 == "ok" }
      for (sql, problem) in checks {
        let count = try Int.fetchOne(database, sql: sql) ?? 0
        if count > 0 { problems.append("\(count) \(problem)") }
      }
      return problems
    }
  }

  private static let counted = """
    SELECT CAST(floor(coalesce(e.at, e.arrived, e.hour * 3600000) / 86400000.0) AS INTEGER) AS day,
      grp, count(*) AS count FROM event e GROUP BY 1, 2
    """

  private static let checks = [
    (
      "SELECT count(*) FROM event WHERE seq NOT IN (SELECT seq FROM event_raw)",
      "events without their text"
    ),
    (
      "SELECT count(*) FROM event_raw WHERE seq NOT IN (SELECT seq FROM event)",
      "texts without their event"
    ),
    (
      """
      SELECT count(*) FROM event e LEFT JOIN event_uid u ON u.uid = e.uid WHERE u.seq IS NOT e.seq
      """,
      "events without their key"
    ),
    (
      "SELECT (SELECT count(*) FROM event_uid) <> (SELECT count(*) FROM event)",
      "more keys than events, or fewer"
    ),
    (
      """
      SELECT count(*) FROM (\(counted)) c LEFT JOIN event_day d ON d.day = c.day AND d.grp = c.grp
      WHERE c.day >= coalesce((SELECT before / 86400000 FROM event_horizon), -100000000)
        AND d.count IS NOT c.count
      """,
      "sums of days that are not what the events come to"
    ),
    (
      """
      SELECT abs((SELECT coalesce(sum(count), 0) FROM event_day)
        - (SELECT coalesce(sum(count), 0) FROM event_month))
      """,
      "events more in the sums of days than in those of months, or fewer"
    ),
  ]
}
