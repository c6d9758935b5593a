import CDueScan
import DueFormats
import DueSystem
import Foundation
import Testing

@testable import DueReports

/// Days, providers, columns, tests and texts, each a table of cases.
@Suite struct PartsTests {
  static let today = Day("2026-03-31") ?? Day(0)

  static let periods: [(text: String, days: String?)] = [
    ("1D", "2026-03-30..2026-03-31"), ("30 D", "2026-03-01..2026-03-31"),
    ("2W", "2026-03-17..2026-03-31"), ("1M", "2026-02-28..2026-03-31"),
    ("13 M", "2025-02-28..2026-03-31"), ("1Y", "2025-03-31..2026-03-31"),
    ("previous-month", "2026-02-01..2026-03-01"), ("last-month", "2026-02-01..2026-03-01"),
    ("2024-02", "2024-02-01..2024-03-01"), ("2026-12", "2026-12-01..2027-01-01"),
    // Hours would not begin at midnight, and a unit that nobody knows is no empty report.
    ("12 HH", nil), ("5 MM", nil), ("1 SS", nil), ("30", nil), ("D", nil), ("0D", nil),
    ("-1D", nil),
    ("1X", nil), ("2026-13", nil), ("last", nil), ("", nil), ("99999999999D", nil),
  ]

  @Test("a length of days", arguments: periods)
  func period(text: String, days: String?) {
    #expect(DayRange(period: text, today: Self.today).map(Self.text) == days)
  }

  static let months: [(text: String, days: String?)] = [
    ("last", "2026-02-01..2026-03-01"), ("2026-01", "2026-01-01..2026-02-01"), ("2026-1", nil),
    ("30D", nil), ("2026-00", nil), ("2026-01-01", nil),
  ]

  @Test("a month", arguments: months)
  func month(text: String, days: String?) {
    #expect(DayRange(month: text, today: Self.today).map(Self.text) == days)
  }

  static let before: [(days: String, previous: String)] = [
    ("2026-03-01..2026-04-01", "2026-02-01..2026-03-01"),
    ("2026-01-01..2026-04-01", "2025-10-01..2026-01-01"),
    ("2026-03-02..2026-04-01", "2026-01-31..2026-03-02"),
    ("2026-03-30..2026-03-31", "2026-03-29..2026-03-30"),
  ]

  @Test("the period before", arguments: before)
  func previous(days: String, previous: String) throws {
    let ends = days.components(separatedBy: "..").compactMap { Day($0) }
    #expect(Self.text(DayRange(ends[0], ends[1]).previous) == previous)
  }

  private static func text(_ range: DayRange) -> String { "\(range.start.text)..\(range.end.text)" }

  static let buckets: [(bucket: Bucket, day: String, name: String)] = [
    (.day, "2026-03-01", "2026-03-01"), (.month, "2026-03-31", "2026-03"),
    (.week, "2026-03-01", "2026-02-23"), (.week, "2026-03-02", "2026-03-02"),
    (.week, "2026-03-08", "2026-03-02"),
  ]

  @Test("the bucket of a day", arguments: buckets)
  func bucket(bucket: Bucket, day: String, name: String) throws {
    #expect(bucket.name(bucket.first(of: try #require(Day(day)))) == name)
  }

  static let domains: [(domain: String, isp: String)] = [
    ("gmail.com", "G"), ("mail.gmail.com", "Other"), ("x.example.com", "E"),
    ("example.com", "Other"),
    ("a.b.example.com", "E"), ("deep.b.example.com", "E"), ("c.deep.example.com", "D"),
    ("yahoo.fr", "Y"), ("yahoo.co.uk", "Y"), ("yahoo.acme.com", "Other"), ("yahoo", "Other"),
    ("my.yahoo.fr", "Other"), ("yahoo.com", "YC"), ("", "Other"), (".", "Other"),
  ]

  @Test("the provider of a domain", arguments: domains)
  func provider(domain: String, isp: String) {
    var map = ISPMap()
    for (rule, name) in [
      ("gmail.com", "G"), ("*.example.com", "E"), (".deep.example.com", "D"), ("yahoo.*", "Y"),
      ("yahoo.com", "YC"),
    ] {
      let isRule = map.add(rule, name)
      #expect(isRule)
    }
    #expect(ISPMaps([map]).isp(of: domain) == isp)
    for rule in ["", ".", "*.*", "a*b.com", "a..b", "a@b.com", "*.yahoo.*"] {
      let isRule = map.add(rule, "X")
      #expect(!isRule, "\(rule)")
    }
    let isRule = map.add("*", "All")
    #expect(isRule)
    #expect(ISPMaps([map]).isp(of: domain) == (isp == "Other" ? "All" : isp))
  }

