import DueFormats

/// One table of a page: a question, how its rows are drawn, and the SQL that answers it, so that
/// anybody can ask it again.
package struct Section: Sendable {
  /// What `--section` and the file of `--csv` call it.
  package let id: String
  package let title: String
  /// What the rows are, for the reader of the page.
  package let sentence: String
  package let columns: [Column]
  /// Empty where it is not SQL that answers.
  package let sql: String
  package var chart: Chart?
  /// As wide as the page.
  package var isWide = false
  /// Few rows of many columns: the page shows each column as a row.
  package var isTurned = false

  package struct Column: Sendable, Equatable {
    /// The name in CSV and JSON, and in the SQL's result.
    package let name: String
    package let title: String
    package let kind: Kind

    package init(_ name: String, _ title: String, _ kind: Kind = .text) {
      self.name = name
      self.title = title
      self.kind = kind
    }
  }

  package enum Kind: String, Sendable {
    case text
    /// A text that may be long and is broken into lines.
    case long
    case count
    /// A part of one, shown as a percentage.
    case percent
    /// US dollars.
    case money
    /// A number with two decimals.
    case decimal

    package var isNumber: Bool { self != .text && self != .long }
  }

  package init(
    id: String, title: String, sentence: String, columns: [Column], chart: Chart? = nil,
    isWide: Bool = false, isTurned: Bool = false, sql: String = ""
  ) {
    self.id = id
    self.title = title
    self.sentence = sentence
    self.columns = columns
    self.chart = chart
    self.isWide = isWide
    self.isTurned = isTurned
    self.sql = sql
  }
}

/// How the rows of a section are drawn.
package struct Chart: Sendable {
  package enum Kind: String, Sendable {
    /// Lines over time.
    case lines
    /// Upright bars over time.
    case columns
    /// A level bar a row.
    case bars
  }

  package let kind: Kind
  /// Columns whose texts name a row.
  package let label: [String]
  /// Columns that are drawn.
  package let series: [String]
  /// Numbers of the page's colours, one a series; nil takes them in turn.
  package var colours: [Int]?
  package var isStacked = false
  /// Rows that are drawn; the table has the rest.
  package var most = 20

  package init(
    _ kind: Kind, of series: [String], by label: [String], colours: [Int]? = nil,
    isStacked: Bool = false, most: Int = 20
  ) {
    self.kind = kind
    self.label = label
    self.series = series
    self.colours = colours
    self.isStacked = isStacked
    self.most = most
  }

  /// As the page's script reads it.
  var json: JSON {
    var members: JSON = [
      "kind": .string(kind.rawValue), "label": .array(label.map { .string($0) }),
      "series": .array(series.map { .string($0) }), "stacked": .bool(isStacked),
    ]
    if kind == .bars { members["most"] = .integer(most) }
    if let colours { members["colours"] = .array(colours.map { .integer($0) }) }
    return members
  }
}
