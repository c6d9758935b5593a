/// What stands inside the braces: names, values and `name=value`.
extension TemplateParser {
  /// Reads a call that names no parameters for a block.
  mutating func call(closing: Int, dynamicName: Bool = false) throws(SyntaxFault) -> (
    CallSyntax, strip: Bool
  ) {
    var parameters: [String] = []
    let result = try call(closing: closing, dynamicName: dynamicName, parameters: &parameters)
    guard parameters.isEmpty else {
      throw SyntaxFault(result.0.offset, "only a block can name its parameters")
    }
    return result
  }

  /// Reads a call up to and including the braces that end its tag.
  mutating func call(
    closing: Int, dynamicName: Bool = false, parameters: inout [String]
  ) throws(SyntaxFault) -> (CallSyntax, strip: Bool) {
    var token = try scanner.next(closing: closing)
    var call = CallSyntax(name: .undefined, offset: scanner.tokenStart)
    if case .openCall = token, !dynamicName {
      throw SyntaxFault(call.offset, "expected a name, found '('")
    }
    call.name = try expression(&token, closing)
    try arguments(of: &call, &token, closing)
    if case .openParameters = token {
      token = try scanner.next(closing: closing)
      while case .name(let name, _) = token {
        parameters.append(name)
        token = try scanner.next(closing: closing)
      }
      guard case .bar = token, !parameters.isEmpty else {
        throw SyntaxFault(scanner.tokenStart, "expected names and '|' after 'as |'")
      }
      token = try scanner.next(closing: closing)
    }
    guard case .close(let strip) = token else { throw misplaced(token) }
    return (call, strip)
  }

  /// Reads parameters and hash pairs; `token` is the first token after them.
  private mutating func arguments(
    of call: inout CallSyntax, _ token: inout TemplateScanner.Token, _ closing: Int
  ) throws(SyntaxFault) {
    while true {
      switch token {
      case .name(let key, _):
        var rest = scanner
        if case .equals? = try? rest.next(closing: closing) {
          scanner = rest
          token = try scanner.next(closing: closing)
          call.hash.append((key, try expression(&token, closing)))
        } else {
          try parameter(of: &call, &token, closing)
        }
      case .string, .number, .bool, .null, .undefined, .data, .openCall:
        try parameter(of: &call, &token, closing)
      default: return
      }
    }
  }

  private mutating func parameter(
    of call: inout CallSyntax, _ token: inout TemplateScanner.Token, _ closing: Int
  ) throws(SyntaxFault) {
    guard call.hash.isEmpty else {
      throw SyntaxFault(scanner.tokenStart, "expected 'name=value': plain values come before those")
    }
    call.parameters.append(try expression(&token, closing))
  }

  /// Reads the expression that `token` begins; `token` becomes the first after it.
  private mutating func expression(_ token: inout TemplateScanner.Token, _ closing: Int)
    throws(SyntaxFault) -> ExpressionSyntax
  {
    var value: ExpressionSyntax
    switch token {
    case .string(let text): value = .string(text)
    case .number(let text): value = .number(text)
    case .bool(let flag): value = .bool(flag)
    case .null: value = .null
    case .undefined: value = .undefined
    case .name, .data: return .path(try path(&token, closing))
    case .openCall:
      depth += 1
      defer { depth -= 1 }
      guard depth <= Self.maximumDepth else {
        throw SyntaxFault(scanner.position, "calls nested more than \(Self.maximumDepth) deep")
      }
      token = try scanner.next(closing: closing)
      var call = CallSyntax(name: .undefined, offset: scanner.tokenStart)
      if case .openCall = token { throw misplaced(token) }
      call.name = try expression(&token, closing)
      try arguments(of: &call, &token, closing)
      guard case .closeCall = token else {
        throw SyntaxFault(scanner.tokenStart, "expected ')'")
      }
      value = .call(call)
    default: throw misplaced(token)
    }
    token = try scanner.next(closing: closing)
    return value
  }

  private mutating func path(_ token: inout TemplateScanner.Token, _ closing: Int)
    throws(SyntaxFault) -> PathSyntax
  {
    let start = scanner.tokenStart
    var path = PathSyntax(parts: [], original: "")
    if case .data = token {
      path.isData = true
      token = try scanner.next(closing: closing)
    }
    var isFirst = true
    var end = scanner.position
    while true {
      var part: String
      var isLiteral = false
      switch token {
      case .name(let name, let literal): (part, isLiteral) = (name, literal)
      // After a separator, `0` in `a.0` is a name.
      case .number(let digits) where !isFirst: part = digits
      case .bool(let flag) where !isFirst: part = "\(flag)"
      case .null where !isFirst: part = "null"
      case .undefined where !isFirst: part = "undefined"
      default:
        throw SyntaxFault(scanner.tokenStart, "expected a name in a path")
      }
      if !isLiteral, part == ".." || part == "." || part == "this" {
        guard path.parts.isEmpty else {
          throw SyntaxFault(start, "'\(part)' can only begin a path")
        }
        if part == ".." { path.depth += 1 }
        if isFirst { path.isScoped = true }
      } else {
        path.parts.append(part)
      }
      isFirst = false
      end = scanner.position
      token = try scanner.next(closing: closing)
      guard case .separator = token else { break }
      token = try scanner.next(closing: closing)
    }
    path.original = String(decoding: scanner.text[start..<end], as: UTF8.self)
    return path
  }

  private func misplaced(_ token: TemplateScanner.Token) -> SyntaxFault {
    if case .end = token {
      return SyntaxFault(scanner.tokenStart, "expected '}}', found the end of the text")
    }
    let shown = String(
      decoding: scanner.text[scanner.tokenStart..<scanner.position], as: UTF8.self)
    return SyntaxFault(scanner.tokenStart, "'\(shown)' cannot stand here")
  }
}
