import DueModel
import DueSystem

/// How a message lies in a spool, as a file of its own.
package protocol SpoolForm {
  /// What its file's name ends with, such as `.json`.
  var fileSuffix: String { get }

  /// Appends the file of `message`, which leaves at `now`.
  func append(
    _ message: Message, at now: Instant, to buffer: inout ByteBuffer
  ) throws(MessageRefusal)
}

/// Why a message cannot be written down as its peer takes it: it is rejected.
package struct MessageRefusal: Error, Equatable {
  /// A word for programs, such as `attachment_missing`.
  package var code: String
  /// `expected …, found …`.
  package var detail: String

  package init(_ code: String, _ detail: String) {
    self.code = code
    self.detail = detail
  }
}

/// A message as its record: one line of due-message(5).
package struct RecordForm: SpoolForm {
  package let fileSuffix = ".json"

  package init() {}

  package func append(
    _ message: Message, at now: Instant, to buffer: inout ByteBuffer
  ) throws(MessageRefusal) {
    buffer.append(message)
    buffer.append(UInt8(ascii: "\n"))
  }
}
