/// A phone number taken apart: calling code, national number, extension.
///
/// The national number keeps its leading zeros (Italy's belong to the number). Nothing says that
/// such a number exists: `PhoneBook.facts(of:)` does.
package struct PhoneNumber: Sendable {
  /// ITU-T E.164 country calling code, 1 to 999.
  package var countryCode = 0
  var digits = InlineArray<17, UInt8>(repeating: 0)
  var digitCount = 0
  var extensionDigits = InlineArray<20, UInt8>(repeating: 0)
  package internal(set) var extensionCount = 0

  /// Hands the digits of the national number, as values from 0 to 9, to `body`.
  @inline(__always)
  func withDigits<R>(_ body: (Digits) -> R) -> R {
    let digits = digits
    return withUnsafeBytes(of: digits) {
      let base = $0.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self)
      return body(Digits(base: base, count: digitCount))
    }
  }
}

/// Why a text is no phone number, in the terms of libphonenumber.
package enum PhoneParseFault: Error, Sendable, Equatable {
  /// Nothing in it looks like a number.
  case notANumber
  /// No calling code, and no region to take one from; or a code that no country has.
  case invalidCountryCode
  /// An international prefix with next to nothing after it.
  case tooShortAfterInternationalPrefix
  /// Fewer than two digits.
  case tooShort
  /// More than 17 digits, or more than 250 characters.
  case tooLong

  /// What would have been right, for a message about the number.
  package var expectation: String {
    switch self {
    case .notANumber: "a phone number"
    case .invalidCountryCode: "a phone number with a country calling code"
    case .tooShortAfterInternationalPrefix:
      "a phone number with more digits after the international prefix"
    case .tooShort: "a phone number with more digits"
    case .tooLong: "a phone number of at most 17 digits"
    }
  }
}

/// The kinds of numbers that numbering plans tell apart: libphonenumber's `PhoneNumberType`.
///
/// Raw values are bits in the tables, in the order the kinds are tested.
package enum PhoneKind: UInt8, Sendable, CaseIterable {
  case premiumRate, tollFree, sharedCost, voip, personalNumber, pager, uan, voicemail
  case fixedLine, mobile
  /// Where the plan cannot tell the two apart, as in North America.
  case fixedLineOrMobile
  /// Not a valid number.
  case unknown

  /// libphonenumber's name of the kind, such as `FIXED_LINE`.
  package var name: StaticString {
    switch self {
    case .premiumRate: "PREMIUM_RATE"
    case .tollFree: "TOLL_FREE"
    case .sharedCost: "SHARED_COST"
    case .voip: "VOIP"
    case .personalNumber: "PERSONAL_NUMBER"
    case .pager: "PAGER"
    case .uan: "UAN"
    case .voicemail: "VOICEMAIL"
    case .fixedLine: "FIXED_LINE"
    case .mobile: "MOBILE"
    case .fixedLineOrMobile: "FIXED_LINE_OR_MOBILE"
    case .unknown: "UNKNOWN"
    }
  }
}
