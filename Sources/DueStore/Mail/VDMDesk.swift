import DueSystem
import GRDB

/// How often one thing happened on one day in one place: a row of `vdm_volume`.
package struct StoredVolume: Sendable, Equatable {
  /// Days since 1970-01-01.
  package var day: Int
  package var identity: String
  package var configurationSet: String
  package var isp: String
  package var metric: String
  package var volume: Int64

  package init(
    day: Int, identity: String, configurationSet: String, isp: String, metric: String,
    volume: Int64
  ) {
    self.day = day
    self.identity = identity
    self.configurationSet = configurationSet
    self.isp = isp
    self.metric = metric
    self.volume = volume
  }
}

/// Keeps the days of deliverability reports, and gives them back.
package struct VDMDesk {
  private let project: Project
  private let database: StoreView

  package init(_ project: Project, _ database: StoreView) {
    self.project = project
    self.database = database
  }

  /// Puts `volumes` in place of all that was kept of `days`.
  package func replace(_ days: Range<Int>, _ volumes: [StoredVolume]) throws {
    for table in ["vdm_volume", "vdm_day"] {
      try database.execute(
        sql: "DELETE FROM \(table) WHERE project = ? AND day >= ? AND day < ?",
        arguments: [project.seq, days.lowerBound, days.upperBound])
    }
    let addDay = try ReusedStatement("INSERT INTO vdm_day VALUES (?1, ?2)", database)
    for day in days {
      addDay.bind(1, project.seq)
      addDay.bind(2, Int64(day))
      try addDay.run()
    }
    let add = try ReusedStatement(
      "INSERT INTO vdm_volume VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", database)
    for volume in volumes {
      add.bind(1, project.seq)
      add.bind(2, Int64(volume.day))
      add.bind(3, volume.identity)
      add.bind(4, volume.configurationSet)
      add.bind(5, volume.isp)
      add.bind(6, volume.metric)
      add.bind(7, volume.volume)
      try add.run()
    }
  }

  /// What was kept of `days`, in their order.
  package func volumes(_ days: Range<Int>) throws -> [StoredVolume] {
    let find = try ReusedStatement(
      """
      SELECT day, identity, configuration_set, isp, metric, volume FROM vdm_volume
      WHERE project = ?1 AND day >= ?2 AND day < ?3
      ORDER BY day, identity, configuration_set, isp, metric
      """, database)
    find.bind(1, project.seq)
    find.bind(2, Int64(days.lowerBound))
    find.bind(3, Int64(days.upperBound))
    defer { find.reset() }
    var found: [StoredVolume] = []
    while try find.step() {
      found.append(
        StoredVolume(
          day: Int(find.integer(0)), identity: find.string(1), configurationSet: find.string(2),
          isp: find.string(3), metric: find.string(4), volume: find.integer(5)))
    }
    return found
  }

  /// The days that were kept, those without a message too, in their order.
  package func days(_ days: Range<Int>? = nil) throws -> [Int] {
    try Int.fetchAll(
      database,
      sql: "SELECT day FROM vdm_day WHERE project = ? AND day >= ? AND day < ? ORDER BY day",
      arguments: [project.seq, days?.lowerBound ?? 0, days?.upperBound ?? Int(Int32.max)])
  }
}
