import DueSystem

/// What a number is good for: the types of Pinpoint's phone number validation.
///
/// Source: Pinpoint API, `NumberValidateResponse.PhoneTypeCode`; raw values are its codes.
package enum PhoneType: UInt8, Sendable, CaseIterable {
  case mobile, landline, voip, invalid, other, prepaid

  package var name: StaticString {
    switch self {
    case .mobile: "MOBILE"
    case .landline: "LANDLINE"
    case .voip: "VOIP"
    case .invalid: "INVALID"
    case .other: "OTHER"
    case .prepaid: "PREPAID"
    }
  }

  /// The type of a kind of numbers.
  ///
  /// Where the plan does not tell mobile phones from fixed lines, as in North America, the number
  /// counts as mobile: a text message may reach it, and Pinpoint's answers said so most of the
  /// time. `prepaid` is known to carriers only. Toll-free, premium rate, shared cost, personal and
  /// company numbers, pagers and voice mail are `other`.
  package init(_ kind: PhoneKind) {
    switch kind {
    case .mobile, .fixedLineOrMobile: self = .mobile
    case .fixedLine: self = .landline
    case .voip: self = .voip
    case .unknown: self = .invalid
    case .premiumRate, .tollFree, .sharedCost, .personalNumber, .pager, .uan, .voicemail:
      self = .other
    }
  }
}

/// Which country a number is taken to be of when it does not say so itself.
package struct HomeRules: Sendable, Equatable {
  /// The country of numbers without a calling code.
  package var defaultRegion: RegionCode?
  /// Whether a number of exactly ten digits, of no known country, is of the United States.
  package var assumesUnitedStates = false

  package init(defaultRegion: RegionCode? = nil, assumesUnitedStates: Bool = false) {
    self.defaultRegion = defaultRegion
    self.assumesUnitedStates = assumesUnitedStates
  }
}

/// The answer to "is this a phone number, and of what type".
package struct PhoneVerdict {
  package var type: PhoneType
  /// What the plans say; nil when the text is no number at all, for the reason in `fault`.
  package var facts: PhoneFacts?
  package var fault: PhoneParseFault?
  /// Whether the number belongs to a range kept free for films and examples.
  package var isFictional = false

  /// Whether a number of this form can be in service (or stands in an example).
  package var isValid: Bool { type != .invalid }

  init(_ facts: PhoneFacts, isFictional: Bool) {
    self.facts = facts
    self.isFictional = isFictional
    type = isFictional ? .other : PhoneType(facts.kind)
  }

  init(_ fault: PhoneParseFault) {
    type = .invalid
    self.fault = fault
  }
}

extension PhoneBook {
  /// Judges `number`, taken to be of `defaultRegion` when it bears no calling code.
  ///
  /// A number in E.164 form or with its country's international prefix needs no region. This is
  /// libphonenumber's verdict, but for ranges of fiction (see `FictionalNumbers`).
  package func validate(_ number: UnsafeRawBufferPointer, defaultRegion: RegionCode?)
    -> PhoneVerdict
  {
    do throws(PhoneParseFault) {
      var facts = try facts(number, region: defaultRegion)
      let isFictional = FictionalNumbers.contain(facts.number)
      if isFictional { addRegion(&facts) }
      return PhoneVerdict(facts, isFictional: isFictional)
    } catch {
      return PhoneVerdict(error)
    }
  }

  /// Judges `number` by the rules that endpoints go by.
  ///
  /// The country is taken from the number itself (`+`, else `00` or `011`), else `location`, else
  /// `rules.defaultRegion`, else the United States for ten digits where `rules` assume so. Of no
  /// country, eleven or more digits that make a valid number with a `+` before them are that.
  package func validate(
    _ number: UnsafeRawBufferPointer, location: RegionCode?, rules: HomeRules
  ) -> PhoneVerdict {
    let shape = NumberShape(number)
    let known = location.flatMap { knows($0) ? $0 : nil } ?? rules.defaultRegion
    let assumed =
      known == nil && rules.assumesUnitedStates && shape.digits == 10
      ? RegionCode(packed: 0x5355) : known
    let verdict = validate(number, defaultRegion: assumed)
    if verdict.isValid || shape.hasPlus { return verdict }
    let isForeign = shape.prefix > 0
    guard isForeign || (assumed == nil && shape.digits >= 11) else { return verdict }
    let signed = validate(signed: number, without: shape.prefix)
    return signed.isValid ? signed : verdict
  }

