import DueSystem

/// What `due-validate-phones` does with endpoints: which it checks, and what becomes of them.
package struct PhonePolicy: Sendable {
  /// What becomes of an endpoint whose number is not valid. It is marked in any case.
  package enum OnInvalid: String, Sendable, CaseIterable {
    case flag, optout, inactive, reject
  }

  /// Which endpoints are checked that were found valid before.
  package enum Revalidation: Sendable, Equatable {
    case none
    case all
    /// Those checked more than so many milliseconds ago, or nobody knows when.
    case olderThan(Int64)

    /// Reads `all` and `older-than:180d`, also with `h` and `m`.
    package init?(_ text: String) {
      if text == "all" {
        self = .all
        return
      }
      guard text.hasPrefix("older-than:"), let unit = text.last else { return nil }
      let minutes: Int64? =
        switch unit {
        case "d": 1440
        case "h": 60
        case "m": 1
        default: nil
        }
      guard let minutes, let count = UInt16(text.dropFirst(11).dropLast()) else { return nil }
      self = .olderThan(Int64(count) * minutes * 60_000)
    }
  }

  package var home: HomeRules
  package var onInvalid = OnInvalid.flag
  package var revalidation = Revalidation.none
  /// Whether SMS endpoints of landlines become VOICE endpoints.
  package var movesLandlines = false
  /// The rules of the original system: no country but the United States, and always "Yes".
  package var isLegacy = false
  package var now: Instant

  package init(home: HomeRules, now: Instant) {
    self.home = home
    self.now = now
  }

  /// The attributes that a check writes, in this order.
  package var attributes: [PhoneAttribute] {
    isLegacy ? Array(PhoneAttribute.allCases.prefix(9)) : PhoneAttribute.allCases
  }
}

/// The attributes of an endpoint that tell what is known of its number.
package enum PhoneAttribute: Int, Sendable, CaseIterable {
  case validated, original, carrier, city, country, countryCode, type, timezone, zipCode
  case typeCode, validatedAt

  package var name: StaticString {
    switch self {
    case .validated: "PNV_PhoneNumberValidated"
    case .original: "PNV_OriginalPhoneNumber"
    case .carrier: "PNV_Carrier"
    case .city: "PNV_City"
    case .country: "PNV_Country"
    case .countryCode: "PNV_CountryCodeIso2"
    case .type: "PNV_PhoneType"
    case .timezone: "PNV_Timezone"
    case .zipCode: "PNV_ZipCode"
    case .typeCode: "PNV_PhoneTypeCode"
    case .validatedAt: "PNV_ValidatedAt"
    }
  }

  /// The attribute of that name.
  package init?(_ name: Bytes) {
    guard name.starts(with: "PNV_"),
      let found = Self.allCases.first(where: { name.equals($0.name) })
    else { return nil }
    self = found
  }
}
