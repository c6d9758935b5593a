import ArgumentParser
import DueFormats
import DueStore
import DueSystem
import DueTags
import DueTool

/// Turns events into attributes, opt-outs and members of segments, by rules.
///
/// See due-tag(1).
@main
struct Tag: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "due-tag",
    abstract: "Change endpoints by what they did, as rules say.",
    version: Store.version(dueVersion)
  )

  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Rules") var rules: RuleOptions
  @OptionGroup(title: "Rejects") var rejects: RejectOptions
  @OptionGroup(title: "Clock") var clock: ClockOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  @Option(help: "What goes to standard output: updates, events or none (default: none).")
  var emit: EmitForm = .none

  @Option(
    name: .shortAndLong, help: ArgumentHelp("With --emit, write FILE instead.", valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Events about no endpoint of the store: skip, create or error (default: skip).",
      valueName: "rule"))
  var onMissing: MissingRule = .skip

  @Flag(help: "Take away what has expired.")
  var sweep = false

  @Flag(name: [.customShort("n"), .long], help: "Report the same, and change nothing.")
  var dryRun = false

  @Argument(help: "Files of events; '-', and none, is standard input.")
  var files: [String] = []

  func validate() throws {
    if rules.isEmpty, !sweep { throw ValidationError("expected --rules FILE, found none") }
    if rules.isEmpty, !files.isEmpty { throw ValidationError("events go with --rules") }
    if output != nil, emit == .none { throw ValidationError("--output goes with --emit") }
    guard emit == .updates else { return }
    if sweep { throw ValidationError("--sweep goes without --emit updates: it changes the store") }
    if dryRun { throw ValidationError("--dry-run goes without --emit updates: nothing changes") }
    if onMissing != .skip { throw ValidationError("--on-missing goes without --emit updates") }
  }

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    let read = try rules.read(isFilter: emit == .updates, now: now)
    for warning in read?.warnings ?? [] { console.say("warning: \(warning)") }
    let run = TagRun(
      rules: read, directory: store.directory, project: store.projectName, now: now,
      onMissing: onMissing, output: output, emitsEvents: emit == .events,
      files: files.isEmpty ? ["-"] : files, sweeps: sweep, isDryRun: dryRun)
    let counts =
      emit == .updates ? try run.filter(rejects, &console) : try run.perform(rejects, &console)
    if counts.unresolved > 0, emit != .updates, onMissing != .error {
      console.say(
        "passed over events about no endpoint of the store: \(counts.unresolved) "
          + "(--on-missing error tells which)")
    }
    summary.print(counts.summary, console)
  }
}

enum EmitForm: String, ExpressibleByArgument, CaseIterable {
  case updates, events, none
}

extension MissingRule: ExpressibleByArgument {}
