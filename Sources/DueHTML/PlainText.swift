import DueSystem

extension ByteBuffer {
  /// Appends what a person reads of `html`, in UTF-8 as `html` is, without what it quotes: quotations
  /// (`blockquote`), and what mail programs put behind an answer.
  ///
  /// White space is one space, that which breaks no line as well; lines end where those of the page
  /// do.
  package mutating func append(textOf html: Bytes) {
    var reader = PlainText(html)
    append(reader.read())
  }
}

/// Reads a page as text.
private struct PlainText {
  private let html: Bytes
  private var place = 0
  private var text: [UInt8] = []
  /// Line ends to come before the next character, and whether there is white space.
  private var lineEnds = 0
  private var hasSpace = false
  /// How many quotations are around what stands here.
  private var quotes = 0
  private var isOver = false

  private static let lines: Set = [
    "address", "article", "dd", "div", "dl", "dt", "figure", "footer", "form", "header", "hr", "li",
    "ol", "section", "table", "tr", "ul",
  ]
  private static let paragraphs: Set = [
    "h1", "h2", "h3", "h4", "h5", "h6", "p", "pre",
  ]
  private static let raw: Set = ["script", "style", "textarea", "title"]

  /// Classes and ids of what Gmail, Yahoo and Outlook put around the message that is answered.
  private static let marks: [StaticString] = [
    "gmail_quote", "yahoo_quoted", "divRplyFwdMsg", "appendonsend", "OutlookMessageHeader",
  ]

  init(_ html: Bytes) { self.html = html }

  mutating func read() -> String {
    while place < html.count, !isOver {
      if html[place] == UInt8(ascii: "<") { takeMarkup() } else { takeText() }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func takeText() {
    let end = html[place...].firstIndex(of: UInt8(ascii: "<")) ?? html.count
    let characters = PlacedText(attribute: html, place..<end).bytes
    place = end
    if quotes > 0 { return }
    var i = 0
    while i < characters.count {
      let isNoBreak = characters[i] == 0xc2 && i + 1 < characters.count && characters[i + 1] == 0xa0
      if isNoBreak || characters[i].isHTMLSpace { hasSpace = true } else { take(characters[i]) }
      i += isNoBreak ? 2 : 1
    }
  }

  private mutating func take(_ byte: UInt8) {
    if !text.isEmpty {
      if lineEnds > 0 {
        text += repeatElement(UInt8(ascii: "\n"), count: lineEnds)
      } else if hasSpace {
        text.append(0x20)
      }
    }
    lineEnds = 0
    hasSpace = false
    text.append(byte)
  }

  private mutating func takeMarkup() {
    let rest = Bytes(rebasing: html[place...])
    if rest.starts(with: "<!--") {
      place = html.first("-->", from: place + 2).map { $0 + 3 } ?? html.count
      return
    }
    let isEnd = rest.starts(with: "</")
    let start = place + (isEnd ? 2 : 1)
    guard start < html.count, html[start].isLetter else {
      // A sign that is none of HTML's, or a declaration.
      if rest.starts(with: "<!") || rest.starts(with: "<?") || isEnd {
        place = tagEnd(place)
      } else {
        if quotes == 0 { take(html[place]) }
        place += 1
      }
      return
    }
    var end = start
    while end < html.count, html[end].isLetter || html[end] &- 48 < 10 { end += 1 }
    let name = String(decoding: html[start..<end].map(\.folded), as: UTF8.self)
    let after = tagEnd(end)
    let attributes = Bytes(rebasing: html[end..<after])
    place = after
    if isEnd { takeEnd(name) } else { takeStart(name, attributes) }
  }

  /// What follows the `>` of a tag, past quoted values.
  private func tagEnd(_ start: Int) -> Int {
    var place = start
    var quote: UInt8?
    while place < html.count {
      let byte = html[place]
      place += 1
      if byte == quote {
        quote = nil
      } else if quote == nil {
        if byte == UInt8(ascii: ">") { return place }
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { quote = byte }
      }
    }
    return place
  }

  private mutating func takeStart(_ name: String, _ attributes: Bytes) {
    if quotes == 0, Self.marks.contains(where: { attributes.first($0, from: 0) != nil }) {
      isOver = true
    }
    switch name {
    case "br": lineEnds += 1
    case "td", "th": hasSpace = true
    case "blockquote": quotes += 1
    default: passLine(name)
    }
    guard Self.raw.contains(name) else { return }
    let close = Array("</\(name)".utf8)
    while place < html.count {
      let end = min(html.count, place + close.count)
      if html[place] == UInt8(ascii: "<"), html[place..<end].map(\.folded) == close { return }
      place += 1
    }
  }

  private mutating func takeEnd(_ name: String) {
    if name == "blockquote" {
      quotes = max(0, quotes - 1)
      lineEnds = max(lineEnds, 1)
    } else {
      passLine(name)
    }
  }

  private mutating func passLine(_ name: String) {
    if Self.paragraphs.contains(name) {
      lineEnds = max(lineEnds, 2)
    } else if Self.lines.contains(name) {
      lineEnds = max(lineEnds, 1)
    }
  }
}
