import ArgumentParser
import DueReports
import DueTool

/// Which days a report covers.
struct DayOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A month such as 2026-08, or 'last'.", valueName: "month"))
  var month: String?

  @Option(
    help: ArgumentHelp(
      "So many days, weeks, months or years up to today, such as 30D; or previous-month.",
      valueName: "length"))
  var period: String?

  @Option(help: ArgumentHelp("The first day.", valueName: "day"))
  var start: Day?

  @Option(help: ArgumentHelp("The day after the last one.", valueName: "day"))
  var end: Day?

  func validate() throws {
    let ways = [month != nil, period != nil, start != nil || end != nil].count { $0 }
    if ways > 1 {
      throw ValidationError("expected one of --month, --period, and --start with --end")
    }
    guard (start == nil) == (end == nil) else {
      throw ValidationError("--start and --end go together")
    }
    if let start, let end, end <= start {
      throw ValidationError("expected --end after --start")
    }
  }

  var isGiven: Bool { month != nil || period != nil || start != nil }

  /// Nil for the days of all events.
  func range(today: Day) throws -> DayRange? {
    if let month {
      guard let range = DayRange(month: month, today: today) else {
        throw ValidationError(
          "expected a month such as 2026-08, or 'last', in --month, found '\(month)'")
      }
      return range
    }
    if let period {
      guard let range = DayRange(period: period, today: today) else {
        throw ValidationError(
          "expected days, weeks, months or years such as 30D, or previous-month, in --period, "
            + "found '\(period)'")
      }
      return range
    }
    if let start, let end { return DayRange(start, end) }
    return nil
  }
}

extension Day: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
