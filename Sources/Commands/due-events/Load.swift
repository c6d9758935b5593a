import ArgumentParser
import DueEvents
import DueFormats
import DueStore
import DueSystem
import DueTool

/// Events of files into the event database.
struct Load: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "load", abstract: "Put events into the database, each once.")

  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Rejects") var rejects: RejectOptions
  @OptionGroup(title: "Clock") var clock: ClockOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  @Option(
    help: "What ingest_timestamp is: of the path, now or of the event (default: path, else now).")
  var ingestTime: IngestRule = .path

  @Flag(help: "Read files again that have not changed since they were read.")
  var again = false

  @Flag(help: "Index the events by message, recipient and endpoint, now and from now on.")
  var index = false

  @Flag(name: [.customShort("n"), .long], help: "Report the same, and change nothing.")
  var dryRun = false

  @Argument(help: "Files or directories of events; '-', and none, is standard input.")
  var files: [String] = []

  func run(_ console: inout Console) throws {
    var pending = console
    defer { console = pending }
    let now = try clock.instant()
    let inputs = files.isEmpty ? ["-"] : files
    let log = try rejects.open(reading: inputs) { pending.reject($0) }
    // A database that is being built is not there before all of it is.
    if EventStore.isThere(store.directory) {
      log.outcome = "stopped; what came long before is in the database"
    }
    var progress = Progress("events", console)
    let job = LoadJob(
      project: store.projectName, rule: ingestTime, now: now, again: again, rejects: log,
      progress: { progress.update($0, offset: $1, size: $2) })
    try EventLoading(
      directory: store.directory, now: now, isDryRun: dryRun, isIndexed: index
    ).run(job, inputs)
    progress.finish()
    try log.finish()
    summary.print(job.counts.summary, console)
  }
}

extension IngestRule: ExpressibleByArgument {}
