import ArgumentParser
import DueFormats
import DueModel
import DueReports
import DueStore
import DueSystem
import DueTool

/// Counts what became of mail, by sender, configuration set and provider.
///
/// See due-vdm-report(1).
@main
struct VDMReportCommand: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "due-vdm-report",
    abstract: "Count sends, deliveries, bounces, opens and clicks by sender and provider.",
    version: Store.version(dueVersion)
  )

  @Option(
    help: "Where the numbers come from: events, store, history, api or batch-api (default: events)."
  )
  var source: ReportSource = .events

  @OptionGroup(title: "Days") var days: DayOptions
  @OptionGroup(title: "Numbers") var numbers: NumberOptions
  @OptionGroup(title: "Report") var shape: ShapeOptions
  @OptionGroup(title: "Output") var form: FormOptions
  @OptionGroup(title: "Export of SES") var export: ExportOptions
  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Rejects") var rejects: RejectOptions
  @OptionGroup(title: "Notices") var notify: NotifyOptions
  @OptionGroup(title: "Clock") var clock: ClockOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  @Flag(help: "Keep the days of the report in the store.")
  var keep = false

  @Flag(
    name: [.customShort("n"), .long], help: "Report, and keep nothing; show what SES is asked.")
  var dryRun = false

  @Argument(help: "Files of events; '-', and none, is standard input.")
  var files: [String] = []

  func validate() throws {
    if source != .events, !files.isEmpty {
      throw ValidationError("files go with --source events, not with --source \(source.rawValue)")
    }
    if source != .events, source != .store {
      if numbers.isGiven {
        throw ValidationError("what says how events count goes with --source events or store")
      }
      if keep { throw ValidationError("--keep goes with --source events or store") }
    }
    try checkExport()
    if shape.compare, !days.isGiven {
      throw ValidationError("--compare goes with --month, --period, or --start and --end")
    }
  }

  private func checkExport() throws {
    if source == .api {
      try shape.checkExport(ofMessages: export.messages)
      try form.checkExport()
    } else if export.isOfJob {
      throw ValidationError("--poll, --timeout, --resume and --messages go with --source api")
    } else if source != .batchAPI, export.isGiven {
      throw ValidationError("--region and --clamp go with --source api or batch-api")
    }
  }

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    let today = Day(of: now)
    var range = try days.range(today: today)
    if source.isAWS { range = range ?? DayRange(month: "last", today: today) }
    notify.send(.started(range), at: now, &console)
    do {
      let ended =
        try source == .api
        ? ExportFetch(command: self, now: now).perform(range, &console)
        : ReportRun(command: self, now: now).perform(range, &console)
      notify.send(ended, at: now, &console)
    } catch let fault as any Fault {
      notify.send(.failed(range, fault), at: now, &console)
      throw fault
    }
  }
}

enum ReportSource: String, ExpressibleByArgument, CaseIterable {
  case events, store, history, api
  case batchAPI = "batch-api"

  /// Whether SES is asked.
  var isAWS: Bool { self == .api || self == .batchAPI }
}
