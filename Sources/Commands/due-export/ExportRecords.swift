import ArgumentParser
import DueExport
import DueFormats
import DueModel
import DueSegments
import DueStore
import DueSystem
import DueTool

/// How endpoints are written.
struct EndpointOutput: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "csv or jsonl (default: the suffix of the output file, else jsonl).", valueName: "format"))
  var to: RecordFormat?

  @Flag(name: .shortAndLong, help: "Compress by gzip, as export jobs did.")
  var gzip = false

  @OptionGroup var file: OutputFileOptions

  @OptionGroup(title: "Counts") var summary: SummaryOptions

  func write(_ endpoints: EndpointExport, _ console: Console) throws {
    let format = to ?? file.output.flatMap { RecordFormat(fileName: $0) } ?? .jsonl
    var sink = try RecordSink(file.output, isCompressed: gzip)
    let count = try endpoints.write(format, to: &sink)
    try sink.finish()
    summary.print(["endpoints": .integer(count)], console)
  }
}

/// A walk over a table sees each page once: KiB of pages that are kept.
private let walkCache = 1024

/// Every endpoint of a project.
struct ExportEndpoints: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "endpoints", abstract: "Write the endpoints of a project.")

  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Output") var output: EndpointOutput

  func run(_ console: inout Console) throws {
    try Store(store.directory, .read, cacheSize: walkCache).read { view in
      let project = try Project.named(store.projectName, view)
      try output.write(EndpointExport(allOf: project, view), console)
    }
  }
}

/// The members of a segment.
struct ExportSegment: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "segment", abstract: "Write the members of a segment.")

  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Output") var output: EndpointOutput
  @OptionGroup(title: "Clock") var clock: ClockOptions

  @Argument(help: "Id or name of the segment; ID@VERSION for one version of it.")
  var segment: String

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    try Store(store.directory, .read, cacheSize: walkCache).read { view in
      let project = try Project.named(store.projectName, view)
      let found = try SegmentTable.wanted(segment, in: project, view)
      var linker = SegmentLinker(in: project, view)
      let program = try linker.link(found, now: now, exclusiveNeedsAttribute: false)
      for warning in linker.warnings { console.say(warning) }
      let members = EndpointExport { try program.forEachMember(in: project, view, $0) }
      try output.write(members, console)
    }
  }
}
