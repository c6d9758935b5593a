import DueFormats
import DueSystem

/// What values look like.
extension TemplateRenderer {
  /// Appends what `value` looks like: JavaScript's text of it, without `null` and `undefined`.
  mutating func print(_ value: Value, _ isEscaped: Bool, _ output: inout ByteBuffer) {
    switch value {
    case .json(let json) where json.isString && !json.hasEscapes:
      append(json.rawString, isEscaped, to: &output)
    case .literal(let bytes):
      append(bytes, isEscaped, to: &output)
    case .undefined, .null: break
    case .number(let number): output.append(script: number)
    default:
      let mark = scratch.count
      append(bytes(text(of: value)), isEscaped, to: &output)
      scratch.truncate(to: mark)
    }
  }

  private func append(_ bytes: Bytes, _ isEscaped: Bool, to output: inout ByteBuffer) {
    switch isEscaped ? escaping : .none {
    case .none: output.append(bytes)
    case .html: output.append(htmlEscaped: bytes)
    case .json: output.append(jsonFragment: bytes)
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
