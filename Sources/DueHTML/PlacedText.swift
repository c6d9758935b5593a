import DueSystem

/// A text that stands in a document in another form, byte by byte with where each of them stands.
struct PlacedText {
  private(set) var bytes: [UInt8] = []
  /// Where each byte begins in the document.
  private(set) var places: [Int] = []
  /// Where the text ends in the document.
  private(set) var end: Int

  init(endingAt end: Int) { self.end = end }

  /// A part of the document as it stands there.
  init(_ text: Bytes, _ range: Range<Int>) {
    end = range.upperBound
    bytes = Array(text[range])
    places = Array(range)
  }

  /// A part of another text.
  init(_ text: PlacedText, _ range: Range<Int>) {
    end = text.place(range.upperBound)
    bytes = Array(text.bytes[range])
    places = Array(text.places[range])
  }

  var count: Int { bytes.count }

  /// Where the byte of that number begins in the document, or the text ends.
  func place(_ i: Int) -> Int { i < places.count ? places[i] : end }

  mutating func append(_ byte: UInt8, at place: Int) {
    bytes.append(byte)
    places.append(place)
  }

  mutating func append(_ scalar: Unicode.Scalar, at place: Int) {
    for byte in String(scalar).utf8 { append(byte, at: place) }
  }

  /// Without the white space of HTML at both ends.
  var trimmed: PlacedText {
    var first = 0
    var last = count
    while first < last, bytes[first].isHTMLSpace { first += 1 }
    while last > first, bytes[last - 1].isHTMLSpace { last -= 1 }
    return PlacedText(self, first..<last)
  }
}

extension PlacedText {
  /// The value of an attribute without its character references.
  ///
  /// Of the named ones, those that XML has, and `nbsp`; others stay as they are.
  ///
  /// Source: HTML, section 13.2.5.72 and following.
  init(attribute text: Bytes, _ range: Range<Int>) {
    self.init(endingAt: range.upperBound)
    var place = range.lowerBound
    while place < range.upperBound {
      if text[place] == UInt8(ascii: "&"),
        let (scalar, end) = Self.characterReference(text, place, range.upperBound)
      {
        append(scalar, at: place)
        place = end
      } else {
        append(text[place], at: place)
        place += 1
      }
    }
  }

  private static let longest = 10

  private static func characterReference(
    _ text: Bytes, _ start: Int, _ end: Int
  ) -> (Unicode.Scalar, end: Int)? {
    let window = text[(start + 1)..<min(end, start + 1 + longest)]
    guard let close = window.firstIndex(of: UInt8(ascii: ";")) else { return nil }
    let name = String(decoding: text[(start + 1)..<close], as: UTF8.self)
    let scalar: Unicode.Scalar?
    switch name {
    case "amp": scalar = "&"
    case "lt": scalar = "<"
    case "gt": scalar = ">"
    case "quot": scalar = "\""
    case "apos": scalar = "'"
    case "nbsp": scalar = "\u{a0}"
    default: scalar = number(name)
    }
    return scalar.map { ($0, close + 1) }
  }

  private static func number(_ name: String) -> Unicode.Scalar? {
    guard name.hasPrefix("#") else { return nil }
    let isHex = name.hasPrefix("#x") || name.hasPrefix("#X")
    let digits = name.dropFirst(isHex ? 2 : 1)
    guard digits.first?.isHexDigit ?? false else { return nil }  // no sign
    return UInt32(digits, radix: isHex ? 16 : 10).flatMap(Unicode.Scalar.init)
  }
}

extension UInt8 {
  /// Space, tab, line feed, form feed, carriage return.
  var isHTMLSpace: Bool {
    self == 0x20 || self == 0x09 || self == 0x0a || self == 0x0c || self == 0x0d
  }

  var isLetter: Bool { (self | 0x20) &- 97 < 26 }
}
