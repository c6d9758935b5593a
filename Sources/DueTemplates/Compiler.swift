import DueSystem

/// Writes the program of a syntax tree.
struct Compiler {
  private var draft = ProgramDraft()
  private let text: [UInt8]
  /// The names that the blocks around give, innermost last.
  private var parameters: [[String]] = []
  /// Names of inline partials anywhere in the text.
  private let partials: Set<String>

  /// - Throws: a fault for an unknown helper or partial, and for a built-in used wrongly.
  static func compile(_ root: BodySyntax, of text: [UInt8]) throws(SyntaxFault) -> Program {
    var names: Set<String> = []
    root.forEachInline { names.insert($0) }
    var compiler = Compiler(text: text, partials: names)
    _ = try compiler.body(root)
    return Program(compiler.draft)
  }

  private init(text: [UInt8], partials: Set<String>) {
    self.text = text
    self.partials = partials
  }

  // MARK: Bodies

  /// Compiles `body`, whose operations end up next to one another, and returns its index.
  private mutating func body(_ body: BodySyntax) throws(SyntaxFault) -> Int32 {
    let index = draft.bodies.count
    draft.bodies.append(Body(operations: Run(), inlines: Run(), parameters: 0))
    if !body.parameters.isEmpty { parameters.append(body.parameters) }
    defer { if !body.parameters.isEmpty { parameters.removeLast() } }
    var operations: [Operation] = []
    var inlines: [Inline] = []
    for node in body.nodes {
      switch node {
      case .comment: break
      case .text(let text):
        if !text.value.isEmpty { operations.append(.text(draft.add(text.value))) }
      case .mustache(let mustache): operations.append(try self.mustache(mustache))
      case .partial(let partial):
        operations.append(
          .partial(try self.partial(partial.call, block: nil, indent: partial.indent)))
      case .block(let block):
        switch block.kind {
        case .inline: inlines.append(try inline(block))
        case .partial:
          operations.append(
            .partial(try partial(block.call, block: block.program, indent: [])))
        case .block, .raw: operations.append(.block(try self.block(block)))
        }
      }
    }
    draft.bodies[index].operations = Run(
      start: Int32(draft.operations.count), count: Int32(operations.count))
    draft.operations += operations
    draft.bodies[index].inlines = Run(
      start: Int32(draft.inlines.count), count: Int32(inlines.count))
    draft.inlines += inlines
    draft.bodies[index].parameters = Int32(body.parameters.count)
    return Int32(index)
  }

  private mutating func mustache(_ mustache: MustacheSyntax) throws(SyntaxFault) -> Operation {
    let call = mustache.call
    if let helper = try helper(of: call) {
      guard !helper.needsBlock else {
        throw SyntaxFault(call.offset, "'\(helper)' needs a block: {{#\(helper) …}}")
      }
      return .call(try self.call(call, helper), isEscaped: mustache.isEscaped)
    }
    return .path(try path(of: call.name, at: call.offset), isEscaped: mustache.isEscaped)
  }

  /// The helper that `call` names; nil for a plain path.
  private func helper(of call: CallSyntax) throws(SyntaxFault) -> Helper? {
    guard let path = call.name.asPath else {
      throw SyntaxFault(call.offset, "expected a name, found '('")
    }
    if let name = path.simpleName, !isParameter(name), let helper = Helper.named(name) {
      return helper
    }
    guard call.takesNothing else {
      throw SyntaxFault(call.offset, "no helper is called '\(path.original)'")
    }
    return nil
  }

  private func isParameter(_ name: String) -> Bool { parameters.contains { $0.contains(name) } }

  // MARK: Blocks

  private mutating func block(_ block: BlockSyntax) throws(SyntaxFault) -> Int32 {
    let helper = try helper(of: block.call)
    var compiled = BlockCall(call: -1, section: -1, program: -1, inverse: -1)
    if let helper {
      compiled.call = try call(block.call, helper)
    } else {
      compiled.section = try path(of: block.call.name, at: block.call.offset)
    }
    if let program = block.program { compiled.program = try body(program) }
    if let inverse = block.inverse { compiled.inverse = try body(inverse) }
    draft.blocks.append(compiled)
    return Int32(draft.blocks.count - 1)
  }

  private mutating func inline(_ block: BlockSyntax) throws(SyntaxFault) -> Inline {
    guard block.call.name.asPath?.original == "inline" else {
      throw SyntaxFault(block.call.offset, "expected '#*inline': no other decorator is known")
    }
    guard block.call.parameters.count == 1, let name = Self.inlineName(block) else {
      throw SyntaxFault(block.call.offset, "expected a name in quotes after '#*inline'")
    }
    let run = draft.add(name)
    return Inline(name: run, body: try body(block.program ?? BodySyntax()))
  }

  static func inlineName(_ block: BlockSyntax) -> String? {
    switch block.call.parameters.first {
    case .string(let name)?, .number(let name)?: name
    default: nil
    }
  }

