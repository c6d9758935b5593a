import DueFormats
import DuePages
import DueStore
import DueSystem

/// The report as people read it at a terminal, and as programs read it.
extension LoadReport {
  /// The figures that are one each.
  private var totals: [(name: String, value: JSON)] {
    let whole = tally.whole
    let waiting = (tally.states[.ready] ?? 0) + (tally.states[.submitting] ?? 0)
    return [
      ("planned", .integer(planned)), ("offered", .integer(whole.offered)),
      ("accepted", .integer(whole.accepted)), ("failed", .integer(whole.failed)),
      ("waiting", .integer(waiting)), ("tries", .integer(whole.tries)),
      ("throttled", .integer(whole.throttled)),
      ("dead_letters", .integer(tally.states[.dead] ?? 0)),
      ("accepted_per_second", rate.map { Self.decimal($0) } ?? .null),
      ("first_fifth_per_second", window(0)), ("middle_per_second", window(1)),
      ("last_tenth_per_second", window(2)), ("deepest_queue", .integer(deepest)),
      ("duplicates", duplicates.map { .integer($0) } ?? .null),
      ("lost", lost.map { .integer($0) } ?? .null),
    ]
  }

  private func window(_ place: Int) -> JSON {
    windows.indices.contains(place) ? Self.decimal(windows[place]) : .null
  }

  /// The totals alone.
  package var summary: JSON {
    .object(totals.filter { !$0.value.isNull }.map { JSON.Member($0.name, $0.value) })
  }

  /// One object: what was run, totals, and a member for each table.
  package var json: JSON {
    var members: [JSON.Member] = [
      .init("run", .string(name)), .init("via", .string(via)), .init("project", .string(project)),
      .init("started", .string(started.iso8601)), .init("finished", .bool(isFinished)),
      .init("ended", tally.lastEnd.map { .string($0.iso8601) } ?? .null),
      .init("scenario", scenario.json),
    ]
    members += totals.map { JSON.Member($0.name, $0.value) }
    members.append(.init("step_seconds", .integer(tally.series.width / 1000)))
    members += tables.map { JSON.Member($0.section.id, $0.json) }
    return .object(members)
  }

  /// Tables in columns, without those that are drawn on the page.
  package var text: String {
    var text = "\(name), \(via), \(started.iso8601)\(isFinished ? "" : ", not finished")\n\n"
    let shown: [JSON] = totals.map(\.value)
    let width = totals.map(\.name.count).max() ?? 0
    for (total, value) in zip(totals, shown) where !value.isNull {
      let name = total.name.replacing("_", with: " ")
      text += "\(name)\(String(repeating: " ", count: width - name.count))  "
      text += Self.shown(value, value.integer == nil ? .decimal : .count) + "\n"
    }
    for table in [phases, latencies, histogram, outcomes, reasons, deliveries, checks]
    where !table.rows.isEmpty {
      text += "\n\(table.section.title)\n" + Self.columns(table)
    }
    return text
  }

  private static func columns(_ table: FigureTable) -> String {
    let kinds = table.section.columns.map(\.kind)
    let rows =
      [table.section.columns.map(\.title)]
      + table.rows.map { zip($0, kinds).map { Self.shown($0, $1) } }
    let widths = kinds.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let space = String(repeating: " ", count: widths[column] - cell.count)
        line += "  " + (kinds[column].isNumber ? space + cell : cell + space)
      }
      while line.hasSuffix(" ") { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  /// Names and a peer's codes, without what a terminal would obey.
  private static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
  }

  private static func shown(_ value: JSON, _ kind: Section.Kind) -> String {
    switch value {
    case .null: "-"
    case .string(let text): printable(text)
    case .bool(let holds): holds ? "yes" : "no"
    default:
      switch kind {
      case .count: DisplayNumber.count(value.integer ?? 0)
      case .percent: DisplayNumber.percent(value.double ?? 0)
      default: DisplayNumber.fixed(value.double ?? 0, 1)
      }
    }
  }
}
