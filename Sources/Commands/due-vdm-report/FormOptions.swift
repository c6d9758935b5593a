import ArgumentParser
import DueReports
import DueSystem
import DueTool

/// In which form the report leaves, and where to.
struct FormOptions: ParsableArguments {
  @Option(help: "csv, json, html, or mime, a message to be sent (default: csv).")
  var format: ReportForm = .csv

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write FILE instead of standard output.", valueName: "file"))
  var output: String?

  func write(_ report: VDMReport) throws {
    var sink = try ByteSink(output)
    switch format {
    case .csv: sink.buffer.append(report.csv)
    case .json: sink.buffer.append(report.json)
    case .html: sink.buffer.append(report.html)
    }
    try sink.finish()
  }
}

enum ReportForm: String, ExpressibleByArgument, CaseIterable {
  case csv, json, html
}
