import GRDB

/// How many endpoints a project has, of which kinds.
package struct EndpointCensus: Sendable, Equatable {
  package struct Line: Sendable, Equatable {
    /// Empty for endpoints that have none.
    package var channel: String
    package var count: Int
    package var optedOut: Int
    package var inactive: Int
  }

  /// By channel, in the order of their names.
  package private(set) var lines: [Line] = []
  package private(set) var users = 0
  /// Users with more endpoints than Pinpoint allowed.
  package private(set) var crowdedUsers = 0

  package var count: Int { lines.reduce(0) { $0 + $1.count } }

  /// The most endpoints that a user could have. Source: Pinpoint developer guide, "Quotas".
  package static let mostEndpoints = 15

  /// Counts those of `project`: one walk over the endpoints.
  package init(of project: Project, _ database: Database) throws {
    lines = try Row.fetchAll(
      database,
      sql: """
        SELECT coalesce(channel, '') AS channel, count(*) AS n,
          sum(opt_out IS 'ALL') AS opted_out, sum(status IS 'INACTIVE') AS inactive
        FROM endpoint NOT INDEXED WHERE project = ? GROUP BY 1 ORDER BY 1
        """, arguments: [project.seq]
    ).map {
      Line(
        channel: $0["channel"], count: $0["n"], optedOut: $0["opted_out"],
        inactive: $0["inactive"])
    }
    users =
      try Int.fetchOne(
        database, sql: "SELECT count(*) FROM user WHERE project = ?", arguments: [project.seq])
      ?? 0
    guard users > 0 else { return }
    crowdedUsers =
      try Int.fetchOne(
        database,
        sql: """
          SELECT count(*) FROM (SELECT 1 FROM endpoint NOT INDEXED
            WHERE project = ? AND user IS NOT NULL GROUP BY user
            HAVING count(*) > \(Self.mostEndpoints))
          """, arguments: [project.seq]) ?? 0
  }
}
