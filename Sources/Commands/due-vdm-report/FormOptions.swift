import ArgumentParser
import DueModel
import DueReports
import DueSystem
import DueTool

/// In which form the report leaves, and where to.
struct FormOptions: ParsableArguments {
  @Option(help: "csv, json, html, or mime, a message to be sent (default: csv).")
  var format: ReportForm = .csv

  @Option(help: "What a message has attached: csv, json or html (default: csv).")
  var attach: ReportForm?

  @Option(
    help: ArgumentHelp("Whom the message is for; repeatable.", valueName: "address"))
  var mailTo: [String] = []

  @Option(help: ArgumentHelp("Whom the message is from.", valueName: "address"))
  var mailFrom: String?

  @Option(help: ArgumentHelp("Subject of the message.", valueName: "text"))
  var subject: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write FILE instead of standard output.", valueName: "file"))
  var output: String?

  func validate() throws {
    if format != .mime {
      guard attach == nil, mailTo.isEmpty, mailFrom == nil, subject == nil else {
        throw ValidationError(
          "--attach, --mail-to, --mail-from and --subject go with --format mime")
      }
      return
    }
    if attach == .mime { throw ValidationError("expected csv, json or html in --attach") }
    if mailTo.isEmpty { throw ValidationError("expected --mail-to with --format mime") }
    for (option, text) in mailTo.map({ ("mail-to", $0) }) + [
      ("mail-from", mailFrom ?? ""), ("subject", subject ?? ""),
    ] where text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) {
      throw ValidationError("expected one line in --\(option), found several")
    }
    for address in mailTo + [mailFrom].compactMap({ $0 }) where MailAddress(address) == nil {
      throw ValidationError(
        "expected an address such as ana@example.com or 'Ana <ana@example.com>', "
          + "found '\(address)'")
    }
  }

  /// The form of the report itself, be it attached or not.
  var body: ReportForm { format == .mime ? attach ?? .csv : format }

  /// Refuses what SES does not export.
  func checkExport() throws {
    if body == .html { throw ValidationError("html is no form that SES exports") }
  }

  /// Writes a report.
  func write(_ report: VDMReport, at now: Instant) throws {
    let text =
      switch body {
      case .csv, .mime: report.csv
      case .json: report.json
      case .html: report.html
      }
    try write(Array(text.utf8), report.days, report: report, at: now)
  }

  /// Writes the bytes of a report of `days`.
  func write(_ file: [UInt8], _ days: DayRange, report: VDMReport? = nil, at now: Instant) throws {
    var sink = try ByteSink(output)
    if format == .mime {
      let mail = ReportMail(
        to: mailTo, from: mailFrom, subject: subject, days: days, form: body, file: file,
        report: report)
      mail.append(to: &sink.buffer, at: now)
    } else {
      file.withUnsafeBytes { sink.buffer.append($0) }
    }
    try sink.finish()
  }
}

enum ReportForm: String, ExpressibleByArgument, CaseIterable {
  case csv, json, html, mime
}
