import ArgumentParser
import DueFormats
import DueRetries
import DueStore
import DueSystem
import DueTool

/// Delivery events in; for each, what is done about it out.
struct Ingest: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read delivery events, and decide what is sent again and when.")

  @OptionGroup(title: "Retries") var policy: PolicyOptions

  @Option(
    help: ArgumentHelp(
      "Member of the context that has the key of other software.", valueName: "name"))
  var keyMember = "application_message_id"

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write decisions to FILE when complete.", valueName: "file"))
  var output: String?

  @Flag(name: [.customShort("n"), .long], help: "Write the same decisions, and change nothing.")
  var dryRun = false

  @OptionGroup(title: "Run") var rejects: RejectOptions
  @OptionGroup(title: "Run") var store: StoreOptions
  @OptionGroup(title: "Run") var clock: ClockOptions
  @OptionGroup(title: "Run") var summary: SummaryOptions

  @Argument(help: "Files of events; '-', and none, is standard input.")
  var files: [String] = []

  func run(_ console: inout Console) throws {
    // Events may come before the first message: whoever sends it may be starting just now.
    let scratch = try dryRun ? ScratchDirectory.ifMissing(store.directory) : nil
    let store = try Store(scratch?.path ?? store.directory, .write)
    defer { _ = scratch }
    var counts = RetryCounts()
    if dryRun {
      try store.rehearse { view in counts = try ingest(&console) { try $0(view) } }
    } else {
      counts = try ingest(&console) { try store.write($0) }
    }
    if counts.filtered > 0 {
      console.say(
        "warning: messages that carriers filtered: \(counts.filtered) (CARRIER_BLOCKED, SPAM)")
    }
    summary.print(counts.summary, console)
  }

  private func ingest(
    _ console: inout Console, transact: @escaping RetryIngest.Transact
  ) throws -> RetryCounts {
    let files = files.isEmpty ? ["-"] : files
    var pending = console
    defer { console = pending }
    let log = try rejects.open(reading: files) { pending.reject($0) }
    log.outcome = "stopped; what came long before is in the store"
    var progress = Progress("events", console)
    let sink = try DecisionSink(output)
    let job = RetryIngest(
      try policy.policy(), keyMember: keyMember, now: try clock.instant(), rejects: log,
      progress: { progress.update($0, offset: $1, size: $2) }, transact: transact,
      tell: { try sink.write($0) })
    try job.run(files)
    progress.finish()
    try log.finish()
    try sink.finish()
    return job.counts
  }
}

/// Where decisions go.
private final class DecisionSink {
  private var sink: ByteSink

  init(_ path: String?) throws { sink = try ByteSink(path) }

  func write(_ record: RetryRecord) throws {
    sink.buffer.append(record)
    try sink.recordEnded()
  }

  func finish() throws { try sink.finish() }
}
