import DueSystem

/// What is wrong with one record of an input: where it stands, and what would be right.
package struct Rejection: Sendable, Equatable {
  package var file: String
  /// The physical line on which the record begins.
  package var line: Int
  /// The column or member that is wrong; nil where the whole record is.
  package var column: String?
  /// `expected …, found '…'`.
  package var reason: String

  package init(file: String, line: Int, column: String?, reason: String) {
    self.file = file
    self.line = line
    self.column = column
    self.reason = reason
  }

  /// `audience.csv:3: expected a phone number in 'Address', found '0800 FLOWERS'`.
  package var description: String { "\(file):\(line): \(reason)" }
}

/// The records that a run could not use: counted, told to a person, kept to be mended.
///
/// The reject file holds each record's bytes as they were, after three columns (or members) of
/// ours: `due_line`, `due_column` and `due_error`. Every command that reads records passes over
/// those three, so a mended reject file can be fed in as it is.
package final class RejectLog {
  package private(set) var count = 0
  /// The first hundred, as a job's response lists them.
  package private(set) var first: [Rejection] = []
  /// The most rejects before the run stops; nil for no limit.
  package var limit: Int?
  /// Where a record came from that was read out of another file than it tells.
  package var located: (Rejection) -> Rejection = { $0 }
  /// JSON records are kept with `due_file`, for runs that read many files.
  package var namesFiles = false
  /// What is said of a run that stops at the limit.
  package var outcome = "stopped, nothing was changed"
  private var sink: ByteSink?
  private let report: (Rejection) -> Void
  private var headerWritten = false
  private var isFinished = false

  package static let lineColumn = "due_line"
  package static let columnColumn = "due_column"
  package static let errorColumn = "due_error"
  package static let columns = [lineColumn, columnColumn, errorColumn]

  /// - Parameters:
  ///   - path: the reject file; nil for none. It appears when `finish` is called.
  ///   - report: tells a person of one rejection.
  package init(path: String?, limit: Int?, report: @escaping (Rejection) -> Void) throws {
    if let path { sink = try ByteSink(path) }
    self.limit = limit
    self.report = report
  }

  /// Takes a rejected CSV record: `source` is its bytes, `header` those of the header line.
  package func add(_ rejection: Rejection, csv source: Bytes, header: Bytes) throws {
    if sink != nil {
      if !headerWritten {
        headerWritten = true
        sink?.buffer.append("due_line,due_column,due_error," as StaticString)
        append(line: header)
      }
      sink?.buffer.append(decimal: Int64(rejection.line))
      sink?.buffer.append(UInt8(ascii: ","))
      sink?.buffer.append(csvField: rejection.column ?? "")
      sink?.buffer.append(UInt8(ascii: ","))
      sink?.buffer.append(csvField: rejection.reason)
      sink?.buffer.append(UInt8(ascii: ","))
      append(line: source)
    }
    try note(rejection)
  }

  /// Takes a rejected JSON line: `source` is its bytes.
  ///
  /// An object keeps its members; a line that is no object becomes the member `due_text`.
  package func add(_ rejection: Rejection, json source: Bytes) throws {
    let rejection = located(rejection)
    if sink != nil {
      sink?.buffer.append("{" as StaticString)
      if namesFiles {
        sink?.buffer.append(#""due_file":"# as StaticString)
        sink?.buffer.append(jsonString: rejection.file)
        sink?.buffer.append(",")
      }
      sink?.buffer.append(#""due_line":"# as StaticString)
      sink?.buffer.append(decimal: Int64(rejection.line))
      sink?.buffer.append(#","due_column":"# as StaticString)
      sink?.buffer.append(jsonString: rejection.column ?? "")
      sink?.buffer.append(#","due_error":"# as StaticString)
      sink?.buffer.append(jsonString: rejection.reason)
      var tape = JSONTape()
      if let value = try? tape.parse(source), value.isObject {  // its fault is told already
        let text = value.source
        sink?.buffer.append(
          value.members.first(where: { _ in true }) == nil ? "" as StaticString : ",")
        append(line: Bytes(rebasing: text[1...]))
      } else {
        sink?.buffer.append(#","due_text":"# as StaticString)
        sink?.buffer.append(jsonString: source.string)
        sink?.buffer.append("}\n" as StaticString)
      }
    }
    try note(rejection)
  }

  /// Takes a rejected line of plain text: `source` is its bytes, and all that the file keeps, so
  /// that it can be fed in again.
  package func add(_ rejection: Rejection, line source: Bytes) throws {
    if sink != nil { append(line: source) }
    try note(rejection)
  }

  private func append(line: Bytes) {
    sink?.buffer.append(line)
    if line.last != UInt8(ascii: "\n") { sink?.buffer.append(UInt8(ascii: "\n")) }
  }

  private func note(_ rejection: Rejection) throws {
    try sink?.recordEnded()
    count += 1
    if first.count < 100 { first.append(rejection) }
    report(rejection)
    if let limit, count > limit {
      throw RunFault(.noInput, "more than \(limit) records rejected: \(outcome)")
    }
  }

  /// Whether more were rejected than may be.
  package var isOver: Bool { limit.map { count > $0 } ?? false }

  /// Puts the reject file in its place, if there is one and something to put in it; the second
  /// time, and later, it does nothing.
  package func finish() throws {
    guard !isFinished else { return }
    isFinished = true
    try sink?.finish()
  }
}
