import DueSystem
import Glibc

/// Rows of a list: aligned columns on a terminal, records for programs.
package struct Table: ~Copyable {
  private let header: [String]
  private let isTable: Bool
  private var rows: [[DisplayText]] = []
  private var sink: ByteSink

  /// - Parameter records: whether records are written in any case.
  package init(_ header: [String], records: Bool) throws {
    self.header = header
    isTable = isatty(STDOUT_FILENO) == 1 && !records
    sink = try ByteSink()
  }

  /// Adds a row: its cells, or what `record` writes.
  package mutating func add(_ cells: [String], record: (inout ByteBuffer) -> Void) throws {
    if isTable {
      rows.append(cells.map(DisplayText.init))
    } else {
      record(&sink.buffer)
      sink.buffer.append(UInt8(ascii: "\n"))
      try sink.recordEnded()
    }
  }

  package mutating func finish() throws {
    if isTable, !rows.isEmpty { draw() }
    try sink.finish()
  }

  private mutating func draw() {
    let all = [header.map(DisplayText.init)] + rows
    let widths = header.indices.map { column in all.map { $0[column].width }.max() ?? 0 }
    for row in all {
      var line = ""
      for (cell, width) in zip(row, widths) { line += cell.padded(to: width + 2) }
      while line.hasSuffix(" ") { line.removeLast() }
      sink.buffer.append(line + "\n")
    }
  }
}
