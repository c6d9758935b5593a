import DueFormats
import DueSystem

/// The character sets in which gateways hand on texts.
package enum CharacterSet: Sendable, Equatable {
  case utf8
  /// ISO 8859-1: each byte is the character of its number.
  case latin1
  /// ISO 8859-15, which is what SMS Server Tools call ISO.
  case latin9
  /// What Windows calls 1252: ISO 8859-1 with letters and signs in the place of controls.
  case windows1252
  case utf16BigEndian
  case utf16LittleEndian

  /// The set called `name` in MIME, in whatever case; nil for others.
  package init?(named name: String) {
    switch name.uppercased() {
    case "UTF-8", "UTF8", "US-ASCII", "ASCII": self = .utf8
    case "ISO-8859-1", "ISO8859-1", "ISO_8859-1", "LATIN1": self = .latin1
    case "ISO-8859-15", "ISO8859-15", "ISO_8859-15", "LATIN9": self = .latin9
    case "WINDOWS-1252", "CP1252": self = .windows1252
    case "UTF-16BE", "UTF16BE", "UCS-2", "UCS2", "UCS-2BE", "ISO-10646-UCS-2":
      self = .utf16BigEndian
    case "UTF-16LE", "UTF16LE", "UCS-2LE": self = .utf16LittleEndian
    default: return nil
    }
  }

  /// The set of a text of which nothing is known: by its byte order mark, else UTF-8 where it is
  /// that, else ISO 8859-1.
  package init(of text: Bytes) {
    if text.count >= 2, text[0] == 0xfe, text[1] == 0xff {
      self = .utf16BigEndian
    } else if text.count >= 2, text[0] == 0xff, text[1] == 0xfe {
      self = .utf16LittleEndian
    } else {
      self = text.isUTF8 ? .utf8 : .latin1
    }
  }

  /// The text of `bytes`, without a byte order mark; nil where they are no text of this set.
  package func decode(_ bytes: Bytes) -> String? {
    var text: String
    switch self {
    case .utf8:
      guard bytes.isUTF8 else { return nil }
      text = bytes.string
    case .latin1: text = Self.string(bytes.lazy.map { UInt32($0) })
    case .latin9: text = Self.string(bytes.lazy.map { Self.latin9($0) })
    case .windows1252: text = Self.string(bytes.lazy.map { Self.windows1252($0) })
    case .utf16BigEndian, .utf16LittleEndian:
      guard let decoded = utf16(bytes) else { return nil }
      text = decoded
    }
    if text.unicodeScalars.first == "\u{feff}" { text.unicodeScalars.removeFirst() }
    return text
  }

  private func utf16(_ bytes: Bytes) -> String? {
    guard bytes.count % 2 == 0 else { return nil }
    let high = self == .utf16BigEndian ? 0 : 1
    let units = stride(from: 0, to: bytes.count, by: 2).map { i in
      UInt16(bytes[i + high]) << 8 | UInt16(bytes[i + 1 - high])
    }
    return String(validating: units, as: UTF16.self)
  }

  private static func string(_ scalars: some Sequence<UInt32>) -> String {
    var text = ""
    for value in scalars { text.unicodeScalars.append(Unicode.Scalar(value) ?? "\u{fffd}") }
    return text
  }

  /// Source: unicode.org, CP1252.TXT; the five places that have nothing are U+FFFD.
  private static func windows1252(_ byte: UInt8) -> UInt32 {
    let high: [UInt32] = [
      0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
      0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
      0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
      0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
    ]
    return (0x80..<0xa0).contains(byte) ? high[Int(byte) - 0x80] : UInt32(byte)
  }

  /// The eight places in which ISO 8859-15 is not ISO 8859-1.
  private static func latin9(_ byte: UInt8) -> UInt32 {
    switch byte {
    case 0xa4: 0x20ac
    case 0xa6: 0x160
    case 0xa8: 0x161
    case 0xb4: 0x17d
    case 0xb8: 0x17e
    case 0xbc: 0x152
    case 0xbd: 0x153
    case 0xbe: 0x178
    default: UInt32(byte)
    }
  }
}
