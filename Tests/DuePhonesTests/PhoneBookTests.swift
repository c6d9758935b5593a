import DuePhones
import DueSystem
import Testing

/// The verdicts are those of Python `phonenumbers` 9.0.43; scripts/compare-phones.py compares many
/// more.
@Suite struct PhoneBookTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var region, text, e164, national: String
    var kind: PhoneKind
    var from, carrier, place, zones: String
    var testDescription: String { "\(region) \(text)" }

    init(
      _ region: String, _ text: String, _ e164: String, _ national: String, _ kind: PhoneKind,
      _ from: String, _ carrier: String, _ place: String, _ zones: String
    ) {
      self.region = region
      self.text = text
      self.e164 = e164
      self.national = national
      self.kind = kind
      self.from = from
      self.carrier = carrier
      self.place = place
      self.zones = zones
    }
  }

  static let numbers: [Case] = [
    Case(
      "US", "(202) 456-1111", "+12024561111", "(202) 456-1111",
      .fixedLineOrMobile, "US", "", "Washington D.C.", "America/New_York"),
    Case(
      "US", "12024561111", "+12024561111", "(202) 456-1111",
      .fixedLineOrMobile, "US", "", "Washington D.C.", "America/New_York"),
    Case(
      "US", "+1 202 456 1111", "+12024561111", "(202) 456-1111",
      .fixedLineOrMobile, "US", "", "Washington D.C.", "America/New_York"),
    Case(
      "US", "1-800-FLOWERS", "+18003569377", "(800) 356-9377",
      .tollFree, "US", "", "", "42 zones"),
    Case(
      "US", "202.456.1111 x23", "+12024561111", "(202) 456-1111 ext. 23",
      .fixedLineOrMobile, "US", "", "Washington D.C.", "America/New_York"),
    Case(
      "US", "202 456 1111 ext. 23#", "+12024561111", "(202) 456-1111 ext. 23",
      .fixedLineOrMobile, "US", "", "Washington D.C.", "America/New_York"),
    Case("US", "+1 (555) 01", "+155501", "55501", .unknown, "", "", "", ""),
    Case("US", "12345", "+112345", "12345", .unknown, "", "", "", ""),
    Case(
      "US", "tel:+1-202-456-1111", "+12024561111", "(202) 456-1111",
      .fixedLineOrMobile, "US", "", "Washington D.C.", "America/New_York"),
    Case(
      "US", "tel:2024561111;phone-context=+1", "+12024561111", "(202) 456-1111",
      .fixedLineOrMobile, "US", "", "Washington D.C.", "America/New_York"),
    Case(
      "US", "tel:2024561111;phone-context=example.com;isub=3", "+12024561111", "(202) 456-1111",
      .fixedLineOrMobile, "US", "", "Washington D.C.", "America/New_York"),
    Case(
      "US", "011 44 20 7946 0018", "+442079460018", "020 7946 0018",
      .fixedLine, "GB", "", "London", "Europe/London"),
    Case(
      "US", "  202/456/1111 ", "+12024561111", "(202) 456-1111",
      .fixedLineOrMobile, "US", "", "Washington D.C.", "America/New_York"),
    Case(
      "US", "+１２０２４５６１１１１", "+12024561111", "(202) 456-1111",
      .fixedLineOrMobile, "US", "", "Washington D.C.", "America/New_York"),
    Case(
      "US", "٢٠٢٤٥٦١١١١", "+12024561111", "(202) 456-1111",
      .fixedLineOrMobile, "US", "", "Washington D.C.", "America/New_York"),
    Case(
      "US", "1 (800) 555-1212", "+18005551212", "(800) 555-1212",
      .tollFree, "US", "", "", "42 zones"),
    Case(
      "CA", "604 555 1212", "+16045551212", "(604) 555-1212",
      .fixedLineOrMobile, "CA", "", "British Columbia", "America/Vancouver"),
    Case(
      "GB", "020 7946 0018", "+442079460018", "020 7946 0018",
      .fixedLine, "GB", "", "London", "Europe/London"),
    Case(
      "GB", "+44 (0)20 7946 0018", "+442079460018", "020 7946 0018",
      .fixedLine, "GB", "", "London", "Europe/London"),
    Case(
      "GB", "07911 123456", "+447911123456", "07911 123456",
      .mobile, "GG", "JT", "Guernsey", "4 zones"),
    Case(
      "GB", "0044 7400 123456", "+447400123456", "07400 123456",
      .mobile, "GB", "Three", "United Kingdom", "4 zones"),
    Case(
      "GB", "44 7400 123456", "+447400123456", "07400 123456",
      .mobile, "GB", "Three", "United Kingdom", "4 zones"),
    Case(
      "GB", "07624 300000", "+447624300000", "07624 300000",
      .mobile, "IM", "Manx Telecom", "Isle Of Man", "4 zones"),
    Case("GB", "0800 1111", "+448001111", "0800 1111", .tollFree, "GB", "", "", "4 zones"),
    Case(
      "GB", "01481 960194", "+441481960194", "01481 960194",
      .fixedLine, "GG", "", "Guernsey", "Europe/Guernsey"),
    Case(
      "DE", "0151 12345678", "+4915112345678", "01511 2345678",
      .mobile, "DE", "T-Mobile", "Germany", "Europe/Berlin"),
    Case(
      "DE", "030/12345678", "+493012345678", "030 12345678",
      .fixedLine, "DE", "", "Berlin", "Europe/Berlin"),
    Case(
      "DE", "+49 89 1234567", "+49891234567", "089 1234567",
      .fixedLine, "DE", "", "Munich", "Europe/Berlin"),
    Case(
      "FR", "06 12 34 56 78", "+33612345678", "06 12 34 56 78",
      .mobile, "FR", "SFR", "France", "Europe/Paris"),
    Case(
      "FR", "+33 1 42 68 53 00", "+33142685300", "01 42 68 53 00",
      .fixedLine, "FR", "", "Paris", "Europe/Paris"),
    Case(
      "IT", "06 6982 0000", "+390669820000", "06 6982 0000",
      .fixedLine, "VA", "", "Vatican City", "Europe/Vatican"),
    Case(
      "IT", "347 123 4567", "+393471234567", "347 123 4567",
      .mobile, "IT", "Vodafone", "", "Europe/Rome;Europe/Vatican"),
    Case(
      "VA", "06 69812345", "+390669812345", "06 6981 2345",
      .fixedLine, "VA", "", "Vatican City", "Europe/Vatican"),
    Case(
      "ES", "612 34 56 78", "+34612345678", "612 34 56 78",
      .mobile, "ES", "Syma", "Spain", "Atlantic/Canary;Europe/Madrid"),
    Case(
      "AR", "011 15 2345 6789", "+5491123456789", "011 15-2345-6789",
      .mobile, "AR", "", "Buenos Aires", "America/Buenos_Aires"),
    Case(
      "AR", "+54 9 11 2345 6789", "+5491123456789", "011 15-2345-6789",
      .mobile, "AR", "", "Buenos Aires", "America/Buenos_Aires"),
    Case(
      "AR", "0343 15 555 1212", "+5493435551212", "03435 15-55-1212",
      .mobile, "AR", "Personal", "Nogoyá, Entre Ríos", "America/Buenos_Aires"),
    Case(
      "BR", "0 15 11 96123 4567", "+5511961234567", "(11) 96123-4567",
      .mobile, "BR", "", "São Paulo", "America/Sao_Paulo"),
    Case(
      "BR", "(11) 96123-4567", "+5511961234567", "(11) 96123-4567",
      .mobile, "BR", "", "São Paulo", "America/Sao_Paulo"),
    Case(
      "MX", "55 1234 5678", "+525512345678", "55 1234 5678",
      .fixedLineOrMobile, "MX", "", "Mexico City, FD", "America/Mexico_City"),
    Case(
      "IN", "098765 43210", "+919876543210", "098765 43210",
      .mobile, "IN", "Airtel", "India", "Asia/Calcutta"),
    Case(
      "JP", "090-1234-5678", "+819012345678", "090-1234-5678",
      .mobile, "JP", "KDDI", "Japan", "Asia/Tokyo"),
    Case(
      "AU", "0412 345 678", "+61412345678", "0412 345 678",
      .mobile, "AU", "Optus", "", "8 zones"),
    Case(
      "CN", "138 1234 5678", "+8613812345678", "138 1234 5678",
      .mobile, "CN", "China Mobile", "Lianyungang, Jiangsu", "Asia/Shanghai"),
    Case(
      "RU", "8 (916) 123-45-67", "+79161234567", "8 (916) 123-45-67",
      .mobile, "RU", "", "Russia", "16 zones"),
    Case(
      "KZ", "+7 701 123 4567", "+77011234567", "8 (701) 123 4567",
      .mobile, "KZ", "Kcell/Activ", "Kazakhstan", "16 zones"),
    Case(
      "NG", "0803 123 4567", "+2348031234567", "0803 123 4567",
      .mobile, "NG", "MTN", "Nigeria", "Africa/Lagos"),
    Case(
      "SM", "0549 886377", "+3780549886377", "0549 886377",
      .fixedLine, "SM", "", "San Marino", "Europe/San_Marino"),
    Case(
      "MG", "0341234567", "+261341234567", "034 12 345 67",
      .mobile, "MG", "Yas", "Madagascar", "Indian/Antananarivo"),
    Case("JM", "876 123 4567", "+18761234567", "(876) 123-4567", .unknown, "JM", "", "", ""),
    Case("ZZ", "+800 1234 5678", "+80012345678", "1234 5678", .tollFree, "001", "", "", ""),
    Case("ZZ", "+979 1 2345 6789", "+979123456789", "1 2345 6789", .premiumRate, "001", "", "", ""),
    Case("US", "+870 773 111 632", "+870773111632", "773 111 632", .mobile, "001", "", "", ""),
  ]

  static let refused: [(region: String?, text: String, fault: PhoneParseFault)] = [
    ("US", "", .notANumber), ("US", "n/a", .notANumber), ("GB", "unknown", .notANumber),
    ("US", "-", .notANumber), ("US", "+", .notANumber), ("US", "+1", .notANumber),
    ("US", "user@example.com", .notANumber), ("US", "#31#", .notANumber),
    ("GB", "+44", .notANumber), ("US", "call me", .notANumber),
    ("US", "+999123456789", .invalidCountryCode), (nil, "2024561111", .invalidCountryCode),
    ("ZZ", "2024561111", .invalidCountryCode),
    ("US", "011", .tooShortAfterInternationalPrefix),
    ("US", "011 4", .tooShortAfterInternationalPrefix),
    ("US", "12345678901234567890", .tooLong),
    ("US", "2024561111;phone-context=", .notANumber),  // a context must say something
    ("US", String(repeating: "1", count: 251), .tooLong),
  ]

  @Test("takes numbers apart as libphonenumber does", arguments: numbers)
  func facts(_ number: Case) throws {
    let book = try Fixture.book()
    let facts = try Fixture.bytes(number.text) { bytes throws(PhoneParseFault) in
      try book.facts(bytes, region: RegionCode(number.region))
    }
    var output = ByteBuffer()
    book.appendE164(facts.number, to: &output)
    #expect(output.string == number.e164)
    output.removeAll()
    book.appendNational(facts.number, to: &output)
    #expect(output.string == number.national)
    #expect(facts.kind == number.kind)
    #expect(facts.region?.description ?? "" == number.from)
    #expect(book.string(facts.carrier) == number.carrier)
    #expect(book.string(book.description(of: facts)) == number.place)
    let zones = book.string(facts.zones)
    let count = zones.split(separator: ";").count
    #expect((number.zones.hasSuffix(" zones") ? "\(count) zones" : zones) == number.zones)
  }

  @Test("says why a text is no number", arguments: refused)
  func refuses(region: String?, text: String, fault: PhoneParseFault) throws {
    let book = try Fixture.book()
    #expect(throws: fault) {
      _ = try Fixture.bytes(text) { bytes throws(PhoneParseFault) in
        try book.parse(bytes, region: region.flatMap { RegionCode($0) })
      }
    }
  }

  @Test("bytes that are no UTF-8 are no digits, and no harm")
  func strangeBytes() throws {
    let book = try Fixture.book()
    var random = Fixture.Random(seed: 20_261_123)
    for _ in 0..<20_000 {
      let count = Int(random.next() % 40)
      let bytes = (0..<count).map { _ in
        random.next() % 3 == 0 ? UInt8(random.next() & 0xff) : UInt8(48 + random.next() % 10)
      }
      bytes.withUnsafeBytes { bytes in
        let verdict = book.validate(bytes, defaultRegion: RegionCode("AR"))
        #expect((verdict.facts == nil) == (verdict.fault != nil))
      }
    }
  }

  @Test(
    "a number without a country, by the rules of endpoints",
    arguments: [
      ("+44 20 7946 0958", nil, nil, false, "+442079460958"),
      ("0044 20 7946 1958", nil, nil, false, "+442079461958"),
      ("011 44 20 7946 1958", nil, "FR", false, "+442079461958"),  // not a prefix of France
      ("020 7946 1958", "GB", "US", true, "+442079461958"),  // Location.Country first
      ("020 7946 1958", nil, "GB", true, "+442079461958"),
      ("(202) 456-1111", nil, nil, true, "+12024561111"),
      ("(202) 456-1111", nil, nil, false, nil),
      ("202 456 1111", "GB", nil, true, nil),  // ten digits, but known to be British
      ("12024561111", nil, nil, false, "+12024561111"),
      ("07946 1958", nil, nil, true, nil),  // nine digits
      ("(+44) 7400 123 456", nil, "US", false, "+447400123456"),
      ("020 7946 1958", "XX", "GB", false, "+442079461958"),  // no such country
    ] as [(String, String?, String?, Bool, String?)])
  func home(
    text: String, location: String?, defaultRegion: String?, assumes: Bool, e164: String?
  ) throws {
    let book = try Fixture.book()
    let rules = HomeRules(
      defaultRegion: defaultRegion.flatMap { RegionCode($0) }, assumesUnitedStates: assumes)
    let verdict = Fixture.bytes(text) {
      book.validate($0, location: location.flatMap { RegionCode($0) }, rules: rules)
    }
    #expect(verdict.isValid == (e164 != nil))
    guard let e164, let facts = verdict.facts else { return }
    var output = ByteBuffer()
    book.appendE164(facts.number, to: &output)
    #expect(output.string == e164)
  }

  @Test(
    "types of Pinpoint's validation",
    arguments: [
      ("+12024561111", .mobile), ("+442079461958", .landline), ("+447400123456", .mobile),
      ("+445612345678", .voip), ("+18002345678", .other), ("+447012345678", .other),
      ("+112345", .invalid), ("n/a", .invalid),
      // Ranges of fiction, where libphonenumber knows them and where it does not.
      ("+12025550191", .other), ("+442079460018", .other), ("+447700900123", .other),
      ("+33639981234", .other), ("+12025550291", .mobile),
    ] as [(String, PhoneType)])
  func types(text: String, type: PhoneType) throws {
    let book = try Fixture.book()
    #expect(Fixture.bytes(text) { book.validate($0, defaultRegion: nil) }.type == type)
  }
}
