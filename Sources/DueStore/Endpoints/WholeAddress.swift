import DueSystem
import GRDB

/// Whether an address stands in a text as a whole, not as a part of a longer one: `ann@example.com`
/// does not stand in `joann@example.com`.
package enum WholeAddress {
  /// The same in SQL, `has_address(text, address)`.
  static let function = DatabaseFunction("has_address", argumentCount: 2, pure: true) { values in
    guard let text = String.fromDatabaseValue(values[0]),
      let address = String.fromDatabaseValue(values[1])
    else { return false }
    return stands(address, in: text)
  }

  /// Whether `text` has `address`, capitals of ASCII being no difference.
  ///
  /// Neither side of it may go on with a letter, a digit or one of `.+-_%@`. Escapes of JSON, such
  /// as `\n`, and stops that end a sentence are no part of an address.
  package static func stands(_ address: String, in text: String) -> Bool {
    var address = address
    var text = text
    return address.withUTF8 { name in
      text.withUTF8 { stands(Bytes(name), in: Bytes($0)) }
    }
  }

  private static func stands(_ name: Bytes, in text: Bytes) -> Bool {
    guard !name.isEmpty, text.count >= name.count else { return false }
    let first = small(name[0])
    for start in 0...(text.count - name.count) where small(text[start]) == first {
      var length = 1
      while length < name.count, small(text[start + length]) == small(name[length]) { length += 1 }
      let end = start + name.count
      if length == name.count, isStart(start, text), isEnd(end, text) { return true }
    }
    return false
  }

  private static func small(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 0x20 : byte }

  private static func isStart(_ place: Int, _ text: Bytes) -> Bool {
    guard place > 0 else { return true }
    if place > 1, text[place - 2] == UInt8(ascii: "\\") {
      return "nrtbf".utf8.contains(text[place - 1])
    }
    if place > 5, text[place - 6] == UInt8(ascii: "\\"), text[place - 5] == UInt8(ascii: "u") {
      return text[(place - 4)..<place].allSatisfy(isHexadecimal)
    }
    return !isPart(text[place - 1])
  }

  private static func isEnd(_ place: Int, _ text: Bytes) -> Bool {
    guard place < text.count else { return true }
    if text[place] == UInt8(ascii: ".") {
      return place + 1 == text.count || !isLetterOrDigit(text[place + 1])
    }
    return !isPart(text[place])
  }

  private static func isPart(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || ".+-_%@".utf8.contains(byte)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    small(byte) &- 97 < 26 || byte &- 48 < 10 || byte >= 0x80
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    small(byte) &- 97 < 6 || byte &- 48 < 10
  }
}