  @Test("due's own table of providers is sound")
  func table() throws {
    let map = try ISPMap(contentsOf: Sample.root + "/data/isp-domains.csv")
    for (domain, isp) in [
      ("gmail.com", "Gmail"), ("yahoo.co.jp", "Yahoo"), ("hotmail.it", "Microsoft"),
      ("tampabay.rr.com", "Spectrum"), ("att.net", "AT&T"),
    ] { #expect(map[domain] == isp) }
    #expect(map["example.com"] == nil)
  }

  static let columns: [(text: String, name: String?)] = [
    ("SEND", "SEND_VOLUME"), ("SEND:VOLUME", "SEND_VOLUME"),
    ("DELIVERY_CLICK:RATE", "DELIVERY_CLICK_RATE"),
    ("send", nil), ("SEND:", nil), ("SEND:RATE:RATE", nil), ("", nil), (":", nil),
  ]

  @Test("a column", arguments: columns)
  func column(text: String, name: String?) { #expect(VDMColumn(text)?.name == name) }

  static let tests: [(text: String, value: Double, holds: Bool?)] = [
    ("PERMANENT_BOUNCE_RATE>0.05", 0.0500001, true), ("PERMANENT_BOUNCE_RATE>0.05", 0.05, false),
    ("SEND_VOLUME < 1e3", 999, true), ("SEND_VOLUME>=10", 10, true),
    ("open_rate<=0.1", 0.11, false),
    ("SEND>1", 0, nil), ("SEND_VOLUME=1", 0, nil), ("SEND_VOLUME>", 0, nil), (">1", 0, nil),
    ("SEND_VOLUME>nan", 0, nil), ("SEND_VOLUME>inf", 0, nil),
  ]

  @Test("a test of a column", arguments: tests)
  func test(text: String, value: Double, holds: Bool?) {
    #expect(VDMTest(text).map { $0.holds(of: value) } == holds)
  }

  static let numbers: [(value: Double, percent: Bool, text: String)] = [
    (0, false, "0.000000"), (1, false, "1.000000"), (2.0 / 3, false, "0.666667"),
    (6.0 / 21, false, "0.285714"), (6.0 / 21, true, "28.571429"), (1e-9, false, "0.000000"),
    (12.5, false, "12.500000"),
  ]

  @Test("a rate, as text", arguments: numbers)
  func number(value: Double, percent: Bool, text: String) {
    #expect(VDMColumn.metric(.delivery, .rate).text(value, inPercent: percent) == text)
  }

  @Test("a container ends where a strict reader says", arguments: 1...30)
  func containers(seed: UInt64) {
    var random = Random(state: seed &* 0x9e37_79b9_7f4a_7c15 | 1)
    var tape = JSONTape()
    for _ in 0..<300 {
      let text = Self.json(&random, depth: 0) + random.one(of: ["", ",", "}", "\"", "\\", "]x"])
      let length = withPadding(text) { bytes -> (Int, Int?) in
        guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
          return (0, nil)
        }
        let strict = try? tape.parse(prefixOf: bytes)
        return (due_json_container_run(start, bytes.count), strict?.count)
      }
      #expect(length.0 == length.1, "\(text)")
      // Cut short it has no end.
      withPadding(String(decoding: text.utf8.prefix((length.1 ?? 1) - 1), as: UTF8.self)) { bytes in
        guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
        #expect(due_json_container_run(start, bytes.count) == 0)
      }
    }
  }

  private static func json(_ random: inout Random, depth: Int) -> String {
    func text() -> String {
      let parts = [#"\\"#, #"\""#, "{", "}", "[", "]", "plain text", #"\u00e9"#, #"\\\\\""#, "é"]
      return "\"" + (0..<random.below(30)).map { _ in random.one(of: parts) }.joined() + "\""
    }
    var items: [String] = []
    let isObject = random.below(2) == 0
    for _ in 0..<random.below(6) {
      let value =
        depth < 4 && random.below(3) == 0
        ? json(&random, depth: depth + 1) : random.one(of: [text(), "1", "null", "-2.5e3"])
      items.append(isObject ? text() + ":" + value : value)
    }
    let body = items.joined(separator: random.one(of: [",", " ,\n"]))
    return isObject ? "{\(body)}" : "[\(body)]"
  }
}
