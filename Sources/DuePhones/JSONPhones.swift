import DueFormats
import DueModel
import DueSystem

/// Endpoints as JSON objects: what a check looks at, and the object with what it found.
///
/// Members that a check does not change are copied byte for byte.
struct JSONPhones: ~Copyable {
  /// Texts of the record whose escapes had to be decoded.
  private var decoded = ByteBuffer(capacity: 4096)
  /// The name of a member whose escapes had to be decoded.
  private var name = ByteBuffer()

  init() {}

  /// What a check looks at in `endpoint`; valid until the next record.
  ///
  /// - Throws: for an address that is neither text nor a number.
  mutating func record(_ endpoint: JSONValue) throws(RecordFault) -> PhoneRecord {
    start(endpoint)
    var record = PhoneRecord()
    for (name, value) in endpoint.members {
      let key = text(name)
      switch key.count {
      case 7 where key.equals("Address"): record.address = try address(value)
      case 8 where key.equals("Location"):
        if let country = value["Country" as StaticString] { record.country = text(country) }
      case 10 where key.equals("Attributes"): note(value, in: &record)
      case 11 where key.equals("ChannelType"): record.channel = text(value)
      default: break
      }
    }
    return record
  }

  /// A text, or the digits of a number; empty for null.
  private mutating func address(_ value: JSONValue) throws(RecordFault) -> Bytes {
    if value.isNumber { return value.source }
    guard value.isString || value.isNull else {
      throw .unexpected("Address", String(value.source.string.prefix(80)), expected: "text")
    }
    return text(value)
  }

  /// Makes room for the texts of `value`, so that none moves while it is looked at.
  private mutating func start(_ value: JSONValue) {
    decoded.removeAll()
    decoded.reserve(value.source.count)
  }

  /// What earlier runs wrote into `attributes`, which stand alone.
  mutating func record(attributes: JSONValue) -> PhoneRecord {
    start(attributes)
    var record = PhoneRecord()
    note(attributes, in: &record)
    return record
  }

  private mutating func note(_ attributes: JSONValue, in record: inout PhoneRecord) {
    record.forgetAttributes()
    for (name, value) in attributes.members {
      guard let attribute = PhoneAttribute(text(name)) else { continue }
      if value.isArray {
        record.note(attribute, value.elements.first { _ in true }.map { text($0) } ?? .empty)
      } else {
        record.note(attribute, text(value))
      }
    }
  }

  private mutating func text(_ value: JSONValue) -> Bytes {
    guard value.hasEscapes else { return value.rawString }
    let start = decoded.count
    decoded.append(decoded: value)
    return Bytes(rebasing: decoded.bytes[start...])
  }

  /// The name of a member, its escapes decoded; valid until the next one.
  private mutating func plain(_ member: JSONValue) -> Bytes {
    guard member.hasEscapes else { return member.rawString }
    name.removeAll()
    name.append(decoded: member)
    return name.bytes
  }

  private static func attribute(_ name: JSONValue) -> PhoneAttribute? {
    guard name.hasEscapes else { return PhoneAttribute(name.rawString) }
    var text = ByteBuffer(capacity: name.rawString.count)
    text.append(decoded: name)
    return PhoneAttribute(text.bytes)
  }

  /// Appends `endpoint` with what `checker` found, without a line end.
  mutating func append(
    _ endpoint: JSONValue, _ checker: borrowing PhoneChecker, to output: inout ByteBuffer
  ) {
    // Of several members of one name, readers of JSON agree on the last.
    let last = endpoint[Bytes(text: "Attributes")]?.source.baseAddress
    var left = (optOut: checker.optsOut, status: checker.deactivates)
    var separator = UInt8(ascii: "{")
    for (name, value) in endpoint.members {
      let key = plain(name)
      if RejectLog.columns.contains(where: { key.elementsEqual($0.utf8) }) { continue }
      output.append(separator)
      separator = UInt8(ascii: ",")
      output.append(name.source)
      output.append(UInt8(ascii: ":"))
      if key.equals("Address") {
        output.append(jsonString: checker.address)
      } else if let last, value.source.baseAddress == last {
        Self.append(attributes: value, checker, to: &output)
      } else if key.equals("ChannelType"), checker.becomesVoice {
        output.append(#""VOICE""# as StaticString)
      } else if key.equals("OptOut"), checker.optsOut {
        left.optOut = false
        output.append(#""ALL""# as StaticString)
      } else if key.equals("EndpointStatus"), checker.deactivates {
        left.status = false
        output.append(#""INACTIVE""# as StaticString)
      } else {
        output.append(value.source)
      }
    }
    if left.status { output.append(#","EndpointStatus":"INACTIVE""# as StaticString) }
    if left.optOut { output.append(#","OptOut":"ALL""# as StaticString) }
    if last == nil {
      output.append(#","Attributes":"# as StaticString)
      Self.append(attributes: nil, checker, to: &output)
    }
    output.append(UInt8(ascii: "}"))
  }

  /// Appends `attributes`, an object or nothing, with those of the check.
  static func append(
    attributes: JSONValue?, _ checker: borrowing PhoneChecker, to output: inout ByteBuffer
  ) {
    let written = checker.attributes
    var separator = UInt8(ascii: "{")
    if let attributes {
      for (name, value) in attributes.members {
        if let attribute = attribute(name), written.contains(attribute) { continue }
        output.append(separator)
        separator = UInt8(ascii: ",")
        output.append(name.source)
        output.append(UInt8(ascii: ":"))
        output.append(value.source)
      }
    }
    for attribute in written {
      output.append(separator)
      separator = UInt8(ascii: ",")
      output.append(UInt8(ascii: "\""))
      output.append(attribute.name)
      output.append(#"":["# as StaticString)
      output.append(jsonString: checker.value(attribute))
      output.append(UInt8(ascii: "]"))
    }
    output.append(UInt8(ascii: "}"))
  }
}

extension UnsafeRawBufferPointer {
  static var empty: UnsafeRawBufferPointer { .init(start: nil, count: 0) }
}
