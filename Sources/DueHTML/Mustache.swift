import DueSystem
import Glibc

/// Finds the expressions of Handlebars in a text: `{{name}}`, `{{{name}}}`, `{{#if x}}`,
/// `{{!-- text --}}`.
///
/// They are no HTML, whatever they hold: a quote in one ends no attribute.
struct Mustache {
  private let text: Bytes
  /// Where the last `}}` begins: nothing after it has an end.
  private let last: Int

  /// Bytes in which strings of an expression are looked for: no expression is longer.
  private static let window = 4096

  private static let open = UInt8(ascii: "{")
  private static let close = UInt8(ascii: "}")

  init(_ text: Bytes) {
    self.text = text
    var place = text.count - 2
    while place >= 0, text[place] != Self.close || text[place + 1] != Self.close { place -= 1 }
    last = place
  }

  /// Where the expression that begins at `start` ends; nil where none begins, or it has no end.
  func end(at start: Int) -> Int? {
    guard start + 2 <= last, text[start] == Self.open, text[start + 1] == Self.open else {
      return nil
    }
    if let end = commentEnd(start) { return end }
    guard var end = closing(start + 2) ?? text.first("}}", from: start + 2) else { return nil }
    let most = min(text.count, end + 4)
    end += 2
    // Three braces, or four, end as they began.
    while end < most, text[end] == Self.close { end += 1 }
    return end
  }

  private func commentEnd(_ start: Int) -> Int? {
    var place = start + 2
    if text[place] == UInt8(ascii: "~") { place += 1 }
    guard Bytes(rebasing: text[place...]).starts(with: "!--") else { return nil }
    place += 3
    while let dashes = text.first("--", from: place) {
      let rest = Bytes(rebasing: text[(dashes + 2)...])
      if rest.starts(with: "}}") { return dashes + 4 }
      if rest.starts(with: "~}}") { return dashes + 5 }
      place = dashes + 1
    }
    return nil
  }

  /// Where `}}` begins that is in no string or name in brackets.
  private func closing(_ start: Int) -> Int? {
    let limit = min(text.count, start + Self.window)
    var place = start
    if text[place] == UInt8(ascii: "~") { place += 1 }
    // A comment has no strings.
    if text[place] == UInt8(ascii: "!") { return nil }
    while place + 1 < limit {
      let byte = text[place]
      if byte == Self.close, text[place + 1] == Self.close { return place }
      place += 1
      // A name in brackets has any characters, and no escapes.
      let isName = byte == UInt8(ascii: "[")
      guard isName || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") else { continue }
      let last = isName ? UInt8(ascii: "]") : byte
      var end = place
      while end < limit, text[end] != last {
        end += !isName && text[end] == UInt8(ascii: "\\") ? 2 : 1
      }
      if end < limit { place = end + 1 }
    }
    return nil
  }
}

extension UnsafeRawBufferPointer {
  /// Where `wanted` first begins at `start` or after it.
  func first(_ wanted: StaticString, from start: Int) -> Int? {
    let length = wanted.utf8CodeUnitCount
    let wanted = Self(start: wanted.utf8Start, count: length)
    var place = start
    while let base = baseAddress, place + length <= count,
      let found = memchr(base + place, Int32(wanted[0]), count - length + 1 - place)
    {
      place = base.distance(to: UnsafeRawPointer(found))
      if Self(rebasing: self[place..<(place + length)]).equals(wanted) { return place }
      place += 1
    }
    return nil
  }
}
