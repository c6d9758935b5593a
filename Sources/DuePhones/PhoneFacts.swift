/// What the numbering plans say of a number.
///
/// Texts and bytes in it are the book's, and valid as long as that.
package struct PhoneFacts {
  package var number: PhoneNumber
  /// libphonenumber's kind; `unknown` for numbers that are not valid.
  package var kind: PhoneKind
  /// Where the number is from; nil where its code has several regions and none fits.
  package internal(set) var region: RegionCode?
  /// The bytes of its code lie in the tables.
  var regionBytes = UnsafeRawBufferPointer(start: nil, count: 0)
  /// English name of `region`; empty for codes of no country.
  package var regionName = PhoneText()
  /// The carrier that the range was given to, of mobile numbers and pagers.
  package var carrier = PhoneText()
  /// Town, state or the like, of numbers that have a place.
  package var place = PhoneText()
  /// Names of the tz database, joined with `;`; empty when none is known.
  package var zones = PhoneText()

  package var isValid: Bool { kind != .unknown }

  mutating func set(_ region: PhoneRegion) {
    self.region = region.id
    regionBytes = region.idBytes
    regionName = region.name
  }
}

extension PhoneBook {
  /// Parses `bytes` and says what is known of the number.
  ///
  /// - Throws: why it is no number.
  package func facts(_ bytes: UnsafeRawBufferPointer, region: RegionCode?) throws(PhoneParseFault)
    -> PhoneFacts
  {
    facts(of: try parse(bytes, region: region))
  }

  /// What is known of `number`.
  package func facts(of number: PhoneNumber) -> PhoneFacts {
    number.withDigits { digits in
      var facts = PhoneFacts(number: number, kind: .unknown)
      guard let code = tables.callingCode(number.countryCode) else { return facts }
      if let (region, kind) = regionAndKind(digits, code) {
        facts.set(region)
        facts.kind = kind
      }
      addPlaces(&facts, digits, code)
      return facts
    }
  }

  /// Takes the main region of the calling code where no other is known.
  func addRegion(_ facts: inout PhoneFacts) {
    guard facts.region == nil, let code = tables.callingCode(facts.number.countryCode) else {
      return
    }
    facts.set(tables.region(code.first))
  }

  private func regionAndKind(_ digits: Digits, _ code: CallingCode) -> (PhoneRegion, PhoneKind)? {
    let main = tables.region(code.first)
    if code.count == 1 { return (main, kind(digits, main)) }
    var leading: UInt32?
    for index in code.first..<(code.first + code.count) {
      let region = tables.region(index)
      if let bit = region.leadingBit {
        let mask = leading ?? tables.accepted(code.leading, digits)
        leading = mask
        if mask >> bit & 1 != 0 { return (region, kind(digits, region)) }
      } else {
        let kind = kind(digits, region)
        if kind != .unknown { return (region, kind) }
      }
    }
    return nil
  }

  /// The kind of number that `digits` are in `region`.
  private func kind(_ digits: Digits, _ region: PhoneRegion) -> PhoneKind {
    let mask = tables.accepted(region.kinds, digits) & region.kinds(ofLength: digits.count)
    guard mask >> 15 & 1 != 0, mask & 0x3ff != 0 else { return .unknown }
    let bit = UInt8(mask.trailingZeroBitCount)
    let isMobile = mask >> UInt32(PhoneKind.mobile.rawValue) & 1 != 0
    if bit == PhoneKind.fixedLine.rawValue, isMobile || region.sharesFixedAndMobile {
      return .fixedLineOrMobile
    }
    if bit == PhoneKind.mobile.rawValue, region.sharesFixedAndMobile { return .unknown }
    return PhoneKind(rawValue: bit) ?? .unknown
  }

  private func addPlaces(_ facts: inout PhoneFacts, _ digits: Digits, _ code: CallingCode) {
    guard facts.isValid else { return }
    let number = code.code
    let isGeographical =
      switch facts.kind {
      case .fixedLine, .fixedLineOrMobile: true
      case .mobile: number == 52 || number == 54 || number == 55 || number == 62 || number == 86
      default: false
      }
    if isGeographical {
      facts.place = place(digits, number)
      facts.zones = tables.zones.longest(number, digits)
    } else {
      facts.zones = tables.zones.exact(number, most: 3)
      if facts.zones.isEmpty { facts.zones = tables.zones.exact(number, most: 2) }
    }
    switch facts.kind {
    case .mobile, .fixedLineOrMobile, .pager:
      facts.carrier = tables.carriers.longest(number, digits)
    default: break
    }
  }

  /// The place of a number; Argentina's mobile numbers have a 9 before the area code.
  private func place(_ digits: Digits, _ code: Int) -> PhoneText {
    guard code == 54, digits.count > 0, digits[0] == 9 else {
      return tables.places.longest(code, digits)
    }
    let rest = digits.dropFirst(1)
    let home = withUnsafeTemporaryAllocation(byteCount: rest.count, alignment: 1) {
      bytes -> PhoneNumber? in
      for index in 0..<rest.count { bytes[index] = rest[index] + 48 }
      // The original number serves when the rest is none: what libphonenumber does.
      do throws(PhoneParseFault) {
        return try parse(UnsafeRawBufferPointer(bytes), region: RegionCode(packed: 0x5241))
      } catch {
        return nil
      }
    }
    guard let home else { return tables.places.longest(code, digits) }
    return home.withDigits { tables.places.longest(home.countryCode, $0) }
  }

  /// libphonenumber's description of a valid number: its place, or else its country.
  package func description(of facts: PhoneFacts) -> PhoneText {
    guard facts.isValid, facts.place.isEmpty else { return facts.place }
    return countryName(of: facts.number)
  }

  /// The English name of the country, where it is the only one the number is valid in.
  package func countryName(of number: PhoneNumber) -> PhoneText {
    guard let code = tables.callingCode(number.countryCode) else { return PhoneText() }
    return number.withDigits { country($0, code) }
  }

  private func country(_ digits: Digits, _ code: CallingCode) -> PhoneText {
    if code.count == 1 { return tables.region(code.first).name }
    var found = PhoneText()
    var count = 0
    for index in code.first..<(code.first + code.count) {
      let region = tables.region(index)
      guard kind(digits, region) != .unknown else { continue }
      count += 1
      if count > 1 { return PhoneText() }
      found = region.name
    }
    return found
  }
}
