import ArgumentParser
import DueDashboard
import DueFormats
import DuePageOptions
import DuePages

/// In which form the figures leave, and where to.
struct PageOptions: ParsableArguments {
  @Option(help: "html, json or csv (default: html).")
  var format: PageForm = .html

  @OptionGroup var files: PageFiles

  @Option(help: ArgumentHelp("What the page is called (default: Engagement).", valueName: "text"))
  var title = "Engagement"

  func write(_ report: DashboardReport, events: Int) throws {
    let text =
      switch format {
      case .html:
        try files.html(report.page(title: title, events: events), by: "due-dashboard")
      case .json: report.json.text + "\n"
      case .csv: report.tables.first?.csv ?? ""
      }
    try files.write(text, json: report.json, tables: report.tables)
  }
}

enum PageForm: String, ExpressibleByArgument, CaseIterable {
  case html, json, csv
}
