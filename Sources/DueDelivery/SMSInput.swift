import DueFormats
import DueModel
import DueSystem

/// What a record of an input is.
package enum IntakeItem {
  case message(Message, SMSSegmentation?)
  case fault(IntakeFault)

  /// Takes a record: its number in the input, and what it is.
  package typealias Taker = (_ record: Int, IntakeItem) throws -> Void
}

/// Reads the records of files as text messages, numbered through from 1.
package struct SMSInput {
  package private(set) var decoder: SMSDecoder
  private let columns: SMSColumnNames
  private let rejects: RejectLog
  /// Has a last look at each message before it is taken, and may change or refuse it.
  package var refine: ((Message) throws(IntakeFault) -> Message)?
  /// The number of the last record.
  package private(set) var record = 0

  package init(_ defaults: SMSDefaults, columns: SMSColumnNames, rejects: RejectLog) {
    decoder = SMSDecoder(defaults)
    self.columns = columns
    self.rejects = rejects
  }

  /// Reads the records of one file.
  package mutating func read(
    _ source: consuming ByteSource, isCSV: Bool, _ take: IntakeItem.Taker
  ) throws {
    if isCSV { try csv(source, take) } else { try jsonLines(source, take) }
  }

  /// Reads a drop file: CSV with a header line.
  ///
  /// - Parameter take: gets each record's number and what it is.
  /// - Throws: status 66 for a file without a header that has what messages need.
  private mutating func csv(
    _ source: consuming ByteSource, _ take: IntakeItem.Taker
  ) throws {
    var reader = CSVReader(source)
    let name = reader.name
    guard try reader.next() else {
      throw RunFault(.noInput, "\(name):1: expected a header line, found an empty file")
    }
    if let fault = reader.fault { throw RunFault(.noInput, "\(name):1: \(fault.description)") }
    var header = ByteBuffer()
    header.append(reader.source)
    let rows = try SMSRows(
      header: (0..<reader.count).map { reader.string($0) }, file: name, columns: columns,
      defaults: decoder.defaults)
    while try reader.next() {
      record += 1
      let item: IntakeItem
      do throws(IntakeFault) {
        if let fault = reader.fault { throw IntakeFault(fault) }
        let (message, size) = try rows.decode(reader, &decoder)
        item = .message(try refine?(message) ?? message, size)
      } catch {
        item = .fault(error)
        try rejects.add(
          Rejection(file: name, line: reader.line, column: error.column, reason: error.reason),
          csv: reader.source, header: header.bytes)
      }
      try take(record, item)
    }
  }

  /// Reads message records, or objects with the names of a drop file's columns, one a line.
  private mutating func jsonLines(
    _ source: consuming ByteSource, _ take: IntakeItem.Taker
  ) throws {
    var reader = JSONLinesReader(source)
    let name = reader.name
    let objects = SMSObjects(columns: columns)
    while try reader.next() {
      record += 1
      let item: IntakeItem
      do throws(IntakeFault) {
        if let fault = reader.fault { throw IntakeFault(fault) }
        let (message, size) = try objects.decode(reader.value, &decoder)
        item = .message(try refine?(message) ?? message, size)
      } catch {
        item = .fault(error)
        try rejects.add(
          Rejection(file: name, line: reader.line, column: error.column, reason: error.reason),
          json: reader.source)
      }
      try take(record, item)
    }
  }
}

extension IntakeFault {
  package init(_ fault: FormatFault) {
    let code =
      switch fault {
      case .tooLong: "too_long"
      case .badUTF8: "bad_encoding"
      case .strayQuote, .unclosedQuote: "bad_csv"
      case .json(let fault): fault.problem == .badUTF8 ? "bad_encoding" : "bad_json"
      }
    self.init(code, nil, fault.description)
  }
}
