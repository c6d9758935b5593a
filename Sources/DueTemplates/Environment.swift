import DueSystem

/// What names mean at some point of a template: the context and the places of what stands around
/// it in the renderer's stacks; -1 where nothing does.
struct Environment {
  var context: Value
  var outer: Int32 = -1
  var loop: Int32 = -1
  var parameters: Int32 = -1
  var scope: Int32 = -1
  var partialBlock: Int32 = -1
}

/// A context that `../` reaches.
struct OuterContext {
  var context: Value
  var next: Int32
}

/// One turn of an `each`.
struct Loop {
  var key: Value
  var index: Int
  var isLast: Bool
  var next: Int32
}

/// What a block's `as |first second|` stand for.
struct BlockParameters {
  var first: Value
  var second: Value
  var next: Int32
}

/// An inline partial and what it sees.
struct PartialScope {
  var inline: Inline
  var environment: Environment
  var next: Int32
}

/// The inside of a `{{#> partial}}`, which the partial may print.
struct PartialBlock {
  var body: Int32
  var environment: Environment
}

/// The `name=value` of a partial, before its context.
struct Overlay {
  var base: Value
  var pairs: Run
  var values: [Value]
}
