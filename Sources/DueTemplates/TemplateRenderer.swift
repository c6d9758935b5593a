import DueFormats
import DueSystem

/// Renders compiled templates, one after another, with buffers that are used again.
///
/// Data is never read as template: a value that holds `{{…}}` is printed as it is.
///
/// - Complexity: O(*n*) in template and values; no allocation once the buffers have grown.
package struct TemplateRenderer: ~Copyable {
  package struct Options: Sendable {
    /// What `now` says.
    package var now: Instant
    /// HTML-escape text pieces too, as the original archiver did.
    package var escapesText = false
    /// A helper with too few or unusable values is a fault rather than an empty text.
    package var isStrict = false
    /// `each` renders at most 15 items, as Pinpoint did.
    package var limitsLists = false
    /// Makes `uuid` the same in every run; nil takes the system's random numbers.
    package var seed: UInt64?

    package init(now: Instant) { self.now = now }
  }

  package var options: Options { didSet { random.reseed(options.seed) } }

  var tables = Tables.empty
  var template: Handlebars?
  var root = Value.undefined
  var random: TemplateRandom
  var zones = ZoneCache()

  /// Helper results of the operation at hand.
  var scratch = ByteBuffer(capacity: 1024)
  /// What one helper is writing.
  var work = ByteBuffer(capacity: 1024)
  var values: [Value] = []
  var contexts: [OuterContext] = []
  var loops: [Loop] = []
  var parameters: [BlockParameters] = []
  var scopes: [PartialScope] = []
  var partialBlocks: [PartialBlock] = []
  var overlays: [Overlay] = []
  var partialDepth = 0
  var partialCount = 0
  var isEscaping = false

  package init(_ options: Options) {
    self.options = options
    random = TemplateRandom(options.seed)
    values.reserveCapacity(16)
    contexts.reserveCapacity(16)
    loops.reserveCapacity(8)
  }

  /// Appends `template`, filled with `context`, to `output`.
  ///
  /// `defaults` stand in, leaf by leaf, for what `context` lacks. On a fault, `output` is left as
  /// it was.
  package mutating func render(
    _ template: Handlebars, with context: JSONValue, defaults: TemplateDefaults? = nil,
    into output: inout ByteBuffer
  ) throws(TemplateFault) {
    tables = template.program.tables
    self.template = template
    isEscaping = template.isHTML || options.escapesText
    reset()
    root = Value.joined(context, defaults?.value)
    let start = output.count
    let environment = Environment(context: root)
    do throws(TemplateFault) {
      // To inline partials of the whole template, nothing is outside.
      try run(0, environment, outside: Environment(context: .undefined), &output)
    } catch {
      output.truncate(to: start)
      throw error
    }
    withExtendedLifetime(defaults) {}
  }

  private mutating func reset() {
    scratch.removeAll()
    work.removeAll()
    values.removeAll(keepingCapacity: true)
    contexts.removeAll(keepingCapacity: true)
    loops.removeAll(keepingCapacity: true)
    parameters.removeAll(keepingCapacity: true)
    scopes.removeAll(keepingCapacity: true)
    partialBlocks.removeAll(keepingCapacity: true)
    overlays.removeAll(keepingCapacity: true)
    partialDepth = 0
    partialCount = 0
  }

  func fault(_ call: Int32, _ problem: String) -> TemplateFault {
    TemplateFault(
      template: template?.name ?? "", piece: template?.piece ?? "",
      place: template?.program.place(ofCall: call) ?? TemplatePlace(line: 1, column: 1),
      problem: problem)
  }

  // MARK: Running

  /// Runs a body. `outside` is what stands around its block, which its inline partials see.
  mutating func run(
    _ body: Int32, _ environment: Environment, outside: Environment, _ output: inout ByteBuffer
  ) throws(TemplateFault) {
    guard body >= 0 else { return }
    let compiled = tables.bodies[Int(body)]
    guard compiled.inlines.count > 0 else {
      return try run(compiled.operations, environment, &output)
    }
    let mark = scopes.count
    var environment = environment
    declare(compiled.inlines, in: &environment, outside)
    try run(compiled.operations, environment, &output)
    scopes.removeLast(scopes.count - mark)
  }

  private mutating func run(
    _ operations: Run, _ environment: Environment, _ output: inout ByteBuffer
  ) throws(TemplateFault) {
    for i in operations.range {
      switch tables.operations[i] {
      case .text(let run): output.append(tables.bytes(run))
      case .path(let path, let isEscaped):
        print(value(of: tables.paths[Int(path)], environment), isEscaped && isEscaping, &output)
      case .call(let call, let isEscaped):
        let mark = scratch.count
        print(try result(of: call, environment), isEscaped && isEscaping, &output)
        scratch.truncate(to: mark)
      case .block(let index):
        let mark = scratch.count
        try block(tables.blocks[Int(index)], environment, &output)
        scratch.truncate(to: mark)
      case .partial(let index):
        let mark = scratch.count
        try partial(tables.partials[Int(index)], environment, &output)
        scratch.truncate(to: mark)
      }
    }
  }

  // MARK: Expressions

  mutating func value(of expression: Expression, _ environment: Environment)
    throws(TemplateFault) -> Value
  {
    switch expression {
    case .path(let path): value(of: tables.paths[Int(path)], environment)
    case .string(let run): .literal(tables.bytes(run))
    case .number(let number): .number(number)
    case .bool(let value): .bool(value)
    case .null: .null
    case .undefined: .undefined
    case .call(let call): try result(of: call, environment)
    }
  }

  func value(of path: Path, _ environment: Environment) -> Value {
    var value: Value
    switch path.root {
    case .context(up: 0): value = environment.context
    case .context(let up):
      var outer = environment.outer
      for _ in 1..<up where outer >= 0 { outer = contexts[Int(outer)].next }
      value = outer >= 0 ? contexts[Int(outer)].context : .undefined
    case .root: value = root
    case .loop(let variable, let up): value = loopValue(variable, up, environment)
    case .parameter(let up, let index):
      var place = environment.parameters
      for _ in 0..<up where place >= 0 { place = parameters[Int(place)].next }
      guard place >= 0 else { return .undefined }
      value = index == 0 ? parameters[Int(place)].first : parameters[Int(place)].second
    case .nothing: return .undefined
    }
    for i in path.segments.range {
      value = member(tables.segments[i], of: value)
    }
    return value
  }

  private func loopValue(_ variable: LoopVariable, _ up: Int32, _ environment: Environment)
    -> Value
  {
    var place = environment.loop
    for _ in 0..<up where place >= 0 { place = loops[Int(place)].next }
    guard place >= 0 else { return .undefined }
    let loop = loops[Int(place)]
    return switch variable {
    case .index: .number(Double(loop.index))
    case .key: loop.key
    case .first: .bool(loop.index == 0)
    case .last: .bool(loop.isLast)
    }
  }

  /// What `segment` names in `value`. A single value is a list of itself, so that `[0]` reads
  /// attributes and scalars alike.
  func member(_ segment: Segment, of value: Value) -> Value {
    switch value {
    case .json(let json):
      let name = tables.bytes(segment.name)
      if json.isObject { return Value.joined(json[name], nil) }
      if json.isArray {
        if segment.index >= 0 {
          var left = segment.index
          for element in json.elements {
            if left == 0 { return .json(element) }
            left -= 1
          }
          return .undefined
        }
        return name.elementsEqual("length".utf8)
          ? .number(Double(json.elements.reduce(0) { n, _ in n + 1 })) : .undefined
      }
      if json.isNull { return .undefined }
      if segment.index == 0 { return value }
      if json.isString, name.elementsEqual("length".utf8) {
        return .number(Double(json.string?.utf16.count ?? 0))
      }
      return .undefined
    case .merged(let json, let fallback):
      let name = tables.bytes(segment.name)
      return Value.joined(json[name], fallback[name])
    case .overlay(let index):
      let overlay = overlays[Int(index)]
      for (i, pair) in overlay.pairs.range.enumerated().reversed()
      where tables.bytes(tables.pairs[pair].name).elementsEqual(tables.bytes(segment.name)) {
        return overlay.values[i]
      }
      return member(segment, of: overlay.base)
    case .undefined, .null: return .undefined
    case .bool, .number, .literal, .scratch:
      return segment.index == 0 ? value : .undefined
    }
  }

  // MARK: Printing

  /// Appends what `value` looks like: JavaScript's text of it, without `null` and `undefined`.
  mutating func print(_ value: Value, _ isEscaped: Bool, _ output: inout ByteBuffer) {
    switch value {
    case .json(let json) where json.isString && !json.hasEscapes:
      if isEscaped {
        output.append(htmlEscaped: json.rawString)
      } else {
        output.append(json.rawString)
      }
    case .literal(let bytes):
      if isEscaped { output.append(htmlEscaped: bytes) } else { output.append(bytes) }
    case .undefined, .null: break
    case .number(let number): output.append(script: number)
    default:
      let mark = scratch.count
      let bytes = bytes(text(of: value))
      if isEscaped { output.append(htmlEscaped: bytes) } else { output.append(bytes) }
      scratch.truncate(to: mark)
    }
  }

  /// `value` as bytes that `bytes` can point to, written to the scratch buffer where it must be.
  mutating func text(of value: Value) -> Value {
    switch value {
    case .literal, .scratch: return value
    case .json(let json) where json.isString && !json.hasEscapes: return value
    case .undefined, .null: return .literal(Bytes(start: nil, count: 0))
    default:
      let start = scratch.count
      Self.write(value, to: &scratch)
      return .scratch(Run(start: Int32(start), count: Int32(scratch.count - start)))
    }
  }

  private static func write(_ value: Value, to buffer: inout ByteBuffer) {
    switch value {
    case .bool(let flag): buffer.append(flag ? "true" as StaticString : "false")
    case .number(let number): buffer.append(script: number)
    case .json(let json): write(json, to: &buffer)
    case .merged, .overlay: buffer.append("[object Object]" as StaticString)
    case .literal, .scratch, .undefined, .null: break
    }
  }

  private static func write(_ json: JSONValue, to buffer: inout ByteBuffer) {
    if json.isString {
      buffer.append(decoded: json)
    } else if json.isNumber {
      buffer.append(number: json)
    } else if let flag = json.bool {
      buffer.append(flag ? "true" as StaticString : "false")
    } else if json.isArray {
      var isFirst = true
      for element in json.elements {
        if !isFirst { buffer.append(UInt8(ascii: ",")) }
        isFirst = false
        write(element, to: &buffer)
      }
    } else if json.isObject {
      buffer.append("[object Object]" as StaticString)
    }
  }

  /// The bytes of a value that `text(of:)` gave; valid until the scratch buffer grows.
  func bytes(_ value: Value) -> Bytes {
    switch value {
    case .literal(let bytes): return bytes
    case .json(let json): return json.rawString
    case .scratch(let run): return Bytes(rebasing: scratch.bytes[run.range])
    default: return Bytes(start: nil, count: 0)
    }
  }
}
