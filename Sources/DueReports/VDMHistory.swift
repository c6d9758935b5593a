import DueModel
import DueStore

/// The days of reports that the store keeps, after SES has forgotten them.
package struct VDMHistory {
  private let desk: VDMDesk

  package init(_ project: Project, _ view: StoreView) { desk = VDMDesk(project, view) }

  /// Puts `cells`, one a day and place, in place of all that was kept of `days`.
  package func keep(_ days: DayRange, _ cells: [VDMCell]) throws {
    let volumes = cells.flatMap { cell in
      VDMMetric.allCases.compactMap { metric -> StoredVolume? in
        let volume = cell.volumes[metric]
        guard volume > 0 else { return nil }
        return StoredVolume(
          day: cell.day.number, identity: cell.place.identity,
          configurationSet: cell.place.configurationSet, isp: cell.place.isp,
          metric: metric.rawValue, volume: volume)
      }
    }
    try desk.replace(days.numbers, volumes)
  }

  /// What was kept of `days`.
  package func cells(_ days: DayRange) throws -> [VDMCell] {
    let cells = try desk.volumes(days.numbers).compactMap { row -> VDMCell? in
      guard let metric = VDMMetric(rawValue: row.metric) else { return nil }
      var volumes = VDMVolumes()
      volumes[metric] = row.volume
      let place = VDMPlace(
        identity: row.identity, configurationSet: row.configurationSet, isp: row.isp)
      return VDMCell(day: Day(row.day), place: place, volumes: volumes)
    }
    return VDMCell.joined(cells)
  }

  /// The first and the last day that were kept; nil where none was.
  package func span() throws -> DayRange? {
    let days = try desk.days()
    guard let first = days.first, let last = days.last else { return nil }
    return DayRange(Day(first), Day(last + 1))
  }

  /// The days of `range` of which nothing was kept.
  package func missing(_ range: DayRange) throws -> [Day] {
    let kept = Set(try desk.days(range.numbers))
    return range.numbers.filter { !kept.contains($0) }.map { Day($0) }
  }
}

extension DayRange {
  fileprivate var numbers: Range<Int> { start.number..<end.number }
}
