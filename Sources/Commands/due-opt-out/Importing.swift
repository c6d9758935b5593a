import ArgumentParser
import DueFormats
import DueOptOuts
import DueStore
import DueSystem
import DueTool

/// Lists of other systems.
struct Import: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put the numbers of files on a list.")

  @Option(
    help: ArgumentHelp(
      "Column or member of the number (default: address, else number, phone …).",
      valueName: "name"))
  var column: String?
  @Option(help: ArgumentHelp("Form of the input: csv or jsonl.", valueName: "form"))
  var from: RecordFormat?
  @Option(
    help: ArgumentHelp(
      "What they leave: promotional messages, or all (default: promotional).",
      valueName: "scope"))
  var scope = OptOutScope.promotional
  @OptionGroup var witness: WitnessOptions
  @OptionGroup var rejects: RejectOptions
  @OptionGroup var summary: SummaryOptions

  @Argument(help: "Files, CSV or JSON; '-', and none, is standard input.")
  var files: [String] = []

  func run(_ console: inout Console) throws {
    let scratch = try witness.dryRun ? ScratchDirectory.ifMissing(witness.store.directory) : nil
    defer { _ = scratch }
    let store = try Store(scratch?.path ?? witness.store.directory, .write)
    var counts = OptOutImport.Counts()
    if witness.dryRun {
      try store.rehearse { view in counts = try read(&console) { try $0(view) } }
    } else {
      counts = try read(&console) { try store.write($0) }
    }
    summary.print(counts.summary, console)
  }

  private func read(
    _ console: inout Console, transact: @escaping InboundJob.Transact
  ) throws -> OptOutImport.Counts {
    var settings = OptOutImport.Settings()
    settings.column = column
    settings.list = witness.listName
    settings.scope = scope
    settings.reason = witness.reason ?? ""
    settings.saidBy = witness.by ?? ""
    let files = files.isEmpty ? ["-"] : files
    var pending = console
    defer { console = pending }
    let log = try rejects.open(reading: files) { pending.reject($0) }
    log.outcome = "stopped; what came long before is in the store"
    var progress = Progress("numbers", console)
    let job = OptOutImport(
      settings, now: try witness.clock.instant(), rejects: log,
      progress: { progress.update($0, offset: $1, size: $2) }, transact: transact)
    for file in files { try job.run(file, told: from) }
    progress.finish()
    try log.finish()
    return job.counts
  }
}
