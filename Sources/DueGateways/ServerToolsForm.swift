import DueDelivery
import DueFormats
import DueModel
import DueSystem

/// Writes messages as SMS Server Tools (smsd) take them: headers, an empty line, the text.
///
/// A text of the GSM alphabet is written in UTF-8, which smsd turns into that alphabet; any other in
/// UCS-2, so that smsd has nothing to decide and no character to put in another's place. Nothing
/// that a message says can make a header: smsd would read files for one (`Include`).
///
/// Source: the manual of smstools 3.1.21, "SMS file format".
package struct ServerToolsForm: SpoolForm {
  /// What the URI asks for, of all messages.
  package struct Options: Sendable, Equatable {
    /// The queue, or provider, that takes them; empty for smsd's choice.
    package var queue = ""
    /// Whether carriers are to tell of deliveries.
    package var report = true
    package var flash = false

    package init() {}
  }

  /// The header in which smsd keeps our key: it leaves headers alone that it does not know.
  package static let keyHeader = "X-Due-Key"

  private let options: Options

  package init(_ options: Options) { self.options = options }

  package func fileName(of outgoing: Outgoing) -> String { outgoing.attemptName }
  package func providerID(of outgoing: Outgoing) -> String { outgoing.attemptName }

  package func append(
    _ outgoing: Outgoing, at now: Instant, to buffer: inout ByteBuffer
  ) throws(MessageRefusal) {
    let message = outgoing.message
    let text = try GatewayText(message)
    buffer.append(text.isInternational ? "To: " as StaticString : "To: s")
    buffer.append(String(text.to))
    buffer.append(header: "From: ", message.from)
    let isGSM = text.encoding == .gsm
    buffer.append(isGSM ? "\nAlphabet: UTF-8" as StaticString : "\nAlphabet: UCS2")
    if text.parts > 1 { buffer.append("\nAutosplit: 3" as StaticString) }
    buffer.append(options.report ? "\nReport: yes" as StaticString : "\nReport: no")
    if options.flash { buffer.append("\nFlash: yes" as StaticString) }
    if let minutes = message.minutesLeft(at: now) {
      buffer.append("\nValidity: " as StaticString)
      // The shortest that there is.
      buffer.append(decimal: max(5, minutes))
      buffer.append(" min" as StaticString)
    }
    if message.priority >= 8 { buffer.append("\nPriority: high" as StaticString) }
    buffer.append(header: "Queue: ", options.queue)
    buffer.append(header: "X-Due-Key: ", outgoing.attemptName)
    buffer.append("\n\n" as StaticString)
    if isGSM {
      buffer.append(message.body)
    } else {
      buffer.append(utf16BigEndian: message.body)
    }
  }
}

extension ByteBuffer {
  /// Appends a line end, `name` and a value; nothing for an empty one.
  fileprivate mutating func append(header name: StaticString, _ value: String) {
    guard !value.isEmpty else { return }
    append(UInt8(ascii: "\n"))
    append(name)
    append(value)
  }
}
