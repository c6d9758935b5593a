import ArgumentParser
import DueAWS
import DueAWSOptions
import DueFormats
import DueModel
import DueStore
import DueSuppression
import DueSystem
import DueTool

/// The list of SES gets what ours has.
struct Push: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tell the list of SES what is new here.")

  @Flag(help: "Soft bounces too, as BOUNCE.")
  var soft = false
  @Flag(name: [.customShort("n"), .long], help: "Print the same, and tell nobody.")
  var dryRun = false
  @OptionGroup var aws: AWSOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var summary: SummaryOptions
  @OptionGroup var store: StoreOptions

  func run(_ console: inout Console) throws {
    let store = try Store(store.directory, dryRun ? .read : .update)
    let list = SESPush(
      store: store, list: try SESList(aws.client(.email)), includesSoft: soft,
      now: try clock.instant())
    var run = ListPush(list, isDryRun: dryRun)
    defer { summary.print(run.summary, console) }
    try run.perform(&console)
  }
}

/// Ours gets what the list of SES has.
struct Pull: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put on the list what the list of SES has.")

  @Option(help: ArgumentHelp("What changed there at TIME or later.", valueName: "time"))
  var since: Instant?
  @OptionGroup var changes: ChangeOptions
  @OptionGroup var aws: AWSOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var summary: SummaryOptions
  @OptionGroup var store: StoreOptions

  func run(_ console: inout Console) throws {
    let list = SESList(try aws.client(.email))
    let now = try clock.instant()
    let counts = try PullRun(list, since: since, now: now, isDryRun: changes.dryRun)
      .perform(changes, store)
    summary.print(counts.summary, console)
  }
}
