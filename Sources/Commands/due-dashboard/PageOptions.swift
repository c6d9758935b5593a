import ArgumentParser
import DueDashboard
import DueFormats
import DueSystem
import DueTemplates
import DueTool
import Glibc

/// In which form the figures leave, and where to.
struct PageOptions: ParsableArguments {
  @Option(help: "html, json or csv (default: html).")
  var format: PageForm = .html

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write FILE instead of standard output.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("Write the figures as JSON too.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Write each section as CSV into DIR too.", valueName: "dir"))
  var csv: String?

  @Option(help: ArgumentHelp("What the page is called (default: Engagement).", valueName: "text"))
  var title = "Engagement"

  @Option(help: ArgumentHelp("Chart.js, to be put into the page.", valueName: "file"))
  var chartLibrary: String?

  @Option(help: ArgumentHelp("The page, as a template.", valueName: "file"))
  var template: String?

  /// Where Debian's package has it.
  private static let library = "/usr/share/javascript/chart.js/chart.min.js"

  func write(_ report: DashboardReport, events: Int) throws {
    let text =
      switch format {
      case .html: try page(report, events)
      case .json: report.json.text + "\n"
      case .csv: report.tables.first?.csv ?? ""
      }
    if let csv {
      if mkdir(csv, 0o777) != 0, errno != EEXIST { throw systemFault(csv, errno, .cannotCreate) }
      for table in report.tables {
        try write(table.csv, to: "\(csv)/\(table.section.id).csv")
      }
    }
    if let json { try write(report.json.text + "\n", to: json) }
    try write(text, to: output)
  }

  private func write(_ text: String, to path: String?) throws {
    var sink = try ByteSink(path)
    sink.buffer.append(text)
    try sink.finish()
  }

  private func page(_ report: DashboardReport, _ events: Int) throws -> String {
    let path = try template ?? DataFile.path("dashboard.html")
    let page = try Handlebars(
      try ByteSource.text(of: path), name: path, escaping: .html)
    let context = DashboardPage(report).context(
      title: title, library: try libraryText(), version: dueVersion, events: events)
    var renderer = TemplateRenderer(.init(now: report.generated))
    var output = ByteBuffer(capacity: 1 << 20)
    var tape = JSONTape()
    var text = ByteBuffer(capacity: 1 << 20)
    text.append(context)
    try renderer.render(page, with: try tape.parse(text.bytes), into: &output)
    return output.string
  }

  private func libraryText() throws -> String {
    if let chartLibrary { return try ByteSource.text(of: chartLibrary) }
    guard access(Self.library, R_OK) == 0 else {
      throw RunFault(
        .configuration,
        "expected Chart.js in \(Self.library), found none: install libjs-chart.js, or name a file "
          + "with --chart-library")
    }
    return try ByteSource.text(of: Self.library)
  }
}

enum PageForm: String, ExpressibleByArgument, CaseIterable {
  case html, json, csv
}
