import ArgumentParser
import DueFormats
import DueImport
import DueStore
import DueSystem
import DueTool

/// Puts the endpoints of files into the store, and makes a segment of them.
///
/// See due-import(1).
@main
struct Import: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "due-import",
    abstract: "Put the endpoints of files into the store.",
    version: Store.version(dueVersion)
  )

  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Input") var input: ImportInput
  @OptionGroup(title: "Cleaning") var cleaning: CleaningOptions
  @OptionGroup(title: "Segment") var segment: SegmentOptions
  @OptionGroup(title: "Rejects") var rejects: RejectOptions
  @OptionGroup(title: "Clock") var clock: ClockOptions
  @OptionGroup(title: "Notices") var notify: NotifyOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  @Flag(
    name: .customLong("no-address-takeover"), help: "Leave other endpoints of an address alone.")
  var keepsAddresses = false

  @Flag(help: "Make endpoints INACTIVE that the files do not have.")
  var fullSync = false

  @Flag(help: "Reject what is over a limit of Pinpoint.")
  var strictPinpoint = false

  @Option(help: ArgumentHelp("Write what became of each record into FILE.", valueName: "file"))
  var report: String?

  @Option(help: "Write the records on standard output as csv or jsonl, and touch no store.")
  var to: RecordFormat?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("With --to, write FILE instead.", valueName: "file"))
  var output: String?

  @Flag(name: [.customShort("n"), .long], help: "Report the same, and change nothing.")
  var dryRun = false

  @Argument(help: "Files to read; '-', and none, is standard input.")
  var files: [String] = []

  static let settings = ["assume-us", "default-country"]

  func validate() throws {
    if output != nil, to == nil { throw ValidationError("--output goes with --to") }
  }

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    let given = (cleaning.operand.map { [$0] } ?? []) + files
    let files = given.isEmpty ? ["-"] : given
    if let to { return try convert(files, to: to, at: now, &console) }
    let notices = ImportNotices(options: notify, files: files)
    notices.started(at: now, &console)
    var run = ImportRun(
      project: store.projectName, files: files, rules: try rules(for: files, at: now), now: now)
    do {
      try run.perform(in: store.directory, rejects, report: report, &console)
    } catch let fault as any Fault {
      let response = run.response(at: try clock.instant(), failure: fault.description)
      try console.print(response)
      notices.ended(response, at: now, &console)
      throw fault.ofJob
    }
    let response = run.response(at: try clock.instant(), failure: nil)
    try console.print(response)
    summary.print(run.result.summary, console)
    notices.ended(response, at: now, &console)
  }

  /// Writes the records of `files` in the other format.
  private func convert(
    _ files: [String], to format: RecordFormat, at now: Instant, _ console: inout Console
  ) throws {
    var pending = console
    defer { console = pending }
    let log = try rejects.open(reading: files) { pending.reject($0) }
    var job = ConvertJob(files, rules: try readingRules(), rejects: log)
    var sink = try ByteSink(output)
    do {
      switch format {
      case .csv: try job.writeCSV(to: &sink)
      case .jsonl: try job.writeJSONLines(to: &sink)
      }
    } catch let fault as any Fault {
      throw fault.ofJob
    }
    for line in job.result.notes.lines { pending.say(line) }
    summary.print(job.result.summary, pending)
  }

  private func readingRules() throws -> ImportRules {
    var rules = ImportRules()
    rules.format = input.from
    rules.columns = try input.columns()
    rules.isStrictPinpoint = strictPinpoint
    try cleaning.apply(to: &rules)
    return rules
  }

  private func rules(for files: [String], at now: Instant) throws -> ImportRules {
    var rules = try readingRules()
    rules.target = try segment.target(for: files, at: now)
    rules.registers = !segment.noRegister
    rules.appends = segment.append
    rules.takesAddresses = !keepsAddresses
    rules.isFullSync = fullSync
    rules.isDryRun = dryRun || segment.isValidation
    return rules
  }
}

extension Fault {
  /// The fault of a job that failed as a whole: 65 is for rejected records.
  fileprivate var ofJob: RunFault {
    let isOfFile = exitStatus == .badData && !(self is NothingUsable)
    return RunFault(isOfFile ? .noInput : exitStatus, description)
  }
}
