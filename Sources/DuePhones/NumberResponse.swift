import DueFormats
import DueSystem

/// Answers in the shape of Pinpoint's `NumberValidateResponse`.
extension PhoneChecker {
  /// Checks a number that belongs to no endpoint and appends the answer, one object on one line.
  ///
  /// Members that are not known are left out. `Timezones`, which Pinpoint did not have, lists every
  /// time zone the number may be of.
  ///
  /// - Returns: what becomes of the record: `checked`, or `rejected` where the policy says so.
  package mutating func appendResponse(_ number: Bytes, to output: inout ByteBuffer)
    -> PhoneOutcome
  {
    var record = PhoneRecord()
    record.address = number
    record.isNumber = true
    let outcome = check(record)
    guard case .checked = outcome else { return outcome }
    output.append(UInt8(ascii: "{"))
    let facts = verdict.isValid ? verdict.facts : nil
    if let facts {
      append("Carrier", fact(.carrier), &output)
      append("City", fact(.city), &output)
      append("CleansedPhoneNumberE164", address, &output)
      output.append(#""CleansedPhoneNumberNational":""# as StaticString)
      book.appendNational(facts.number, to: &output)
      output.append(#"","# as StaticString)
      append("Country", fact(.country), &output)
      append("CountryCodeIso2", fact(.countryCode), &output)
      output.append(#""CountryCodeNumeric":""# as StaticString)
      output.append(decimal: Int64(facts.number.countryCode))
      output.append(#"","# as StaticString)
    }
    if let region = policy.home.defaultRegion {
      output.append(#""OriginalCountryCodeIso2":""# as StaticString)
      output.append(region.description)
      output.append(#"","# as StaticString)
    }
    append("OriginalPhoneNumber", number, &output)
    append("PhoneType", Bytes(text: verdict.type.name), &output)
    output.append(#""PhoneTypeCode":"# as StaticString)
    output.append(verdict.type.code)
    if let facts {
      appendZones(facts, &output)
      if let code = fact(.zipCode) {
        output.append(#","ZipCode":"# as StaticString)
        output.append(jsonString: code)
      }
    }
    output.append("}\n" as StaticString)
    return outcome
  }

  private func append(_ name: StaticString, _ text: Bytes?, _ output: inout ByteBuffer) {
    guard let text else { return }
    output.append(UInt8(ascii: "\""))
    output.append(name)
    output.append(#"":"# as StaticString)
    output.append(jsonString: text)
    output.append(UInt8(ascii: ","))
  }

  private func appendZones(_ facts: PhoneFacts, _ output: inout ByteBuffer) {
    if let zone = fact(.timezone) {
      output.append(#","Timezone":"# as StaticString)
      output.append(jsonString: zone)
    }
    let zones = book.bytes(facts.zones)
    guard !zones.isEmpty else { return }
    output.append(#","Timezones":["# as StaticString)
    for (index, zone) in zones.split(separator: UInt8(ascii: ";")).enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      output.append(jsonString: Bytes(rebasing: zone))
    }
    output.append(UInt8(ascii: "]"))
  }
}
