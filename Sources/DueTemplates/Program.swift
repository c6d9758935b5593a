import DueSystem

/// A compiled template: flat tables of words that hold no references, so that rendering neither
/// counts nor allocates.
///
/// Made once by `Compiler`, never changed: that is why it may be shared between threads.
final class Program: @unchecked Sendable {
  let tables: Tables
  private let places: [TemplatePlace]

  /// Takes over `draft`'s contents.
  init(_ draft: ProgramDraft) {
    tables = Tables(
      bytes: Self.copy(draft.bytes), operations: Self.copy(draft.operations),
      bodies: Self.copy(draft.bodies), blocks: Self.copy(draft.blocks),
      partials: Self.copy(draft.partials), inlines: Self.copy(draft.inlines),
      calls: Self.copy(draft.calls), arguments: Self.copy(draft.arguments),
      pairs: Self.copy(draft.pairs), paths: Self.copy(draft.paths),
      segments: Self.copy(draft.segments))
    places = draft.places
  }

  deinit { tables.deallocate() }

  /// Where the call numbered `index` stands in the text.
  func place(ofCall index: Int32) -> TemplatePlace { places[Int(index)] }

  private static func copy<Element: BitwiseCopyable>(_ items: [Element])
    -> UnsafeBufferPointer<Element>
  {
    let copy = UnsafeMutableBufferPointer<Element>.allocate(capacity: max(items.count, 1))
    let (_, end) = copy.initialize(from: items)
    return UnsafeBufferPointer(rebasing: copy[..<end])
  }
}

/// The tables of a `Program`. Index 0 of `bodies` is the whole template.
struct Tables: BitwiseCopyable {
  var bytes: UnsafeBufferPointer<UInt8>
  var operations: UnsafeBufferPointer<Operation>
  var bodies: UnsafeBufferPointer<Body>
  var blocks: UnsafeBufferPointer<BlockCall>
  var partials: UnsafeBufferPointer<PartialCall>
  var inlines: UnsafeBufferPointer<Inline>
  var calls: UnsafeBufferPointer<Call>
  var arguments: UnsafeBufferPointer<Expression>
  var pairs: UnsafeBufferPointer<Pair>
  var paths: UnsafeBufferPointer<Path>
  var segments: UnsafeBufferPointer<Segment>

  /// Tables of nothing.
  static var empty: Tables {
    func none<Element>() -> UnsafeBufferPointer<Element> { .init(start: nil, count: 0) }
    return Tables(
      bytes: none(), operations: none(), bodies: none(), blocks: none(), partials: none(),
      inlines: none(), calls: none(), arguments: none(), pairs: none(), paths: none(),
      segments: none())
  }

  /// The bytes of a run in `bytes`.
  @inline(__always) func bytes(_ run: Run) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      start: bytes.baseAddress.map { $0 + Int(run.start) }, count: Int(run.count))
  }

  func deallocate() {
    bytes.deallocate()
    operations.deallocate()
    bodies.deallocate()
    blocks.deallocate()
    partials.deallocate()
    inlines.deallocate()
    calls.deallocate()
    arguments.deallocate()
    pairs.deallocate()
    paths.deallocate()
    segments.deallocate()
  }
}

/// A part of a table: `count` entries from `start`.
struct Run: BitwiseCopyable, Equatable {
  var start: Int32 = 0
  var count: Int32 = 0

  @inline(__always) var range: Range<Int> { Int(start)..<Int(start + count) }
}

/// One step of rendering.
enum Operation: BitwiseCopyable {
  /// Bytes of the template.
  case text(Run)
  /// The value of a path.
  case path(Int32, isEscaped: Bool)
  /// The result of a call.
  case call(Int32, isEscaped: Bool)
  case block(Int32)
  case partial(Int32)
}

/// A run of operations, and the inline partials that it declares.
struct Body: BitwiseCopyable {
  var operations: Run
  var inlines: Run
  /// How many names it gives to what its block hands it: none, one or two.
  var parameters: Int32
}

/// An inline partial.
struct Inline: BitwiseCopyable {
  var name: Run
  var body: Int32
}

/// A block with its bodies; -1 for one that is not there.
struct BlockCall: BitwiseCopyable {
  var call: Int32
  /// The path of a section `{{#path}}`, if no helper is called.
  var section: Int32
  var program: Int32
  var inverse: Int32
}

struct PartialCall: BitwiseCopyable {
  /// The name, the context if given, the pairs.
  var call: Int32
  /// The name when it is written out; empty for one to be evaluated, the call's first argument.
  var name: Run
  var isPartialBlock: Bool
  /// What stands inside `{{#> name}}…{{/name}}`, or -1.
  var block: Int32
  var indent: Run
}

struct Call: BitwiseCopyable {
  var helper: Helper
  var arguments: Run
  var pairs: Run
}

/// A value to be found.
enum Expression: BitwiseCopyable {
  case path(Int32)
  case string(Run)
  case number(Double)
  case bool(Bool)
  case null
  case undefined
  case call(Int32)
}

/// A `name=value`.
struct Pair: BitwiseCopyable {
  var name: Run
  var value: Expression
}

/// Where a path begins, and the names it goes on with.
struct Path: BitwiseCopyable {
  enum Root: BitwiseCopyable {
    /// The context, `up` bodies further out.
    case context(up: Int32)
    case root
    /// A variable of the loop, `up` loops further out.
    case loop(LoopVariable, up: Int32)
    /// A name given by a block `up` such blocks further out: its first or its second.
    case parameter(up: Int32, index: Int32)
    case nothing
  }

  var root: Root
  var segments: Run
}

enum LoopVariable: UInt8, BitwiseCopyable { case index, key, first, last }

/// One name of a path.
struct Segment: BitwiseCopyable {
  var name: Run
  /// The name as an index of a list; -1 if it is not one.
  var index: Int32

  /// The index that a name is, written as JavaScript writes it: `1`, not `01`; -1 for none.
  static func index(_ name: Bytes) -> Int32 {
    guard 1...8 ~= name.count, name[0] != UInt8(ascii: "0") || name.count == 1 else { return -1 }
    var index: Int32 = 0
    for byte in name {
      guard byte &- 48 <= 9 else { return -1 }
      index = index * 10 + Int32(byte - 48)
    }
    return index
  }
}

/// Tables while they are being written.
struct ProgramDraft {
  var bytes: [UInt8] = []
  var operations: [Operation] = []
  var bodies: [Body] = []
  var blocks: [BlockCall] = []
  var partials: [PartialCall] = []
  var inlines: [Inline] = []
  var calls: [Call] = []
  var places: [TemplatePlace] = []
  var arguments: [Expression] = []
  var pairs: [Pair] = []
  var paths: [Path] = []
  var segments: [Segment] = []

  mutating func add(_ new: some Collection<UInt8>) -> Run {
    let start = bytes.count
    bytes.append(contentsOf: new)
    return Run(start: Int32(start), count: Int32(new.count))
  }

  mutating func add(_ new: String) -> Run { add(new.utf8) }
}
