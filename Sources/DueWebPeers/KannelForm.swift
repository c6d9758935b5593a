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
    try Self.check(message)
    head.withUnsafeBytes { lines.append($0) }
    lines.append(header: "x-kannel-to: ", message.to)
    lines.append(header: "x-kannel-from: ", message.from)
    let isGSM = SMSSegmentation(message.body).encoding == .gsm
    lines.append(isGSM ? "x-kannel-coding: 0\0" as StaticString : "x-kannel-coding: 2\0")
    lines.append(header: "x-kannel-priority: ", "\(min(message.priority, 9) / 3)")
    if let expires = message.expires {
      lines.append(header: "x-kannel-validity: ", "\(max(1, (expires - now) / 60_000))")
    }
    guard !reports.isEmpty else { return }
    lines.append(header: "x-kannel-dlr-mask: ", "\(Self.mask)")
    // The codes are Kannel's: what the centre says, the time, and the two numbers.
    let mark = reports.contains("?") ? "&" : "?"
    lines.append(
      header: "x-kannel-dlr-url: ",
      "\(reports)\(mark)due_key=\(outgoing.attemptName)&dlr=%d&reply=%A&ts=%T&to=%p&from=%P")
  }

  private static func check(_ message: Message) throws(MessageRefusal) {
    let digits = message.to.hasPrefix("+") ? message.to.dropFirst() : message.to[...]
    guard (3...15).contains(digits.utf8.count), digits.utf8.allSatisfy({ $0 &- 48 <= 9 }) else {
      throw MessageRefusal(
        SMSStatus.invalid.rawValue, "expected a number of 3 to 15 digits, found '\(message.to)'")
    }
    guard message.from.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
    else {
      throw MessageRefusal("invalid_sender", "expected a sender without control characters")
    }
    guard !message.body.utf8.contains(0) else {
      throw MessageRefusal(
        SMSStatus.invalidMessage.rawValue, "expected a text without NUL, found one")
    }
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
