import DueFormats
import DuePages
import DueSystem
import Testing

@testable import DueDashboard

@Suite struct PageTests {
  static let numbers: [(value: Double, places: Int, text: String)] = [
    (0, 2, "0.00"), (1234.5, 2, "1,234.50"), (-0.004, 2, "0.00"), (-1.005, 1, "-1.0"),
    (999.999, 2, "1,000.00"), (0.05, 1, "0.1"), (7, 0, "7"), (1_000_000, 0, "1,000,000"),
  ]

  @Test("writes numbers as people read them", arguments: numbers)
  func fixed(value: Double, places: Int, text: String) {
    #expect(DisplayNumber.fixed(value, places) == text)
  }

  @Test("a part below a thousandth is not nothing")
  func percent() {
    #expect(DisplayNumber.percent(0.0004) == "0.04%")
    #expect(DisplayNumber.percent(0.1234) == "12.3%")
    #expect(DisplayNumber.percent(0) == "0.0%")
    #expect(DisplayNumber.count(-1234) == "-1,234")
  }

  private static func report(_ name: String) throws -> DashboardReport {
    let scope = Scope(
      project: name, from: Instant(milliseconds: 0), to: Instant(milliseconds: 86_400_000),
      now: Instant(milliseconds: 0), campaign: name)
    return try DashboardReport(
      [CampaignSections.sends], of: scope, at: Instant(milliseconds: 0), provider: { $0 },
      ask: { _, _ in [[.string(name), .string(name), .string("SUCCESS"), .integer(2)]] })
  }

  @Test(
    "nothing in an event ends the script it stands in",
    arguments: [
      "</script><script>alert(1)</script>", "<!--", "a&b", "\u{2028}", "\"'`", "{{#each}}",
    ])
  func hostile(name: String) throws {
    let context = try Self.report(name).page(title: name, events: 1).context(
      library: "/*</script>*/", command: "due-dashboard 0")
    let data = try #require(context["data"]?.string)
    #expect(!data.contains("<") && !data.contains("&") && !data.contains("\u{2028}"))
    #expect(
      try JSON(parsing: data)["sections"]?.array?.first?["rows"]?.array?.first?.array?.first
        == .string(name))
    #expect(context["library"]?.string == "/*<\\/script>*/")
  }

  @Test("CSV quotes what it must, and leaves what is not known empty")
  func csv() {
    let section = Section(
      id: "x", title: "x", sentence: "", columns: [.init("a", "A"), .init("b", "B", .percent)],
      sql: "")
    let table = DashboardReport.Table(
      section: section,
      rows: [[.string("say \"hi\", all"), .null], [.string("b"), .number("0.5")]])
    #expect(table.csv == "a,b\n\"say \"\"hi\"\", all\",\nb,0.5\n")
  }

  @Test("domains become providers, with rates of their sums")
  func providers() {
    let rows: [[JSON]] = [
      [
        .string("a.com"), .integer(8), .integer(4), .integer(2), .integer(1), .integer(1),
        .integer(0),
      ],
      [
        .string("b.com"), .integer(2), .integer(1), .integer(0), .integer(0), .integer(1),
        .integer(0),
      ],
      [
        .string("c.com"), .integer(0), .integer(0), .integer(0), .integer(0), .integer(0),
        .integer(0),
      ],
    ]
    let sums = ProviderSums(rows) { $0 == "c.com" ? "Other" : "A" }.rows
    #expect(
      sums.first == [
        .string("A"), .integer(10), .integer(5), .integer(2), .integer(1), .integer(2), .integer(0),
        .number("0.5"), .number("0.4"), .number("0.2"), .number("0.2"),
      ])
    #expect(sums.last?.suffix(4) == [.null, .null, .null, .null])
  }
}
