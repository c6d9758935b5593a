/// What a template says, as a tree: made by `TemplateParser`, trimmed by `WhitespaceControl`, read
/// by `Compiler` and `TemplateInspection`, then thrown away.
///
/// Bodies, texts and blocks are classes because the whitespace rules reach into neighbours.
enum SyntaxNode {
  case text(TextSyntax)
  case comment(Strip)
  case mustache(MustacheSyntax)
  case block(BlockSyntax)
  case partial(PartialSyntax)
}

/// Which sides of a tag carry `~`.
struct Strip {
  var open = false
  var close = false
}

final class TextSyntax {
  let original: ArraySlice<UInt8>
  var value: ArraySlice<UInt8>
  var leftStripped = false
  var rightStripped = false

  init(_ text: ArraySlice<UInt8>) {
    original = text
    value = text
  }
}

/// A run of nodes between two tags, or a whole template.
final class BodySyntax {
  var nodes: [SyntaxNode]
  /// Whether this is the hidden body of an `{{else if}}`: one block and nothing else.
  var isChained = false
  /// The names between bars: `as |item index|`.
  var parameters: [String] = []

  init(_ nodes: [SyntaxNode] = []) { self.nodes = nodes }
}

struct MustacheSyntax {
  var call: CallSyntax
  var isEscaped: Bool
  var strip: Strip
}

final class BlockSyntax {
  enum Kind { case block, inline, partial, raw }

  let kind: Kind
  let call: CallSyntax
  var program: BodySyntax?
  var inverse: BodySyntax?
  var openStrip: Strip
  var inverseStrip = Strip()
  var closeStrip = Strip()

  init(_ kind: Kind, _ call: CallSyntax, _ openStrip: Strip) {
    self.kind = kind
    self.call = call
    self.openStrip = openStrip
  }
}

final class PartialSyntax {
  let call: CallSyntax
  let strip: Strip
  /// White space before a partial that stands alone on its line: put before each of its lines.
  var indent: ArraySlice<UInt8> = []

  init(_ call: CallSyntax, _ strip: Strip) {
    self.call = call
    self.strip = strip
  }
}

/// A name with what is handed to it: `name param … key=value …`.
struct CallSyntax {
  var name: ExpressionSyntax
  var parameters: [ExpressionSyntax] = []
  var hash: [(name: String, value: ExpressionSyntax)] = []
  /// Where the name stands, in bytes.
  var offset: Int

  var takesNothing: Bool { parameters.isEmpty && hash.isEmpty }
}

indirect enum ExpressionSyntax {
  case path(PathSyntax)
  case string(String)
  case number(String)
  case bool(Bool)
  case null
  case undefined
  case call(CallSyntax)

  /// A literal in the place of a name is the path of that one name, as Handlebars has it.
  var asPath: PathSyntax? {
    switch self {
    case .path(let path): path
    case .string(let text), .number(let text): PathSyntax(parts: [text], original: text)
    case .bool(let value): PathSyntax(parts: ["\(value)"], original: "\(value)")
    case .null: PathSyntax(parts: ["null"], original: "null")
    case .undefined: PathSyntax(parts: ["undefined"], original: "undefined")
    case .call: nil
    }
  }
}

struct PathSyntax {
  /// Whether it begins with `@`.
  var isData = false
  /// How many `../` it begins with.
  var depth = 0
  var parts: [String]
  /// As written.
  var original: String
  /// Whether it begins with `this` or `.`, which no helper's name does.
  var isScoped = false

  /// The name if it may be a helper's: one part and nothing before it.
  var simpleName: String? {
    parts.count == 1 && !isScoped && depth == 0 && !isData ? parts[0] : nil
  }
}
