import DueFormats
import DueSystem

/// A helper's values, on the renderer's stack: the plain ones, then those of the pairs.
struct CallFrame {
  var index: Int32
  var call: Call
  var base: Int

  var count: Int { Int(call.arguments.count) }
}

extension TemplateRenderer {
  // MARK: Calls

  /// Evaluates the values of a call and leaves them on the stack.
  private mutating func push(_ index: Int32, _ environment: Environment) throws(TemplateFault)
    -> CallFrame
  {
    let call = tables.calls[Int(index)]
    let base = values.count
    for i in call.arguments.range {
      values.append(try value(of: tables.arguments[i], environment))
    }
    for i in call.pairs.range { values.append(try value(of: tables.pairs[i].value, environment)) }
    let frame = CallFrame(index: index, call: call, base: base)
    if options.isStrict, frame.count < call.helper.leastArguments {
      throw fault(
        index,
        "'\(call.helper)' needs \(call.helper.leastArguments) values, found \(frame.count)")
    }
    return frame
  }

  /// What a helper answers.
  mutating func result(of index: Int32, _ environment: Environment) throws(TemplateFault) -> Value {
    let frame = try push(index, environment)
    let result = try answer(frame)
    values.removeLast(values.count - frame.base)
    return result
  }

  /// Whether a condition that opens a block holds.
  mutating func condition(_ index: Int32, _ environment: Environment) throws(TemplateFault) -> Bool
  {
    let frame = try push(index, environment)
    let holds = holds(frame)
    values.removeLast(values.count - frame.base)
    return holds
  }

  /// The plain value at `i`; undefined when there are fewer.
  func argument(_ i: Int, _ frame: CallFrame) -> Value {
    i < frame.count ? values[frame.base + i] : .undefined
  }

  /// The value of the pair called `name`.
  func pair(_ name: StaticString, _ frame: CallFrame) -> Value? {
    for (i, pair) in frame.call.pairs.range.enumerated()
    where isNamed(tables.pairs[pair], name) {
      return values[frame.base + frame.count + i]
    }
    return nil
  }

  /// The value of the pair called `name` of a call whose values are not on the stack.
  mutating func pair(_ name: StaticString, of call: Call, _ environment: Environment)
    throws(TemplateFault) -> Value?
  {
    for i in call.pairs.range where isNamed(tables.pairs[i], name) {
      return try value(of: tables.pairs[i].value, environment)
    }
    return nil
  }

  private func isNamed(_ pair: Pair, _ name: StaticString) -> Bool {
    tables.bytes(pair.name).elementsEqual(
      Bytes(start: name.utf8Start, count: name.utf8CodeUnitCount))
  }

  // MARK: Truth

  /// What counts as false: nothing, false, 0, the empty text, the empty list.
  ///
  /// Source: Handlebars.js 4.7 (`if`), Handlebars.java (`Handlebars.Utils.isEmpty`).
  func isFalsy(_ value: Value) -> Bool {
    switch value {
    case .undefined, .null: return true
    case .bool(let flag): return !flag
    case .number(let number): return number == 0 || number.isNaN
    case .literal(let bytes): return bytes.isEmpty
    case .scratch(let run): return run.count == 0
    case .merged, .overlay: return false
    case .json(let json):
      if json.isString { return json.rawString.isEmpty }
      if json.isArray { return json.elements.first { _ in true } == nil }
      if json.isObject { return false }
      if json.isNumber { return json.double == 0 }
      return json.bool != true
    }
  }

  func isZero(_ value: Value) -> Bool {
    switch value {
    case .number(let number): number == 0
    case .json(let json): json.isNumber && json.double == 0
    default: false
    }
  }

  // MARK: Comparing

  private mutating func holds(_ frame: CallFrame) -> Bool {
    let mark = scratch.count
    defer { scratch.truncate(to: mark) }
    switch frame.call.helper {
    case .and:
      for i in 0..<frame.count where isFalsy(values[frame.base + i]) { return false }
      return frame.count > 0
    case .or:
      for i in 0..<frame.count where !isFalsy(values[frame.base + i]) { return true }
      return false
    case .not: return isFalsy(argument(0, frame))
    case .eq: return areEqual(argument(0, frame), argument(1, frame))
    case .neq: return !areEqual(argument(0, frame), argument(1, frame))
    case .gt: return order(argument(0, frame), argument(1, frame)) > 0
    case .gte: return order(argument(0, frame), argument(1, frame)) >= 0
    case .lt: return order(argument(0, frame), argument(1, frame)) < 0
    default: return order(argument(0, frame), argument(1, frame)) <= 0
    }
  }

