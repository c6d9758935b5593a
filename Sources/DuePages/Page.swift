import DueFormats
import DueSystem

/// What the page's template, `dashboard.html`, is filled with.
///
/// Everything that stands on the page is in it: texts as people read them for the tables, and
/// the same figures as numbers for the script that draws.
package struct Page: Sendable {
  package var title: String
  package var period: String
  package var project: String
  /// What else says of what the figures are, such as a campaign.
  package var scope: [String] = []
  package var tiles: [Tile] = []
  package var tables: [FigureTable]
  package var generated: Instant
  /// What was counted, such as `1,234 events`.
  package var counted: String
  /// How the figures can be had again: a sentence, and the command that does it.
  package var note: String
  package var source: String
  /// Rows of a table that the page shows; CSV has all.
  private static let most = 500

  package init(
    title: String, period: String, project: String, tables: [FigureTable], generated: Instant,
    counted: String, note: String, source: String
  ) {
    self.title = title
    self.period = period
    self.project = project
    self.tables = tables
    self.generated = generated
    self.counted = counted
    self.note = note
    self.source = source
  }

  /// - Parameters:
  ///   - library: the text of Chart.js.
  ///   - command: who made the page, with its version.
  package func context(library: String, command: String) -> JSON {
    [
      "title": .string(title), "period": .string(period), "project": .string(project),
      "scope": .array(scope.map { .string($0) }),
      "generated": .string(generated.iso8601), "command": .string(command),
      "counted": .string(counted), "note": .string(note), "source": .string(source),
      "tiles": .array(
        tiles.map {
          ["label": .string($0.label), "value": .string($0.value), "detail": .string($0.detail)]
        }),
      "sections": .array(tables.filter { !$0.rows.isEmpty }.map(Self.section)),
      "empty": .array(tables.filter(\.rows.isEmpty).map { .string($0.section.title) }),
      "data": .string(Self.escaped(data.text)), "library": .string(Self.script(library)),
    ]
  }

  private static func section(_ table: FigureTable) -> JSON {
    let section = table.section
    let hidden = table.rows.count - most
    let (columns, rows) = section.isTurned ? turned(table) : straight(table)
    return [
      "id": .string(section.id), "title": .string(section.title),
      "sentence": .string(section.sentence), "wide": .bool(section.isWide),
      "chart": .bool(section.chart != nil), "columns": columns, "rows": rows,
      "more": hidden > 0
        ? .string("\(DisplayNumber.count(hidden)) more rows in --format csv.") : .null,
    ]
  }

  private static func straight(_ table: FigureTable) -> (columns: JSON, rows: JSON) {
    let columns = table.section.columns
    return (
      .array(columns.map { ["title": .string($0.title), "number": .bool($0.kind.isNumber)] }),
      .array(
        table.rows.prefix(most).map { row in
          ["cells": .array(zip(row, columns).map { cell($0, $1.kind) })]
        })
    )
  }

  /// The first column as the head, each other one as a row.
  private static func turned(_ table: FigureTable) -> (columns: JSON, rows: JSON) {
    let columns = table.section.columns
    let heads = table.rows.map { ["title": $0[0], "number": true] as JSON }
    let first: JSON = ["title": .string(columns[0].title), "number": false]
    let rows = columns.indices.dropFirst().map { place -> JSON in
      let cells = table.rows.map { cell($0[place], columns[place].kind) }
      return ["cells": .array([cell(.string(columns[place].title), .text)] + cells)]
    }
    return (.array([first] + heads), .array(rows))
  }

  private static func cell(_ value: JSON, _ kind: Section.Kind) -> JSON {
    let text =
      switch value {
      case .null: ""
      case .string(let string): string
      case .bool(let bool): "\(bool)"
      default:
        switch kind {
        case .count: DisplayNumber.count(value.integer ?? Int(value.double ?? 0))
        case .percent: DisplayNumber.percent(value.double ?? 0)
        case .money: DisplayNumber.money(value.double ?? 0)
        case .decimal: DisplayNumber.fixed(value.double ?? 0, 2)
        case .text, .long: value.text
        }
      }
    let style: JSON = kind.isNumber ? "number" : kind == .long ? "long" : .null
    return ["text": .string(text), "class": style]
  }

  /// What the script draws.
  private var data: JSON {
    let drawn = tables.compactMap { table in
      table.section.chart.map { chart -> JSON in
        [
          "id": .string(table.section.id), "chart": chart.json,
          "columns": .array(
            table.section.columns.map {
              [
                "name": .string($0.name), "title": .string($0.title),
                "kind": .string($0.kind.rawValue),
              ]
            }),
          "rows": .array(
            table.rows.prefix(chart.kind == .bars ? chart.most : table.rows.count)
              .map { .array($0) }),
        ]
      }
    }
    return ["sections": .array(drawn)]
  }

  /// JSON that cannot end the script element it stands in, whatever an id or a name says.
  private static func escaped(_ json: String) -> String {
    json.replacing("<", with: "\\u003c").replacing(">", with: "\\u003e")
      .replacing("&", with: "\\u0026").replacing("\u{2028}", with: "\\u2028")
      .replacing("\u{2029}", with: "\\u2029")
  }

  /// A library's text, which must not end its element either.
  private static func script(_ text: String) -> String {
    text.replacing("</script", with: "<\\/script")
  }
}
