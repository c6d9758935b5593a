import ArgumentParser
import DueModel

/// Which days a report covers.
package struct DayOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A month such as 2026-08, or 'last'.", valueName: "month"))
  package var month: String?

  @Option(
    help: ArgumentHelp(
      "So many days, weeks, months or years up to today, such as 30D; or previous-month.",
      valueName: "length"))
  package var period: String?

  @Option(help: ArgumentHelp("The first day.", valueName: "day"))
  package var start: Day?

  @Option(help: ArgumentHelp("The day after the last one.", valueName: "day"))
  package var end: Day?

  package init() {}

  package func validate() throws {
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

  package var isGiven: Bool { month != nil || period != nil || start != nil }

  /// Nil for the days of all events.
  package func range(today: Day) throws -> DayRange? {
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

extension Day: ExpressibleByArgument, ExpectedValue {
  package static var expected: String { "a day such as 2026-08-31" }

  package init?(argument: String) { self.init(argument) }
}
