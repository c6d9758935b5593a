import DueSystem
import Foundation
import Testing

@testable import DueImport

/// The cleaning of the original, with the answers that its look-ups gave.
@Suite struct LegacyCleaningTests {
  private static func answer(_ number: Bytes, _ country: Bytes) -> CleanNumber {
    var found = CleanNumber()
    guard number.string == "+1(202) 555-0191" else { return found }
    found.e164 = "+12025550191"
    found.isValid = true
    found.country = "US"
    found.type = "MOBILE"
    found.typeCode = 0
    found.carrier = "Example Mobile"
    found.timezone = "America/New_York"
    return found
  }

  private static func clean(_ text: String) throws -> String {
    let scratch = try ScratchFile.make()
    var text = text
    try text.withUTF8 { try scratch.write(Bytes($0)) }
    var cleaning = LegacyCleaning(assumesUnitedStates: true, lookup: answer)
    var output = ""
    try cleaning.clean(scratch.reopened(as: "test.csv")) { output += $0.string }
    return output
  }

  static let samples =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path + "/samples/audience"

  @Test("two rows of the sample come out as the specification has them")
  func sample() throws {
    let lines = try String(
      contentsOfFile: Self.samples + "/endpoints/phones-dirty.csv", encoding: .utf8
    )
    .split(separator: "\n")
    let text = [lines[0], lines[2], lines[6]].joined(separator: "\n")
    let expected = try String(
      contentsOfFile: Self.samples + "/expected/phones-clean.csv", encoding: .utf8)
    // The original had no answer for the ZIP code's table that the sample names.
    let zip = expected.replacingOccurrences(of: ",20001,", with: ",UNKNOWN,")
    #expect(try Self.clean(text) == zip)
  }

  static let headers: [(header: String, columns: String)] = [
    (
      "ChannelType,Address,FirstName,LastName,Timezone",
      "ChannelType,Address,Attributes.FirstName,Attributes.LastName,Attributes.Timezone,"
        + "Attributes.CleansedPhoneNumberE164,Attributes.CountryCodeIso2,"
        + "Attributes.OriginalPhoneNumber,Attributes.ZipCode,Attributes.Carrier,"
        + "Attributes.PhoneTypeCode,Attributes.Endpoint,OptOut,Location.Country,"
        + "Attributes.PhoneType"
    ),
    (
      "Address,ChannelType,User.UserId",
      "Address,ChannelType,Attributes.User.UserId,Attributes.CleansedPhoneNumberE164,"
        + "Attributes.CountryCodeIso2,Attributes.OriginalPhoneNumber,Attributes.Timezone,"
        + "Attributes.ZipCode,Attributes.Carrier,Attributes.PhoneTypeCode,Attributes.Endpoint,"
        + "OptOut,Location.Country,Attributes.PhoneType"
    ),
  ]

  @Test("columns come in the original's order", arguments: headers)
  func columns(header: String, columns: String) throws {
    let output = try Self.clean(header + "\n1,2,3,4,5\n")
    #expect(output.hasPrefix(columns + "\r\n"))
  }

  @Test("fields are quoted as Python's csv quotes them")
  func quoting() throws {
    let output = try Self.clean("Address,A,B\n1,\" x \",\"a \"\"b\"\", c\"\n")
    #expect(output.contains("1, x ,\"a \"\"b\"\", c\","))
  }
}
