import ArgumentParser
import DueArchive
import DueFormats
import DueStore
import DueSystem
import DueTool
import Glibc

/// Keeps the messages of send events.
struct StoreMessages: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "store", abstract: "Keep the messages of send events.")

  @OptionGroup(title: "Messages") var options: RenderingOptions
  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Rejects") var rejects: RejectOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  @Flag(help: "Write all events on standard output, with the places of their messages.")
  var passThrough = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("With --pass-through, write FILE instead.", valueName: "file"))
  var output: String?

  @Flag(name: [.customShort("n"), .long], help: "Report the same, and change nothing.")
  var dryRun = false

  @Argument(help: "Files of events; '-', and none, is standard input.")
  var files: [String] = []

  /// KiB: digests come in no order, and ask for any page of their index.
  private static let cacheSize = 32_768

  func validate() throws {
    if output != nil, !passThrough { throw ValidationError("--output goes with --pass-through") }
    if dryRun, passThrough {
      throw ValidationError("--dry-run goes without --pass-through: nothing is kept to tell of")
    }
  }

  func run(_ console: inout Console) throws {
    let shelf = try options.shelf()
    let scratch = try dryRun ? ScratchDirectory.ifMissing(store.directory) : nil
    let opened = try Store(
      scratch?.path ?? store.directory, dryRun && scratch == nil ? .read : .write,
      cacheSize: Self.cacheSize)
    let tree = dryRun ? nil : try ArchiveTree.open(store.directory, creates: true)
    let inputs = files.isEmpty ? ["-"] : files
    var rejected = console
    defer { console = rejected }
    let log = try rejects.open(reading: inputs) { rejected.reject($0) }
    log.outcome = "stopped; messages of long before are kept"
    let pass = passThrough ? try PassedEvents(output) : nil
    var progress = Progress("events", console)
    let job = ArchiveJob(
      options.rendering, shelf, project: store.projectName, store: opened, tree: tree,
      rejects: log, pass: pass, preview: nil
    ) { progress.update($0, offset: $1, size: $2) }
    try job.run(inputs)
    progress.finish()
    try log.finish()
    try pass?.finish()
    summary.print(job.counts.summary, console)
    _ = scratch
  }
}

/// Prints the messages of send events.
struct Render: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the messages of send events, and keep nothing.")

  @OptionGroup(title: "Messages") var options: RenderingOptions
  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Rejects") var rejects: RejectOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  @Flag(help: "Print a line of JSON for each message.")
  var json = false

  @Argument(help: "Files of events; '-', and none, is standard input.")
  var files: [String] = []

  func run(_ console: inout Console) throws {
    let shelf = try options.shelf()
    let isThere = access("\(store.directory)/due.db", F_OK) == 0 || store.store != nil
    let opened = isThere ? try Store(store.directory, .read) : nil
    let inputs = files.isEmpty ? ["-"] : files
    var rejected = console
    defer { console = rejected }
    let log = try rejects.open(reading: inputs) { rejected.reject($0) }
    let preview = try MessagePreview(asJSON: json)
    let job = ArchiveJob(
      options.rendering, shelf, project: store.projectName, store: opened, tree: nil,
      rejects: log, pass: nil, preview: preview
    ) { _, _, _ in }
    try job.run(inputs)
    try log.finish()
    try preview.finish()
    summary.print(job.counts.summary, console)
  }
}
