import DueFormats
import DueModel
import DueStore
import DueSystem
import Testing

@testable import DueEvents

@Suite struct MonthlyReportTests {
  /// Events as many ways as JSON can write them.
  private static func lines(_ count: Int, seed: UInt64) -> [String] {
    var random = SplitMix(state: seed)
    return (0..<count).map { _ in line(&random) }
  }

  private static func line(_ random: inout SplitMix) -> String {
    let type =
      [
        "_email.send", "_email.open", "_email.click", "_email.delivered", "_email.unsubscribe",
        "_email.hardbounce", "_SMS.BUFFERED", "_SMS.SUCCESS", "_SMS.FAILURE", "_SMS.OPTOUT",
        "_campaign.send", "_journey.send", "purchase", "_test.event_stream", "Send", "Open",
        "Bounce",
        "Delivery", "Teleport", "TEXT_DELIVERED",
      ].randomElement(using: &random) ?? ""
    let time = 1_780_000_000_000 + Int(random.next() % 20_000_000_000)
    let space = ["", "", " ", "\t"].randomElement(using: &random) ?? ""
    let campaign = ["c1", "c2", "c\\u0031", "", "é"].randomElement(using: &random) ?? ""
    var members: [String]
    if type.hasPrefix("_") || type == "purchase" {
      members = [
        #""event_type":"\#(type)""#, #""event_timestamp":\#(number(time, &random))"#,
        #""arrival_timestamp":\#(number(time + 3_000_000_000, &random))"#,
        #""attributes":{"campaign_id":"\#(campaign)","number_of_message_parts":"2","x":"}\"{\\"}"#,
        #""client_context":{"custom":{"campaign_id":"other","list":[1,[2,{"a":"]"}]]}}"#,
        #""metrics":{"price_in_millicents_usd":645.5}"#,
      ]
      if type == "_email.hardbounce" {
        members.append(#""facets":{"email_channel":{"mail_event":{"bounce":{}}}}"#)
      }
    } else if type.hasPrefix("TEXT_") {
      members = [
        #""eventType":"\#(type)""#, #""eventTimestamp":\#(time)"#, #""isFinal":true"#,
        #""totalMessagePrice":0.0075"#, #""context":{"campaign":"\#(campaign)"}"#,
      ]
    } else {
      let stamp = Instant(milliseconds: Int64(time)).iso8601
      members = [
        #""eventType":"\#(type)""#,
        #""mail":{"timestamp":"\#(stamp)","tags":{"campaign":["\#(campaign)"],"x":["y"]}}"#,
      ]
      let detail = ["Open": "open", "Bounce": "bounce", "Delivery": "delivery"][type] ?? "send"
      if random.next() % 8 > 0 {
        members.append(
          #""\#(detail)":{"timestamp":"2026-08-31T23:59:59.999Z","bounceType":"Permanent"}"#)
      }
    }
    members.shuffle(using: &random)
    return "{\(space)" + members.joined(separator: ",\(space)") + "\(space)}"
  }

  private static func number(_ value: Int, _ random: inout SplitMix) -> String {
    switch random.next() % 12 {
    case 0: "\"\(value)\""
    case 1: "null"
    case 2: "\(value).0"
    default: "\(value)"
    }
  }

  private static func report(_ path: String, looksCloser: Bool) throws -> (
    rows: [String], rejected: Int
  ) {
    let log = try RejectLog(path: nil, limit: nil) { _ in }
    let report = MonthlyReport(rejects: log, looksCloser: looksCloser) { _, _, _ in }
    try report.run([path])
    var rows: [String] = []
    report.forEachRow { month, campaign, sum in
      let counts = (0..<12).map { String(sum.counts[$0]) }.joined(separator: ",")
      rows.append("\(month),\(campaign.string),\(counts),\(sum.parts),\(sum.cost)")
    }
    return (rows, report.rejected)
  }

  /// Month and campaign of a row.
  private static func key(_ row: String) -> String {
    row.split(separator: ",", omittingEmptySubsequences: false).prefix(2).joined(separator: ",")
  }

  @Test("a skim comes to what a closer look comes to", arguments: 1...8)
  func skim(seed: Int) throws {
    let directory = try TestDirectory()
    let path = try directory.file(
      "events", Self.lines(2_000, seed: UInt64(seed)).joined(separator: "\n"))
    let (skimmed, read) = try (
      Self.report(path, looksCloser: false), Self.report(path, looksCloser: true)
    )
    let different = zip(skimmed.rows, read.rows).filter { $0 != $1 }.prefix(3).map { "\($0) \($1)" }
    #expect(different == [])
    #expect(skimmed.rows.count == read.rows.count)
    #expect(skimmed.rejected == read.rejected)
    #expect(!skimmed.rows.isEmpty)
  }

  @Test(
    "damaged lines stop nothing, and count nothing that a closer look would not", arguments: 1...8)
  func damage(seed: Int) throws {
    let directory = try TestDirectory()
    var random = SplitMix(state: UInt64(seed) &* 77)
    let damaged = Self.lines(1_500, seed: UInt64(seed)).map { line in
      var bytes = Array(line.utf8)
      for _ in 0..<(random.next() % 3) {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 3 {
        case 0: bytes.remove(at: place)
        case 1: bytes[place] = Array("{}[]\",:\\\0x1".utf8).randomElement(using: &random) ?? 0
        default: bytes.removeLast(Int(random.next() % UInt64(bytes.count)))
        }
        if bytes.isEmpty { bytes = [0x7b] }
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    let path = try directory.file("events", damaged.joined(separator: "\n"))
    let (skimmed, read) = try (
      Self.report(path, looksCloser: false), Self.report(path, looksCloser: true)
    )
    // What is passed over is not checked, so that fewer lines are rejected, never more.
    #expect(skimmed.rejected <= read.rejected)
    let missing = Set(read.rows.map(Self.key)).subtracting(skimmed.rows.map(Self.key))
    #expect(missing == [], "in \(path)")
  }
}

/// Random numbers that are the same each time.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}
