/// Reads the tokens inside `{{ … }}`.
///
/// Source: the lexical rules of Handlebars.js 4.7. Two things are read more kindly: a name may
/// begin with `else`, and a `}` may follow `}}`, as in `{"a":{{b}}}`.
struct TemplateScanner {
  enum Token: Equatable {
    /// A part of a path; `isLiteral` when it was written in brackets.
    case name(String, isLiteral: Bool)
    case string(String)
    case number(String)
    case bool(Bool)
    case null
    case undefined
    case separator
    case data
    case equals
    case openCall
    case closeCall
    case openParameters
    case bar
    case close(strip: Bool)
    case end
  }

  let text: [UInt8]
  var position = 0
  /// Where the token read last began.
  private(set) var tokenStart = 0

  init(_ text: [UInt8]) { self.text = text }

  /// The byte `ahead` of the position; 0 past the end.
  @inline(__always) func byte(_ ahead: Int = 0) -> UInt8 {
    position + ahead < text.count ? text[position + ahead] : 0
  }

  func starts(_ word: StaticString, at place: Int) -> Bool {
    let count = word.utf8CodeUnitCount
    guard place + count <= text.count else { return false }
    for i in 0..<count where text[place + i] != word.utf8Start[i] { return false }
    return true
  }

  mutating func skipSpace() {
    while position < text.count {
      let width = whiteSpaceWidth(text[position...])
      if width == 0 { return }
      position += width
    }
  }

  /// The next token, which stays unread.
  func peek() throws(SyntaxFault) -> Token {
    var copy = self
    return try copy.next()
  }

  /// The next token of a tag that `closing` ends: two braces, or three or four.
  mutating func next(closing: Int = 2) throws(SyntaxFault) -> Token {
    skipSpace()
    tokenStart = position
    guard position < text.count else { return .end }
    let first = text[position]
    switch first {
    case UInt8(ascii: "}"), UInt8(ascii: "~"): return try close(closing)
    case UInt8(ascii: "("): return single(.openCall)
    case UInt8(ascii: ")"): return single(.closeCall)
    case UInt8(ascii: "="): return single(.equals)
    case UInt8(ascii: "@"): return single(.data)
    case UInt8(ascii: "|"): return single(.bar)
    case UInt8(ascii: "/"): return single(.separator)
    case UInt8(ascii: "."):
      if byte(1) == UInt8(ascii: ".") {
        position += 2
        return .name("..", isLiteral: false)
      }
      position += 1
      return endsName(position) ? .name(".", isLiteral: false) : .separator
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return try string(first)
    case UInt8(ascii: "["): return try segment()
    default: return try word()
    }
  }

  private mutating func single(_ token: Token) -> Token {
    position += 1
    return token
  }

  private mutating func close(_ braces: Int) throws(SyntaxFault) -> Token {
    var place = position
    // `}~}}` ends a triple; elsewhere the mark comes first.
    if braces == 3 {
      guard text[place] == UInt8(ascii: "}") else { throw unexpected() }
      place += 1
    }
    let strip = place < text.count && text[place] == UInt8(ascii: "~")
    if strip { place += 1 }
    guard starts(braces == 4 ? "}}}}" : "}}", at: place) else { throw unexpected() }
    position = place + (braces == 4 ? 4 : 2)
    return .close(strip: strip)
  }

  /// A quoted string; only the quote itself can be escaped.
  private mutating func string(_ quote: UInt8) throws(SyntaxFault) -> Token {
    var value: [UInt8] = []
    var place = position + 1
    // Where the string would end if a backslash before a quote were just a backslash.
    var fallback: (place: Int, count: Int)?
    while place < text.count, text[place] != quote {
      if text[place] == UInt8(ascii: "\\"), place + 1 < text.count, text[place + 1] == quote {
        fallback = (place + 2, value.count)
        value.append(quote)
        place += 2
      } else {
        value.append(text[place])
        place += 1
      }
    }
    if place < text.count {
      position = place + 1
    } else if let fallback {
      position = fallback.place
      value.removeSubrange(fallback.count...)
      value.append(UInt8(ascii: "\\"))
    } else {
      throw SyntaxFault(position, "expected the end of a string that begins here")
    }
    return .string(String(decoding: value, as: UTF8.self))
  }

