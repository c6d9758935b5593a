import DueFormats
import DueModel
import DueSystem

extension RecordFault {
  /// A record has more cells than its file has columns.
  static func cells(_ found: Int, atMost expected: Int) -> RecordFault {
    RecordFault(column: nil, "expected at most \(expected) cells as in the header, found \(found)")
  }
}

/// What the values of an endpoint must be, whatever format they came in.
///
/// Source: Pinpoint API, `EndpointBatchItem`, and the guide's rules for import files.
enum FieldRules {
  static let channels = "one of " + Channel.allCases.map(\.rawValue).joined(separator: ", ")

  static func channel(_ value: Bytes, _ cleaning: PhoneCleaning?) throws(RecordFault) -> Channel {
    guard let channel = cleaning?.channel(value) ?? Channel(value) else {
      throw .unexpected("ChannelType", value.string, expected: channels)
    }
    return channel
  }

  /// Checks the address against the channel, if both are there.
  static func check(_ address: Bytes, _ channel: Channel?) throws(RecordFault) {
    guard let channel, !address.isEmpty,
      let expected = AddressForm.expectation(address, channel)
    else { return }
    throw .unexpected("Address", address.string, expected: expected)
  }

  static func optOut(_ value: Bytes) throws(RecordFault) -> Bool {
    if value.equals("NONE") { return false }
    if value.equals("ALL") { return true }
    throw .unexpected("OptOut", value.string, expected: "ALL or NONE")
  }

  static func isActive(_ value: Bytes) throws(RecordFault) -> Bool {
    if value.equals("ACTIVE") { return true }
    if value.equals("INACTIVE") { return false }
    throw .unexpected("EndpointStatus", value.string, expected: "ACTIVE or INACTIVE")
  }

  static func effectiveDate(_ value: Bytes) throws(RecordFault) -> Instant {
    guard let instant = Instant(value) else {
      throw .unexpected(
        "EffectiveDate", value.string, expected: "a time such as 2026-11-23T09:00:00Z")
    }
    return instant
  }

  static func cohort(_ value: Bytes) throws(RecordFault) -> Int8 {
    guard value.count <= 2, let cohort = Int8(value.string), cohort >= 0 else {
      throw .unexpected("CohortId", value.string, expected: "a number from 0 to 99")
    }
    return cohort
  }

  /// Whether `value` is a number as JSON writes them, of a size that a double has.
  static func isNumber(_ value: Bytes) -> Bool {
    // Plain whole numbers are most of them.
    if value.count < 300, isWholeNumber(value) { return true }
    var tape = JSONTape()
    guard let parsed = try? tape.parse(value), parsed.isNumber else { return false }  // else false
    return parsed.double?.isFinite == true && parsed.source.count == value.count
  }

  /// Whether `value` is nothing but digits, without one 0 too many.
  static func isWholeNumber(_ value: Bytes) -> Bool {
    for byte in value where byte &- 48 > 9 { return false }
    return value.count == 1 || value.count > 1 && value[0] != UInt8(ascii: "0")
  }

  static func checkNumber(_ value: Bytes, _ column: String) throws(RecordFault) {
    guard isNumber(value) else {
      throw .unexpected(column, value.string, expected: "a number such as 12.5")
    }
  }

  static func checkDegrees(
    _ value: Bytes, upTo limit: Int, _ column: String
  ) throws(RecordFault) {
    try checkNumber(value, column)
    guard let degrees = Double(ascii: value), abs(degrees) <= Double(limit) else {
      throw .unexpected(column, value.string, expected: "degrees from -\(limit) to \(limit)")
    }
  }
}

/// What the text of a value in a map must be.
enum ValueKind: Equatable {
  case text
  case number
  /// Degrees from minus `limit` to `limit`.
  case degrees(limit: Int)
}

extension EndpointPatch {
  /// Cleans and checks a patch that is read, whatever format it came in.
  ///
  /// - Parameter source: the bytes of the record, which are kept where the store may refuse it.
  /// - Returns: false for one that cleaning leaves out.
  mutating func complete(
    with cleaning: PhoneCleaning?, _ limits: PinpointLimits, source: Bytes,
    into arena: inout ByteArena, _ notes: inout RecordNotes
  ) throws(RecordFault) -> Bool {
    if let cleaning, try !cleaning.mend(&self, &arena) {
      notes.addDuplicate()
      return false
    }
    try FieldRules.check(address, channel)
    if !isUserOnly, id.isEmpty {
      if channel == nil { throw .missing("ChannelType", "or in 'Id'") }
      if address.isEmpty { throw .missing("Address", "or in 'Id'") }
    }
    try limits.check(self, &notes)
    if channel == nil || address.isEmpty || userID.isEmpty && !userAttributes.isEmpty {
      self.source = arena.copy(source)
    }
    return true
  }
}
