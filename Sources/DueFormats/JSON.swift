import DueSystem

/// A JSON value that lives as long as it likes: for definitions and settings, not for record loops.
///
/// Objects keep the order of their members and numbers their digits, so that what is read can be
/// given back unchanged.
package indirect enum JSON: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([JSON])
  case object([Member])

  package struct Member: Sendable, Equatable {
    package var name: String
    package var value: JSON

    package init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }

  package init(_ value: JSONValue) {
    if let bool = value.bool {
      self = .bool(bool)
    } else if let text = value.string {
      self = .string(text)
    } else if let digits = value.numberText {
      self = .number(digits)
    } else if value.isArray {
      self = .array(value.elements.map { JSON($0) })
    } else if value.isObject {
      self = .object(value.members.map { Member($0.name.string ?? "", JSON($0.value)) })
    } else {
      self = .null
    }
  }

  /// Parses a text that holds one value.
  package init(parsing text: UnsafeRawBufferPointer) throws(JSONFault) {
    var tape = JSONTape()
    self = JSON(try tape.parse(text))
  }

  package init(parsing text: String) throws(JSONFault) { try self.init(parsing: Array(text.utf8)) }

  package init(parsing text: [UInt8]) throws(JSONFault) {
    // Closures of the standard library forget what is thrown.
    let parsed = text.withUnsafeBytes { text -> Result<JSON, JSONFault> in
      do throws(JSONFault) { return .success(try JSON(parsing: text)) } catch {
        return .failure(error)
      }
    }
    self = try parsed.get()
  }

  /// The member called `name`; of several, the last.
  package subscript(name: String) -> JSON? {
    get {
      guard case .object(let members) = self else { return nil }
      return members.last { $0.name == name }?.value
    }
    set {
      guard case .object(var members) = self else { return }
      if let value = newValue {
        if let i = members.lastIndex(where: { $0.name == name }) {
          members[i].value = value
        } else {
          members.append(Member(name, value))
        }
      } else {
        members.removeAll { $0.name == name }
      }
      self = .object(members)
    }
  }

  package var string: String? { if case .string(let text) = self { text } else { nil } }
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  package var array: [JSON]? { if case .array(let items) = self { items } else { nil } }
  package var members: [Member]? { if case .object(let items) = self { items } else { nil } }
  package var double: Double? { if case .number(let digits) = self { Double(digits) } else { nil } }
  package var integer: Int? { if case .number(let digits) = self { Int(digits) } else { nil } }
  package var isNull: Bool { self == .null }

  package static func integer(_ value: Int64) -> JSON { .number(String(value)) }
  package static func integer(_ value: Int) -> JSON { .number(String(value)) }

  /// The value on one line, without spaces.
  package var text: String {
    var buffer = ByteBuffer()
    buffer.append(self)
    return buffer.string
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByArrayLiteral, ExpressibleByBooleanLiteral
{
  package init(stringLiteral text: String) { self = .string(text) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral items: JSON...) { self = .array(items) }
  package init(dictionaryLiteral members: (String, JSON)...) {
    self = .object(members.map { Member($0.0, $0.1) })
  }
}

extension ByteBuffer {
  /// Appends `json` on one line, without spaces.
  package mutating func append(_ json: JSON) {
    switch json {
    case .null: append("null" as StaticString)
    case .bool(true): append("true" as StaticString)
    case .bool(false): append("false" as StaticString)
    case .number(let digits): append(digits)
    case .string(let text): append(jsonString: text)
    case .array(let items):
      append(UInt8(ascii: "["))
      for (i, item) in items.enumerated() {
        if i > 0 { append(UInt8(ascii: ",")) }
        append(item)
      }
      append(UInt8(ascii: "]"))
    case .object(let members):
      append(UInt8(ascii: "{"))
      for (i, member) in members.enumerated() {
        if i > 0 { append(UInt8(ascii: ",")) }
        append(jsonString: member.name)
        append(UInt8(ascii: ":"))
        append(member.value)
      }
      append(UInt8(ascii: "}"))
    }
  }
}
