import DueMIME
import DueSystem

/// An address, perhaps with a name before it: `ana@example.com`, `Ana <ana@example.com>`.
struct MailAddress {
  fileprivate let name: String
  fileprivate let address: String

  /// Nil for what is no address of ASCII.
  init?(_ text: String) {
    var name = ""
    var address = text[...]
    if let open = text.lastIndex(of: "<"), text.hasSuffix(">") {
      name = String(text[..<open])
      address = text[text.index(after: open)...].dropLast()
    }
    while name.hasSuffix(" ") { name.removeLast() }
    if name.hasPrefix("\""), name.hasSuffix("\""), name.count > 1 {
      name = Self.unquoted(name.dropFirst().dropLast())
    }
    let parts = address.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }),
      address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && !Self.separators.contains($0) })
    else { return nil }
    self.name = name
    self.address = String(address)
  }

  /// The text of a quoted string: `\\"` is a quote (RFC 5322, 3.2.4).
  private static func unquoted(_ text: Substring) -> String {
    var isEscaped = false
    var out = ""
    for scalar in text.unicodeScalars {
      isEscaped = scalar == "\\" && !isEscaped
      if !isEscaped { out.unicodeScalars.append(scalar) }
    }
    return out
  }

  private static let separators = Set("<>(),;:\"[]\\".utf8)
}

extension ByteBuffer {
  mutating func append(_ mailbox: MailAddress) {
    guard !mailbox.name.isEmpty else { return append(mailbox.address) }
    Array(mailbox.name.utf8).withUnsafeBytes { name in
      if name.allSatisfy({ $0 < 0x80 }) {
        append(UInt8(ascii: "\""))
        for byte in name {
          if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { append(UInt8(ascii: "\\")) }
          append(byte)
        }
        append(UInt8(ascii: "\""))
      } else {
        append(headerText: name, column: 6)
      }
    }
    append(" <\(mailbox.address)>")
  }
}
