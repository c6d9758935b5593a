import ArgumentParser
import DueFormats
import DueNames
import DueStore
import DueSystem
import DueTool

/// Saved definitions in; their names into the store.
struct SyncNames: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Keep the names of saved definitions.")

  @OptionGroup var options: TakingOptions

  func run(_ console: inout Console) throws {
    let counts = try options.take(.definitions, &console)
    options.summary.print(counts.summary(isAudit: false), console)
  }
}

/// Audit logs in; the names and deletions in them into the store.
struct ReadAudit: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Keep the names and deletions in audit logs.")

  @OptionGroup var options: TakingOptions

  @Option(
    help: ArgumentHelp(
      "Take records of the Pinpoint application ID only; repeatable (default: the project's name).",
      valueName: "id"))
  var application: [String] = []

  func run(_ console: inout Console) throws {
    let project = options.store.projectName
    let own = project == "default" ? nil : Set([project])
    let applications = application.isEmpty ? own : Set(application)
    let counts = try options.take(.audit(applications: applications), &console)
    if counts.records == 0, counts.foreign > 0, application.isEmpty {
      console.say(
        "all \(counts.foreign) records are of other applications than '\(project)' "
          + "(--application names those that count)")
    }
    options.summary.print(counts.summary(isAudit: true), console)
  }
}

/// What the commands share that take names out of files.
struct TakingOptions: ParsableArguments {
  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Rejects") var rejects: RejectOptions
  @OptionGroup(title: "Clock") var clock: ClockOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  @Flag(name: [.customShort("n"), .long], help: "Report the same, and change nothing.")
  var dryRun = false

  @Argument(help: "Files, and directories of files; '-', and none, is standard input.")
  var files: [String] = []

  /// Reads the files into the store; a file that cannot be read leaves the others be.
  func take(_ source: NameJob.Source, _ console: inout Console) throws -> NameCounts {
    let now = try clock.instant()
    let paths = try FileTree.files(files.isEmpty ? ["-"] : files)
    var pending = console
    defer { console = pending }
    let log = try rejects.open(reading: paths) { pending.reject($0) }
    log.outcome = "stopped; what came long before is in the store"
    var progress = Progress("values", console)
    let scratch = try dryRun ? ScratchDirectory.ifMissing(store.directory) : nil
    let names = try Store(scratch?.path ?? store.directory, .write)
    let read = { (transact: @escaping NameJob.Transact) throws -> NameCounts in
      let job = NameJob(
        source, project: store.projectName, now: now, rejects: log,
        progress: { progress.update($0, offset: $1, size: $2) }, transact: transact)
      for path in paths {
        do {
          try job.read(path)
        } catch let fault as RunFault where fault.exitStatus == .noInput && !log.isOver {
          pending.say(fault.description)
          pending.raise(.noInput)
        }
      }
      try job.finish()
      return job.counts
    }
    let counts =
      try dryRun ? names.rehearse { view in try read { try $0(view) } } : read(names.write)
    progress.finish()
    try log.finish()
    _ = scratch
    return counts
  }
}
