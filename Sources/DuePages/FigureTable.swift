import DueFormats
import DueSystem

/// Figures in rows, under the columns of a section.
package struct FigureTable: Sendable {
  package let section: Section
  package let rows: [[JSON]]

  package init(section: Section, rows: [[JSON]]) {
    self.section = section
    self.rows = rows
  }

  /// The figures of some columns, under a section of those.
  package func drawn(as section: Section) -> FigureTable {
    let places = section.columns.compactMap { self.section.columns.firstIndex(of: $0) }
    return FigureTable(section: section, rows: rows.map { row in places.map { row[$0] } })
  }

  /// The rows as objects.
  package var json: JSON {
    .array(
      rows.map { row in .object(zip(section.columns, row).map { JSON.Member($0.name, $1) }) })
  }

  /// The section as CSV, with a header; what is not known is an empty cell.
  package var csv: String {
    var text = ByteBuffer()
    append(section.columns.map { .string($0.name) }, to: &text)
    for row in rows { append(row, to: &text) }
    return text.string
  }

  private func append(_ row: [JSON], to text: inout ByteBuffer) {
    for (i, cell) in row.enumerated() {
      if i > 0 { text.append(UInt8(ascii: ",")) }
      switch cell {
      case .string(let string): text.append(csvField: string)
      case .null: break
      default: text.append(cell)
      }
    }
    text.append(UInt8(ascii: "\n"))
  }
}

extension JSON {
  /// A part of a whole; null where there is no whole.
  package static func share(_ part: Int, of whole: Int) -> JSON {
    whole == 0 ? .null : .number("\(Double(part) / Double(whole))")
  }
}
