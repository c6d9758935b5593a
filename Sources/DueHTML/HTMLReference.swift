import DueSystem

/// One address that an HTML text names: of an image, a page, a style sheet.
package struct HTMLReference: Sendable, Equatable {
  /// Where it stands in the text: its path alone, without query and fragment.
  package var range: Range<Int>
  /// The path without character references and CSS escapes; percent-encodings are as they were.
  package let path: String
  /// What names it: an attribute, or `url()`.
  package let holder: String

  /// - Returns: nil for a fragment or a query alone, and for what Handlebars has to fill in first.
  init?(_ text: PlacedText, holder: String) {
    let text = text.trimmed
    let length = text.bytes.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
    let path = text.bytes[..<(length ?? text.count)]
    guard !path.isEmpty, !Self.hasExpression(path) else { return nil }
    range = text.place(0)..<text.place(path.count)
    self.path = String(decoding: path, as: UTF8.self)
    self.holder = holder
  }

  private static func hasExpression(_ text: ArraySlice<UInt8>) -> Bool {
    zip(text, text.dropFirst()).contains {
      $0 == $1 && ($0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}"))
    }
  }

  /// Whether it leads elsewhere by itself: `https:`, `cid:`, `data:`, `mailto:`, `//host`.
  ///
  /// A letter and a colon are no scheme but a drive of Windows.
  ///
  /// Source: RFC 3986, sections 3.1 and 4.2.
  package var isAbsolute: Bool {
    if path.hasPrefix("//") { return true }
    guard let colon = path.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
    let scheme = path.utf8[..<colon]
    guard scheme.count > 1, let first = scheme.first, first.isLetter else { return false }
    return scheme.allSatisfy { $0.isLetter || $0 &- 48 < 10 || "+-.".utf8.contains($0) }
  }
}

extension ByteBuffer {
  /// Appends `text` with other texts in the place of references; every other byte is as it was.
  ///
  /// - Parameters:
  ///   - references: of `text`, in the order in which they stand.
  ///   - replacement: what is to stand there, of characters that need no escape in an attribute or
  ///     in CSS; nil where it stays.
  package mutating func append(
    _ text: Bytes, replacing references: [HTMLReference],
    by replacement: (HTMLReference) throws -> String?
  ) rethrows {
    var place = 0
    for reference in references {
      guard let new = try replacement(reference) else { continue }
      append(Bytes(rebasing: text[place..<reference.range.lowerBound]))
      append(new)
      place = reference.range.upperBound
    }
    append(Bytes(rebasing: text[place...]))
  }
}