  private mutating func partial(
    _ syntax: CallSyntax, block: BodySyntax?, indent: ArraySlice<UInt8>
  ) throws(SyntaxFault) -> Int32 {
    guard syntax.parameters.count <= 1 else {
      throw SyntaxFault(
        syntax.offset, "a partial takes one context, found \(syntax.parameters.count)")
    }
    var partial = PartialCall(
      call: -1, name: Run(), isPartialBlock: false, block: -1, indent: draft.add(indent))
    var call = syntax
    if case .call = syntax.name {
      call.parameters.insert(syntax.name, at: 0)
    } else if let path = syntax.name.asPath {
      partial.isPartialBlock = path.isData && path.parts == ["partial-block"]
      let name = Self.partialName(path)
      if !partial.isPartialBlock, !partials.contains(name), block == nil {
        throw SyntaxFault(syntax.offset, "no partial is called '\(name)'")
      }
      partial.name = draft.add(name)
    }
    partial.call = try self.call(call, .none)
    if let block { partial.block = try body(block) }
    draft.partials.append(partial)
    return Int32(draft.partials.count - 1)
  }

  /// The name of a partial that is written as a path, such as `card` or `shared/card`.
  static func partialName(_ path: PathSyntax) -> String {
    path.parts.count == 1 ? path.parts[0] : path.original
  }

  // MARK: Calls and paths

  private mutating func call(_ call: CallSyntax, _ helper: Helper) throws(SyntaxFault) -> Int32 {
    if let most = helper.mostArguments, call.parameters.count != most {
      throw SyntaxFault(
        call.offset, "'\(helper)' takes one value, found \(call.parameters.count)")
    }
    if helper == .each, call.parameters.isEmpty {
      throw SyntaxFault(call.offset, "'each' needs a list or an object to go through")
    }
    var arguments: [Expression] = []
    for parameter in call.parameters { arguments.append(try expression(parameter, call.offset)) }
    var pairs: [Pair] = []
    for (name, value) in call.hash {
      let run = draft.add(name)
      pairs.append(Pair(name: run, value: try expression(value, call.offset)))
    }
    let compiled = Call(
      helper: helper,
      arguments: Run(start: Int32(draft.arguments.count), count: Int32(arguments.count)),
      pairs: Run(start: Int32(draft.pairs.count), count: Int32(pairs.count)))
    draft.arguments += arguments
    draft.pairs += pairs
    draft.calls.append(compiled)
    draft.places.append(TemplatePlace(of: call.offset, in: text))
    return Int32(draft.calls.count - 1)
  }

  private mutating func expression(_ syntax: ExpressionSyntax, _ offset: Int) throws(SyntaxFault)
    -> Expression
  {
    switch syntax {
    case .path: return .path(try path(of: syntax, at: offset))
    case .string(let text): return .string(draft.add(text))
    case .number(let text): return .number(Double(text) ?? 0)
    case .bool(let value): return .bool(value)
    case .null: return .null
    case .undefined: return .undefined
    case .call(let call):
      guard let helper = try helper(of: call) else {
        throw SyntaxFault(
          call.offset, "no helper is called '\(TemplateParser.shownName(call.name))'")
      }
      guard !helper.needsBlock else {
        throw SyntaxFault(call.offset, "'\(helper)' needs a block: {{#\(helper) …}}")
      }
      return .call(try self.call(call, helper))
    }
  }

  private mutating func path(of syntax: ExpressionSyntax, at offset: Int) throws(SyntaxFault)
    -> Int32
  {
    guard let path = syntax.asPath else { throw SyntaxFault(offset, "expected a name, found '('") }
    var parts = path.parts[...]
    let root = root(of: path, &parts)
    let first = draft.segments.count
    for part in parts {
      var name = part
      let index = name.withUTF8 { Segment.index(Bytes($0)) }
      draft.segments.append(Segment(name: draft.add(part), index: index))
    }
    draft.paths.append(
      Path(root: root, segments: Run(start: Int32(first), count: Int32(parts.count))))
    return Int32(draft.paths.count - 1)
  }

  /// What a path begins with; takes the parts that say so.
  private func root(of path: PathSyntax, _ parts: inout ArraySlice<String>) -> Path.Root {
    let up = Int32(path.depth)
    if path.isData {
      switch parts.popFirst() {
      case "root": return .root
      case "index": return .loop(.index, up: up)
      case "key": return .loop(.key, up: up)
      case "first": return .loop(.first, up: up)
      case "last": return .loop(.last, up: up)
      default: return .nothing
      }
    }
    if !path.isScoped, path.depth == 0, let name = parts.first {
      for (up, names) in parameters.reversed().enumerated() {
        guard let index = names.firstIndex(of: name) else { continue }
        parts.removeFirst()
        return index < 2 ? .parameter(up: Int32(up), index: Int32(index)) : .nothing
      }
    }
    return .context(up: up)
  }
}

extension BodySyntax {
  /// Calls `visit` with the name of every inline partial in here.
  func forEachInline(_ visit: (String) -> Void) {
    for case .block(let block) in nodes {
      if block.kind == .inline, let name = Compiler.inlineName(block) { visit(name) }
      block.program?.forEachInline(visit)
      block.inverse?.forEachInline(visit)
    }
  }
}
