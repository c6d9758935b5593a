import DueFormats
import DueSystem

/// What names and expressions come to.
extension TemplateRenderer {
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
    var rest = path.segments.range
    // Most paths lead from object to object.
    if case .json(var json) = value {
      while let i = rest.first, json.isObject {
        guard let next = json[tables.bytes(tables.segments[i].name)] else { return .undefined }
        json = next
        rest = rest.dropFirst()
      }
      value = .json(json)
    }
    for i in rest { value = member(tables.segments[i], of: value) }
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
        return length(name, of: value) ?? .undefined
      }
      if json.isNull { return .undefined }
      if segment.index == 0 { return value }
      return length(name, of: value) ?? .undefined
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
      if segment.index == 0 { return value }
      return length(tables.bytes(segment.name), of: value) ?? .undefined
    }
  }

  /// The `length` of a list, in elements, and of a text, in UTF-16 units; nil for any other name
  /// or value.
  func length(_ name: Bytes, of value: Value) -> Value? {
    guard name.elementsEqual("length".utf8) else { return nil }
    switch value {
    case .json(let json) where json.isArray:
      return .number(Double(json.elements.reduce(0) { n, _ in n + 1 }))
    case .json(let json) where json.isString: return .number(Double(json.string?.utf16.count ?? 0))
    case .literal, .scratch:
      return .number(Double(String(decoding: bytes(value), as: UTF8.self).utf16.count))
    default: return nil
    }
  }
}
