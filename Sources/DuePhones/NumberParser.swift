/// libphonenumber's `parse`: what the digits of a text mean, in a region.
///
/// The steps and their order are those of `phonenumberutil.py` 9.0.43.
extension PhoneBook {
  /// A number whose calling code is known, before its national prefix goes.
  private struct Split {
    var code: CallingCode
    var digits: Digits
  }

  /// Takes the number out of `bytes`, which are UTF-8 and may hold text around it.
  ///
  /// - Parameter region: where the number is at home when it bears no calling code.
  /// - Throws: why it is none.
  package func parse(_ bytes: UnsafeRawBufferPointer, region: RegionCode?) throws(PhoneParseFault)
    -> PhoneNumber
  {
    let home = region.flatMap { self.region($0) }
    guard text.pointee.read(bytes) else { throw .tooLong }
    var part: Range<Int>
    if text.pointee.hasParameters {
      part = try withoutParameters(bytes)
    } else {
      part = text.pointee.possibleNumber()
    }
    guard text.pointee.isViable(part) else { throw .notANumber }
    guard home != nil || text.pointee.has(part.lowerBound, .plus) else {
      throw .invalidCountryCode
    }
    var number = PhoneNumber()
    part = takeExtension(part, into: &number)
    try readNational(part, home, into: &number)
    return number
  }

  /// What may be a number in a text with parameters as of RFC 3966.
  private func withoutParameters(_ bytes: UnsafeRawBufferPointer) throws(PhoneParseFault)
    -> Range<Int>
  {
    guard let context = try Self.phoneContext(bytes) else {
      return withoutSubaddress(text.pointee.possibleNumber())
    }
    guard context.withUnsafeBytes({ text.pointee.read($0) }) else { throw .tooLong }
    return withoutSubaddress(0..<text.pointee.count)
  }

  /// Drops `;isub=` and what follows it.
  private func withoutSubaddress(_ part: Range<Int>) -> Range<Int> {
    let text = text
    guard part.count > 6 else { return part }
    for index in (part.lowerBound + 1)..<(part.upperBound - 5)
    where text.pointee.has(index, .semicolon) {
      if text.pointee.has(index + 1, .letterI), text.pointee.has(index + 2, .letterS),
        text.pointee.has(index + 3, .letter), text.pointee.has(index + 4, .letter),
        text.pointee.has(index + 5, .equals)
      {
        return part.lowerBound..<index
      }
    }
    return part
  }

  private func takeExtension(_ part: Range<Int>, into number: inout PhoneNumber) -> Range<Int> {
    let found = text.pointee.extensions(in: part)
    guard let first = found.first, text.pointee.isViable(part.lowerBound..<first) else {
      return part
    }
    for index in found.digits {
      number.extensionDigits[number.extensionCount] = text.pointee.digit(index)
      number.extensionCount += 1
    }
    return part.lowerBound..<first
  }

  private func readNational(
    _ part: Range<Int>, _ home: PhoneRegion?, into number: inout PhoneNumber
  )
    throws(PhoneParseFault)
  {
    var national: Digits
    let region: PhoneRegion
    if let split = try split(part, home) {
      national = split.digits
      region = tables.region(split.code.first)
    } else if let home {
      let count = text.pointee.normalize(part, into: digits)
      national = Digits(base: digits, count: count)
      region = home
    } else {
      throw .invalidCountryCode
    }
    guard national.count >= 2 else { throw .tooShort }
    let stripped = withoutNationalPrefix(national, region)
    switch lengthVerdict(stripped.count, region) {
    case .possible, .tooLong: national = stripped
    case .tooShort, .localOnly, .invalid: break
    }
    guard national.count >= 2 else { throw .tooShort }
    guard national.count <= 17 else { throw .tooLong }
    number.countryCode = region.countryCode
    number.digitCount = national.count
    for index in 0..<national.count { number.digits[index] = national[index] }
  }

  /// The calling code and the rest, when the number has one; nil when it is a national number.
  private func split(_ part: Range<Int>, _ home: PhoneRegion?) throws(PhoneParseFault) -> Split? {
    let plus = text.pointee.plusSigns(part)
    guard plus > 0 else { return try splitUnsigned(part, home) }
    let rest = (part.lowerBound + plus)..<part.upperBound
    let count = text.pointee.normalize(rest, into: digits)
    guard count > 2 else { throw .tooShortAfterInternationalPrefix }
    if let split = splitCode(Digits(base: digits, count: count)) { return split }
    // The plus may stand before an international prefix or a national number.
    guard let split = try splitUnsigned(rest, home) else { throw .invalidCountryCode }
    return split
  }

