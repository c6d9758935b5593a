import DueFormats
import DueModel
import DueSystem

/// Checks the phone numbers of files: the same records out, with what was found.
package struct PhoneFilter: ~Copyable {
  package private(set) var checker: PhoneChecker
  private var sink: ByteSink
  private let rejects: RejectLog
  private var columns: CSVPhones?

  package init(_ checker: consuming PhoneChecker, to sink: consuming ByteSink, _ rejects: RejectLog)
  {
    self.checker = checker
    self.sink = sink
    self.rejects = rejects
  }

  /// Checks a file of CSV. Further files must have the columns of the first.
  ///
  /// - Parameter progress: is told how far the file is, after each record.
  package mutating func csv(
    _ source: consuming ByteSource, progress: (Int, Int64, Int64?) -> Void
  ) throws {
    var reader = CSVReader(source)
    guard let columns = try header(&reader) else { return }
    let size = reader.size
    while try reader.next() {
      if let fault = reader.fault {
        try reject(reader, columns, nil, fault.description)
      } else if reader.count != columns.count {
        try reject(
          reader, columns, nil, "expected \(columns.count) fields, found \(reader.count)")
      } else {
        let record = columns.record(reader)
        switch checker.check(record) {
        case .untouched: columns.appendUntouched(reader, to: &sink.buffer)
        case .checked: columns.append(reader, checker, to: &sink.buffer)
        case .rejected(let expected):
          try reject(
            reader, columns, "Address",
            "expected \(expected) in 'Address', found '\(record.address.string)'")
        }
        try sink.recordEnded()
      }
      progress(checker.counts.records, reader.offset, size)
    }
  }

  /// Reads the header line; nil for an empty file.
  private mutating func header(_ reader: inout CSVReader) throws -> CSVPhones? {
    guard try reader.next() else { return nil }
    if let fault = reader.fault {
      throw RunFault(.noInput, "\(reader.name):\(reader.line): \(fault)")
    }
    if let columns {
      guard columns.header.elementsEqual(reader.source) else {
        throw RunFault(
          .noInput, "\(reader.name):\(reader.line): expected the columns of the first file")
      }
      return columns
    }
    let columns = try CSVPhones(reader, checker.policy)
    columns.appendHeader(reader, to: &sink.buffer)
    self.columns = columns
    return columns
  }

  private func reject(
    _ reader: borrowing CSVReader, _ columns: CSVPhones, _ column: String?, _ reason: String
  ) throws {
    try columns.header.withUnsafeBytes { header in
      try rejects.add(
        Rejection(file: reader.name, line: reader.line, column: column, reason: reason),
        csv: reader.source, header: header)
    }
  }

  /// Checks a file of JSON lines.
  package mutating func jsonLines(
    _ source: consuming ByteSource, progress: (Int, Int64, Int64?) -> Void
  ) throws {
    var reader = JSONLinesReader(source)
    var phones = JSONPhones()
    let size = reader.size
    while try reader.next() {
      if let fault = reader.fault {
        try reject(reader, nil, fault.description)
      } else if !reader.value.isObject {
        try reject(reader, nil, "expected an object, found another value")
      } else {
        try check(reader, &phones)
        try sink.recordEnded()
      }
      progress(checker.counts.records, reader.offset, size)
    }
  }

  private mutating func check(
    _ reader: borrowing JSONLinesReader, _ phones: inout JSONPhones
  ) throws {
    let record: PhoneRecord
    do throws(RecordFault) {
      record = try phones.record(reader.value)
    } catch {
      return try reject(reader, error.column, error.description)
    }
    switch checker.check(record) {
    case .untouched: appendLine(reader.source)
    case .checked:
      phones.append(reader.value, checker, to: &sink.buffer)
      sink.buffer.append(UInt8(ascii: "\n"))
    case .rejected(let expected):
      try reject(
        reader, "Address", "expected \(expected) in 'Address', found '\(record.address.string)'")
    }
  }

  private mutating func appendLine(_ line: Bytes) {
    sink.buffer.append(line)
    if line.last != UInt8(ascii: "\n") { sink.buffer.append(UInt8(ascii: "\n")) }
  }

  private func reject(_ reader: borrowing JSONLinesReader, _ column: String?, _ reason: String)
    throws
  {
    try rejects.add(
      Rejection(file: reader.name, line: reader.line, column: column, reason: reason),
      json: reader.source)
  }

  /// Checks a file of one number a line; writes an answer for each, in the shape of
  /// `NumberValidateResponse`.
  package mutating func numbers(
    _ source: consuming ByteSource, progress: (Int, Int64, Int64?) -> Void
  ) throws {
    var reader = LineReader(source)
    let size = reader.size
    while try reader.next() {
      var number = reader.text
      if number.last == UInt8(ascii: "\r") { number = Bytes(rebasing: number.dropLast()) }
      if reader.isTooLong {
        try reject(reader, FormatFault.tooLong.description)
      } else if let bad = Self.firstBadByte(number) {
        try reject(reader, FormatFault.badUTF8(column: bad + 1).description)
      } else if !number.isEmpty {
        if case .rejected(let expected) = checker.appendResponse(number, to: &sink.buffer) {
          try reject(reader, "expected \(expected), found '\(number.string)'")
        }
        try sink.recordEnded()
      }
      progress(checker.counts.records, reader.offset, size)
    }
  }

  private static func firstBadByte(_ text: Bytes) -> Int? {
    // Digits and punctuation are most of what there is.
    if text.allSatisfy({ $0 < 0x80 }) { return nil }
    guard String(validating: text, as: UTF8.self) == nil else { return nil }
    return text.firstIndex { $0 >= 0x80 }
  }

  private func reject(_ reader: borrowing LineReader, _ reason: String) throws {
    try rejects.add(
      Rejection(file: reader.name, line: reader.number, column: nil, reason: reason),
      line: reader.source)
  }

  /// Puts outputs in their place.
  package mutating func finish() throws {
    try sink.finish()
    try rejects.finish()
  }
}
