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

  @OptionGroup(title: "Days") var days: DayOptions
  @OptionGroup(title: "Numbers") var numbers: NumberOptions
  @OptionGroup(title: "Report") var shape: ShapeOptions
  @OptionGroup(title: "Output") var form: FormOptions
  @OptionGroup(title: "Rejects") var rejects: RejectOptions
  @OptionGroup(title: "Clock") var clock: ClockOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  @Argument(help: "Files of events; '-', and none, is standard input.")
  var files: [String] = []

  func run(_ console: inout Console) throws {
    let today = Day(of: try clock.instant())
    let range = try days.range(today: today)
    let shape = shape.shape
    let rules = try numbers.rules(range)
    var pending = console
    let log = try rejects.open(reading: files) { pending.reject($0) }
    var progress = Progress("events", console)
    var job = ReportJob([rules], rejects: log) { progress.update($0, offset: $1, size: $2) }
    try job.read(files.isEmpty ? ["-"] : files)
    progress.finish()
    let cells = try job.cells(0, shape.bucket)
    try log.finish()
    console = pending
    let report = VDMReport(shape, range ?? job.span(0) ?? DayRange(today, today), cells)
    try form.write(report)
  }
}
