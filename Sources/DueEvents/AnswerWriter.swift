import DueFormats
import DueStore
import DueSystem

/// How answers are written.
package enum AnswerFormat: String, Sendable, CaseIterable {
  case csv, json, jsonl, table
}

/// Writes the rows of an answer.
package struct AnswerWriter: ~Copyable {
  private let format: AnswerFormat
  private let columns: [String]
  private var sink: ByteSink
  private var rows = 0
  /// Rows of a table, which are drawn when all widths are known.
  private var cells: [[String]] = []
  private var isNumber: [Bool]

  /// - Parameter path: of the file to be written; nil for standard output.
  package init(_ format: AnswerFormat, _ columns: [String], path: String?) throws {
    self.format = format
    self.columns = columns
    sink = try ByteSink(path)
    isNumber = Array(repeating: true, count: columns.count)
    switch format {
    case .csv:
      for (i, column) in columns.enumerated() {
        if i > 0 { sink.buffer.append(UInt8(ascii: ",")) }
        sink.buffer.append(csvField: column)
      }
      sink.buffer.append(UInt8(ascii: "\n"))
    case .json: sink.buffer.append(UInt8(ascii: "["))
    case .jsonl, .table: break
    }
  }

  /// Writes a row: the value of each column.
  package mutating func add(_ value: (Int) -> Question.Value) throws {
    switch format {
    case .csv: addCSV(value)
    case .json, .jsonl: addJSON(value)
    case .table: addCells(value)
    }
    rows += 1
    try sink.recordEnded()
  }

  package mutating func finish() throws {
    if format == .json { sink.buffer.append(rows == 0 ? "]\n" as StaticString : "\n]\n") }
    if format == .table { draw() }
    try sink.finish()
  }

  private mutating func addCSV(_ value: (Int) -> Question.Value) {
    for i in columns.indices {
      if i > 0 { sink.buffer.append(UInt8(ascii: ",")) }
      switch value(i) {
      case .null: break
      case .integer(let number): sink.buffer.append(decimal: number)
      case .real(let number): sink.buffer.append(AnswerNumber.text(number))
      case .text(let text): sink.buffer.append(csvField: text)
      case .blob(let bytes): sink.buffer.append(hexadecimal: bytes)
      }
    }
    sink.buffer.append(UInt8(ascii: "\n"))
  }

  private mutating func addJSON(_ value: (Int) -> Question.Value) {
    if format == .json { sink.buffer.append(rows == 0 ? "\n" as StaticString : ",\n") }
    sink.buffer.append(UInt8(ascii: "{"))
    for (i, column) in columns.enumerated() {
      if i > 0 { sink.buffer.append(UInt8(ascii: ",")) }
      sink.buffer.append(jsonString: column)
      sink.buffer.append(UInt8(ascii: ":"))
      switch value(i) {
      case .null: sink.buffer.append("null" as StaticString)
      case .integer(let number): sink.buffer.append(decimal: number)
      case .real(let number): sink.buffer.append(AnswerNumber.text(number))
      case .text(let text): sink.buffer.append(jsonString: text)
      case .blob(let bytes):
        sink.buffer.append(UInt8(ascii: "\""))
        sink.buffer.append(hexadecimal: bytes)
        sink.buffer.append(UInt8(ascii: "\""))
      }
    }
    sink.buffer.append(UInt8(ascii: "}"))
    if format == .jsonl { sink.buffer.append(UInt8(ascii: "\n")) }
  }

  // MARK: A table

  private mutating func addCells(_ value: (Int) -> Question.Value) {
    var row: [String] = []
    for i in columns.indices {
      switch value(i) {
      case .null: row.append("")
      case .integer(let number): row.append(String(number))
      case .real(let number): row.append(AnswerNumber.text(number))
      case .text(let text):
        isNumber[i] = false
        row.append(Self.printable(text.string))
      case .blob(let bytes):
        isNumber[i] = false
        var hex = ByteBuffer(capacity: 2 * bytes.count)
        hex.append(hexadecimal: bytes)
        row.append(hex.string)
      }
    }
    cells.append(row)
  }

  /// A text of one line, whatever is in it.
  private static func printable(_ text: String) -> String {
    var line = ""
    for scalar in text.unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
      line.unicodeScalars.append(isControl ? "?" : scalar)
    }
    return line
  }

  private mutating func draw() {
    if cells.isEmpty { return }
    let widths = columns.indices.map { column in
      max(columns[column].count, cells.map { $0[column].count }.max() ?? 0)
    }
    for row in [columns] + cells {
      var line = ""
      for (i, cell) in row.enumerated() {
        let space = String(repeating: " ", count: widths[i] - cell.count)
        line += (isNumber[i] ? space + cell : cell + space) + "  "
      }
      while line.hasSuffix(" ") { line.removeLast() }
      sink.buffer.append(line + "\n")
    }
  }
}

enum AnswerNumber {
  /// The shortest text that means the number; JSON has none for those that are no numbers.
  static func text(_ number: Double) -> String {
    if !number.isFinite { return "null" }
    if number == number.rounded(), number.magnitude < 1e15 { return String(Int64(number)) }
    return "\(number)"
  }
}

extension ByteBuffer {
  fileprivate mutating func append(hexadecimal bytes: Bytes) {
    for byte in bytes {
      for digit in [byte >> 4, byte & 15] { append(digit < 10 ? 48 + digit : 87 + digit) }
    }
  }
}

extension AnswerWriter {
  /// Writes a row of texts.
  package mutating func add(_ texts: [String]) throws {
    var arena = ByteArena()
    let places = texts.map { text in
      var text = text
      return text.withUTF8 { arena.copy(Bytes($0)) }
    }
    try add { .text(places[$0]) }
  }
}
