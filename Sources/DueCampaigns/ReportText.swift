import DueFormats
import DueModel
import DueStore
import DueSystem

/// A run's report as a person reads it: what it was, how the counts add up to the segment, who got
/// what, and who did not and why.
package struct ReportText {
  /// What stands above the counts.
  package struct Head: Sendable {
    package var title: String
    /// Names and values, in order.
    package var lines: [(name: String, value: String)]

    package init(title: String, lines: [(name: String, value: String)]) {
      self.title = title
      self.lines = lines
    }
  }

  private let report: RunReport
  private let started: Instant
  private let width: Int
  private let isColoured: Bool
  private var out = ""

  /// - Parameters:
  ///   - width: columns, at least 60.
  ///   - isColoured: with the colours of a terminal.
  package init(_ report: RunReport, started: Instant, width: Int, isColoured: Bool) {
    self.report = report
    self.started = started
    self.width = max(60, width)
    self.isColoured = isColoured
  }

  /// The report, with a line end after its last line.
  package static func text(
    _ head: Head, _ report: RunReport, started: Instant, width: Int, isColoured: Bool
  ) -> String {
    var text = ReportText(report, started: started, width: width, isColoured: isColoured)
    text.append(head)
    text.appendCounts()
    for fate in [MemberReport.Fate.sent, .failed, .held, .skipped] { text.append(fate) }
    return text.out
  }

  // MARK: Parts

  private mutating func append(_ head: Head) {
    let title = DisplayText(head.title).cut(to: width)
    line(styled(title.text, .bold))
    line(String(repeating: "─", count: title.width))
    let names = head.lines.map(\.name.count).max() ?? 0
    for (name, value) in head.lines {
      let label = DisplayText(name).padded(to: names)
      for (i, piece) in DisplayText(value).wrapped(at: width - names - 2).enumerated() {
        let margin = i == 0 ? styled(label, .dim) : String(repeating: " ", count: names)
        line("\(margin)  \(piece)")
      }
    }
    line("")
  }

  /// A line a reason; the counts of the fates stand in one column, those of reasons in another.
  private mutating func appendCounts() {
    let digits = Self.grouped(report.total).count
    let room = width - 2 * digits - 16
    let reasons = report.groups.map { DisplayText($0.reason).cut(to: room).width }.max() ?? 0
    for fate in MemberReport.Fate.allCases {
      let count = report.count(fate)
      let number = DisplayText(Self.grouped(count)).padded(to: digits, right: true)
      var margin = styled(
        "  \(DisplayText(fate.rawValue).padded(to: 9))\(number)", count > 0 ? fate.style : .dim)
      let groups = report.groups(fate)
      if groups.isEmpty { line(margin) }
      for group in groups {
        let reason = DisplayText(group.reason).cut(to: room)
        let share = DisplayText(Self.grouped(group.count)).padded(to: digits, right: true)
        line(
          "\(margin)   \(groups.count > 1 ? "\(reason.padded(to: reasons))  \(share)" : reason.text)"
        )
        margin = String(repeating: " ", count: 11 + digits)
      }
    }
    line("  " + String(repeating: "─", count: 9 + digits))
    line("  members  \(Self.grouped(report.total))")
  }

  private mutating func append(_ fate: MemberReport.Fate) {
    let groups = report.groups(fate)
    guard !groups.isEmpty else { return }
    line("")
    line(styled(fate.rawValue.prefix(1).uppercased() + fate.rawValue.dropFirst(), .bold))
    table(groups.flatMap(\.members), isSent: fate == .sent)
    let rest = groups.reduce(0) { $0 + $1.count - $1.members.count }
    if rest > 0 { line(styled("  … and \(Self.grouped(rest)) more: --csv has them all", .dim)) }
  }

  /// Who and where; then when and what, the text beside the rest where all texts have room there;
  /// or why not.
  private mutating func table(_ members: [MemberReport], isSent: Bool) {
    let rows = members.map { member in
      [
        DisplayText(member.name.isEmpty ? member.endpointID : member.name).cut(to: 24),
        DisplayText(member.address).cut(to: 24),
        DisplayText(isSent ? clock(member.sent) : ""),
        DisplayText(isSent ? arrival(member) : ""),
      ]
    }
    let widths = (0..<4).map { column in rows.lazy.map { $0[column].width }.max() ?? 0 }
    let used = 2 + widths.reduce(0) { $0 + ($1 > 0 ? $1 + 2 : 0) }
    let texts = members.map { DisplayText(isSent ? $0.text : $0.reason) }
    let isBeside = texts.allSatisfy { $0.width <= width - used }
    for (row, text) in zip(rows, texts) {
      var cells = "  "
      for (cell, columns) in zip(row, widths) where columns > 0 {
        cells += cell.padded(to: columns) + "  "
      }
      if isBeside {
        line(cells + text.text)
      } else {
        line(cells)
        for piece in text.wrapped(at: width - 6) where !piece.isEmpty {
          line("      " + styled(piece, .dim))
        }
      }
    }
  }

  private func arrival(_ member: MemberReport) -> String {
    guard member.reason == MemberReport.delivered else { return "no receipt" }
    return "delivered \(clock(member.delivered))"
  }

  // MARK: Words

  /// A time of the run's day, or date and time.
  private func clock(_ instant: Instant?) -> String {
    guard let instant else { return "" }
    let text = instant.iso8601
    let time = String(text.dropFirst(11).prefix(8))
    return text.prefix(10) == started.iso8601.prefix(10)
      ? time : "\(text.prefix(10)) \(time)"
  }

  /// `1,234,567`.
  private static func grouped(_ value: Int) -> String {
    let digits = Array(String(value))
    var text = ""
    for (i, digit) in digits.enumerated() {
      if i > 0, (digits.count - i) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  fileprivate enum Style: String {
    case plain = ""
    case bold = "1"
    case dim = "2"
    case green = "32"
    case red = "31"
    case yellow = "33"
  }

  private func styled(_ text: some StringProtocol, _ style: Style) -> String {
    isColoured && style != .plain ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : String(text)
  }

  /// Spaces at the end are nobody's.
  private mutating func line(_ text: String) {
    var text = text
    while text.hasSuffix(" ") { text.removeLast() }
    out += text + "\n"
  }
}

extension ReportText.Head {
  /// - Parameter segment: its name; nil for one that is gone.
  package init(
    _ run: StoredRun, of stored: StoredCampaign, campaign: Campaign, segment: String?,
    state: CampaignState
  ) {
    title = stored.name
    lines = [
      ("when", run.started.spoken),
      ("segment", "\(segment ?? run.segmentID), version \(run.segmentVersion)"),
    ]
    for treatment in campaign.treatments {
      let share = campaign.treatments.count > 1 ? " (treatment \(treatment.id))" : ""
      for content in treatment.contents {
        lines.append(("message", Self.words(content, run, treatment) + share))
      }
    }
    if campaign.schedule.frequency.repeats {
      lines.append(("run", "\(run.number), \(campaign.schedule.frequency.rawValue.lowercased())"))
    }
    lines.append(("state", state.rawValue.lowercased().replacing("_", with: " ")))
    lines.append(("campaign", stored.id))
  }

  private static func words(_ content: Content, _ run: StoredRun, _ treatment: Treatment) -> String
  {
    let kind: String
    switch content {
    case .sms(let sms):
      let from = sms.from.isEmpty ? "" : " from \(sms.from)"
      kind = "\(sms.type.rawValue.lowercased()) SMS\(from)"
    case .email(let email): kind = "mail from \(email.from)"
    case .custom(let custom):
      kind = "custom channel to \(custom.types.map(\.rawValue).joined(separator: ", "))"
    }
    guard let template = content.template else { return kind }
    let version = run.templates[treatment.id]?[content.channel.rawValue]?["Version"]?.string
    return "\(kind), template \(template.name) version \(version ?? "?")"
  }
}

extension MemberReport.Fate {
  fileprivate var style: ReportText.Style {
    switch self {
    case .sent: .green
    case .skipped: .plain
    case .failed: .red
    case .held: .yellow
    }
  }
}

extension Instant {
  /// `Mon 23 Nov 2026, 12:30:00 UTC`.
  package var spoken: String {
    let civil = civil()
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let time = iso8601.dropFirst(11).prefix(8)
    return
      "\(days[civil.weekday]) \(civil.day) \(months[civil.month - 1]) \(civil.year), \(time) UTC"
  }
}
