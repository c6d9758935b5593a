import DueMIME
import DueModel
import DueSystem

/// A mailbox: an address, and what its owner is called.
///
/// Source: RFC 5321, sections 4.1.2 and 4.5.3.1 (form and length), RFC 6531 (local parts in UTF-8),
/// RFC 5891 (domains as A-labels). Comments, groups and source routes, which people do not write,
/// are no addresses here.
package struct MailAddress: Sendable, Equatable {
  /// Empty where none is told.
  package let name: String
  package let local: String
  /// In lower case, as A-labels.
  package let domain: String

  package var address: String { "\(local)@\(domain)" }

  /// Whether only a server with SMTPUTF8 takes it.
  package var needsUTF8: Bool { local.utf8.contains { $0 >= 0x80 } }

  /// Reads `ana@example.com`, `Ana <ana@example.com>` or `"Ana, Inc." <ana@example.com>`.
  ///
  /// nil for what is no address, and for a text with a control character anywhere: nothing of it
  /// could end a header or a command.
  package init?(_ text: String) {
    if let plain = Self.plain(text) {
      self = plain
      return
    }
    let text = text.trimmedOfSpaces
    guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { return nil }
    var bare = Substring(text)
    var name = ""
    if text.utf8.last == UInt8(ascii: ">") {
      guard let open = text.utf8.lastIndex(of: UInt8(ascii: "<")) else { return nil }
      bare = text[text.utf8.index(after: open)..<text.utf8.index(before: text.endIndex)]
      guard let called = Self.name(String(text[..<open]).trimmedOfSpaces) else { return nil }
      name = called
    }
    guard let at = bare.utf8.lastIndex(of: UInt8(ascii: "@")) else { return nil }
    let local = String(bare[..<at])
    let domain = String(bare[bare.utf8.index(after: at)...])
    guard Self.isLocal(local), let labels = Self.domain(domain),
      local.utf8.count + labels.utf8.count < 254
    else { return nil }
    self.name = name
    self.local = local
    self.domain = labels
  }

  private init(local: String, domain: String) {
    name = ""
    self.local = local
    self.domain = domain
  }

  /// The address in a text that is one as most are written: letters, digits and a few signs, the
  /// domain in lower case; nil for any other, which may be one all the same.
  private static func plain(_ text: String) -> MailAddress? {
    var text = text
    return text.withUTF8 { bytes in
      var at = -1
      var labelStart = 0
      for place in bytes.indices {
        let byte = bytes[place]
        let isEnd = byte == UInt8(ascii: "@") || byte == UInt8(ascii: ".")
        if isEnd {
          guard place > labelStart, isPlainEnd(bytes[labelStart..<place], inDomain: at >= 0)
          else { return nil }
          labelStart = place + 1
        }
        switch byte {
        case UInt8(ascii: "@"):
          guard at < 0, place <= 64 else { return nil }
          at = place
        case 97...122, 48...57, UInt8(ascii: "."), UInt8(ascii: "-"): break
        case 65...90, UInt8(ascii: "_"), UInt8(ascii: "+"): guard at < 0 else { return nil }
        default: return nil
        }
      }
      guard at > 0, bytes.count < 254, labelStart < bytes.count,
        isPlainEnd(bytes[labelStart...], inDomain: true)
      else { return nil }
      return MailAddress(
        local: String(decoding: bytes[..<at], as: UTF8.self),
        domain: String(decoding: bytes[(at + 1)...], as: UTF8.self))
    }
  }

  /// Whether a label of a domain is neither too long nor has a hyphen at an end.
  private static func isPlainEnd(
    _ label: Slice<UnsafeBufferPointer<UInt8>>, inDomain: Bool
  ) -> Bool {
    !inDomain
      || label.count <= 63 && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
  }

  /// The mailboxes of a field such as `To`; nil where one of them is none.
  static func all(in field: Bytes) -> [MailAddress]? {
    var found: [MailAddress] = []
    var list = MailAddresses(field)
    while list.next() {
      guard let address = MailAddress(list.address.string) else { return nil }
      let name = list.name.string
      guard !HeaderText.hasControls(list.name) else { return nil }
      found.append(MailAddress(address, called: name))
    }
    return found
  }

  /// The same mailbox under another name.
  init(_ address: MailAddress, called name: String) {
    self.name = name
    local = address.local
    domain = address.domain
  }

  /// The name in front of an address, without the quotation marks it may have.
  private static func name(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    guard bytes.first == UInt8(ascii: "\"") else {
      return bytes.contains(UInt8(ascii: "<")) || bytes.contains(UInt8(ascii: "\"")) ? nil : text
    }
    guard bytes.count >= 2, bytes.last == UInt8(ascii: "\"") else { return nil }
    var name: [UInt8] = []
    var isEscaped = false
    for byte in bytes[1..<(bytes.count - 1)] {
      if !isEscaped, byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if !isEscaped, byte == UInt8(ascii: "\"") {
        return nil
      } else {
        name.append(byte)
        isEscaped = false
      }
    }
    return isEscaped ? nil : String(decoding: name, as: UTF8.self)
  }

  /// Whether `text` is a Dot-string or a Quoted-string of at most 64 bytes.
  private static func isLocal(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard (1...64).contains(bytes.count) else { return false }
    if bytes.first == UInt8(ascii: "\"") { return isQuoted(bytes) }
    var previous = UInt8(ascii: ".")
    for byte in bytes {
      if byte == UInt8(ascii: "."), previous == byte { return false }
      guard byte == UInt8(ascii: ".") || isAtom(byte) else { return false }
      previous = byte
    }
    return previous != UInt8(ascii: ".")
  }

  private static func isQuoted(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > 2, bytes.last == UInt8(ascii: "\"") else { return false }
    var isEscaped = false
    for byte in bytes[1..<(bytes.count - 1)] {
      if !isEscaped, byte == UInt8(ascii: "\"") { return false }
      isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
    }
    return !isEscaped
  }

  /// What stands in an atom (RFC 5322, 3.2.3), and what is not ASCII (RFC 6531, 3.3).
  static func isAtom(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte &- 48 <= 9 || (byte | 0x20) &- 97 < 26
      || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
  }

  /// A domain as A-labels, in lower case, or an address literal; nil for what is neither.
  private static func domain(_ text: String) -> String? {
    if text.hasPrefix("["), text.hasSuffix("]") {
      let inner = text.utf8.dropFirst().dropLast()
      let isLiteral =
        inner.count >= 2
        && inner.allSatisfy {
          $0 &- 48 <= 9 || ($0 | 0x20) &- 97 < 26 || $0 == UInt8(ascii: ".")
            || $0 == UInt8(ascii: ":")
        }
      return isLiteral ? text : nil
    }
    let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
    guard isASCII || !IDNText.hasForbidden(text) else { return nil }
    let key = MailboxKey.key("a@" + text).dropFirst(2)
    let labels = key.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard (1...253).contains(key.utf8.count), labels.allSatisfy(Self.isLabel) else { return nil }
    return String(key)
  }

  private static func isLabel(_ label: Substring.UTF8View) -> Bool {
    guard (1...63).contains(label.count), let first = label.first, let last = label.last,
      first != UInt8(ascii: "-"), last != UInt8(ascii: "-")
    else { return false }
    return label.allSatisfy {
      $0 &- 48 <= 9 || ($0 | 0x20) &- 97 < 26 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
    }
  }
}

