import DueCampaigns
import DueFormats
import DueModel
import DueStore
import DueSystem
import Testing

@Suite struct ReportTests {
  static let started = at("2026-11-23T12:30:00Z")

  static func row(
    _ status: SendStatus, _ change: (inout CampaignReportCursor.Row) -> Void = { _ in }
  )
    -> CampaignReportCursor.Row
  {
    var row = CampaignReportCursor.Row()
    row.endpointID = "ep-1"
    row.channel = "SMS"
    row.address = "+12025550101"
    row.status = status.rawValue
    change(&row)
    return row
  }

  static func message(
    _ state: OutboxState, receipt: (String, String)? = nil, batch: Batch.State = .active,
    code: String = ""
  ) -> CampaignReportCursor.Row {
    row(.success) { row in
      var message = CampaignReportCursor.Row.Message(state: state, changed: started, batch: batch)
      message.body = "Hi"
      message.code = code
      if let (status, kind) = receipt {
        message.receipt = .init(status: status, kind: kind, at: started + 2000)
      }
      row.message = message
    }
  }

  static let fates: [(CampaignReportCursor.Row, MemberReport.Fate, String)] = [
    (message(.accepted), .sent, "accepted"),
    (message(.accepted, receipt: ("DELIVERED", "ok")), .sent, "delivered"),
    (message(.accepted, receipt: ("PENDING", "progress")), .sent, "accepted"),
    (
      message(.accepted, receipt: ("UNREACHABLE", "permanent")), .failed,
      "not delivered: UNREACHABLE"
    ),
    (message(.ready), .held, "waiting in the outbox"),
    (message(.ready, code: "503"), .held, "to be tried again: 503"),
    (message(.ready, batch: .paused), .held, "paused"),
    (message(.ready, batch: .cancelled), .skipped, "cancelled"),
    (message(.submitting), .held, "being sent"),
    (message(.uncertain), .held, "sent or not: nobody knows"),
    (message(.suppressed), .skipped, "on the opt-out list"),
    (message(.suppressed, code: "SUPPRESSED"), .skipped, "on the suppression list"),
    (message(.rejected, code: "BLOCKED"), .failed, "refused: BLOCKED"),
    (message(.expired), .failed, "expired before it was taken"),
    (message(.dead, code: "503"), .failed, "given up: 503"),
    (message(.cancelled), .skipped, "cancelled"),
    (row(.success), .failed, "not in the outbox any more"),
    (row(.holdout), .skipped, "held out for comparison"),
    (row(.failure) { $0.detail = "message is empty" }, .failed, "message is empty"),
  ]

  @Test("every member has one fate, with its reason", arguments: fates)
  func fate(row: CampaignReportCursor.Row, fate: MemberReport.Fate, reason: String) {
    let member = MemberReport(row, handover: .outbox)
    #expect(member.fate == fate)
    #expect(member.reason == reason)
  }

  @Test("names come from the user, else from the endpoint")
  func names() {
    func name(_ user: String, _ endpoint: String) -> String {
      MemberReport(
        Self.row(.holdout) {
          $0.userAttributes = user
          $0.attributes = endpoint
        }, handover: .outbox
      ).name
    }
    #expect(
      name(#"{"FirstName":["Åsa"],"LastName":["Öberg"]}"#, #"{"FirstName":["X"]}"#) == "Åsa Öberg")
    #expect(name("", #"{"FirstName":["Ana"]}"#) == "Ana")
    #expect(name("", #"{"Name":["Ana Diaz"]}"#) == "Ana Diaz")
    #expect(name("", #"{"Plan":["gold"]}"#) == "")
  }

  @Test("the counts add up, and every line fits")
  func page() {
    var report = RunReport(showing: 2)
    for row in Self.fates.map(\.0) { report.add(row, handover: .outbox) }
    for _ in 0..<1500 {
      report.add(Self.message(.accepted), handover: .outbox)
    }
    let sum = MemberReport.Fate.allCases.reduce(0) { $0 + report.count($1) }
    #expect(sum == report.total)
    for width in [60, 80, 100] {
      let text = ReportText.text(
        .init(
          title: "november",
          lines: [("when", "now"), ("segment", String(repeating: "long ", count: 40))]),
        report, started: Self.started, width: width, isColoured: false)
      for line in text.split(separator: "\n") {
        #expect(DisplayText(String(line)).width <= width, "\(line)")
        #expect(!line.hasSuffix(" "))
      }
      #expect(text.contains("members  1,519"))
      #expect(text.contains("more: --csv has them all"))
      #expect(!text.contains("\u{1B}"))
    }
  }

  @Test("data cannot steer a terminal")
  func controls() {
    #expect(DisplayText("a\u{1B}[31mb\u{202E}c\r\nd").text == "a\u{FFFD}[31mb\u{FFFD}c⏎d")
  }

  static let widths: [(String, Int)] = [
    ("", 0), ("Ana", 3), ("Åsa", 3), ("A\u{30A}sa", 3), ("田中", 4), ("👍", 2), ("…", 1),
  ]

  @Test("columns are those of a terminal", arguments: widths)
  func width(text: String, width: Int) { #expect(DisplayText(text).width == width) }

  @Test("long texts are wrapped at spaces, long words inside")
  func wraps() {
    #expect(DisplayText("one two three").wrapped(at: 7) == ["one two", "three"])
    #expect(DisplayText("abcdefghij").wrapped(at: 4) == ["abcd", "efgh", "ij"])
    #expect(DisplayText("").wrapped(at: 4) == [""])
    #expect(DisplayText("ab").cut(to: 1).text == "…")
    #expect(DisplayText("田中田").cut(to: 4).text == "田…")
  }
}
