/// The bytes of the white space character that `text` begins with; 0 if it begins with another.
///
/// Source: ECMA-262, WhiteSpace and LineTerminator, which Handlebars' rules are written in.
func whiteSpaceWidth(_ text: ArraySlice<UInt8>) -> Int {
  guard let first = text.first else { return 0 }
  switch first {
  case 0x09...0x0d, 0x20: return 1
  case 0xC2: return text.dropFirst().first == 0xA0 ? 2 : 0
  case 0xE1, 0xE2, 0xE3, 0xEF:
    guard text.count >= 3 else { return 0 }
    let second = text[text.startIndex + 1]
    let third = text[text.startIndex + 2]
    return isWideSpace(first, second, third) ? 3 : 0
  default: return 0
  }
}

/// As `whiteSpaceWidth`, of the character that `text` ends with.
func whiteSpaceWidth(endOf text: ArraySlice<UInt8>) -> Int {
  guard let last = text.last else { return 0 }
  switch last {
  case 0x09...0x0d, 0x20: return 1
  case 0x80...0xBF:
    if last == 0xA0, text.dropLast().last == 0xC2 { return 2 }
    guard text.count >= 3 else { return 0 }
    return isWideSpace(text[text.endIndex - 3], text[text.endIndex - 2], last) ? 3 : 0
  default: return 0
  }
}

private func isWideSpace(_ a: UInt8, _ b: UInt8, _ c: UInt8) -> Bool {
  switch (a, b) {
  case (0xE1, 0x9A): c == 0x80
  case (0xE2, 0x80): (0x80...0x8A).contains(c) || c == 0xA8 || c == 0xA9 || c == 0xAF
  case (0xE2, 0x81): c == 0x9F
  case (0xE3, 0x80): c == 0x80
  case (0xEF, 0xBB): c == 0xBF
  default: false
  }
}

/// What Handlebars drops around tags: everything up to the next text where `~` stands, and the line
/// of a block, comment or partial that stands alone on it.
///
/// Source: the observable behaviour of Handlebars.js 4.7, whose program is the judge in tests.
struct WhitespaceControl {
  private var isRootSeen = false

  /// Trims the texts of a whole template.
  static func trim(_ root: BodySyntax) {
    var control = WhitespaceControl()
    control.body(root)
  }

  /// What a node says to the body it stands in.
  private struct Standing {
    var open: Bool
    var close: Bool
    var openAlone = false
    var closeAlone = false
    var inlineAlone = false
  }

  private mutating func body(_ body: BodySyntax) {
    let isRoot = !isRootSeen
    isRootSeen = true
    for i in body.nodes.indices {
      guard let standing = standing(of: body.nodes[i]) else { continue }
      let before = endsLine(before: i, in: body, isRoot)
      let after = startsLine(after: i, in: body, isRoot)
      if standing.close { trimStart(body, i + 1, all: true) }
      if standing.open { trimEnd(body, i - 1, all: true) }
      if standing.inlineAlone, before, after {
        trimStart(body, i + 1)
        if trimEnd(body, i - 1), case .partial(let partial) = body.nodes[i],
          case .text(let text) = body.nodes[i - 1]
        {
          let blank = text.original.reversed().prefix { $0 == 0x20 || $0 == 0x09 }
          partial.indent = text.original.suffix(blank.count)
        }
      }
      guard case .block(let block) = body.nodes[i] else { continue }
      if standing.openAlone, before {
        trimStart(block.program ?? block.inverse, 0)
        trimEnd(body, i - 1)
      }
      if standing.closeAlone, after {
        trimStart(body, i + 1)
        let last = block.inverse ?? block.program
        trimEnd(last, (last?.nodes.count ?? 0) - 1)
      }
    }
  }

  private mutating func standing(of node: SyntaxNode) -> Standing? {
    switch node {
    case .text: nil
    case .mustache(let mustache):
      Standing(open: mustache.strip.open, close: mustache.strip.close)
    case .comment(let strip):
      Standing(open: strip.open, close: strip.close, inlineAlone: true)
    case .partial(let partial):
      Standing(open: partial.strip.open, close: partial.strip.close, inlineAlone: true)
    case .block(let node): block(node)
    }
  }

