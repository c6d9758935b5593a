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

/// Makes messages of the records of one channel.
package protocol IntakeForm: ~Copyable {
  /// What the header line of a list says of its rows.
  associatedtype Rows

  /// - Throws: status 66 for a header that does not have what messages need.
  func rows(header: [String], file: String) throws -> Rows

  /// The message of the row that `reader` is at; of a text message, also what it counts as.
  mutating func message(
    _ reader: borrowing CSVReader, _ rows: Rows
  ) throws(IntakeFault) -> (Message, SMSSegmentation?)

  /// The message of a JSON record.
  mutating func message(_ record: JSONValue) throws(IntakeFault) -> (Message, SMSSegmentation?)

  /// The next message of the record that `message` was last asked for; nil where it has no more.
  mutating func more() -> IntakeItem?
}

extension IntakeForm where Self: ~Copyable {
  /// A record is one message.
  package mutating func more() -> IntakeItem? { nil }
}

/// Reads the records of files as messages, which are numbered through from 1; what cannot be used goes to the
/// rejects.
package final class RecordIntake<Form: IntakeForm & ~Copyable> {
  package private(set) var form: Form
  private let format: RecordFormat?
  private let rejects: RejectLog
  /// The number of the last record.
  private var record = 0
  /// Reads what is to follow a message that reaches nobody: the member `fallback` of a record.
  private let readFallbacks: FallbackReading?

  /// - Parameters:
  ///   - format: of the files; nil for what their names and contents say.
  ///   - readFallbacks: nil where messages have none.
  package init(
    _ form: consuming Form, format: RecordFormat?, rejects: RejectLog,
    fallbacks readFallbacks: FallbackReading? = nil
  ) {
    self.form = form
    self.format = format
    self.rejects = rejects
    self.readFallbacks = readFallbacks
  }

  /// Reads the records of one file.
  package func read(_ source: consuming ByteSource, _ take: IntakeItem.Taker) throws {
    switch try RecordFormat.of(&source, told: format) {
    case .csv: try csv(source, take)
    case .jsonl: try jsonLines(source, take)
    }
  }

  /// - Throws: status 66 for a file without a header that has what messages need.
  private func csv(_ source: consuming ByteSource, _ take: IntakeItem.Taker) throws {
    var reader = CSVReader(source)
    let name = reader.name
    guard try reader.next() else {
      throw RunFault(.noInput, "\(name):1: expected a header line, found an empty file")
    }
    if let fault = reader.fault { throw RunFault(.noInput, "\(name):1: \(fault.description)") }
    var header = ByteBuffer()
    header.append(reader.source)
    let rows = try form.rows(
      header: (0..<reader.count).map { reader.string($0) }, file: name)
    while try reader.next() {
      record += 1
      let item: IntakeItem
      do throws(IntakeFault) {
        if let fault = reader.fault { throw IntakeFault(fault) }
        let (message, size) = try form.message(reader, rows)
        item = .message(message, size)
      } catch {
        item = .fault(error)
        try rejects.add(
          Rejection(file: name, line: reader.line, column: error.column, reason: error.reason),
          csv: reader.source, header: header.bytes)
      }
      try takeAll(item, take)
    }
  }

  /// Takes what a record has begun with, and the rest of it: each message counts as a record.
  private func takeAll(_ item: IntakeItem, _ take: IntakeItem.Taker) throws {
    try take(record, item)
    guard case .message = item else { return }
    while let next = form.more() {
      record += 1
      try take(record, next)
    }
  }

  private func jsonLines(_ source: consuming ByteSource, _ take: IntakeItem.Taker) throws {
    var reader = JSONLinesReader(source)
    let name = reader.name
    while try reader.next() {
      record += 1
      let item: IntakeItem
      do throws(IntakeFault) {
        if let fault = reader.fault { throw IntakeFault(fault) }
        let (message, size) = try form.message(reader.value)
        item = .message(try follow(message, reader.value), size)
      } catch {
        item = .fault(error)
        try rejects.add(
          Rejection(file: name, line: reader.line, column: error.column, reason: error.reason),
          json: reader.source)
      }
      try takeAll(item, take)
    }
  }

  /// Adds what is to follow the message of `record`.
  private func follow(_ message: Message, _ record: JSONValue) throws(IntakeFault) -> Message {
    guard let given = record[Message.fallbackMember], !given.isNull else { return message }
    guard let readFallbacks else {
      throw IntakeFault.fallback("expected no fallback of a message that is not sent here")
    }
    guard form.more() == nil else {
      throw IntakeFault.fallback("expected one recipient of a message with a fallback")
    }
    var message = message
    message.fallbacks = try readFallbacks(given, message)
    return message
  }
}

/// Reads the value of a member `fallback` as what is to follow a message, in order.
package typealias FallbackReading = (JSONValue, Message) throws(IntakeFault) -> [Message.Fallback]

extension Message {
  /// The member of records that says what is to follow.
  package static let fallbackMember = "fallback"
}

extension IntakeFault {
  /// What is wrong with a record's fallback.
  package static func fallback(_ reason: String, code: String = "invalid_fallback") -> Self {
    Self(code, Message.fallbackMember, reason)
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
