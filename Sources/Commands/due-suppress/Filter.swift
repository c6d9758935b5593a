import ArgumentParser
import DueFormats
import DueStore
import DueSuppression
import DueSystem
import DueTool

/// A list in, and what may be written to out.
struct Filter: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Leave the records out whose address is on the list.")

  @OptionGroup var columns: ListColumnOptions
  @Option(help: ArgumentHelp("Mail of TOPIC is meant too.", valueName: "topic"))
  var topic: String?
  @Option(
    help: ArgumentHelp("The column has hashes of addresses: sha256.", valueName: "name"))
  var hashed: HashName?
  @Option(help: ArgumentHelp("Write the records left out into FILE.", valueName: "file"))
  var dropped: String?
  @Flag(help: "End with 1 when any record was left out.")
  var failOnDrop = false
  @OptionGroup var target: OutputFileOptions
  @OptionGroup var rejects: RejectOptions
  @OptionGroup var summary: SummaryOptions
  @OptionGroup var store: StoreOptions

  @Argument(help: "File, CSV or JSON lines; '-', and none, is standard input.")
  var file: String = "-"

  func run(_ console: inout Console) throws {
    let store = try Store(store.directory, .read)
    var keys = SuppressedKeys(isHashed: hashed != nil)
    try store.read { try keys.add(SuppressionList($0), topic: topic) }
    var pending = console
    defer { console = pending }
    let log = try rejects.open(reading: [file], writing: ["--dropped": dropped]) {
      pending.reject($0)
    }
    log.outcome = "stopped"
    var progress = Progress("records", console)
    var filter = ListFilter(
      keys, column: columns.column, rejects: log, output: try ByteSink(target.output),
      dropped: try dropped.map { try ByteSink($0) },
      progress: { progress.update($0, offset: $1, size: $2) })
    try filter.run(file, told: columns.from)
    progress.finish()
    if failOnDrop, filter.counts.dropped > 0 { pending.raise(.no) }
    summary.print(filter.counts.summary, console)
  }
}
