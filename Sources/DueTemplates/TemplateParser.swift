/// Makes a syntax tree of a template's text.
///
/// Source: the grammar of Handlebars.js 4.7.
struct TemplateParser {
  var scanner: TemplateScanner
  var depth = 0

  /// Blocks and calls nested deeper are refused: the parser and the renderer recurse.
  static let maximumDepth = 128

  /// Parses `text` and applies the whitespace rules.
  static func parse(_ text: [UInt8]) throws(SyntaxFault) -> BodySyntax {
    var parser = TemplateParser(scanner: TemplateScanner(text))
    let root = try parser.body()
    guard parser.scanner.position == text.count else {
      throw SyntaxFault(parser.scanner.position, "nothing is open that this could close")
    }
    WhitespaceControl.trim(root)
    return root
  }

  private init(scanner: TemplateScanner) { self.scanner = scanner }

  // MARK: Bodies

  /// What a pair of braces begins.
  private enum Tag {
    case comment(end: Int)
    case longComment(end: Int)
    case rawBlock, partial, partialBlock, block, inline, closing, inverse, inverseBlock
    case chain, unescaped, raw, plain, decorator
  }

  /// Reads nodes up to the end of the text or a tag that belongs to the caller.
  private mutating func body() throws(SyntaxFault) -> BodySyntax {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else {
      throw SyntaxFault(scanner.position, "blocks nested more than \(Self.maximumDepth) deep")
    }
    let body = BodySyntax()
    while true {
      text(into: body)
      guard scanner.position < scanner.text.count else { return body }
      let (tag, strip, length) = try tag()
      switch tag {
      case .closing, .inverse, .chain: return body
      case .comment(let end), .longComment(let end):
        let isMarked = scanner.text[end - 3] == UInt8(ascii: "~")
        scanner.position = end
        body.nodes.append(.comment(Strip(open: strip, close: isMarked)))
      case .partial:
        scanner.position += length
        let (call, close) = try call(closing: 2, dynamicName: true)
        body.nodes.append(.partial(PartialSyntax(call, Strip(open: strip, close: close))))
      case .block, .inline, .partialBlock, .inverseBlock:
        scanner.position += length
        body.nodes.append(.block(try block(tag, strip)))
      case .rawBlock:
        scanner.position += length
        body.nodes.append(.block(try rawBlock()))
      case .decorator:
        throw SyntaxFault(scanner.position, "expected '#*inline': no other decorator is known")
      case .unescaped, .raw, .plain:
        scanner.position += length
        var braces = 2
        if case .unescaped = tag { braces = 3 }
        let (call, close) = try call(closing: braces)
        var isEscaped = false
        if case .plain = tag { isEscaped = true }
        body.nodes.append(
          .mustache(
            MustacheSyntax(
              call: call, isEscaped: isEscaped, strip: Strip(open: strip, close: close))))
      }
    }
  }

  /// Reads text up to the next tag. `\{{` is text that is no tag; `\\{{` is one backslash and a tag.
  private mutating func text(into body: BodySyntax) {
    let text = scanner.text
    while scanner.position < text.count {
      let start = scanner.position
      guard let tag = braces(from: start) else {
        body.nodes.append(.text(TextSyntax(text[start...])))
        scanner.position = text.count
        return
      }
      let escapes = text[start..<tag].suffix(2).reversed().prefix { $0 == UInt8(ascii: "\\") }
      let kept = text[start..<(escapes.isEmpty ? tag : tag - 1)]
      if !kept.isEmpty { body.nodes.append(.text(TextSyntax(kept))) }
      scanner.position = tag
      guard escapes.count == 1 else { return }
      var end = braces(from: tag + 2) ?? text.count
      if end < text.count {
        // The backslashes before the next tag are its own.
        let next = text[(tag + 2)..<end].suffix(2).reversed().prefix { $0 == UInt8(ascii: "\\") }
        end -= next.count
      }
      body.nodes.append(.text(TextSyntax(text[tag..<end])))
      scanner.position = end
    }
  }

  private func braces(from start: Int) -> Int? {
    let text = scanner.text
    var place = start
    while place + 1 < text.count {
      if text[place] == UInt8(ascii: "{"), text[place + 1] == UInt8(ascii: "{") { return place }
      place += 1
    }
    return nil
  }

  /// Classifies the tag at the position: its kind, whether `~` follows its braces, and the bytes
  /// up to what it says.
  private func tag() throws(SyntaxFault) -> (Tag, strip: Bool, length: Int) {
    let start = scanner.position
    if scanner.starts("{{{{", at: start) { return (.rawBlock, false, 4) }
    let strip = scanner.byte(2) == UInt8(ascii: "~")
    let place = start + (strip ? 3 : 2)
    let length = place - start
    func starts(_ word: StaticString) -> Bool { scanner.starts(word, at: place) }
    if starts("!") { return (try comment(place), strip, length) }
    if starts("#>") { return (.partialBlock, strip, length + 2) }
    if starts(">") { return (.partial, strip, length + 1) }
    if starts("#*") { return (.inline, strip, length + 2) }
    if starts("#") { return (.block, strip, length + 1) }
    if starts("/") { return (.closing, strip, length + 1) }
    if starts("{") { return (.unescaped, strip, length + 1) }
    if starts("&") { return (.raw, strip, length + 1) }
    if starts("*") { return (.decorator, strip, length + 1) }
    var rest = scanner
    if starts("^") {
      rest.position = place + 1
      rest.skipSpace()
      return endsTag(rest) ? (.inverse, strip, length + 1) : (.inverseBlock, strip, length + 1)
    }
    rest.position = place
    rest.skipSpace()
    if rest.starts("else", at: rest.position) {
      rest.position += 4
      let length = rest.position - start
      let afterWord = rest.position
      rest.skipSpace()
      if endsTag(rest) { return (.inverse, strip, length) }
      if rest.position > afterWord { return (.chain, strip, length) }
    }
    return (.plain, strip, length)
  }

