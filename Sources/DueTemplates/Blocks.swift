import DueFormats
import DueSystem

extension TemplateRenderer {
  /// `each` under `limitsLists`.
  static var listLimit: Int { 15 }

  // MARK: Contexts

  /// The environment inside a block whose context is `context`.
  ///
  /// A block that keeps its parent's context is no step for `../`, as in Handlebars since 4.0.
  mutating func environment(_ context: Value, in outside: Environment) -> Environment {
    var inside = outside
    inside.context = context
    if isSame(context, outside.context) { return inside }
    contexts.append(OuterContext(context: outside.context, next: outside.outer))
    inside.outer = Int32(contexts.count - 1)
    return inside
  }

  /// Forgets what was entered since the stacks were that high.
  private mutating func unwind(contexts height: Int, parameters count: Int) {
    while contexts.count > height { contexts.removeLast() }
    while parameters.count > count { parameters.removeLast() }
  }

  private mutating func isSame(_ a: Value, _ b: Value) -> Bool {
    switch (a, b) {
    case (.json(let a), .json(let b)), (.merged(let a, _), .merged(let b, _)):
      if a.isObject || a.isArray || b.isObject || b.isArray { return a.isSamePlace(as: b) }
      return a.source.elementsEqual(b.source)
    case (.overlay(let a), .overlay(let b)): return a == b
    case (.undefined, .undefined), (.undefined, .null), (.null, .undefined), (.null, .null):
      return true
    case (.merged, _), (_, .merged), (.overlay, _), (_, .overlay), (.undefined, _), (_, .undefined),
      (.null, _), (_, .null):
      return false
    case (.json(let json), _) where json.isObject || json.isArray: return false
    case (_, .json(let json)) where json.isObject || json.isArray: return false
    default: return areEqual(a, b)
    }
  }

  private mutating func give(
    _ first: Value, _ second: Value, to environment: inout Environment, _ body: Int32
  ) {
    guard body >= 0, tables.bodies[Int(body)].parameters > 0 else { return }
    parameters.append(
      BlockParameters(first: first, second: second, next: environment.parameters))
    environment.parameters = Int32(parameters.count - 1)
  }

  // MARK: Blocks

  mutating func block(
    _ block: BlockCall, _ environment: Environment, _ output: inout ByteBuffer
  ) throws(TemplateFault) {
    guard block.call >= 0 else { return try section(block, environment, &output) }
    let call = tables.calls[Int(block.call)]
    switch call.helper {
    case .if, .unless:
      let value = try value(of: tables.arguments[Int(call.arguments.start)], environment)
      var isTrue = !isFalsy(value)
      if !isTrue, isZero(value), let includes = try pair("includeZero", of: call, environment) {
        isTrue = !isFalsy(includes)
      }
      if call.helper == .unless { isTrue.toggle() }
      try choose(isTrue, block, environment, &output)
    case .each:
      let list = try value(of: tables.arguments[Int(call.arguments.start)], environment)
      try each(list, block, environment, &output)
    case .with:
      let value = try value(of: tables.arguments[Int(call.arguments.start)], environment)
      // For 'with', 0 is something.
      guard !isFalsy(value) || isZero(value) else {
        return try run(block.inverse, environment, outside: environment, &output)
      }
      try enter(value, block.program, environment, &output)
    default:
      if call.helper.isCondition {
        let isTrue = try condition(block.call, environment)
        return try choose(isTrue, block, environment, &output)
      }
      // Other helpers answer with a text, which a block prints as it is.
      print(try result(of: block.call, environment), false, &output)
    }
  }

  private mutating func choose(
    _ isTrue: Bool, _ block: BlockCall, _ environment: Environment, _ output: inout ByteBuffer
  ) throws(TemplateFault) {
    let body = isTrue ? block.program : block.inverse
    guard body >= 0, tables.bodies[Int(body)].parameters > 0 else {
      return try run(body, environment, outside: environment, &output)
    }
    let mark = parameters.count
    var inside = environment
    give(.undefined, .undefined, to: &inside, body)
    try run(body, inside, outside: inside, &output)
    parameters.removeLast(parameters.count - mark)
  }

