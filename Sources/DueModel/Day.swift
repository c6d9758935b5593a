import DueFormats
import DueSystem

/// A day in UTC: how many days it is after 1970-01-01.
package struct Day: Sendable, Hashable, Comparable {
  package var number: Int

  package init(_ number: Int) { self.number = number }

  /// The day of a moment.
  package init(of instant: Instant) {
    let milliseconds = instant.milliseconds
    number = Int((milliseconds >= 0 ? milliseconds : milliseconds - 86_399_999) / 86_400_000)
  }

  package init(year: Int, month: Int, day: Int = 1) {
    number = Instant.daysSinceEpoch(year: year, month: month, day: day)
  }

  /// `2026-08-31`; nil for anything else.
  package init?(_ text: String) {
    guard text.utf8.count == 10, let instant = Instant(text) else { return nil }
    self.init(of: instant)
  }

  package static func < (a: Day, b: Day) -> Bool { a.number < b.number }
  package static func + (a: Day, days: Int) -> Day { Day(a.number + days) }
  package static func - (a: Day, b: Day) -> Int { a.number - b.number }

  /// Its midnight.
  package var start: Instant { Instant(milliseconds: Int64(number) * 86_400_000) }

  package var civil: Instant.Civil { start.civil() }

  /// `2026-08-31`.
  package var text: String { String(start.iso8601.prefix(10)) }

  /// The same day so many months earlier; the last one of a month that has fewer.
  package func months(before months: Int) -> Day {
    let civil = civil
    let count = civil.year * 12 + civil.month - 1 - months
    let year = count / 12
    let month = count % 12 + 1
    return Day(
      year: year, month: month, day: min(civil.day, Instant.days(inMonth: month, of: year)))
  }

  package var isFirstOfMonth: Bool { civil.day == 1 }
}

/// Days from the first up to, and without, the end.
package struct DayRange: Sendable, Equatable {
  package var start: Day
  package var end: Day

  package init(_ start: Day, _ end: Day) {
    self.start = start
    self.end = end
  }

  package var count: Int { end - start }

  package func contains(_ day: Day) -> Bool { day >= start && day < end }

  /// `2026-08`, or `last`: the month before today's.
  package init?(month text: String, today: Day) {
    if text == "last" {
      self.init(lastMonthBefore: today)
      return
    }
    guard text.utf8.count == 7, let first = Day("\(text)-01") else { return nil }
    let civil = first.civil
    self.init(first, first + Instant.days(inMonth: civil.month, of: civil.year))
  }

  private init(lastMonthBefore today: Day) {
    let civil = today.civil
    let first = Day(year: civil.year, month: civil.month)
    self.init(first.months(before: 1), first)
  }

  /// So many days, weeks, months or years up to today's midnight: `30 D`, `2W`, `1M`, `1Y`; or
  /// `previous-month`, `last-month` and `2026-08`.
  package init?(period text: String, today: Day) {
    if text == "previous-month" || text == "last-month" {
      self.init(lastMonthBefore: today)
      return
    }
    if let month = DayRange(month: text, today: today), text != "last" {
      self = month
      return
    }
    guard let unit = text.last, let count = Int(text.dropLast().filter { $0 != " " }),
      (1...36_500).contains(count)
    else { return nil }
    switch unit {
    case "D", "d": self.init(today + -count, today)
    case "W", "w": self.init(today + -7 * count, today)
    case "M": self.init(today.months(before: count), today)
    case "Y", "y":
      guard count <= 100 else { return nil }
      self.init(today.months(before: 12 * count), today)
    default: return nil
    }
  }

  /// The days before these: the months before whole months, else as many days.
  package var previous: DayRange {
    guard start.isFirstOfMonth, end.isFirstOfMonth else {
      return DayRange(start + -count, start)
    }
    let from = start.civil
    let to = end.civil
    let months = (to.year - from.year) * 12 + to.month - from.month
    return DayRange(start.months(before: months), start)
  }
}

/// How long a row's days are.
package enum DayBucket: String, Sendable, CaseIterable {
  case none, day, week, month

  /// The first day of the bucket that has `day`; of `none`, which has all days, day 0.
  package func first(of day: Day) -> Day {
    switch self {
    case .none: Day(0)
    case .day: day
    case .week: Day(day.number - (day.number + 3) % 7)  // 1970-01-01 was a Thursday
    case .month: Day(year: day.civil.year, month: day.civil.month)
    }
  }

  /// What it is called that begins on `day`.
  package func name(_ day: Day) -> String { self == .month ? String(day.text.prefix(7)) : day.text }
}
