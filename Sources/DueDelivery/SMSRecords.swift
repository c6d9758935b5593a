import DueFormats
import DueModel

/// Text messages, by records: rows of drop files, and JSON objects with their columns.
package struct SMSRecords: IntakeForm {
  private var decoder: SMSDecoder
  private let columns: SMSColumnNames
  private let objects: SMSObjects
  /// Has a last look at each message before it is taken, and may change or refuse it.
  package var refine: ((Message) throws(IntakeFault) -> Message)?

  package init(_ defaults: SMSDefaults, columns: SMSColumnNames) {
    decoder = SMSDecoder(defaults)
    self.columns = columns
    objects = SMSObjects(columns: columns)
  }

  /// How many texts were changed by transliteration.
  package var changed: Int { decoder.changed }

  package func rows(header: [String], file: String) throws -> SMSRows {
    try SMSRows(header: header, file: file, columns: columns, defaults: decoder.defaults)
  }

  package mutating func message(
    _ reader: borrowing CSVReader, _ rows: SMSRows
  ) throws(IntakeFault) -> (Message, SMSSegmentation?) {
    let (message, size) = try rows.decode(reader, &decoder)
    return (try refine?(message) ?? message, size)
  }

  package mutating func message(
    _ record: JSONValue
  ) throws(IntakeFault) -> (Message, SMSSegmentation?) {
    let (message, size) = try objects.decode(record, &decoder)
    return (try refine?(message) ?? message, size)
  }
}