  /// Runs `body` with `context`; its block's parameters stand for the context.
  private mutating func enter(
    _ context: Value, _ body: Int32, _ outside: Environment, _ output: inout ByteBuffer
  ) throws(TemplateFault) {
    let marks = (contexts.count, parameters.count)
    var inside = environment(context, in: outside)
    give(context, .undefined, to: &inside, body)
    try run(body, inside, outside: outside, &output)
    unwind(contexts: marks.0, parameters: marks.1)
  }

  /// `{{#path}}`: lists are gone through, true values entered, others skipped.
  private mutating func section(
    _ block: BlockCall, _ environment: Environment, _ output: inout ByteBuffer
  ) throws(TemplateFault) {
    let value = value(of: tables.paths[Int(block.section)], environment)
    switch value {
    case .undefined, .null, .bool(false):
      try run(block.inverse, environment, outside: environment, &output)
    case .bool(true):
      try choose(true, block, environment, &output)
    case .json(let json) where json.isArray:
      try each(value, block, environment, &output)
    case .json(let json) where json.isNull || json.bool == false:
      try run(block.inverse, environment, outside: environment, &output)
    case .json(let json) where json.bool == true:
      try choose(true, block, environment, &output)
    default: try enter(value, block.program, environment, &output)
    }
  }

  // MARK: Lists

  private mutating func each(
    _ list: Value, _ block: BlockCall, _ environment: Environment, _ output: inout ByteBuffer
  ) throws(TemplateFault) {
    let limit = options.limitsLists ? Self.listLimit : Int.max
    var count = 0
    switch list {
    case .json(let json) where json.isArray: for _ in json.elements { count += 1 }
    case .json(let json) where json.isObject: for _ in json.members { count += 1 }
    case .merged(let json, let fallback):
      for _ in json.members { count += 1 }
      for (name, _) in fallback.members where json[name.rawString] == nil { count += 1 }
    default: break
    }
    count = min(count, limit)
    guard count > 0 else {
      return try run(block.inverse, environment, outside: environment, &output)
    }
    loops.append(Loop(key: .undefined, index: 0, isLast: false, next: environment.loop))
    let loop = loops.count - 1
    var outside = environment
    outside.loop = Int32(loop)
    var index = 0
    switch list {
    case .json(let json) where json.isArray:
      for element in json.elements {
        if index == count { break }
        try turn(
          .json(element), key: .number(Double(index)), &index, count, block, outside, &output)
      }
    case .json(let json):
      for (name, value) in json.members {
        if index == count { break }
        try turn(.json(value), key: .json(name), &index, count, block, outside, &output)
      }
    case .merged(let json, let fallback):
      for (name, value) in json.members {
        if index == count { break }
        let joined = Value.joined(value, fallback[name.rawString])
        try turn(joined, key: .json(name), &index, count, block, outside, &output)
      }
      for (name, value) in fallback.members where json[name.rawString] == nil {
        if index == count { break }
        try turn(.json(value), key: .json(name), &index, count, block, outside, &output)
      }
    default: break
    }
    loops.removeLast(loops.count - loop)
  }

  private mutating func turn(
    _ item: Value, key: Value, _ index: inout Int, _ count: Int, _ block: BlockCall,
    _ outside: Environment, _ output: inout ByteBuffer
  ) throws(TemplateFault) {
    let loop = Int(outside.loop)
    loops[loop].key = key
    loops[loop].index = index
    loops[loop].isLast = index == count - 1
    let marks = (contexts.count, parameters.count)
    var inside = environment(item, in: outside)
    give(item, key, to: &inside, block.program)
    try run(block.program, inside, outside: outside, &output)
    unwind(contexts: marks.0, parameters: marks.1)
    index += 1
  }
}
