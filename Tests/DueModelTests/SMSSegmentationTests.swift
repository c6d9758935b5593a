import DueFormats
import DueModel
import Foundation
import Testing

@Suite struct SMSSegmentationTests {
  static let fixtures =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().path + "/Fixtures/sms/"

  static func lines(_ name: String) throws -> [Substring] {
    try String(contentsOfFile: fixtures + name, encoding: .utf8).split(separator: "\n")
  }

  @Test("counts as the vectors do")
  func vectors() throws {
    let lines = try Self.lines("segments.jsonl")
    #expect(lines.count == 33)
    for line in lines {
      let vector = try JSON(parsing: String(line))
      let text = try #require(vector["text"]?.string)
      let expected = SMSSegmentation(
        encoding: try #require(
          SMSSegmentation.Encoding(rawValue: vector["encoding"]?.string ?? "")),
        units: try #require(vector["units"]?.integer), parts: try #require(vector["parts"]?.integer)
      )
      #expect(SMSSegmentation(text) == expected, "\(line)")
    }
  }

  @Test("knows the GSM alphabet, and nothing else")
  func alphabet() throws {
    var expected: [UInt32: Int] = [:]
    for line in try Self.lines("gsm0338.tsv").dropFirst() {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count >= 3, fields[2].hasPrefix("U+"),
        let scalar = UInt32(fields[2].dropFirst(2), radix: 16),
        scalar != 0x1b  // the escape leads to the extension; it is no character
      else { continue }
      expected[scalar] = fields[0] == "basic" ? 1 : 2
    }
    #expect(expected.count == 137)  // 127 of the basic table, 10 of its extension
    for value in UInt32(0)...0xffff {
      guard let scalar = Unicode.Scalar(value) else { continue }
      #expect(
        SMSSegmentation.septets(scalar) == expected[value] ?? 0, "U+\(String(value, radix: 16))")
    }
  }
}
