import DueDelivery
import DueFormats
import DueModel
import DueSystem

/// Writes messages as smsbox takes them by POST: the text as the body, all else in headers, so that
/// no URL that somebody logs has the password.
///
/// Kannel puts `?` for a character that the alphabet asked for does not have, and asks nobody: so the
/// alphabet is chosen here, by the text.
struct KannelForm {
  /// Headers that are the same for each, each ended by NUL.
  private let head: [UInt8]
  private let reports: String

  /// Told of: delivered, not delivered, kept by the centre, taken and refused by it.
  private static let mask = 31

  /// - Throws: status 77 for a password that others may read, 78 for one that no header can have.
  init(_ uri: KannelURI) throws {
    let password = try SecretFile.read(uri.secretFile)
    guard password.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
      throw RunFault(
        .configuration, "\(uri.secretFile): expected a password without control characters")
    }
    var head = ByteBuffer(capacity: 256)
    head.append("content-type: text/plain; charset=UTF-8\0user-agent: due\0" as StaticString)
    head.append(header: "x-kannel-username: ", uri.user)
    head.append(header: "x-kannel-password: ", String(decoding: password, as: UTF8.self))
    head.append(header: "x-kannel-smsc: ", uri.centre)
    if uri.isFlash { head.append("x-kannel-mclass: 0\0" as StaticString) }
    self.head = Array(head.bytes)
    reports = uri.reports
  }

  /// Appends the headers of an attempt, each ended by NUL; the body is the message's.
  func append(
    _ outgoing: Outgoing, at now: Instant, to lines: inout ByteBuffer
  ) throws(MessageRefusal) {
    let message = outgoing.message
    let text = try GatewayText(message)
    head.withUnsafeBytes { lines.append($0) }
    lines.append(header: "x-kannel-to: ", message.to)
    lines.append(header: "x-kannel-from: ", message.from)
    lines.append(
      text.encoding == .gsm ? "x-kannel-coding: 0\0" as StaticString : "x-kannel-coding: 2\0")
    lines.append(header: "x-kannel-priority: ", "\(min(message.priority, 9) / 3)")
    if let minutes = message.minutesLeft(at: now) {
      lines.append(header: "x-kannel-validity: ", "\(minutes)")
    }
    guard !reports.isEmpty else { return }
    lines.append(header: "x-kannel-dlr-mask: ", "\(Self.mask)")
    // The codes are Kannel's: what the centre says, the time, and the two numbers.
    let mark = reports.contains("?") ? "&" : "?"
    lines.append(
      header: "x-kannel-dlr-url: ",
      "\(reports)\(mark)due_key=\(outgoing.attemptName)&dlr=%d&reply=%A&ts=%T&to=%p&from=%P")
  }
}

extension ByteBuffer {
  /// Appends `name`, a value and NUL; nothing for an empty value.
  fileprivate mutating func append(header name: StaticString, _ value: String) {
    guard !value.isEmpty else { return }
    append(name)
    append(value)
    append(0)
  }
}
