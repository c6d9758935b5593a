import DueFormats
import DueStore
import DueSystem
import Glibc

/// A file that questions may ask as a table.
///
/// CSV: a column for each name of the header. JSON lines: a column for each member that a line has;
/// arrays and objects are their text. A SQLite database: its own tables. CSV and JSON lines are read
/// twice, first for what columns there are.
package struct AttachedFile {
  private let name: String
  private let path: String

  /// More columns than this no file of records has.
  private static let columnLimit = 1000

  package init(name: String, path: String) {
    self.name = name
    self.path = path
  }

  /// - Throws: status 66 where the file cannot be read whole.
  package func attach(to questions: EndpointQuestions) throws {
    try questions.check(name)
    if try isDatabase() { return try questions.attach(database: path, as: name) }
    guard sizeOfFile(path) != nil else {
      guard access(path, F_OK) == 0 else { throw systemFault(path, errno, .noInput) }
      throw RunFault(.noInput, "\(path): expected a file to attach, found something else")
    }
    var source = try ByteSource.open(path)
    switch try RecordFormat.of(&source, told: nil) {
    case .csv: try attachCSV(source, to: questions)
    case .jsonl: try attachJSONLines(source, to: questions)
    }
  }

  private func isDatabase() throws -> Bool {
    guard sizeOfFile(path) != nil else { return false }
    let file = try Descriptor(path, O_RDONLY, status: .noInput)
    var head = [UInt8](repeating: 0, count: 16)
    let count = try head.withUnsafeMutableBytes { try file.read(into: $0, name: path) }
    return count == 16 && head.starts(with: Array("SQLite format 3\0".utf8))
  }

  private func fault(_ line: Int, _ text: String) -> RunFault {
    RunFault(.noInput, "\(path):\(line): \(text)")
  }

  // MARK: CSV

  private func attachCSV(_ source: consuming ByteSource, to questions: EndpointQuestions) throws {
    let columns = try surveyCSV(source)
    let table = try questions.makeTable(name, columns)
    var reader = CSVReader(try ByteSource.open(path))
    _ = try reader.next()
    while try reader.next() {
      for i in 0..<min(reader.count, columns.count) {
        let text = reader.field(i)
        // Nothing between two commas is no value, as it is for an import.
        if !text.isEmpty || reader.isQuoted(i) { table.set(i, text) }
      }
      try table.add()
    }
    try table.finish()
  }

  /// The columns, and which of them have nothing but numbers.
  private func surveyCSV(_ source: consuming ByteSource) throws
    -> [(name: String, kind: AttachedTable.Kind)]
  {
    var reader = CSVReader(source)
    guard try reader.next() else {
      throw fault(1, "expected a header of column names, found an empty file")
    }
    if let problem = reader.fault { throw fault(reader.line, problem.description) }
    let names = (0..<reader.count).map { reader.string($0) }
    try check(names)
    var states = [NumberState](repeating: .unseen, count: names.count)
    while try reader.next() {
      if let problem = reader.fault { throw fault(reader.line, problem.description) }
      guard reader.count <= names.count else {
        throw fault(
          reader.line,
          "expected at most \(names.count) cells as in the header, found \(reader.count)")
      }
      for i in 0..<reader.count where states[i] != .text { states[i].note(reader.raw(i)) }
    }
    return zip(names, states).map { ($0, $1 == .number ? .number : .text) }
  }

  private func check(_ names: [String]) throws {
    guard names.count <= Self.columnLimit else {
      throw fault(1, "expected at most \(Self.columnLimit) columns, found \(names.count)")
    }
    var seen: Set<String> = []
    for name in names where !seen.insert(name.lowercased()).inserted {
      throw fault(1, "expected the column '\(name)' once, found it again")
    }
  }

  // MARK: JSON lines

  private func attachJSONLines(_ source: consuming ByteSource, to questions: EndpointQuestions)
    throws
  {
    let (members, columns) = try surveyJSONLines(source)
    let table = try questions.makeTable(name, members)
    var reader = JSONLinesReader(try ByteSource.open(path))
    var texts = ByteBuffer()
    while try reader.next() {
      // Texts must stay where they are until the row is added.
      texts.removeAll()
      texts.reserve(reader.source.count + 32)
      for (member, value) in reader.value.members {
        guard let column = columns[member.string ?? ""] else { continue }
        set(column, value, of: table, &texts)
      }
      try table.add()
    }
    try table.finish()
  }

  private func set(
    _ column: Int, _ value: JSONValue, of table: AttachedTable, _ texts: inout ByteBuffer
  ) {
    if value.isNull {
      table.set(column, nil)
    } else if let bool = value.bool {
      table.set(column, bool ? 1 : 0 as Int64)
    } else if let integer = value.integer {
      table.set(column, integer)
    } else if let number = value.double {
      table.set(column, number)
    } else if value.isString, value.hasEscapes {
      let start = texts.count
      texts.append(decoded: value)
      table.set(column, Bytes(rebasing: texts.bytes[start...]))
    } else {
      table.set(column, value.isString ? value.rawString : value.source)
    }
  }

  /// The members that lines have, in the order in which they come.
  private func surveyJSONLines(_ source: consuming ByteSource) throws
    -> (members: [(name: String, kind: AttachedTable.Kind)], columns: [String: Int])
  {
    var reader = JSONLinesReader(source)
    var names: [String] = []
    var kinds: [AttachedTable.Kind?] = []
    var columns: [String: Int] = [:]
    while try reader.next() {
      if let problem = reader.fault { throw fault(reader.line, problem.description) }
      guard reader.value.isObject else {
        throw fault(reader.line, "expected a JSON object, found another value")
      }
      for (member, value) in reader.value.members {
        let name = member.string ?? ""
        let kind = value.isNull ? nil : Self.kind(of: value)
        if let column = columns[name] {
          if let kind { kinds[column] = kinds[column].map { $0 == kind ? kind : .any } ?? kind }
          continue
        }
        columns[name] = names.count
        names.append(name)
        kinds.append(kind)
        guard names.count <= Self.columnLimit else {
          throw fault(reader.line, "expected at most \(Self.columnLimit) members, found more")
        }
      }
    }
    guard !names.isEmpty else { throw fault(1, "expected JSON lines, found an empty file") }
    try check(names)
    return (zip(names, kinds).map { ($0, $1 ?? .any) }, columns)
  }

  private static func kind(of value: JSONValue) -> AttachedTable.Kind {
    value.isString ? .text : value.isNumber ? .number : .any
  }
}

/// Whether all values of a column are numbers that stay what they are when they are read as such.
private enum NumberState {
  case unseen
  case number
  case text

  /// More digits than this a double does not keep.
  private static let digitLimit = 15

  mutating func note(_ value: Bytes) {
    if value.isEmpty { return }
    self = Self.isNumber(value) ? .number : .text
  }

  /// Digits, perhaps a sign before and a fraction after them; no 0 before others, which a code or a
  /// phone number may have.
  private static func isNumber(_ value: Bytes) -> Bool {
    var digits = value[...]
    if digits.first == UInt8(ascii: "-") { digits.removeFirst() }
    guard digits.count <= digitLimit + 1, let first = digits.first else { return false }
    let point = digits.firstIndex(of: UInt8(ascii: "."))
    let whole = digits[..<(point ?? digits.endIndex)]
    let fraction = point.map { digits[($0 + 1)...] }
    guard !whole.isEmpty, fraction?.isEmpty != true, first != 48 || whole.count == 1 else {
      return false
    }
    return whole.count + (fraction?.count ?? 0) <= digitLimit
      && whole.allSatisfy { $0 &- 48 < 10 } && (fraction?.allSatisfy { $0 &- 48 < 10 } ?? true)
  }
}
