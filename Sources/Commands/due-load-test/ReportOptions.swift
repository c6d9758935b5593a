import ArgumentParser
import DueFormats
import DueLoadTesting
import DuePageOptions
import DuePages
import DueSystem
import DueTool

/// In which form a report leaves, and where to.
struct ReportOptions: ParsableArguments {
  @Option(help: "text, html, json or csv, which is the steps (default: text).")
  var format: Form = .text

  @OptionGroup var files: PageFiles

  @Option(help: ArgumentHelp("What the page is called (default: Load test).", valueName: "text"))
  var title = "Load test"

  enum Form: String, ExpressibleByArgument, CaseIterable { case text, html, json, csv }

  func write(_ report: LoadReport, at now: Instant) throws {
    let tables = report.tables
    let text =
      switch format {
      case .text: report.text
      case .html: try files.html(report.page(title: title, at: now), by: "due-load-test")
      case .json: report.json.text + "\n"
      case .csv: tables.first?.csv ?? ""
      }
    try files.write(text, json: report.json, tables: tables)
  }
}

extension Console {
  /// Says what is not as the scenario expects it, and raises the status.
  mutating func judge(_ report: LoadReport) {
    for verdict in report.verdicts where !verdict.holds {
      let limit = verdict.limit
      let found = verdict.found.map(limit.shown) ?? "none"
      say("expected \(limit.figure.rawValue) \(limit.text), found \(found)")
      raise(.no)
    }
    if let twice = report.duplicates, twice > 0 {
      say("expected each mail once, found \(twice) under two names of SES")
      raise(.no)
    }
    if let lost = report.lost, lost > 0 {
      say("expected an event of each accepted mail, found none of \(lost)")
      raise(.no)
    }
    if report.hasUnexpectedFailures { raise(.badData) }
  }
}
