import CDueScan
import DueSystem
import Glibc

extension ByteBuffer {
  /// Appends `text`, which is in `charset`, in UTF-8.
  ///
  /// UTF-8, ISO-8859-1, ISO-8859-15 and Windows-1252 are read here, all others by iconv(3). Bytes
  /// that their charset does not have become U+FFFD. Text without a charset, or in one that nobody
  /// knows, is UTF-8 where it can be, else Windows-1252, which most of such mail is in.
  package mutating func append(_ text: Bytes, charset: Bytes) {
    guard let start = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    if due_ascii_run(start, text.count) == text.count, !charset.hasFoldedPrefix("utf-16"),
      !charset.hasFoldedPrefix("utf-7"), !charset.hasFoldedPrefix("iso-2022")
    {
      return append(text)
    }
    switch Charset(charset) {
    case .utf8: append(mending: text)
    case .unknown:
      if due_utf8_run(start, text.count) == text.count {
        append(text)
      } else {
        append(text, mapped: Charset.windows1252)
      }
    case .latin1: append(text, mapped: Charset.latin1)
    case .latin9: append(text, mapped: Charset.latin9)
    case .windows1252: append(text, mapped: Charset.windows1252)
    case .other: appendConverted(text, charset)
    }
  }

  private static let replacement: StaticString = "\u{FFFD}"

  /// Appends UTF-8; each byte that is no part of it becomes U+FFFD.
  private mutating func append(mending text: Bytes) {
    var rest = text
    while let start = rest.baseAddress?.assumingMemoryBound(to: UInt8.self), rest.count > 0 {
      let run = due_utf8_run(start, rest.count)
      append(Bytes(start: start, count: run))
      if run == rest.count { return }
      append(Self.replacement)
      rest = Bytes(rebasing: rest[(run + 1)...])
    }
  }

  private mutating func append(_ text: Bytes, mapped: (UInt8) -> UInt16) {
    for byte in text {
      if byte < 0x80 {
        append(byte)
      } else {
        append(scalar: mapped(byte))
      }
    }
  }

  /// Appends one of the scalars from U+0080 to U+FFFF.
  private mutating func append(scalar: UInt16) {
    if scalar < 0x800 {
      append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
    } else {
      append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
      append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
    }
    append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
  }

  private mutating func appendConverted(_ text: Bytes, _ charset: Bytes) {
    guard let converter = iconv_open("UTF-8", charset.string),
      converter != UnsafeMutableRawPointer(bitPattern: -1)
    else { return append(text, charset: Bytes(start: nil, count: 0)) }
    defer { iconv_close(converter) }
    // iconv(3) wants a pointer to bytes that may change, and changes none.
    var from = UnsafeMutablePointer(mutating: text.baseAddress?.assumingMemoryBound(to: CChar.self))
    var left = text.count
    while left > 0 {
      let room = left * 4 + 16
      reserve(room)
      var to: UnsafeMutablePointer<CChar>? = UnsafeMutableRawPointer(base + count)
        .assumingMemoryBound(to: CChar.self)
      var space = room
      let result = iconv(converter, &from, &left, &to, &space)
      extend(by: room - space)
      if result != Int(bitPattern: UInt.max) || left == 0 { break }
      if errno == E2BIG { continue }
      append(Self.replacement)
      from = from?.advanced(by: 1)
      left -= 1
    }
  }
}

/// How the bytes of a text are read.
private enum Charset {
  case utf8, latin1, latin9, windows1252, other, unknown

  init(_ name: Bytes) {
    // RFC 2231: `utf-8*en` names a language too.
    let name = (name.split(at: UInt8(ascii: "*"))?.before ?? name).trimmedSpace
    if name.isFolded("utf-8") || name.isFolded("utf8") {
      self = .utf8
    } else if name.isFolded("iso-8859-1") || name.isFolded("latin1") || name.isFolded("iso8859-1") {
      self = .latin1
    } else if name.isFolded("iso-8859-15") || name.isFolded("iso8859-15") {
      self = .latin9
    } else if name.isFolded("windows-1252") || name.isFolded("cp1252") {
      self = .windows1252
    } else if name.isEmpty || name.count > 40 || name.isFolded("us-ascii")
      || name.isFolded("ascii") || !name.allSatisfy(Self.isOfName)
    {
      self = .unknown
    } else {
      self = .other
    }
  }

  /// What the name of a charset has; no slash, after which iconv(3) takes orders.
  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
      UInt8(ascii: ":"):
      true
    default: false
    }
  }

  static func latin1(_ byte: UInt8) -> UInt16 { UInt16(byte) }

  static func latin9(_ byte: UInt8) -> UInt16 {
    switch byte {
    case 0xA4: 0x20AC
    case 0xA6: 0x0160
    case 0xA8: 0x0161
    case 0xB4: 0x017D
    case 0xB8: 0x017E
    case 0xBC: 0x0152
    case 0xBD: 0x0153
    case 0xBE: 0x0178
    default: UInt16(byte)
    }
  }

  static func windows1252(_ byte: UInt8) -> UInt16 {
    byte < 0xA0 ? windows1252Controls[Int(byte &- 0x80) & 31] : UInt16(byte)
  }

  private static let windows1252Controls: [UInt16] = [
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
  ]
}
