import CDueScan
import DueSystem

/// How the bytes of a part are written so that any transport lets them through (RFC 2045, 6).
package enum TransferEncoding: Sendable {
  case quotedPrintable
  case base64

  /// The encoding that suits a text: quoted-printable as long as people can read it, base64 where
  /// more than half of the text would be escaped, as in Cyrillic or Chinese.
  package init(for text: Bytes) {
    guard let start = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
      self = .quotedPrintable
      return
    }
    var place = 0
    var escaped = 0
    while place < text.count {
      let ascii = due_ascii_run(start + place, text.count - place)
      place += ascii
      while place < text.count, start[place] >= 0x80 {
        place += 1
        escaped += 1
      }
    }
    self = escaped * 2 > text.count ? .base64 : .quotedPrintable
  }

  /// The name as `Content-Transfer-Encoding` has it.
  package var name: StaticString {
    switch self {
    case .quotedPrintable: "quoted-printable"
    case .base64: "base64"
    }
  }
}

extension ByteBuffer {
  /// Appends `text` in `encoding`.
  ///
  /// Quoted-printable writes line ends, LF or CR LF, as CR LF; base64 keeps all bytes.
  package mutating func append(_ text: Bytes, in encoding: TransferEncoding) {
    switch encoding {
    case .quotedPrintable: append(quotedPrintable: text)
    case .base64: append(base64: text)
    }
  }

  /// Characters of a line before a soft line break (RFC 2045, 6.7, rule 5: 76 with the `=`).
  private static let lineLimit = 75

  /// Appends `text` in quoted-printable (RFC 2045, 6.7).
  ///
  /// LF and CR LF become line ends; a CR alone is escaped. `=_` never occurs in the result, which
  /// boundaries rely on.
  ///
  /// - Complexity: O(*n*); runs of plain text are copied whole.
  package mutating func append(quotedPrintable text: Bytes) {
    guard let start = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    let end = text.count
    // What is plain becomes little longer; the rest reserves for itself.
    reserve(end + end / 16 + 16)
    var place = 0
    var column = 0
    while true {
      let run = due_qp_plain_run(start + place, end - place)
      append(plain: Bytes(start: start + place, count: run), column: &column)
      place += run
      let byte = place < end ? start[place] : 0x0a
      let isEnd = byte == 0x0a || byte == 0x0d && place + 1 < end && start[place + 1] == 0x0a
      guard isEnd else {
        escape(byte, column: &column)
        place += 1
        continue
      }
      if column > 0 { escapeTrailingSpace(&column) }
      if place >= end { return }
      append("\r\n" as StaticString)
      column = 0
      place += byte == 0x0a ? 1 : 2
    }
  }

  private mutating func append(plain run: Bytes, column: inout Int) {
    var rest = run
    while rest.count > Self.lineLimit - column {
      let room = Self.lineLimit - column
      append(Bytes(rebasing: rest[..<room]))
      append("=\r\n" as StaticString)
      column = 0
      rest = Bytes(rebasing: rest[room...])
    }
    append(rest)
    column += rest.count
  }

  private mutating func escape(_ byte: UInt8, column: inout Int) {
    if column + 3 > Self.lineLimit {
      append("=\r\n" as StaticString)
      column = 0
    }
    append(UInt8(ascii: "="))
    append(hex: byte)
    column += 3
  }

  /// White space at the end of a line would be lost on the way.
  private mutating func escapeTrailingSpace(_ column: inout Int) {
    guard let last = bytes.last, last == 0x20 || last == 0x09 else { return }
    truncate(to: count - 1)
    column -= 1
    escape(last, column: &column)
  }

  /// Appends two upper-case hexadecimal digits.
  package mutating func append(hex byte: UInt8) {
    append(Self.digit(byte >> 4))
    append(Self.digit(byte & 15))
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 55 + value }

  /// Appends `data` in base64, in lines of 76 characters, without a line end after the last.
  package mutating func append(base64 data: Bytes) {
    var rest = data
    while rest.count > 57 {
      append(base64Run: Bytes(rebasing: rest[..<57]))
      append("\r\n" as StaticString)
      rest = Bytes(rebasing: rest[57...])
    }
    append(base64Run: rest)
  }

  /// Appends `data` in base64 without line ends (RFC 4648, 4).
  package mutating func append(base64Run data: Bytes) {
    var place = 0
    while place < data.count {
      let left = data.count - place
      let word =
        UInt32(data[place]) << 16 | (left > 1 ? UInt32(data[place + 1]) << 8 : 0)
        | (left > 2 ? UInt32(data[place + 2]) : 0)
      append(Self.base64(word >> 18))
      append(Self.base64(word >> 12))
      append(left > 1 ? Self.base64(word >> 6) : UInt8(ascii: "="))
      append(left > 2 ? Self.base64(word) : UInt8(ascii: "="))
      place += 3
    }
  }

  private static func base64(_ bits: UInt32) -> UInt8 {
    let value = UInt8(truncatingIfNeeded: bits & 63)
    switch value {
    case 0..<26: return value + 65
    case 26..<52: return value + 71
    case 52..<62: return value &- 4
    case 62: return UInt8(ascii: "+")
    default: return UInt8(ascii: "/")
    }
  }
}