extension String {
  /// Without spaces and tabs at both ends; line ends stay, for somebody to refuse.
  var trimmedOfSpaces: String {
    var bytes = utf8[...]
    while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
    while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
    return String(Substring(bytes))
  }
}

extension ByteBuffer {
  /// Appends a header of one mailbox: its name as atoms, as a quoted text or as encoded words.
  mutating func append(mailbox header: StaticString, _ mailbox: MailAddress) {
    append(header)
    append(": " as StaticString)
    append(mailbox, column: header.utf8CodeUnitCount + 2)
    append("\r\n" as StaticString)
  }

  /// Appends a header of several mailboxes, one a line; nothing for none.
  mutating func append(mailboxes header: StaticString, _ mailboxes: [MailAddress]) {
    guard !mailboxes.isEmpty else { return }
    append(header)
    append(": " as StaticString)
    append(mailboxes, column: header.utf8CodeUnitCount + 2)
    append("\r\n" as StaticString)
  }

  /// Appends mailboxes with commas between them, the first at `column` of its line.
  mutating func append(_ mailboxes: [MailAddress], column: Int) {
    for (i, mailbox) in mailboxes.enumerated() {
      if i > 0 { append(",\r\n " as StaticString) }
      append(mailbox, column: i > 0 ? 1 : column)
    }
  }

  private mutating func append(_ mailbox: MailAddress, column: Int) {
    if mailbox.name.isEmpty {
      append(mailbox.address)
    } else {
      append(phrase: mailbox.name, column: column)
      // On a line of its own where both would not fit on one.
      let isLong = mailbox.name.utf8.count + mailbox.address.utf8.count > 60
      append(isLong ? "\r\n <" as StaticString : " <")
      append(mailbox.address)
      append(UInt8(ascii: ">"))
    }
  }

  private mutating func append(phrase text: String, column: Int) {
    let isWordLike = text.isEncodedWordLike
    var text = text
    text.withUTF8 { bytes in
      let bytes = Bytes(bytes)
      if bytes.allSatisfy({ $0 < 0x80 && MailAddress.isAtom($0) || $0 == 0x20 }),
        !isWordLike, bytes.count <= 60, bytes.first != 0x20, bytes.last != 0x20
      {
        append(bytes)
      } else if bytes.allSatisfy({ $0 < 0x80 }), !isWordLike, bytes.count <= 60 {
        append(UInt8(ascii: "\""))
        for byte in bytes {
          if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            append(UInt8(ascii: "\\"))
          }
          append(byte)
        }
        append(UInt8(ascii: "\""))
      } else {
        append(encodedWords: bytes, column: column)
      }
    }
  }
}

extension String {
  /// Whether a reader could take it for an encoded word.
  fileprivate var isEncodedWordLike: Bool {
    var previous: UInt8 = 0
    for byte in utf8 {
      if byte == UInt8(ascii: "?"), previous == UInt8(ascii: "=") { return true }
      previous = byte
    }
    return false
  }
}
