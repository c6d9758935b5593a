import DueSystem

/// What one text of a template asks for: its variables, and helpers that do not exist.
///
/// Unlike compiling, which stops at the first fault, this finds them all.
package struct TemplateInspection: Sendable, Equatable {
  /// Paths from the top of the endpoint, each once, in the order in which they first appear, such
  /// as `User.UserAttributes.[Last Name]`. An index at the end is left out; what is inside a list
  /// is the list.
  package private(set) var variables: [String] = []
  /// Helpers and partials that do not exist.
  package private(set) var faults: [TemplateFault] = []

  /// - Throws: a fault for text that is no template.
  package init(_ text: String, name: String = "", piece: String = "") throws(TemplateFault) {
    let bytes = Array(text.utf8)
    var collector = VariableCollector()
    do throws(SyntaxFault) {
      let root = try TemplateParser.parse(bytes)
      root.forEachInline { collector.partials.insert($0) }
      collector.body(root, [])
    } catch {
      throw TemplateFault(
        template: name, piece: piece, place: TemplatePlace(of: error.offset, in: bytes),
        problem: error.problem)
    }
    variables = collector.variables
    faults = collector.faults.map {
      TemplateFault(
        template: name, piece: piece, place: TemplatePlace(of: $0.offset, in: bytes),
        problem: $0.problem)
    }
  }
}

/// Walks a template and keeps track of what its contexts are.
private struct VariableCollector {
  var variables: [String] = []
  var faults: [SyntaxFault] = []
  var partials: Set<String> = []
  private var seen: Set<String> = []
  /// Contexts around the one at hand; nil where nobody can tell before rendering.
  private var outer: [[String]?] = []
  /// Names given by blocks, and what they stand for.
  private var parameters: [(name: String, path: [String]?)] = []

  mutating func body(_ body: BodySyntax?, _ context: [String]?) {
    for node in body?.nodes ?? [] {
      switch node {
      case .text, .comment: break
      case .mustache(let mustache): call(mustache.call, context, isBlock: false)
      case .partial(let partial): self.partial(partial.call, context, hasBlock: false)
      case .block(let block): self.block(block, context)
      }
    }
  }

  private mutating func block(_ block: BlockSyntax, _ context: [String]?) {
    switch block.kind {
    case .inline:
      // Its context is that of its caller.
      body(block.program, context)
    case .partial:
      partial(block.call, context, hasBlock: true)
      body(block.program, context)
    case .block, .raw:
      call(block.call, context, isBlock: true)
      let inside = self.inside(block.call, context)
      let mark = parameters.count
      for (i, name) in (block.program?.parameters ?? []).enumerated() {
        parameters.append((name, i == 0 ? inside ?? nil : nil))
      }
      if let inside {
        outer.append(context)
        body(block.program, inside)
        outer.removeLast()
      } else {
        body(block.program, context)
      }
      parameters.removeLast(parameters.count - mark)
      body(block.inverse, context)
    }
  }

  /// The context inside a block, or nil if it is that outside; the inner nil is an unknown one.
  private func inside(_ call: CallSyntax, _ context: [String]?) -> [String]?? {
    let name = call.name.asPath?.simpleName
    switch name.flatMap({ Helper.named($0) }) {
    case .with?, .each?:
      guard case .path(let path)? = call.parameters.first else { return .some(nil) }
      return .some(resolved(path, context))
    case nil: return call.name.asPath.map { .some(resolved($0, context)) } ?? .none
    default: return .none
    }
  }

  private mutating func call(_ call: CallSyntax, _ context: [String]?, isBlock: Bool) {
    let path = call.name.asPath
    let isHelper =
      path?.simpleName.map { name in
        Helper.named(name) != nil && !parameters.contains { $0.name == name }
      } ?? false
    if !isHelper {
      if !call.takesNothing {
        let name = TemplateParser.shownName(call.name)
        faults.append(SyntaxFault(call.offset, "no helper is called '\(name)'"))
      } else if let path {
        add(path, context)
      }
    }
    values(of: call, context)
  }

  private mutating func values(of call: CallSyntax, _ context: [String]?) {
    for value in call.parameters + call.hash.map(\.value) {
      switch value {
      case .path(let path): add(path, context)
      case .call(let inner):
        if inner.takesNothing, inner.name.asPath?.simpleName.flatMap({ Helper.named($0) }) == nil {
          let name = TemplateParser.shownName(inner.name)
          faults.append(SyntaxFault(inner.offset, "no helper is called '\(name)'"))
        } else {
          self.call(inner, context, isBlock: false)
        }
      default: break
      }
    }
  }

  private mutating func partial(_ call: CallSyntax, _ context: [String]?, hasBlock: Bool) {
    if let path = call.name.asPath {
      let name = Compiler.partialName(path)
      if !path.isData, !partials.contains(name), !hasBlock {
        faults.append(SyntaxFault(call.offset, "no partial is called '\(name)'"))
      }
    }
    values(of: call, context)
  }

  /// Where a path leads from the top of the endpoint; nil where nobody can tell.
  private func resolved(_ path: PathSyntax, _ context: [String]?) -> [String]? {
    if path.isData { return path.parts.first == "root" ? Array(path.parts.dropFirst()) : nil }
    if !path.isScoped, path.depth == 0, let first = path.parts.first,
      let given = parameters.last(where: { $0.name == first })
    {
      return given.path.map { $0 + path.parts.dropFirst() }
    }
    var base = context
    if path.depth > 0 { base = outer.dropLast(path.depth - 1).last ?? nil }
    return base.map { $0 + path.parts }
  }

  private mutating func add(_ path: PathSyntax, _ context: [String]?) {
    guard var parts = resolved(path, context) else { return }
    while let last = parts.last, last == "length" || Int(last) != nil { parts.removeLast() }
    guard !parts.isEmpty else { return }
    let shown = parts.map { part in
      part.utf8.allSatisfy { $0 &- 48 <= 9 || ($0 | 0x20) &- 97 < 26 || $0 == 95 || $0 >= 0x80 }
        ? part : "[\(part)]"
    }.joined(separator: ".")
    if seen.insert(shown).inserted { variables.append(shown) }
  }
}
