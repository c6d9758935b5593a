import ArgumentParser
import DueFormats
import DueStore
import DueSuppression
import DueSystem
import DueTool

/// Events into the list.
struct Apply: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring the list up to what events say.")

  @OptionGroup var policy: PolicyOptions
  @OptionGroup var changes: ChangeOptions
  @OptionGroup var rejects: RejectOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var summary: SummaryOptions
  @OptionGroup var store: StoreOptions

  @Argument(help: "Files of events; '-', and none, is standard input.")
  var files: [String] = []

  func run(_ console: inout Console) throws {
    let policy = try policy.read()
    let now = try clock.instant()
    let files = files.isEmpty ? ["-"] : files
    var pending = console
    defer { console = pending }
    let log = try rejects.open(reading: files) { pending.reject($0) }
    log.outcome = "stopped; what came long before is in the list"
    var progress = Progress("events", console)
    let counts = try changes.perform(in: store) { transact in
      let job = ApplyJob(
        policy, now: now, rejects: log,
        progress: { progress.update($0, offset: $1, size: $2) }, transact: transact)
      try job.run(files)
      return job.counts
    }
    progress.finish()
    try log.finish()
    summary.print(counts.summary, console)
  }
}

/// What follows from which event.
struct PolicyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What follows from which event: default, original or a file (default: default).",
      valueName: "file"))
  var policy = "default"

  @Option(
    help: ArgumentHelp("So many soft bounces are a reason (default: 3).", valueName: "n"))
  var softLimit: Int?

  @Option(help: ArgumentHelp("Soft bounces within so many days (default: 30).", valueName: "n"))
  var softDays: Int?

  func validate() throws {
    if let softLimit, !(1...1000).contains(softLimit) {
      throw ValidationError("expected 1 to 1000 in --soft-limit, found '\(softLimit)'")
    }
    if let softDays, !(1...3660).contains(softDays) {
      throw ValidationError("expected 1 to 3660 in --soft-days, found '\(softDays)'")
    }
  }

  func read() throws -> SuppressionPolicy {
    let isOurs = policy == "default" || policy == "original"
    let path = isOurs ? try DataFile.path("suppression/\(policy).json") : policy
    var read = try PolicyReader.read(path)
    if let softLimit { read.counting.softLimit = softLimit }
    if let softDays { read.counting.softDays = softDays }
    return read
  }
}