  private func endsTag(_ rest: TemplateScanner) -> Bool {
    rest.starts("}}", at: rest.position) || rest.starts("~}}", at: rest.position)
  }

  private func comment(_ start: Int) throws(SyntaxFault) -> Tag {
    let isLong = scanner.starts("!--", at: start)
    var place = start + 1
    while place < scanner.text.count {
      if isLong {
        if scanner.starts("--}}", at: place) { return .longComment(end: place + 4) }
        if scanner.starts("--~}}", at: place) { return .longComment(end: place + 5) }
      } else if scanner.starts("}}", at: place) {
        return .comment(end: place + 2)
      }
      place += 1
    }
    throw SyntaxFault(
      scanner.position,
      isLong
        ? "expected '--}}' after a comment that begins here"
        : "expected '}}' after a comment that begins here")
  }

  // MARK: Blocks

  private mutating func block(_ tag: Tag, _ strip: Bool) throws(SyntaxFault) -> BlockSyntax {
    let start = scanner.position
    var kind = BlockSyntax.Kind.block
    var isInverted = false
    switch tag {
    case .inline: kind = .inline
    case .partialBlock: kind = .partial
    case .inverseBlock: isInverted = true
    default: break
    }
    var parameters: [String] = []
    let (call, close) = try call(
      closing: 2, dynamicName: kind == .partial, parameters: &parameters)
    let block = BlockSyntax(kind, call, Strip(open: strip, close: close))
    let program = try body()
    program.parameters = parameters
    try inverse(of: block, mayChain: !isInverted)
    if isInverted {
      block.inverse?.parameters = parameters
      (block.program, block.inverse) = (block.inverse, program)
    } else {
      block.program = program
    }
    if kind != .block, let inverse = block.inverse, !inverse.nodes.isEmpty || !isInverted {
      throw SyntaxFault(start, "'{{else}}' has no meaning in this block")
    }
    try closing(block)
    return block
  }

  /// Reads what follows the first body of `block`: `{{else}}`, `{{^}}`, `{{else if …}}` or nothing.
  private mutating func inverse(of block: BlockSyntax, mayChain: Bool) throws(SyntaxFault) {
    guard scanner.position < scanner.text.count else { return }
    let (tag, strip, length) = try tag()
    switch tag {
    case .inverse:
      scanner.position += length
      guard case .close(let close) = try scanner.next() else { throw scanner.unexpected() }
      block.inverseStrip = Strip(open: strip, close: close)
      block.inverse = try body()
      block.inverse?.parameters = []
    case .chain where mayChain:
      depth += 1
      defer { depth -= 1 }
      scanner.position += length
      var parameters: [String] = []
      let (call, close) = try call(closing: 2, parameters: &parameters)
      let chained = BlockSyntax(.block, call, Strip(open: strip, close: close))
      let program = try body()
      program.parameters = parameters
      chained.program = program
      try inverse(of: chained, mayChain: true)
      block.inverseStrip = chained.openStrip
      let hidden = BodySyntax([.block(chained)])
      hidden.isChained = true
      block.inverse = hidden
      // Only the first link of a chain learns how its end is marked; Handlebars has it so.
      chained.closeStrip = chained.openStrip
    default: return
    }
  }

  private mutating func closing(_ block: BlockSyntax) throws(SyntaxFault) {
    let wanted = Self.shownName(block.call.name)
    guard scanner.position < scanner.text.count else {
      throw SyntaxFault(block.call.offset, "expected '{{/\(wanted)}}' before the end of the text")
    }
    let place = scanner.position
    let (tag, strip, length) = try tag()
    guard case .closing = tag else {
      throw SyntaxFault(place, "expected '{{/\(wanted)}}', found another 'else'")
    }
    scanner.position += length
    let (found, close) = try call(closing: 2)
    let name = Self.shownName(found.name)
    guard name == wanted, found.takesNothing else {
      throw SyntaxFault(place, "expected '{{/\(wanted)}}', found '{{/\(name)}}'")
    }
    block.closeStrip = Strip(open: strip, close: close)
    if let body = block.inverse, body.isChained, case .block(let chained)? = body.nodes.first {
      chained.closeStrip = block.closeStrip
    }
  }

  static func shownName(_ name: ExpressionSyntax) -> String { name.asPath?.original ?? "(…)" }

  /// `{{{{name}}}} text {{{{/name}}}}`: the text is not read, nested raw blocks excepted.
  private mutating func rawBlock() throws(SyntaxFault) -> BlockSyntax {
    let (call, _) = try call(closing: 4)
    let name = Self.shownName(call.name)
    let block = BlockSyntax(.raw, call, Strip())
    let start = scanner.position
    var place = start
    var open = 1
    while place < scanner.text.count {
      if scanner.starts("{{{{/", at: place) {
        open -= 1
        if open == 0 { break }
        place += 5
      } else if scanner.starts("{{{{", at: place) {
        open += 1
        place += 4
      } else {
        place += 1
      }
    }
    scanner.position = place + 5
    guard place < scanner.text.count,
      case (let found, _) = try self.call(closing: 4), Self.shownName(found.name) == name
    else { throw SyntaxFault(call.offset, "expected '{{{{/\(name)}}}}'") }
    let text = scanner.text[start..<place]
    block.program = BodySyntax(text.isEmpty ? [] : [.text(TextSyntax(text))])
    return block
  }
}
