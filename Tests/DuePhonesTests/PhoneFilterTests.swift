import DueFormats
import DuePhones
import DueSystem
import Foundation
import Testing

/// Files of endpoints through the filter: what is not a phone stays as it was, and a second run
/// changes nothing.
@Suite struct PhoneFilterTests {
  private static let now = Instant(year: 2026, month: 11, day: 23)

  private enum Format { case csv, jsonLines, numbers }

  private struct Run {
    var output: String
    var counts: PhoneCounts
    var rejections: [Rejection]
  }

  /// Filters `text`, which goes through a file.
  private func filter(
    _ text: String, as format: Format, _ change: (inout PhonePolicy) -> Void = { _ in }
  ) throws -> Run {
    let directory = NSTemporaryDirectory() + "due-filter-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let (input, output) = (directory + "/in", directory + "/out")
    try Data(text.utf8).write(to: URL(fileURLWithPath: input))
    var policy = PhonePolicy(home: HomeRules(), now: Self.now)
    change(&policy)
    let rejects = try RejectLog(path: nil, limit: nil) { _ in }
    var filter = PhoneFilter(
      PhoneChecker(try Fixture.book(), policy), to: try ByteSink(output), rejects)
    let source = try ByteSource.open(input)
    switch format {
    case .csv: try filter.csv(source) { _, _, _ in }
    case .jsonLines: try filter.jsonLines(source) { _, _, _ in }
    case .numbers: try filter.numbers(source) { _, _, _ in }
    }
    try filter.finish()
    return Run(
      output: try String(contentsOfFile: output, encoding: .utf8), counts: filter.checker.counts,
      rejections: rejects.first)
  }

  private static let addresses = [
    "+442079461958", "+44 (0)7400 123456", "a@example.com", "0800 FLOWERS", "", "+1 202 456 1111",
    "(+33) 6 12 34 56 78", "x\"y", "ü, é", "+999 1", "00 44 20 7946 1958",
  ]
  private static let channels = ["SMS", "VOICE", "EMAIL", "GCM", "", "sms"]

  @Test("random rows of CSV: other channels stay, a second run changes nothing")
  func randomCSV() throws {
    var random = Fixture.Random(seed: 42)
    for _ in 0..<20 {
      var text = "Id,ChannelType,Address,\"Note, free\",OptOut\n"
      for id in 0..<100 {
        let address = Self.addresses.randomElement(using: &random) ?? ""
        let note = ["", "\"a,b\"", "\"two\nlines\"", "plain", "\"q\"\"q\""]
        text += "\(id),\(Self.channels.randomElement(using: &random) ?? ""),"
        text +=
          address.contains(where: { "\",".contains($0) })
          ? "\"\(address.replacingOccurrences(of: "\"", with: "\"\""))\"" : address
        text += ",\(note.randomElement(using: &random) ?? ""),NONE"
        text += random.next() % 2 == 0 ? "\n" : "\r\n"
      }
      let once = try filter(text, as: .csv)
      #expect(once.counts.records == 100)
      #expect(once.rejections == [])
      let twice = try filter(once.output, as: .csv)
      #expect(twice.output == once.output)
      // Only valid numbers are done with; the rest is looked at again.
      #expect(twice.counts.unchanged == once.counts.validated - once.counts[.invalid])
      // By scalars: CR and LF together are one Character.
      let before = text.unicodeScalars.split(separator: "\n").map { String($0) }
      let after = once.output.unicodeScalars.split(separator: "\n").map { String($0) }
      #expect(before.count == after.count)
      for (old, new) in zip(before, after)
      where old.contains(",EMAIL,") || old.contains(",GCM,") {
        #expect(new.hasPrefix(old.unicodeScalars.last == "\r" ? String(old.dropLast()) : old))
      }
    }
  }

  @Test("random endpoints of JSON: valid JSON comes out, a second run changes nothing")
  func randomJSON() throws {
    var random = Fixture.Random(seed: 43)
    let members = [
      #""Attributes":{}"#, #""Attributes":{"Plan":["gold"],"PNV_City":["x"]}"#,
      #""Attributes":{"PNV_PhoneNumberValidated":["No"]}"#, #""Metrics":{"n":1.50e1}"#,
      #""Location":{"Country":"GB","City":"Zürich"}"#, #""Location":{"Country":"fr"}"#,
      #""OptOut":"NONE""#, #""EndpointStatus":"ACTIVE""#, #""User":{"UserId":"\u00fc"}"#,
      #""Attributes":{"PNV_PhoneNumberValidated":"Yes"}"#, #""Attributes":null"#,
    ]
    for policy in PhonePolicy.OnInvalid.allCases where policy != .reject {
      var text = ""
      for id in 0..<300 {
        let address = JSON.string(Self.addresses.randomElement(using: &random) ?? "").text
        let channel = Self.channels.randomElement(using: &random) ?? ""
        text += #"{"Id":"\#(id)","ChannelType":"\#(channel)","Address":\#(address)"#
        for member in members where random.next() % 4 == 0 { text += "," + member }
        text += "}\n"
      }
      let once = try filter(text, as: .jsonLines) { $0.onInvalid = policy }
      let lines = once.output.split(separator: "\n")
      #expect(lines.count == 300)
      for line in lines { _ = try JSON(parsing: String(line)) }
      let twice = try filter(once.output, as: .jsonLines) { $0.onInvalid = policy }
      #expect(twice.output == once.output)
    }
  }

  @Test("counts by type and country")
  func counts() throws {
    let run = try filter(
      "+442079461958\n+447400123456\n\n+12024561111\n+80012345678\nnobody\n", as: .numbers)
    #expect(
      run.counts.json.text
        == #"{"records":5,"phones":5,"validated":5,"unchanged":0,"rejected":0,"#
        + #""types":{"MOBILE":2,"LANDLINE":1,"INVALID":1,"OTHER":1},"countries":{"GB":2,"US":1}}"#)
  }

  @Test("a line that is not UTF-8, or no object, is rejected with its number")
  func rejected() throws {
    let run = try filter("[1]\n{\"Address\":\n{}\n", as: .jsonLines)
    #expect(run.rejections.map(\.line) == [1, 2])
    #expect(run.output == "{}\n")
  }

  @Test(
    "which endpoints are checked again",
    arguments: [
      ("all", .all), ("older-than:180d", .olderThan(180 * 86_400_000)),
      ("older-than:2h", .olderThan(7_200_000)), ("older-than:1m", .olderThan(60_000)),
      ("older-than:", nil), ("older-than:d", nil), ("older-than:1w", nil), ("180d", nil),
      ("older-than:-1d", nil), ("", nil),
    ] as [(String, PhonePolicy.Revalidation?)])
  func revalidation(text: String, expected: PhonePolicy.Revalidation?) {
    #expect(PhonePolicy.Revalidation(text) == expected)
  }
}