  private mutating func block(_ block: BlockSyntax) -> Standing {
    if let program = block.program { body(program) }
    if let inverse = block.inverse { body(inverse) }
    guard let program = block.program ?? block.inverse else {
      return Standing(open: false, close: false)
    }
    let inverse = block.program == nil ? nil : block.inverse
    let firstInverse = chainedBlock(of: inverse)?.program ?? inverse
    var lastInverse = inverse
    while let chained = chainedBlock(of: lastInverse) { lastInverse = chained.program }

    let standing = Standing(
      open: block.openStrip.open, close: block.closeStrip.close,
      openAlone: startsLine(after: -1, in: program),
      closeAlone: endsLine(
        before: (firstInverse ?? program).nodes.count, in: firstInverse ?? program))
    if block.openStrip.close { trimStart(program, 0, all: true) }
    if let firstInverse {
      if block.inverseStrip.open { trimEnd(program, program.nodes.count - 1, all: true) }
      if block.inverseStrip.close { trimStart(firstInverse, 0, all: true) }
      if block.closeStrip.open {
        trimEnd(lastInverse, (lastInverse?.nodes.count ?? 0) - 1, all: true)
      }
      if endsLine(before: program.nodes.count, in: program),
        startsLine(after: -1, in: firstInverse)
      {
        trimEnd(program, program.nodes.count - 1)
        trimStart(firstInverse, 0)
      }
    } else if block.closeStrip.open {
      trimEnd(program, program.nodes.count - 1, all: true)
    }
    return standing
  }

  /// The block of an `{{else if}}`, if that is what `body` holds.
  private func chainedBlock(of body: BodySyntax?) -> BlockSyntax? {
    guard let body, body.isChained, case .block(let block)? = body.nodes.last else { return nil }
    return block
  }

  /// Whether only blanks stand between the node at `i` and the line end (or the start) before it.
  private func endsLine(before i: Int, in body: BodySyntax, _ isRoot: Bool = false) -> Bool {
    guard i > 0 else { return isRoot }
    guard case .text(let text) = body.nodes[i - 1] else { return false }
    var rest = text.original
    while true {
      if rest.last == UInt8(ascii: "\n") { return true }
      let width = whiteSpaceWidth(endOf: rest)
      if width == 0 { break }
      rest.removeLast(width)
    }
    return rest.isEmpty && isRoot && i == 1
  }

  /// Whether only blanks stand between the node at `i` and the line end (or the end) after it.
  private func startsLine(after i: Int, in body: BodySyntax, _ isRoot: Bool = false) -> Bool {
    guard i + 1 < body.nodes.count else { return isRoot }
    guard case .text(let text) = body.nodes[i + 1] else { return false }
    var rest = text.original
    while true {
      if rest.first == UInt8(ascii: "\n") { return true }
      let width = whiteSpaceWidth(rest)
      if width == 0 { break }
      rest.removeFirst(width)
    }
    return rest.isEmpty && isRoot && i + 2 == body.nodes.count
  }

  /// Drops white space from the start of a text: `all` of it, or the rest of the line.
  private func trimStart(_ body: BodySyntax?, _ i: Int, all: Bool = false) {
    guard let body, body.nodes.indices.contains(i), case .text(let text) = body.nodes[i],
      all || !text.rightStripped
    else { return }
    let count = text.value.count
    if all {
      while case let width = whiteSpaceWidth(text.value), width > 0 {
        text.value.removeFirst(width)
      }
    } else {
      text.value = text.value.drop { $0 == 0x20 || $0 == 0x09 }
      if text.value.starts(with: [0x0d, 0x0a]) {
        text.value.removeFirst(2)
      } else if text.value.first == 0x0a {
        text.value.removeFirst()
      }
    }
    text.rightStripped = text.value.count != count
  }

  /// Drops white space from the end of a text: `all` of it, or the blanks of its last line.
  @discardableResult
  private func trimEnd(_ body: BodySyntax?, _ i: Int, all: Bool = false) -> Bool {
    guard let body, body.nodes.indices.contains(i), case .text(let text) = body.nodes[i],
      all || !text.leftStripped
    else { return false }
    let count = text.value.count
    if all {
      while case let width = whiteSpaceWidth(endOf: text.value), width > 0 {
        text.value.removeLast(width)
      }
    } else {
      while let last = text.value.last, last == 0x20 || last == 0x09 { text.value.removeLast() }
    }
    text.leftStripped = text.value.count != count
    return text.leftStripped
  }
}
