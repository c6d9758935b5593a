import CDueScan
import DueFormats
import DueSystem

extension ByteBuffer {
  /// Appends a header of free text: `name: value` and a line end.
  ///
  /// A value that is not plain ASCII, that a reader would take for an encoded word, or that no
  /// line can hold stands as encoded words (RFC 2047), whatever bytes it has: nothing in a value
  /// can end the header. Who must refuse values with line ends asks `HeaderText.hasControls`.
  package mutating func append(header name: StaticString, _ value: Bytes) {
    append(name)
    append(": " as StaticString)
    append(headerText: value, column: name.utf8CodeUnitCount + 2)
    append("\r\n" as StaticString)
  }

  package mutating func append(header name: StaticString, _ value: String) {
    var value = value
    value.withUTF8 { append(header: name, Bytes($0)) }
  }

  package mutating func append(header name: StaticString, _ value: Int64) {
    append(name)
    append(": " as StaticString)
    append(decimal: value)
    append("\r\n" as StaticString)
  }

  /// Appends the value of a header of free text that begins at `column` of its line.
  package mutating func append(headerText value: Bytes, column: Int) {
    if HeaderText.isPlain(value, column: column) {
      append(value)
    } else {
      append(encodedWords: value, column: column)
    }
  }

  /// Appends `moment` as RFC 5322 has dates, in UTC: `Tue, 10 Nov 2026 10:00:00 +0000`.
  package mutating func append(mailDate moment: Instant) {
    let civil = moment.civil()
    append(HeaderText.weekdays[civil.weekday])
    append(", " as StaticString)
    append(padded: civil.day, 2)
    append(UInt8(ascii: " "))
    append(HeaderText.months[civil.month - 1])
    append(UInt8(ascii: " "))
    append(padded: civil.year, 4)
    append(UInt8(ascii: " "))
    append(padded: civil.hour, 2)
    append(UInt8(ascii: ":"))
    append(padded: civil.minute, 2)
    append(UInt8(ascii: ":"))
    append(padded: civil.second, 2)
    append(" +0000" as StaticString)
  }

  /// Appends UTF-8 text as encoded words, one a line, none of them splitting a character.
  package mutating func append(encodedWords text: Bytes, column: Int) {
    let isReadable = HeaderText.isMostlyASCII(text)
    var place = 0
    var column = column
    while place < text.count {
      if place > 0 {
        append("\r\n " as StaticString)
        column = 1
      }
      // RFC 2047, 2: at most 75 characters a word and 76 a line.
      let room = min(75, 76 - column) - HeaderText.frame
      let count = HeaderText.fitting(
        Bytes(rebasing: text[place...]), room: room, isReadable: isReadable)
      let piece = Bytes(rebasing: text[place..<(place + count)])
      append(isReadable ? "=?utf-8?q?" as StaticString : "=?utf-8?b?")
      if isReadable { append(qWord: piece) } else { append(base64Run: piece) }
      append("?=" as StaticString)
      place += count
    }
  }

  private mutating func append(qWord text: Bytes) {
    for byte in text {
      if byte == 0x20 {
        append(UInt8(ascii: "_"))
      } else if HeaderText.standsInQ(byte) {
        append(byte)
      } else {
        append(UInt8(ascii: "="))
        append(hex: byte)
      }
    }
  }
}

/// What the text of a header may be.
package enum HeaderText {
  /// The characters of an encoded word beside its text: `=?utf-8?q?` and `?=`.
  static let frame = 12

  static let weekdays: [StaticString] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  static let months: [StaticString] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Whether a text has CR, LF, NUL or another control character: senders refuse such a value.
  package static func hasControls(_ text: Bytes) -> Bool {
    text.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7f }
  }

  /// Whether a value stands as it is: printable ASCII in one line of at most 78 characters, and
  /// nothing at its ends that readers strip.
  static func isPlain(_ text: Bytes, column: Int) -> Bool {
    guard let first = text.first, let last = text.last else { return true }
    guard column + text.count <= 78, first != 0x20, last != 0x20 else { return false }
    var previous: UInt8 = 0
    for byte in text {
      if byte < 0x20 || byte > 0x7e { return false }
      if byte == UInt8(ascii: "?"), previous == UInt8(ascii: "=") { return false }
      previous = byte
    }
    return true
  }

  /// What the Q encoding lets stand in any header (RFC 2047, 5, rule 3): letters, digits, `!*+-/`.
  static func standsInQ(_ byte: UInt8) -> Bool {
    byte &- 48 <= 9 || (byte | 0x20) &- 97 < 26 || byte == 0x21 || byte == 0x2a || byte == 0x2b
      || byte == 0x2d || byte == 0x2f
  }

  /// What stands for itself in a parameter's value (RFC 2231, 7: attribute-char, or less).
  package static func standsInParameter(_ byte: UInt8) -> Bool {
    byte &- 48 <= 9 || (byte | 0x20) &- 97 < 26 || byte == 0x2d || byte == 0x2e || byte == 0x5f
  }

  static func isMostlyASCII(_ text: Bytes) -> Bool {
    text.count { $0 >= 0x80 } * 3 <= text.count
  }

  /// How many bytes of `text` fit into `room` encoded characters; whole characters, at least one.
  static func fitting(_ text: Bytes, room: Int, isReadable: Bool) -> Int {
    var used = 0
    var place = 0
    while place < text.count {
      var next = place + 1
      while next < text.count, text[next] & 0xC0 == 0x80 { next += 1 }
      if isReadable {
        for i in place..<next { used += text[i] == 0x20 || standsInQ(text[i]) ? 1 : 3 }
      } else {
        used = (next + 2) / 3 * 4
      }
      if used > room, place > 0 { return place }
      place = next
    }
    return place
  }
}
