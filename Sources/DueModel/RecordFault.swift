/// Why one record cannot be used: the run goes on without it.
package struct RecordFault: Error, Equatable, CustomStringConvertible, Sendable {
  /// The column or member that is wrong.
  package var column: String?
  /// What was expected, where, and what was found.
  package var description: String

  package init(column: String?, _ description: String) {
    self.column = column
    self.description = description
  }

  /// No value where there must be one.
  package static func missing(_ column: String, _ why: String) -> RecordFault {
    RecordFault(column: column, "expected a value in '\(column)' \(why), found none")
  }

  /// A value that is not what it must be.
  package static func unexpected(_ column: String, _ value: String, expected: String) -> RecordFault
  {
    RecordFault(column: column, "expected \(expected) in '\(column)', found '\(value)'")
  }
}
