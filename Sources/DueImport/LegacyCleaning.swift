import DueFormats
import DueSystem

/// The cleaning of the original import system, to the byte.
///
/// Every row's `Address` is looked up, whatever its channel; facts are added as attributes;
/// numbers that are none get OptOut ALL; columns of other names become attributes. Its defects
/// are its own: e-mail rows are looked up too, and duplicates stay.
///
/// Source: audience specification of Pinpoint's S3 triggered import (the older one), rules 2 to 7.
package struct LegacyCleaning: ~Copyable {
  private let lookup: NumberLookup
  private let assumesUnitedStates: Bool
  /// Names of the output's columns, in order, and where each row's value for them comes from.
  private var columns: [String] = []
  private var places: [String: Int] = [:]
  private var inputs: [Int?] = []
  private var output = ByteBuffer()

  package init(assumesUnitedStates: Bool, lookup: @escaping NumberLookup) {
    self.assumesUnitedStates = assumesUnitedStates
    self.lookup = lookup
  }

  /// Writes the cleaned form of the CSV file `source` to `write`, block by block.
  ///
  /// - Throws: status 65 without a header, or for a record that is not CSV: the original read all
  ///   or nothing.
  package mutating func clean(_ source: consuming ByteSource, write: (Bytes) throws -> Void) throws
  {
    var reader = CSVReader(source, takesStrayQuotes: true)
    guard try reader.next() else {
      throw RunFault(.badData, "\(reader.name):1: expected a header of column names, found none")
    }
    if let fault = reader.fault { throw RunFault(.badData, "\(reader.name):1: \(fault)") }
    readHeader((0..<reader.count).map { reader.string($0) })
    var wroteHeader = false
    while try reader.next() {
      if let fault = reader.fault {
        throw RunFault(.badData, "\(reader.name):\(reader.line): \(fault)")
      }
      if !wroteHeader { append(columns) }  // the original knew its columns from the first row
      wroteHeader = true
      append(row(reader))
      if output.count > 1 << 16 { try flush(write) }
    }
    try flush(write)
  }

  private mutating func flush(_ write: (Bytes) throws -> Void) throws {
    try write(output.bytes)
    output.removeAll()
  }

  private static let added = [
    "CleansedPhoneNumberE164", "CountryCodeIso2", "OriginalPhoneNumber", "Timezone", "ZipCode",
    "Carrier", "PhoneTypeCode",
  ]

  private mutating func readHeader(_ header: [String]) {
    for (index, name) in header.enumerated() where name != "null" && name != "PhoneType" {
      let column = Self.mapped(name)
      if let place = places[column] {
        inputs[place] = index  // of two columns of one name the last counts
      } else {
        add(column, input: index)
      }
    }
    for name in Self.added where places[Self.mapped(name)] == nil {
      add(Self.mapped(name), input: nil)
    }
    let last = [
      "Attributes.Endpoint", "OptOut", "Address", "Location.Country", "Attributes.PhoneType",
    ]
    for name in last where places[name] == nil { add(name, input: nil) }
  }

  private mutating func add(_ column: String, input: Int?) {
    places[column] = columns.count
    columns.append(column)
    inputs.append(input)
  }

  private static func mapped(_ name: String) -> String {
    if name.contains("Attributes.") || ["Address", "ChannelType", "OptOut"].contains(name) {
      return name
    }
    return "Attributes.\(name)"
  }

  private func row(_ reader: borrowing CSVReader) -> [String] {
    var values = inputs.map { index in
      guard let index, index < reader.count else { return "" }
      return reader.string(index)
    }
    func set(_ column: String, _ value: String) {
      if let place = places[column] { values[place] = value }
    }
    var address = places["Address"].map { values[$0] } ?? ""
    if assumesUnitedStates, address.utf8.count(where: { $0 &- 48 <= 9 }) == 10 {
      address = "+1" + address
    }
    let number = address.withUTF8 { lookup(Bytes($0), Bytes(start: nil, count: 0)) }
    let unknown = "UNKNOWN"
    let cleansed = number.e164 ?? unknown
    let country = number.country ?? "XX"
    let type = number.type ?? unknown
    set("Attributes.CleansedPhoneNumberE164", cleansed)
    set("Attributes.CountryCodeIso2", country)
    set("Attributes.OriginalPhoneNumber", address)
    set("Attributes.Timezone", number.timezone ?? unknown)
    set("Attributes.ZipCode", unknown)
    set("Attributes.Carrier", number.carrier ?? unknown)
    set("Attributes.PhoneTypeCode", number.typeCode.map(String.init) ?? unknown)
    set("Attributes.PhoneType", type)
    let isInvalid = type == "INVALID" || cleansed == unknown
    set("Attributes.Endpoint", isInvalid ? "INVALID" : "VALID")
    if isInvalid {
      set("OptOut", "ALL")
    } else if places["OptOut"].map({ values[$0].isEmpty }) == true {
      set("OptOut", "NONE")
    }
    set("Address", isInvalid ? address : cleansed)
    set("Location.Country", isInvalid ? "XX" : country)
    return values
  }

  /// A row as Python's csv.writer writes it: CRLF, quotes only where they must be.
  private mutating func append(_ values: [String]) {
    for (index, value) in values.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      let quotes = value.utf8.contains { $0 == 0x22 || $0 == 0x2c || $0 == 0x0a || $0 == 0x0d }
      guard quotes || (value.isEmpty && values.count == 1) else {
        output.append(value)
        continue
      }
      output.append(UInt8(ascii: "\""))
      for byte in value.utf8 {
        if byte == 0x22 { output.append(byte) }
        output.append(byte)
      }
      output.append(UInt8(ascii: "\""))
    }
    output.append("\r\n" as StaticString)
  }
}
