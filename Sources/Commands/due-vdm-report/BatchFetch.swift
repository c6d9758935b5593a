import DueAWSOptions
import DueAWS
import DueFormats
import DueModel
import DueReports
import DueSystem
import DueTool

/// The numbers of places that are named, asked of SES without a job.
struct BatchFetch {
  let command: VDMReportCommand
  let now: Instant

  struct Numbers {
    var days: DayRange
    var cells: [VDMCell]
    var previous: [VDMCell]?
  }

  /// - Returns: nil for a dry run, which writes what would be asked.
  func perform(_ range: DayRange, _ console: Console) throws -> Numbers? {
    let days = try command.available(range, at: now, console)
    var asked = [try questions(days)]
    if command.shape.compare { asked.append(try questions(days.previous)) }
    if command.dryRun {
      try command.write(asked.flatMap(\.bodies))
      return nil
    }
    let client = try command.export.aws.client(.email)
    let run = BatchRun(
      ask: { try client.send(AWSRequest("POST", "/v2/email/metrics/batch", body: $0)) },
      wait: pause(milliseconds:))
    let cells = try asked.map { try run.cells($0) }
    return Numbers(days: days, cells: cells[0], previous: cells.count > 1 ? cells[1] : nil)
  }

  private func questions(_ days: DayRange) throws -> BatchQuestions {
    try BatchQuestions(command.shape.shape, command.shape.failIf, days)
  }
}