  private func splitCode(_ digits: Digits) -> Split? {
    guard digits.count > 0, digits[0] != 0 else { return nil }
    var code = 0
    for index in 0..<min(3, digits.count) {
      code = code * 10 + Int(digits[index])
      if let found = tables.callingCode(code) {
        return Split(code: found, digits: digits.dropFirst(index + 1))
      }
    }
    return nil
  }

  private func splitUnsigned(_ part: Range<Int>, _ home: PhoneRegion?) throws(PhoneParseFault)
    -> Split?
  {
    guard let home else { return nil }
    let all = Digits(base: digits, count: text.pointee.normalize(part, into: digits))
    let prefix = home.internationalPrefix
    if !prefix.isEmpty, let match = prefix.match(all, in: tables) {
      let rest = all.dropFirst(match.end)
      if rest.count == 0 || rest[0] != 0 {  // no calling code begins with 0
        guard rest.count > 2 else { throw .tooShortAfterInternationalPrefix }
        guard let split = splitCode(rest) else { throw .invalidCountryCode }
        return split
      }
    }
    return splitHomeCode(all, home)
  }

  /// Splits off the home region's code where the number makes more sense without it.
  private func splitHomeCode(_ all: Digits, _ home: PhoneRegion) -> Split? {
    var rest = all
    for digit in CodeDigits(home.countryCode) {
      guard rest.count > 0, rest[0] == digit else { return nil }
      rest = rest.dropFirst(1)
    }
    let stripped = withoutNationalPrefix(rest, home)
    guard
      (!isGeneral(all, home) && isGeneral(stripped, home))
        || lengthVerdict(all.count, home) == .tooLong,
      let code = tables.callingCode(home.countryCode)
    else { return nil }
    return Split(code: code, digits: stripped)
  }

  private func isGeneral(_ digits: Digits, _ region: PhoneRegion) -> Bool {
    tables.accepted(region.kinds, digits) >> 15 & 1 != 0
  }

  /// `number` without its national prefix, rewritten where the region says so.
  private func withoutNationalPrefix(_ number: Digits, _ region: PhoneRegion) -> Digits {
    let prefix = region.nationalPrefix
    guard number.count > 0, !prefix.isEmpty, let match = prefix.match(number, in: tables) else {
      return number
    }
    let rule = region.nationalPrefixRule
    var result = number.dropFirst(match.end)
    if !rule.isEmpty, prefix.groupCount > 0, match.group(prefix.groupCount) != nil {
      result = rewritten(number, match, rule)
    }
    if !isGeneral(result, region), isGeneral(number, region) { return number }
    return result
  }

  private func rewritten(_ number: Digits, _ match: PhoneProgram.Match, _ rule: PhoneText) -> Digits
  {
    // A number is rewritten from one half of the scratch into the other.
    let target = number.base >= UnsafePointer(digits + Self.half) ? digits : digits + Self.half
    var count = 0
    func append(_ range: Range<Int>) {
      for index in range where count < Self.half {
        target[count] = number[index]
        count += 1
      }
    }
    for byte in tables.bytes(rule) {
      if byte >= 48 {
        target[count] = byte - 48
        count += 1
      } else if let group = match.group(Int(byte)) {
        append(group)
      }
    }
    append(match.end..<number.count)
    return Digits(base: target, count: count)
  }

  /// Whether its country has numbers of this length: libphonenumber's `isPossibleNumber`.
  ///
  /// Plans gain ranges all the time; a number that is possible and not yet valid may be in service.
  package func isPossible(_ number: PhoneNumber) -> Bool {
    guard let code = tables.callingCode(number.countryCode) else { return false }
    return lengthVerdict(number.digitCount, tables.region(code.first)) == .possible
  }

  private enum LengthVerdict { case possible, localOnly, tooShort, tooLong, invalid }

  private func lengthVerdict(_ length: Int, _ region: PhoneRegion) -> LengthVerdict {
    let lengths = region.lengths
    if length < 32 {
      if region.localLengths >> UInt32(length) & 1 != 0 { return .localOnly }
      if lengths >> UInt32(length) & 1 != 0 { return .possible }
    }
    if length < lengths.trailingZeroBitCount { return .tooShort }
    if length > 31 - lengths.leadingZeroBitCount { return .tooLong }
    return .invalid
  }
}
