import ArgumentParser
import DueFormats
import DuePages
import DueSystem
import DueTemplates
import DueTool
import Glibc

/// Where figures go: a page, and files of them beside it.
package struct PageFiles: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write FILE instead of standard output.", valueName: "file"))
  package var output: String?

  @Option(help: ArgumentHelp("Write the figures as JSON too.", valueName: "file"))
  package var json: String?

  @Option(help: ArgumentHelp("Write each section as CSV into DIR too.", valueName: "dir"))
  package var csv: String?

  @Option(help: ArgumentHelp("Chart.js, to be put into the page.", valueName: "file"))
  package var chartLibrary: String?

  @Option(help: ArgumentHelp("The page, as a template.", valueName: "file"))
  package var template: String?

  package init() {}

  /// Where Debian's package has it.
  private static let library = "/usr/share/javascript/chart.js/chart.min.js"

  /// Writes what is asked for beside `text`, then `text`.
  package func write(_ text: String, json: JSON, tables: [FigureTable]) throws {
    if let csv {
      if mkdir(csv, 0o777) != 0, errno != EEXIST { throw systemFault(csv, errno, .cannotCreate) }
      for table in tables {
        try write(table.csv, to: "\(csv)/\(table.section.id).csv")
      }
    }
    if let path = self.json { try write(json.text + "\n", to: path) }
    try write(text, to: output)
  }

  private func write(_ text: String, to path: String?) throws {
    var sink = try ByteSink(path)
    sink.buffer.append(text)
    try sink.finish()
  }

  /// The page as HTML that needs nothing else.
  ///
  /// - Parameter command: who makes it.
  /// - Throws: status 78 where the template is wrong or Chart.js is not there.
  package func html(_ page: Page, by command: String) throws -> String {
    let path = try template ?? DataFile.path("dashboard.html")
    let form = try Handlebars(try ByteSource.text(of: path), name: path, escaping: .html)
    let context = page.context(library: try libraryText(), command: "\(command) \(dueVersion)")
    var renderer = TemplateRenderer(.init(now: page.generated))
    var output = ByteBuffer(capacity: 1 << 20)
    var tape = JSONTape()
    var text = ByteBuffer(capacity: 1 << 20)
    text.append(context)
    try renderer.render(form, with: try tape.parse(text.bytes), into: &output)
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
