import DueSystem

/// Finds `url(…)` in CSS: a style sheet, or the value of `style`.
///
/// Comments and strings are passed over, and with them the names in `@import "a.css"`.
///
/// Source: CSS Syntax Level 3, section 4.
struct StyleScanner {
  private let text: PlacedText
  private let bytes: Bytes
  private let expressions: Mustache
  private var found: [PlacedText] = []

  /// The addresses in `text`, in the order in which they stand.
  static func addresses(in text: PlacedText) -> [PlacedText] {
    text.bytes.withUnsafeBytes { bytes in
      var scanner = StyleScanner(text, bytes)
      var place = 0
      while place < bytes.count { place = scanner.take(at: place) }
      return scanner.found
    }
  }

  private init(_ text: PlacedText, _ bytes: Bytes) {
    self.text = text
    self.bytes = bytes
    expressions = Mustache(bytes)
  }

  /// Takes what begins at `place`; where it ends.
  private mutating func take(at place: Int) -> Int {
    if let end = expressions.end(at: place) { return end }
    let byte = bytes[place]
    if byte == UInt8(ascii: "/"), place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "*") {
      return bytes.first("*/", from: place + 2).map { $0 + 2 } ?? bytes.count
    }
    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
      return stringEnd(place).after
    }
    // What style sheets may still begin with is no part of a name.
    if Bytes(rebasing: bytes[place...]).starts(with: "<!--") { return place + 4 }
    // `#url` is the name of an element, `@url` a rule.
    if byte == UInt8(ascii: "#") || byte == UInt8(ascii: "@") { return nameEnd(place + 1) }
    let end = nameEnd(place)
    guard end > place else { return place + 1 }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "("), isURL(place..<end) else { return end }
    return takeAddress(end + 1)
  }

  private func isURL(_ name: Range<Int>) -> Bool {
    Self.unescaped(PlacedText(text, name)).bytes.map(\.folded) == Array("url".utf8)
  }

  /// Takes what stands in the brackets of `url(`; where that ends.
  private mutating func takeAddress(_ start: Int) -> Int {
    var place = start
    while place < bytes.count, bytes[place].isHTMLSpace { place += 1 }
    guard place < bytes.count else { return place }
    if bytes[place] == UInt8(ascii: "\"") || bytes[place] == UInt8(ascii: "'") {
      let (end, after) = stringEnd(place)
      // One that its line ends names nothing.
      if after > end || end == bytes.count {
        found.append(Self.unescaped(PlacedText(text, (place + 1)..<end), isString: true))
      }
      return after
    }
    var isBad = false
    var end = place
    while end < bytes.count, bytes[end] != UInt8(ascii: ")"), !bytes[end].isHTMLSpace {
      if let after = expressions.end(at: end) {
        end = after
      } else {
        isBad = isBad || Self.isBadInAddress(bytes[end])
        end = bytes[end] == UInt8(ascii: "\\") ? escapeEnd(end) : end + 1
      }
    }
    var after = end
    while after < bytes.count, bytes[after].isHTMLSpace { after += 1 }
    guard after == bytes.count || bytes[after] == UInt8(ascii: ")"), !isBad else {
      return badAddressEnd(after)
    }
    found.append(Self.unescaped(PlacedText(text, place..<end)))
    return after
  }

  /// Quotes, brackets and control characters, which an address without quotes cannot have.
  private static func isBadInAddress(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == 0x7f || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
      || byte == UInt8(ascii: "(")
  }

  /// Where the bracket stands that ends what is no address.
  private func badAddressEnd(_ start: Int) -> Int {
    var place = start
    while place < bytes.count, bytes[place] != UInt8(ascii: ")") {
      place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(place, bytes.count)
  }

  /// Where the escape that begins at `start` ends; white space after digits is its own.
  private func escapeEnd(_ start: Int) -> Int {
    var place = start + 1
    while place < min(bytes.count, start + 7), bytes[place].hexValue != nil { place += 1 }
    if place == start + 1 { return min(bytes.count, start + 2) }
    return place < bytes.count && bytes[place].isHTMLSpace ? place + 1 : place
  }

  /// Where the string that begins at `start` ends, and what follows it; a line ends it too.
  private func stringEnd(_ start: Int) -> (end: Int, after: Int) {
    var place = start + 1
    while place < bytes.count {
      if let end = expressions.end(at: place) {
        place = end
      } else if bytes[place] == bytes[start] {
        return (place, place + 1)
      } else if bytes[place] == 0x0a {
        return (place, place)
      } else {
        place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
      }
    }
    return (bytes.count, bytes.count)
  }

  private static func isName(_ byte: UInt8) -> Bool {
    byte.isLetter || byte >= 0x80 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
      || byte &- 48 < 10
  }

  private func nameEnd(_ start: Int) -> Int {
    var place = start
    while place < bytes.count {
      if Self.isName(bytes[place]) {
        place += 1
      } else if bytes[place] == UInt8(ascii: "\\"), place + 1 < bytes.count,
        bytes[place + 1] != 0x0a
      {
        place = escapeEnd(place)
      } else {
        break
      }
    }
    return place
  }

  /// The text without its escapes: `\26 `, `\&`. A backslash at the very end is nothing in a string.
  private static func unescaped(_ text: PlacedText, isString: Bool = false) -> PlacedText {
    guard text.bytes.contains(UInt8(ascii: "\\")) else { return text }
    var plain = PlacedText(endingAt: text.end)
    var i = 0
    while i < text.count {
      let start = i
      let byte = text.bytes[i]
      i += 1
      guard byte == UInt8(ascii: "\\") else {
        plain.append(byte, at: text.place(start))
        continue
      }
      guard i < text.count else {
        if !isString { plain.append("\u{fffd}" as Unicode.Scalar, at: text.place(start)) }
        break
      }
      var value: UInt32 = 0
      var digits = 0
      while digits < 6, i < text.count, let digit = text.bytes[i].hexValue {
        value = value << 4 | UInt32(digit)
        digits += 1
        i += 1
      }
      if digits > 0 {
        plain.append(Unicode.Scalar(value) ?? "\u{fffd}", at: text.place(start))
        if i < text.count, text.bytes[i].isHTMLSpace { i += 1 }
      } else {
        // A line end after it is none.
        if text.bytes[i] != 0x0a { plain.append(text.bytes[i], at: text.place(start)) }
        i += 1
      }
    }
    return plain
  }
}
