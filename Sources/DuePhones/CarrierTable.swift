import DueFormats
import DueSystem

/// What a user knows of numbers beyond the numbering plans: carriers after porting, prepaid
/// numbers, postal codes.
///
/// CSV with a column `Prefix`, an E.164 number or its beginning, and any of `Carrier`, `PhoneType`,
/// `City`, `Timezone` and `ZipCode`. The longest prefix of a number says what it says; an empty
/// cell says nothing.
package struct CarrierTable: ~Copyable {
  /// Where a row's texts lie in `texts`, by attribute.
  private struct Row {
    var type: PhoneType?
    var texts: [PhoneAttribute: Range<Int>] = [:]
  }

  private var rows: [Row] = []
  /// Prefix, digits in decimal after a 1, to its row.
  private var index: [UInt64: Int] = [:]
  /// A bit for each length that a prefix has.
  private var lengths: UInt32 = 0
  private var texts = ByteBuffer()

  private static let columns: [String: PhoneAttribute] = [
    "Carrier": .carrier, "PhoneType": .type, "City": .city, "Timezone": .timezone,
    "ZipCode": .zipCode,
  ]

  /// Reads the table.
  ///
  /// - Throws: status 66, with file and line, for a record that is not one of a table.
  package static func read(_ source: consuming ByteSource) throws -> CarrierTable {
    var reader = CSVReader(source)
    var table = CarrierTable()
    guard try reader.next() else { return table }
    let names = (0..<reader.count).map { reader.string($0) }
    guard let prefix = names.firstIndex(of: "Prefix") else {
      throw RunFault(
        .noInput, "\(reader.name):\(reader.line): expected a column 'Prefix', found none")
    }
    let attributes = names.map { columns[$0] }
    while try reader.next() {
      if let fault = reader.fault {
        throw RunFault(.noInput, "\(reader.name):\(reader.line): \(fault)")
      }
      guard reader.count == names.count else {
        throw RunFault(
          .noInput,
          "\(reader.name):\(reader.line): expected \(names.count) fields, found \(reader.count)")
      }
      try table.add(reader, prefix, attributes)
    }
    return table
  }

  private mutating func add(
    _ reader: borrowing CSVReader, _ prefix: Int, _ attributes: [PhoneAttribute?]
  ) throws {
    guard let key = Self.key(reader.field(prefix)) else {
      throw RunFault(
        .noInput,
        "\(reader.name):\(reader.line): expected the beginning of a number such as +4474 in "
          + "'Prefix', found '\(reader.string(prefix))'")
    }
    var row = Row()
    for (column, attribute) in attributes.enumerated() {
      guard let attribute, !reader.field(column).isEmpty else { continue }
      if attribute == .type {
        row.type = PhoneType.allCases.first { reader.field(column).equals($0.name) }
        guard row.type != nil else {
          throw RunFault(
            .noInput,
            "\(reader.name):\(reader.line): expected a type such as MOBILE in 'PhoneType', "
              + "found '\(reader.string(column))'")
        }
      } else {
        let start = texts.count
        texts.append(reader.field(column))
        row.texts[attribute] = start..<texts.count
      }
    }
    index[key.value] = rows.count
    lengths |= 1 << UInt32(key.length)
    rows.append(row)
  }

  /// The digits of an E.164 number or its beginning, after a 1; nil for anything else.
  private static func key(_ prefix: Bytes) -> (value: UInt64, length: Int)? {
    guard prefix.first == UInt8(ascii: "+"), 2...18 ~= prefix.count else { return nil }
    var value: UInt64 = 1
    for byte in prefix.dropFirst() {
      guard byte &- 48 <= 9 else { return nil }
      value = value * 10 + UInt64(byte - 48)
    }
    return (value, prefix.count - 1)
  }

  /// The row for `number`, which is E.164.
  func row(for number: Bytes) -> Int? {
    guard var (value, length) = Self.key(number) else { return nil }
    while length > 0 {
      if lengths >> UInt32(length) & 1 != 0, let row = index[value] { return row }
      value /= 10
      length -= 1
    }
    return nil
  }

  func type(_ row: Int) -> PhoneType? { rows[row].type }

  /// What the row says of `attribute`; valid as long as the table.
  func text(_ row: Int, _ attribute: PhoneAttribute) -> Bytes? {
    rows[row].texts[attribute].map { Bytes(rebasing: texts.bytes[$0]) }
  }
}