  /// Judges `number` with `+` in the place of its first `prefix` digits.
  private func validate(signed number: UnsafeRawBufferPointer, without prefix: Int)
    -> PhoneVerdict
  {
    withUnsafeTemporaryAllocation(byteCount: number.count + 1, alignment: 1) { copy in
      copy[0] = UInt8(ascii: "+")
      var count = 1
      var skipped = 0
      for byte in number {
        if byte &- 48 <= 9, skipped < prefix {
          skipped += 1
        } else if skipped == prefix {
          copy[count] = byte
          count += 1
        }
      }
      return validate(
        UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(copy)[..<count]),
        defaultRegion: nil)
    }
  }
}

/// What a look at a number's characters tells.
struct NumberShape {
  /// ASCII digits in all.
  var digits = 0
  /// Whether a plus stands before the first digit.
  var hasPlus = false
  /// The length of an international prefix at the front, `00` or `011`; 0 where there is none.
  var prefix = 0

  init(_ number: UnsafeRawBufferPointer) {
    var leading = (UInt8(0), UInt8(0), UInt8(0))
    for byte in number {
      if byte == UInt8(ascii: "+"), digits == 0 { hasPlus = true }
      guard byte &- 48 <= 9 else { continue }
      switch digits {
      case 0: leading.0 = byte
      case 1: leading.1 = byte
      case 2: leading.2 = byte
      default: break
      }
      digits += 1
    }
    if digits > 8, leading.0 == 48 {
      if leading.1 == 48 { prefix = 2 } else if (leading.1, leading.2) == (49, 49) { prefix = 3 }
    }
  }
}

/// Ranges that no subscriber ever gets: films, manuals and tests use them.
///
/// They are well formed, so nobody should lose a sample endpoint over them, and they reach nobody:
/// Pinpoint's answer for them was OTHER. Sources: NANPA, 555-0100 to 555-0199; Ofcom, "Telephone
/// numbers for use in TV and radio drama programmes"; Arcep, decision 2018-0881; ACMA, "Phone
/// numbers for use in TV shows, films and creative works"; ComReg, "Numbering Conditions of Use".
enum FictionalNumbers {
  /// Whether `number` belongs to such a range.
  static func contain(_ number: PhoneNumber) -> Bool {
    number.withDigits { digits in
      switch number.countryCode {
      case 1:
        digits.count == 10 && digits[3] == 5 && digits[4] == 5 && digits[5] == 5 && digits[6] == 0
          && digits[7] == 1
      case 33: begins(digits, length: 9, france)
      case 44: begins(digits, length: 10, britain)
      case 61: begins(digits, length: 9, australia)
      case 353: begins(digits, length: 9, ireland)
      default: false
      }
    }
  }

  private static let france: [StaticString] = [
    "19900", "26191", "35301", "46571", "53649", "63998",
  ]
  private static let britain: [StaticString] = [
    "1134960", "1144960", "1154960", "1164960", "1174960", "1184960", "1214960", "1314960",
    "1414960", "1514960", "1614960", "1632960", "1914980", "2079460", "2896496", "2920180",
    "3069990", "7700900", "8081570", "9098790",
  ]
  private static let australia: [StaticString] = [
    "25550", "27010", "35550", "37010", "75550", "77010", "85550", "87010", "491570006",
    "491570110", "491570156", "491570157", "491570158", "491570159", "491570313",
  ]
  private static let ireland: [StaticString] = ["2091"]

  private static func begins(_ digits: Digits, length: Int, _ prefixes: [StaticString]) -> Bool {
    guard digits.count == length else { return false }
    return prefixes.contains { prefix in
      let text = UnsafeBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount)
      for index in 0..<text.count where text[index] != digits[index] + 48 { return false }
      return true
    }
  }
}
