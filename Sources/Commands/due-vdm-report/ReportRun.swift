import DueFormats
import DueModel
import DueReports
import DueStore
import DueSystem
import DueTool

/// One report of due's own: numbers from events or from what was kept, written, and kept.
struct ReportRun {
  let command: VDMReportCommand
  let now: Instant

  /// The numbers of a report, and of the period before where they are compared.
  private struct Numbers {
    var days: DayRange
    var cells: [VDMCell]
    var previous: [VDMCell]?
    var counts = ReportCounts()
  }

  /// - Returns: what to tell of it.
  func perform(_ range: DayRange?, _ console: inout Console) throws -> Notice {
    let shape = command.shape.shape
    let numbers: Numbers
    switch command.source {
    case .events, .store: numbers = try counted(range, shape, &console)
    case .history: numbers = try kept(range, console)
    case .api, .batchAPI:
      guard let range else { preconditionFailure("what SES is asked has days") }
      guard let fetched = try fetched(range, console) else {
        return .made(range, file: command.form.output, breaches: [])
      }
      numbers = fetched
    }
    if command.keep, !command.dryRun { try keep(numbers) }
    let report = VDMReport(shape, numbers.days, numbers.cells, previous: numbers.previous)
    try command.form.write(report, at: now)
    let breaches = command.shape.failIf.flatMap { report.breaches($0) }
    for breach in breaches { console.say(breach) }
    if !breaches.isEmpty { console.raise(.no) }
    command.summary.print(summary(numbers, report, breaches), console)
    return .made(numbers.days, file: command.form.output, breaches: breaches)
  }

  private func summary(_ numbers: Numbers, _ report: VDMReport, _ breaches: [String]) -> JSON {
    [
      "events": .integer(numbers.counts.events), "others": .integer(numbers.counts.others),
      "rejected": .integer(numbers.counts.rejected),
      "rows": .integer(report.blocks.reduce(0) { $0 + $1.rows.count }),
      "breaches": .integer(breaches.count),
    ]
  }

  // MARK: From events

  private func counted(_ range: DayRange?, _ shape: VDMShape, _ console: inout Console) throws
    -> Numbers
  {
    var rules = [try command.numbers.rules(range)]
    if command.shape.compare { rules.append(try command.numbers.rules(range?.previous)) }
    var pending = console
    defer { console = pending }
    let files = command.files.isEmpty ? ["-"] : command.files
    let log = try command.rejects.open(reading: files) { pending.reject($0) }
    log.outcome = "stopped, and nothing was kept"
    var progress = Progress("events", console)
    var job = ReportJob(rules, rejects: log) { progress.update($0, offset: $1, size: $2) }
    if command.source == .store {
      let events = try MailEventLog(store: command.store.directory)
      try job.read(events, project: command.store.projectName, rules)
    } else {
      try job.read(files)
    }
    progress.finish()
    try log.finish()
    // Days that are kept are kept one by one.
    let cells = try job.cells(0, command.keep ? .day : shape.bucket)
    let today = Day(of: now)
    let days = range ?? job.span(0) ?? DayRange(today, today)
    let previous = try command.shape.compare ? job.cells(1, shape.bucket) : nil
    return Numbers(days: days, cells: cells, previous: previous, counts: job.counts)
  }

  private func keep(_ numbers: Numbers) throws {
    try Store(command.store.directory, .write).write { view in
      let project = try Project.named(command.store.projectName, create: true, view)
      try VDMHistory(project, view).keep(numbers.days, numbers.cells)
    }
  }

  // MARK: From SES

  /// - Returns: nil where SES is not asked, for a dry run.
  private func fetched(_ range: DayRange, _ console: Console) throws -> Numbers? {
    try BatchFetch(command: command, now: now).perform(range, console).map {
      Numbers(days: $0.days, cells: $0.cells, previous: $0.previous)
    }
  }

  // MARK: From what was kept

  private func kept(_ range: DayRange?, _ console: Console) throws -> Numbers {
    try Store(command.store.directory, .read).read { view in
      let project = try Project.named(command.store.projectName, view)
      let history = VDMHistory(project, view)
      let today = Day(of: now)
      let days = try range ?? history.span() ?? DayRange(today, today)
      var all = days
      if command.shape.compare { all.start = days.previous.start }
      let missing = try history.missing(all)
      if !missing.isEmpty { console.say(Self.gap(missing)) }
      let previous = try command.shape.compare ? history.cells(days.previous) : nil
      return Numbers(days: days, cells: try history.cells(days), previous: previous)
    }
  }

  private static func gap(_ days: [Day]) -> String {
    let named = days.prefix(5).map(\.text).joined(separator: " ") + (days.count > 5 ? " ..." : "")
    return "nothing was kept of \(days.count) days of the report: \(named)"
  }
}
