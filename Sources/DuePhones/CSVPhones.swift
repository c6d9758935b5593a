import DueFormats
import DueSystem

/// The columns of a CSV file of endpoints, and how a row is written with what a check found.
///
/// Fields that a check does not change are copied byte for byte; columns that the file has not are
/// written after its own.
struct CSVPhones {
  private enum Role {
    case copied, dropped, address, channel, country, optOut, status
    case attribute(PhoneAttribute)
  }

  private var roles: [Role] = []
  private var added: [PhoneAttribute]
  private var addsOptOut = false
  private var addsStatus = false
  private var dropsColumns = false
  private var hasChannel = false
  /// The header line as it was.
  let header: [UInt8]

  /// Reads the header, which is the record in hand.
  ///
  /// - Throws: status 66 when there is no column of addresses, or two of them.
  init(_ reader: borrowing CSVReader, _ policy: PhonePolicy) throws {
    header = Array(reader.source)
    added = policy.attributes
    addsOptOut = policy.onInvalid == .optout
    addsStatus = policy.onInvalid == .inactive
    for index in 0..<reader.count { take(reader.string(index)) }
    let addresses = roles.filter { if case .address = $0 { true } else { false } }.count
    guard addresses == 1 else {
      throw RunFault(
        .noInput,
        "\(reader.name):\(reader.line): expected one column 'Address', found \(addresses)")
    }
  }

  private mutating func take(_ name: String) {
    switch name {
    case "Address": roles.append(.address)
    case "ChannelType":
      roles.append(.channel)
      hasChannel = true
    case "Location.Country": roles.append(.country)
    case "OptOut":
      roles.append(.optOut)
      addsOptOut = false
    case "EndpointStatus":
      roles.append(.status)
      addsStatus = false
    case _ where RejectLog.columns.contains(name):
      roles.append(.dropped)
      dropsColumns = true
    default: roles.append(attributeRole(name))
    }
  }

  private mutating func attributeRole(_ name: String) -> Role {
    guard name.hasPrefix("Attributes.PNV_"),
      let index = added.firstIndex(where: { "Attributes.\($0.name)" == name })
    else { return .copied }
    return .attribute(added.remove(at: index))
  }

  var count: Int { roles.count }

  /// Appends the header with the columns that are added.
  func appendHeader(_ reader: borrowing CSVReader, to output: inout ByteBuffer) {
    appendFields(reader, to: &output)
    for attribute in added {
      output.append(",Attributes." as StaticString)
      output.append(attribute.name)
    }
    if addsOptOut { output.append(",OptOut" as StaticString) }
    if addsStatus { output.append(",EndpointStatus" as StaticString) }
    appendLineEnd(reader, to: &output)
  }

  /// What a check looks at in the row in hand.
  func record(_ reader: borrowing CSVReader) -> PhoneRecord {
    var record = PhoneRecord()
    record.isNumber = !hasChannel
    for index in 0..<roles.count {
      switch roles[index] {
      case .address: record.address = reader.field(index)
      case .channel: record.channel = reader.field(index)
      case .country: record.country = reader.field(index)
      case .attribute(let attribute): record.note(attribute, reader.field(index))
      case .copied, .dropped, .optOut, .status: break
      }
    }
    return record
  }

  /// Appends the row in hand as it was.
  func appendUntouched(_ reader: borrowing CSVReader, to output: inout ByteBuffer) {
    if dropsColumns {
      appendFields(reader, to: &output)
    } else {
      output.append(Bytes(rebasing: reader.source.dropLast(lineEndLength(reader))))
    }
    for _ in added { output.append(UInt8(ascii: ",")) }
    if addsOptOut { output.append(UInt8(ascii: ",")) }
    if addsStatus { output.append(UInt8(ascii: ",")) }
    appendLineEnd(reader, to: &output)
  }

  /// Appends the row in hand with what `checker` found.
  func append(
    _ reader: borrowing CSVReader, _ checker: borrowing PhoneChecker, to output: inout ByteBuffer
  ) {
    var first = true
    for index in 0..<roles.count {
      if case .dropped = roles[index] { continue }
      if !first { output.append(UInt8(ascii: ",")) }
      first = false
      switch roles[index] {
      case .address: output.append(csvField: checker.address)
      case .attribute(let attribute):
        append(checker.value(attribute), of: attribute, to: &output)
      case .channel where checker.becomesVoice: output.append("VOICE" as StaticString)
      case .optOut where checker.optsOut: output.append("ALL" as StaticString)
      case .status where checker.deactivates: output.append("INACTIVE" as StaticString)
      default: appendRaw(reader, index, to: &output)
      }
    }
    for attribute in added {
      output.append(UInt8(ascii: ","))
      append(checker.value(attribute), of: attribute, to: &output)
    }
    if addsOptOut { output.append(checker.optsOut ? ",ALL" as StaticString : ",") }
    if addsStatus { output.append(checker.deactivates ? ",INACTIVE" as StaticString : ",") }
    appendLineEnd(reader, to: &output)
  }

  private func appendFields(_ reader: borrowing CSVReader, to output: inout ByteBuffer) {
    var first = true
    for index in 0..<reader.count {
      if index < roles.count, case .dropped = roles[index] { continue }
      if !first { output.append(UInt8(ascii: ",")) }
      first = false
      appendRaw(reader, index, to: &output)
    }
  }

  /// Only free text can need quotes.
  private func append(_ value: Bytes, of attribute: PhoneAttribute, to output: inout ByteBuffer) {
    switch attribute {
    case .original, .carrier, .city, .country: output.append(csvField: value)
    default: output.append(value)
    }
  }

  private func appendRaw(_ reader: borrowing CSVReader, _ index: Int, to output: inout ByteBuffer) {
    let isQuoted = reader.isQuoted(index)
    if isQuoted { output.append(UInt8(ascii: "\"")) }
    output.append(reader.raw(index))
    if isQuoted { output.append(UInt8(ascii: "\"")) }
  }

  /// Two for CR LF, one for LF, none for a last row that ends with the file.
  private func lineEndLength(_ reader: borrowing CSVReader) -> Int {
    let source = reader.source
    guard source.last == UInt8(ascii: "\n") else { return 0 }
    return source.count > 1 && source[source.count - 2] == UInt8(ascii: "\r") ? 2 : 1
  }

  /// The line end that the row has; a last row without one gets a line feed.
  private func appendLineEnd(_ reader: borrowing CSVReader, to output: inout ByteBuffer) {
    if lineEndLength(reader) == 2 { output.append(UInt8(ascii: "\r")) }
    output.append(UInt8(ascii: "\n"))
  }
}
