import DueFormats
import DueSystem

/// What an expression comes to while a template is rendered: a place in somebody's bytes, never a
/// copy that would have to be counted or freed.
enum Value {
  case undefined
  case null
  case bool(Bool)
  case number(Double)
  /// A value of the endpoint or of the defaults.
  case json(JSONValue)
  /// An object of the endpoint, and the defaults that fill its gaps.
  case merged(JSONValue, JSONValue)
  /// Bytes of the template.
  case literal(Bytes)
  /// A helper's result: bytes in the renderer's scratch buffer.
  case scratch(Run)
  /// A context with a partial's own `name=value` before it: an index of the renderer's.
  case overlay(Int32)

  /// The endpoint's value if it has one, else the default; objects are joined member by member.
  ///
  /// An empty list is a value removed, as Pinpoint has it: the default fills it.
  @inline(__always)
  static func joined(_ value: JSONValue?, _ fallback: JSONValue?) -> Value {
    guard let fallback else {
      guard let value else { return .undefined }
      return .json(value)
    }
    guard let value, !value.isNull else { return .json(fallback) }
    if value.isObject, fallback.isObject { return .merged(value, fallback) }
    if value.isArray, value.elements.first(where: { _ in true }) == nil { return .json(fallback) }
    return .json(value)
  }

  /// The element of a list that has only one, as an attribute's value mostly is; else the value.
  var single: Value {
    guard case .json(let json) = self, json.isArray else { return self }
    var elements = json.elements
    guard let first = elements.next(), elements.next() == nil else { return self }
    return .json(first)
  }
}

extension JSONValue {
  /// Whether two values stand at one place of one text.
  func isSamePlace(as other: JSONValue) -> Bool {
    rawStart == other.rawStart
  }

  /// Where the value begins; cheap for containers, whose end need not be found.
  private var rawStart: UnsafeRawPointer? {
    isString ? rawString.baseAddress : source.baseAddress
  }
}
