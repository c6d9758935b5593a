import DueSystem

/// Finds what an HTML text refers to: `src`, `srcset`, `href`, `background`, `poster`, and `url(…)`
/// in `style` and in style sheets; also in what only Outlook reads, `<!--[if mso]>`.
///
/// Nothing is refused: what is damaged is read as browsers read it. Expressions of Handlebars are
/// passed over, wherever they stand.
///
/// Source: HTML, section 13.2.5, tokenization.
/// - Complexity: O(*n*).
package struct HTMLScanner {
  private let text: Bytes
  private let expressions: Mustache
  private var place = 0
  /// In the order in which they stand; no two overlap.
  package private(set) var references: [HTMLReference] = []

  /// Elements whose content is no HTML.
  private static let raw: Set = [
    "iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp",
  ]

  package init(_ html: Bytes) {
    text = html
    expressions = Mustache(html)
    while place < text.count {
      if let end = expression { place = end } else { takeOne() }
    }
  }

  /// Where the expression ends that begins here.
  private var expression: Int? { expressions.end(at: place) }

  private func has(_ wanted: StaticString, at start: Int) -> Bool {
    start <= text.count && Bytes(rebasing: text[start...]).starts(with: wanted)
  }

  private mutating func takeOne() {
    guard text[place] == UInt8(ascii: "<"), place + 1 < text.count else {
      place += 1
      return
    }
    let next = text[place + 1]
    if has("!--", at: place + 1) {
      passComment()
    } else if next.isLetter {
      takeTag()
    } else if next == UInt8(ascii: "/"), place + 2 < text.count, text[place + 2].isLetter {
      place += 2
      passName()
      _ = takeAttributes(of: "")
    } else if next == UInt8(ascii: "!") || next == UInt8(ascii: "?") || next == UInt8(ascii: "/") {
      passTo(UInt8(ascii: ">"))
    } else {
      place += 1
    }
  }

  /// Goes behind the next `byte`, or to the end.
  private mutating func passTo(_ byte: UInt8) {
    place = text[place...].firstIndex(of: byte).map { $0 + 1 } ?? text.count
  }

  private mutating func passComment() {
    var condition = place + 4
    while condition < text.count, text[condition].isHTMLSpace { condition += 1 }
    if has("[if", at: condition) {
      passTo(UInt8(ascii: ">"))
      return
    }
    // `<!-->` and `<!--->` are whole.
    var end = place + 2
    while let dashes = text.first("--", from: end) {
      if has(">", at: dashes + 2) || dashes > place + 3 && has("!>", at: dashes + 2) {
        place = dashes + 2
        return passTo(UInt8(ascii: ">"))
      }
      end = dashes + 1
    }
    place = text.count
  }

  private mutating func passName() {
    while place < text.count, !Self.endsName(text[place]) { place += 1 }
  }

  private mutating func takeTag() {
    let start = place + 1
    place = start
    passName()
    let name = String(decoding: text[start..<place].map(\.folded), as: UTF8.self)
    guard takeAttributes(of: name), Self.raw.contains(name) else { return }
    let end = rawEnd(name)
    if name == "style" { take(style: PlacedText(text, place..<end)) }
    place = end
  }

  /// Where `</name` begins, from here on.
  private func rawEnd(_ name: String) -> Int {
    let name = Array(name.utf8)
    var start = place
    while let close = text.first("</", from: start) {
      let end = close + 2 + name.count
      let isEnd = end >= text.count || Self.endsName(text[end])
      if end <= text.count, isEnd, text[(close + 2)..<end].map(\.folded) == name { return close }
      start = close + 2
    }
    return text.count
  }

  private static func endsName(_ byte: UInt8) -> Bool {
    byte.isHTMLSpace || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">")
  }

  /// Takes the attributes of a tag and goes behind it; whether it has an end.
  private mutating func takeAttributes(of element: String) -> Bool {
    while place < text.count {
      if let end = expression {
        place = end
      } else if text[place] == UInt8(ascii: ">") {
        place += 1
        return true
      } else if Self.endsName(text[place]) {
        place += 1
      } else {
        takeAttribute(of: element)
      }
    }
    return false
  }

  private mutating func takeAttribute(of element: String) {
    var start = place
    repeat {
      place += 1
      guard let end = expression else { continue }
      place = end
      // What follows `{{#if x}}` is a name of its own.
      start = end
    } while place < text.count && !Self.endsName(text[place]) && text[place] != UInt8(ascii: "=")
    let name = String(decoding: text[min(start, place)..<place].map(\.folded), as: UTF8.self)
    var next = place
    while next < text.count, text[next].isHTMLSpace { next += 1 }
    guard next < text.count, text[next] == UInt8(ascii: "=") else { return }
    place = next + 1
    while place < text.count, text[place].isHTMLSpace { place += 1 }
    guard place < text.count, text[place] != UInt8(ascii: ">") else { return }
    let value = takeValue()
    if !element.isEmpty { take(name, value, of: element) }
  }

  /// The value that begins here, without its quotes; goes behind it.
  private mutating func takeValue() -> Range<Int> {
    let quote = text[place]
    let isQuoted = quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
    if isQuoted { place += 1 }
    let start = place
    while place < text.count {
      if let end = expression {
        place = end
      } else if isQuoted ? text[place] == quote : text[place].isHTMLSpace || text[place] == 0x3e {
        break
      } else {
        place += 1
      }
    }
    let value = start..<place
    if isQuoted, place < text.count { place += 1 }
    return value
  }

  private mutating func take(_ name: String, _ value: Range<Int>, of element: String) {
    switch name {
    case "src", "background", "poster", "xlink:href": break
    // Where the page itself would be, and where to ask for more, are no files.
    case "href": if element == "base" { return }
    case "style": return take(style: PlacedText(attribute: text, value))
    case "srcset", "imagesrcset": return take(candidates: value, name)
    default: return
    }
    let text = PlacedText(attribute: text, value)
    if let reference = HTMLReference(text, holder: name) { references.append(reference) }
  }

  private mutating func take(style: PlacedText) {
    references += StyleScanner.addresses(in: style).compactMap {
      HTMLReference($0, holder: "url()")
    }
  }

  /// Images of several sizes: `a.png 1x, b.png 2x`. Where expressions are among them, all stay.
  ///
  /// Source: HTML, section 4.8.4.2.
  private mutating func take(candidates value: Range<Int>, _ name: String) {
    guard Bytes(rebasing: text[value]).first("{{", from: 0) == nil else { return }
    let list = PlacedText(attribute: text, value)
    var i = 0
    while i < list.count {
      while i < list.count, list.bytes[i].isHTMLSpace || list.bytes[i] == 0x2c { i += 1 }
      let start = i
      while i < list.count, !list.bytes[i].isHTMLSpace { i += 1 }
      var end = i
      while end > start, list.bytes[end - 1] == 0x2c { end -= 1 }
      if let reference = HTMLReference(PlacedText(list, start..<end), holder: name) {
        references.append(reference)
      }
      // What follows tells the size, up to a comma outside of brackets.
      var depth = 0
      while end == i, i < list.count, depth > 0 || list.bytes[i] != 0x2c {
        if list.bytes[i] == 0x28 { depth += 1 }
        if list.bytes[i] == 0x29 { depth = max(0, depth - 1) }
        i += 1
        end = i
      }
    }
  }
}