  private mutating func segment() throws(SyntaxFault) -> Token {
    var value: [UInt8] = []
    var place = position + 1
    while place < text.count, text[place] != UInt8(ascii: "]") {
      if text[place] == UInt8(ascii: "\\"), place + 1 < text.count,
        text[place + 1] == UInt8(ascii: "]") || text[place + 1] == UInt8(ascii: "\\")
      {
        place += 1
      }
      value.append(text[place])
      place += 1
    }
    guard place < text.count else {
      throw SyntaxFault(position, "expected ']' after a name that begins here")
    }
    position = place + 1
    return .name(String(decoding: value, as: UTF8.self), isLiteral: true)
  }

  private mutating func word() throws(SyntaxFault) -> Token {
    var place = position
    while place < text.count, isNameByte(text[place]), whiteSpaceWidth(text[place...]) == 0 {
      place += 1
    }
    if place == position { throw unexpected() }
    let bytes = text[position..<place]
    let word = String(decoding: bytes, as: UTF8.self)
    if word == "as", isBlockParameters(place) { return .openParameters }
    if let number = number() { return number }
    guard endsName(place) else {
      position = place
      throw unexpected()
    }
    let endsLiteral = place < text.count && endsLiteral(place)
    position = place
    switch word {
    case "true" where endsLiteral: return .bool(true)
    case "false" where endsLiteral: return .bool(false)
    case "null" where endsLiteral: return .null
    case "undefined" where endsLiteral: return .undefined
    default: return .name(word, isLiteral: false)
    }
  }

  /// Whether `as` at the position is followed by white space and a bar, and if so moves behind it.
  private mutating func isBlockParameters(_ place: Int) -> Bool {
    var rest = self
    rest.position = place
    rest.skipSpace()
    guard rest.position > place, rest.byte() == UInt8(ascii: "|") else { return false }
    position = rest.position + 1
    return true
  }

  /// `-?digits[.digits]`, if that is what stands here up to the end of a literal.
  private mutating func number() -> Token? {
    var place = position
    func digits() -> Bool {
      let first = place
      while place < text.count, text[place] &- 48 <= 9 { place += 1 }
      return place > first
    }
    if text[place] == UInt8(ascii: "-") { place += 1 }
    guard digits() else { return nil }
    if place < text.count, text[place] == UInt8(ascii: ".") {
      place += 1
      guard digits() else { return nil }
    }
    guard place < text.count, endsLiteral(place) else { return nil }
    let word = String(decoding: text[position..<place], as: UTF8.self)
    position = place
    return .number(word)
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, UInt8(ascii: "!"), UInt8(ascii: "\""), UInt8(ascii: "#"),
      UInt8(ascii: "%")...UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: "/"),
      UInt8(ascii: ";")...UInt8(ascii: ">"), UInt8(ascii: "@"),
      UInt8(ascii: "[")...UInt8(ascii: "^"), UInt8(ascii: "`"),
      UInt8(ascii: "{")...UInt8(ascii: "~"):
      return false
    default: return true
    }
  }

  /// Whether a name may end before the byte at `place`.
  private func endsName(_ place: Int) -> Bool {
    guard place < text.count else { return false }
    switch text[place] {
    case UInt8(ascii: "="), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "|"): return true
    default: return endsLiteral(place)
    }
  }

  private func endsLiteral(_ place: Int) -> Bool {
    switch text[place] {
    case UInt8(ascii: "~"), UInt8(ascii: "}"), UInt8(ascii: ")"): return true
    default: return whiteSpaceWidth(text[place...]) > 0
    }
  }

  /// A fault that says what stands at the position.
  func unexpected() -> SyntaxFault {
    let found = Unicode.Scalar(byte())
    guard position < text.count else {
      return SyntaxFault(position, "expected '}}', found the end of the text")
    }
    let shown = byte() >= 0x21 && byte() < 0x7f ? "'\(found)'" : "byte \(byte())"
    return SyntaxFault(position, "expected a name, a value or '}}', found \(shown)")
  }
}