  /// The number that a value is or that its text says; nil if it is none.
  mutating func plainNumber(of value: Value) -> Double? {
    switch value.single {
    case .number(let number): return number
    case .json(let json) where json.isNumber: return DueTemplates.plainNumber(json.source)
    case .undefined, .null, .bool, .merged, .overlay: return nil
    case let single: return DueTemplates.plainNumber(bytes(text(of: single)))
    }
  }

  /// Whether two values are the same number, or print the same. Nothing equals the empty text.
  mutating func areEqual(_ a: Value, _ b: Value) -> Bool {
    if let x = plainNumber(of: a), let y = plainNumber(of: b) { return x == y }
    let a = text(of: a)
    let b = text(of: b)
    return bytes(a).elementsEqual(bytes(b))
  }

  /// Negative, zero or positive as `a` comes before, with or after `b`: by number when both are
  /// numbers, else by their bytes.
  private mutating func order(_ a: Value, _ b: Value) -> Int {
    if let x = plainNumber(of: a), let y = plainNumber(of: b) { return x < y ? -1 : x > y ? 1 : 0 }
    let a = text(of: a)
    let b = text(of: b)
    let (x, y) = (bytes(a), bytes(b))
    if x.elementsEqual(y) { return 0 }
    return x.lexicographicallyPrecedes(y) ? -1 : 1
  }

  // MARK: Answers

  private mutating func answer(_ frame: CallFrame) throws(TemplateFault) -> Value {
    let helper = frame.call.helper
    if helper.isCondition {
      return holds(frame)
        ? pair("yes", frame) ?? .bool(true) : pair("no", frame) ?? .bool(false)
    }
    switch helper {
    case .lookup: return lookup(frame)
    case .none, .log, .if, .unless, .each, .with: return .undefined
    case .yesno: return yesNo(frame)
    case .defaultIfEmpty:
      let value = argument(0, frame)
      return isFalsy(value) ? argument(1, frame) : value
    case .add, .subtract, .multiply, .divide, .modulo, .round, .ceiling, .floor:
      return try arithmetic(frame)
    case .now, .dateFormat: return try dateText(frame)
    case .encode64, .decode64, .md5, .sha256, .sha512, .uuid: return encoded(frame)
    case .inflect, .ordinalize, .numberFormat, .stringFormat: return numberText(frame)
    default: return try textAnswer(frame)
    }
  }

  private mutating func lookup(_ frame: CallFrame) -> Value {
    let object = argument(0, frame)
    let key = text(of: argument(1, frame))
    let name = bytes(key)
    switch object {
    case .json(let json) where json.isObject: return Value.joined(json[name], nil)
    case .merged(let json, let fallback): return Value.joined(json[name], fallback[name])
    case .overlay(let index):
      let overlay = overlays[Int(index)]
      for (i, pair) in overlay.pairs.range.enumerated().reversed()
      where tables.bytes(tables.pairs[pair].name).elementsEqual(name) {
        return overlay.values[i]
      }
      values[frame.base] = overlay.base
      return lookup(frame)
    case _ where isFalsy(object): return object
    default:
      if let length = length(name, of: object) { return length }
      let index = Segment.index(name)
      return index < 0 ? .undefined : member(Segment(name: Run(), index: index), of: object)
    }
  }

  private mutating func yesNo(_ frame: CallFrame) -> Value {
    let value = argument(0, frame).single
    let isTrue: Bool
    switch value {
    case .undefined, .null: return pair("maybe", frame) ?? .literal(Bytes("maybe"))
    case .json(let json) where json.isNull: return pair("maybe", frame) ?? .literal(Bytes("maybe"))
    case .json(let json) where json.isString:
      isTrue = !json.rawString.isEmpty && !json.rawString.elementsEqual("false".utf8)
    default: isTrue = !isFalsy(value)
    }
    return isTrue
      ? pair("yes", frame) ?? .literal(Bytes("yes")) : pair("no", frame) ?? .literal(Bytes("no"))
  }
}

extension Bytes {
  /// The bytes of a constant text.
  init(_ text: StaticString) { self.init(start: text.utf8Start, count: text.utf8CodeUnitCount) }
}
