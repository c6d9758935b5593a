import DueModel
import DueSystem

/// How a message lies in a spool, as a file of its own.
package protocol SpoolForm {
  /// What the file of an attempt is called while it is written: the same whenever it is asked.
  func fileName(of outgoing: Outgoing) -> String

  /// What the program that takes the file finds it as.
  ///
  /// - Parameter place: that of the message in its group; the first is 0.
  func publicName(of outgoing: Outgoing, place: Int, at now: Instant) -> String

  /// What the program calls the attempt when it tells of it.
  func providerID(of outgoing: Outgoing) -> String

  /// Appends the file of an attempt, which leaves at `now`.
  func append(
    _ outgoing: Outgoing, at now: Instant, to buffer: inout ByteBuffer
  ) throws(MessageRefusal)
}

extension SpoolForm {
  package func publicName(of outgoing: Outgoing, place: Int, at now: Instant) -> String {
    fileName(of: outgoing)
  }

  package func providerID(of outgoing: Outgoing) -> String { outgoing.message.key }
}

extension Outgoing {
  /// A name for the attempt where the peer gives none: the key, and from the second try on its
  /// number behind a dot, which no key has.
  package var attemptName: String {
    attempt <= 1 ? message.key : "\(message.key).\(attempt)"
  }
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
  package init() {}

  package func fileName(of outgoing: Outgoing) -> String { "\(outgoing.message.key).json" }

  package func append(
    _ outgoing: Outgoing, at now: Instant, to buffer: inout ByteBuffer
  ) throws(MessageRefusal) {
    buffer.append(outgoing.message)
    buffer.append(UInt8(ascii: "\n"))
  }
}
