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
  /// Bodies being run inside one another, and partials among them.
  var bodyDepth = 0
  var partialDepth = 0
  var partialCount = 0
  var escaping = TemplateEscaping.none

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
    escaping = options.escapesText ? .html : template.escaping
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
    bodyDepth = 0
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
    bodyDepth += 1
    defer { bodyDepth -= 1 }
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
        print(value(of: tables.paths[Int(path)], environment), isEscaped, &output)
      case .call(let call, let isEscaped):
        let mark = scratch.count
        print(try result(of: call, environment), isEscaped, &output)
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
}
