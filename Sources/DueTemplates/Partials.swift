import DueFormats
import DueSystem

extension TemplateRenderer {
  /// Partials that call one another deeper than this are a fault, as are more calls than
  /// `maximumPartials` in one text: both are templates that would not end.
  static var maximumPartialDepth: Int { 100 }
  static var maximumPartials: Int { 100_000 }
  /// Bodies inside one another where a partial is called: the stack of any thread holds as many.
  static var maximumBodyDepth: Int { 256 }

  /// Makes inline partials known; they see what is `outside` of the block that declares them.
  mutating func declare(_ inlines: Run, in environment: inout Environment, _ outside: Environment) {
    for i in inlines.range {
      scopes.append(
        PartialScope(inline: tables.inlines[i], environment: outside, next: environment.scope))
      environment.scope = Int32(scopes.count - 1)
    }
  }

  private func scope(named name: Bytes, in environment: Environment) -> PartialScope? {
    var place = environment.scope
    while place >= 0 {
      let scope = scopes[Int(place)]
      if tables.bytes(scope.inline.name).elementsEqual(name) { return scope }
      place = scope.next
    }
    return nil
  }

  mutating func partial(
    _ partial: PartialCall, _ environment: Environment, _ output: inout ByteBuffer
  ) throws(TemplateFault) {
    partialDepth += 1
    partialCount += 1
    defer { partialDepth -= 1 }
    guard partialDepth <= Self.maximumPartialDepth, partialCount <= Self.maximumPartials,
      bodyDepth <= Self.maximumBodyDepth
    else {
      throw fault(partial.call, "partials call one another without an end")
    }
    let marks = (contexts.count, scopes.count, partialBlocks.count, overlays.count)
    let start = output.count
    try partialBody(partial, environment, &output)
    contexts.removeLast(contexts.count - marks.0)
    scopes.removeLast(scopes.count - marks.1)
    partialBlocks.removeLast(partialBlocks.count - marks.2)
    overlays.removeLast(overlays.count - marks.3)
    if partial.indent.count > 0 { indent(&output, from: start, by: tables.bytes(partial.indent)) }
  }

  private mutating func partialBody(
    _ partial: PartialCall, _ environment: Environment, _ output: inout ByteBuffer
  ) throws(TemplateFault) {
    let call = tables.calls[Int(partial.call)]
    var arguments = call.arguments.range
    var name = Value.literal(tables.bytes(partial.name))
    if partial.name.count == 0, !partial.isPartialBlock, let first = arguments.popFirst() {
      name = text(of: try value(of: tables.arguments[first], environment))
    }
    var context = environment.context
    if let first = arguments.first {
      context = try value(of: tables.arguments[first], environment)
    }
    if call.pairs.count > 0 {
      var given: [Value] = []
      for i in call.pairs.range { given.append(try value(of: tables.pairs[i].value, environment)) }
      overlays.append(Overlay(base: context, pairs: call.pairs, values: given))
      context = .overlay(Int32(overlays.count - 1))
    }

    var target: (body: Int32, environment: Environment)
    var block = environment.partialBlock
    if partial.isPartialBlock {
      guard block >= 0 else {
        throw fault(
          partial.call, "'@partial-block' is known only inside a partial called with '#>'")
      }
      target = (partialBlocks[Int(block)].body, partialBlocks[Int(block)].environment)
      block = target.environment.partialBlock
    } else if let scope = scope(named: bytes(name), in: environment) {
      target = (scope.inline.body, scope.environment)
    } else if partial.block >= 0 {
      target = (partial.block, environment)
    } else {
      let name = String(decoding: bytes(name), as: UTF8.self)
      throw fault(partial.call, "no partial is called '\(name)' here")
    }
    var inside = self.environment(context, in: target.environment)
    inside.loop = environment.loop
    inside.scope = environment.scope
    inside.partialBlock = block
    if partial.block >= 0 {
      partialBlocks.append(PartialBlock(body: partial.block, environment: environment))
      inside.partialBlock = Int32(partialBlocks.count - 1)
      declare(tables.bodies[Int(partial.block)].inlines, in: &inside, environment)
    }
    try run(target.body, inside, outside: target.environment, &output)
  }

  /// Puts `blank` before each line that was written after `start`.
  private mutating func indent(
    _ output: inout ByteBuffer, from start: Int, by blank: Bytes
  ) {
    guard output.count > start else { return }
    work.removeAll()
    work.append(Bytes(rebasing: output.bytes[start...]))
    output.truncate(to: start)
    let text = work.bytes
    var first = 0
    while first < text.count {
      let end = text[first...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.count
      output.append(blank)
      output.append(Bytes(rebasing: text[first..<end]))
      first = end
    }
  }
}
