import DueFormats
import DueModel
import DueSystem

/// What a check looks at in an endpoint: bytes of the record, valid as long as that.
package struct PhoneRecord {
  /// `ChannelType`.
  package var channel = Bytes(start: nil, count: 0)
  /// Whether the address is a phone's, whatever the channel: the records have none.
  package var isNumber = false
  package var address = Bytes(start: nil, count: 0)
  /// `Location.Country`.
  package var country = Bytes(start: nil, count: 0)
  /// `PNV_PhoneNumberValidated`, `PNV_ValidatedAt` and `PNV_OriginalPhoneNumber` of an earlier run.
  package var validated = Bytes(start: nil, count: 0)
  package var validatedAt = Bytes(start: nil, count: 0)
  package var original = Bytes(start: nil, count: 0)

  package init() {}

  mutating func forgetAttributes() {
    (validated, validatedAt, original) = (.empty, .empty, .empty)
  }

  /// Takes note of an attribute of an earlier run.
  mutating func note(_ attribute: PhoneAttribute, _ value: Bytes) {
    switch attribute {
    case .validated: validated = value
    case .validatedAt: validatedAt = value
    case .original: original = value
    default: break
    }
  }
}

/// What becomes of a record.
package enum PhoneOutcome: Equatable {
  /// Not a phone, no address, or found valid before.
  case untouched
  /// Checked: the checker tells the new address and the attributes.
  case checked
  /// Left out; what would have been right.
  case rejected(expected: String)
}

/// Checks the numbers of endpoints, one after the other, and keeps count.
package struct PhoneChecker: ~Copyable {
  package let book: PhoneBook
  package let policy: PhonePolicy
  /// The attributes that a check writes.
  let attributes: [PhoneAttribute]
  package private(set) var counts = PhoneCounts()
  /// The verdict on the record checked last.
  package private(set) var verdict = PhoneVerdict(.notANumber)
  private var e164 = ByteBuffer(capacity: 32)
  private var time = ByteBuffer(capacity: 32)
  private var record = PhoneRecord()
  private let table: CarrierTable?
  /// What the table says of the number at hand.
  private var row: Int?

  /// - Parameter table: what the user knows of numbers, which goes before the numbering plans.
  package init(
    _ book: consuming PhoneBook, _ policy: PhonePolicy, table: consuming CarrierTable? = nil
  ) {
    self.book = book
    self.policy = policy
    self.table = table
    attributes = policy.attributes
    time.append(policy.now)
  }

  /// Checks `record`; what the checker tells of it is valid until the next one.
  package mutating func check(_ record: PhoneRecord) -> PhoneOutcome {
    counts.records += 1
    guard isCandidate(record) else { return .untouched }
    counts.phones += 1
    guard needsCheck(record) else {
      counts.unchanged += 1
      return .untouched
    }
    self.record = record
    let location = policy.isLegacy ? nil : RegionCode(record.country)
    verdict = book.validate(record.address, location: location, rules: policy.home)
    e164.removeAll()
    if let number = verdict.facts?.number { book.appendE164(number, to: &e164) }
    lookUp()
    counts.add(verdict)
    if !verdict.isValid, policy.onInvalid == .reject {
      counts.rejected += 1
      return .rejected(expected: verdict.fault?.expectation ?? "a valid phone number")
    }
    counts.validated += 1
    return .checked
  }

  private mutating func lookUp() {
    row = verdict.isValid ? table?.row(for: e164.bytes) : nil
    if let row, let type = table?.type(row) { verdict.type = type }
  }

  private func isCandidate(_ record: PhoneRecord) -> Bool {
    if record.address.isEmpty { return false }
    return record.isNumber || Channel(record.channel)?.isPhone == true
  }

  private func needsCheck(_ record: PhoneRecord) -> Bool {
    guard record.validated.equals("Yes") else { return true }
    switch policy.revalidation {
    case .none: return false
    case .all: return true
    case .olderThan(let age):
      guard let time = Instant(record.validatedAt) else { return true }
      return policy.now - time > age
    }
  }

  /// The address the endpoint has now: E.164, or, of a number that is not valid, what it was.
  package var address: Bytes { verdict.isValid ? e164.bytes : record.address }

  /// `OptOut` becomes ALL.
  package var optsOut: Bool { !verdict.isValid && policy.onInvalid == .optout }

  /// `EndpointStatus` becomes INACTIVE.
  package var deactivates: Bool { !verdict.isValid && policy.onInvalid == .inactive }

  /// `ChannelType` becomes VOICE.
  package var becomesVoice: Bool {
    policy.movesLandlines && verdict.type == .landline && record.channel.equals("SMS")
  }

  /// The value of `attribute`.
  package func value(_ attribute: PhoneAttribute) -> Bytes {
    switch attribute {
    case .validated: Bytes(text: verdict.isValid || policy.isLegacy ? "Yes" : "No")
    case .original:
      // Checked anew, an endpoint keeps what its address was at first.
      record.validated.equals("Yes") && !record.original.isEmpty ? record.original : record.address
    case .type: Bytes(text: verdict.type.name)
    case .typeCode: Bytes(text: verdict.type.code)
    case .validatedAt: time.bytes
    case .carrier, .city, .country, .countryCode, .timezone, .zipCode:
      fact(attribute) ?? Bytes(text: "Unknown")
    }
  }

  /// What is known of the number: the user's table, else the plans; nil for nothing.
  func fact(_ attribute: PhoneAttribute) -> Bytes? {
    if let row, let text = table?.text(row, attribute) { return text }
    guard let facts = verdict.facts else { return nil }
    switch attribute {
    case .carrier: return known(facts.carrier)
    case .city: return known(book.city(of: facts))
    case .country: return known(facts.regionName)
    case .countryCode: return facts.country
    case .timezone: return book.timeZone(of: facts)
    default: return nil
    }
  }

  private func known(_ text: PhoneText) -> Bytes? { text.isEmpty ? nil : book.bytes(text) }
}

extension PhoneFacts {
  /// The country as two letters; nil where it is not known or the number is of none.
  var country: Bytes? { regionBytes.count == 2 ? regionBytes : nil }
}

extension PhoneBook {
  /// The town or area of a number; empty where that is no more than its country.
  func city(of facts: PhoneFacts) -> PhoneText {
    facts.place == facts.regionName ? PhoneText() : facts.place
  }

  /// The time zone of a number that is of exactly one.
  func timeZone(of facts: PhoneFacts) -> Bytes? {
    let zones = bytes(facts.zones)
    return zones.isEmpty || zones.contains(UInt8(ascii: ";")) ? nil : zones
  }
}

extension PhoneType {
  /// Pinpoint's code, as a digit.
  var code: StaticString {
    switch self {
    case .mobile: "0"
    case .landline: "1"
    case .voip: "2"
    case .invalid: "3"
    case .other: "4"
    case .prepaid: "5"
    }
  }
}

extension UnsafeRawBufferPointer {
  init(text: StaticString) { self.init(start: text.utf8Start, count: text.utf8CodeUnitCount) }
}
