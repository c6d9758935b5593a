import ArgumentParser
import DueFormats
import DueSystem

/// A length of time in days, weeks, months or years of the calendar: `90d`, `12w`, `18mo`, `7y`.
package struct CalendarAge: ExpressibleByArgument, ExpectedValue, Sendable, Equatable {
  package static let expected = "an age such as 90d, 12w, 18mo or 7y"

  private var months = 0
  private var days = 0

  package init?(argument: String) {
    let units: [(suffix: String, months: Int, days: Int)] = [
      ("mo", 1, 0), ("y", 12, 0), ("w", 0, 7), ("d", 0, 1),
    ]
    guard let unit = units.first(where: { argument.hasSuffix($0.suffix) }),
      let number = Int(argument.dropLast(unit.suffix.count)), (0...100_000).contains(number)
    else { return nil }
    months = number * unit.months
    days = number * unit.days
  }

  /// The moment so long before `now`; of a day that its month does not have, the last one.
  package func before(_ now: Instant) -> Instant {
    var civil = now.civil()
    let month = civil.year * 12 + civil.month - 1 - months
    civil.year = Int((Double(month) / 12).rounded(.down))
    civil.month = month - civil.year * 12 + 1
    civil.day = min(civil.day, Instant.days(inMonth: civil.month, of: civil.year))
    let moment = Instant(
      year: civil.year, month: civil.month, day: civil.day, hour: civil.hour,
      minute: civil.minute, second: civil.second, millisecond: civil.millisecond)
    return moment + Int64(-days) * 86_400_000
  }
}
