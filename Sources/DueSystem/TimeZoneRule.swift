/// A rule for all years to come, such as `CET-1CEST,M3.5.0,M10.5.0/3`: the footer of a TZif file.
///
/// Source: POSIX.1-2017, 8.3, `TZ`; RFC 8536, 3.3.1.
struct TimeZoneRule: Sendable, Equatable {
  /// A day of every year, and the seconds after its midnight.
  private enum Day: Equatable {
    /// 1 to 365, February 29 never counted.
    case julian(Int)
    /// 0 to 365, February 29 counted.
    case ordinal(Int)
    case weekday(month: Int, week: Int, day: Int)
  }

  private var standard: TimeZone.Offset
  private var daylight: TimeZone.Offset?
  private var start: (day: Day, seconds: Int) = (.julian(0), 0)
  private var end: (day: Day, seconds: Int) = (.julian(0), 0)

  static func == (a: TimeZoneRule, b: TimeZoneRule) -> Bool {
    a.standard == b.standard && a.daylight == b.daylight && a.start == b.start && a.end == b.end
  }

  init?(_ text: String) {
    var rest = text.utf8[...]
    guard let name = Self.name(&rest), let west = Self.time(&rest) else { return nil }
    standard = TimeZone.Offset(seconds: -west, isDaylight: false, abbreviation: name)
    guard !rest.isEmpty else { return }
    guard let name = Self.name(&rest) else { return nil }
    var seconds = standard.seconds + 3600
    if let first = rest.first, first != UInt8(ascii: ",") {
      guard let west = Self.time(&rest) else { return nil }
      seconds = -west
    }
    daylight = TimeZone.Offset(seconds: seconds, isDaylight: true, abbreviation: name)
    guard let start = Self.day(&rest), let end = Self.day(&rest), rest.isEmpty else { return nil }
    self.start = start
    self.end = end
  }

  private static func name(_ rest: inout Substring.UTF8View) -> String? {
    let isQuoted = rest.first == UInt8(ascii: "<")
    if isQuoted { rest.removeFirst() }
    let letters = rest.prefix {
      isQuoted ? $0 != UInt8(ascii: ">") : ($0 | 0x20) &- 97 < 26
    }
    rest = rest.dropFirst(letters.count)
    if isQuoted, rest.popFirst() == nil { return nil }
    return letters.isEmpty ? nil : String(Substring(letters))
  }

  private static func number(_ rest: inout Substring.UTF8View) -> Int? {
    let digits = rest.prefix { $0 &- 48 <= 9 }
    rest = rest.dropFirst(digits.count)
    return digits.count < 4 ? Int(Substring(digits)) : nil
  }

  /// `[±]hh[:mm[:ss]]` in seconds.
  private static func time(_ rest: inout Substring.UTF8View) -> Int? {
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    var seconds = 0
    for unit in [3600, 60, 1] {
      guard let value = number(&rest) else { return nil }
      seconds += value * unit
      guard rest.first == UInt8(ascii: ":"), unit > 1 else { break }
      rest.removeFirst()
    }
    return isNegative ? -seconds : seconds
  }

  /// `,Mm.w.d[/time]`, `,Jn[/time]` or `,n[/time]`.
  private static func day(_ rest: inout Substring.UTF8View) -> (day: Day, seconds: Int)? {
    guard rest.popFirst() == UInt8(ascii: ",") else { return nil }
    let day: Day
    switch rest.first {
    case UInt8(ascii: "M"):
      rest.removeFirst()
      guard let month = number(&rest), rest.popFirst() == UInt8(ascii: "."),
        let week = number(&rest), rest.popFirst() == UInt8(ascii: "."), let weekday = number(&rest),
        (1...12).contains(month), (1...5).contains(week), weekday < 7
      else { return nil }
      day = .weekday(month: month, week: week, day: weekday)
    case UInt8(ascii: "J"):
      rest.removeFirst()
      guard let n = number(&rest) else { return nil }
      day = .julian(n)
    default:
      guard let n = number(&rest) else { return nil }
      day = .ordinal(n)
    }
    guard rest.first == UInt8(ascii: "/") else { return (day, 7200) }
    rest.removeFirst()
    return time(&rest).map { (day, $0) }
  }

  func clock(at instant: Instant) -> TimeZone.Offset {
    guard let daylight else { return standard }
    let year = instant.civil(offset: standard.seconds).year
    let from = moment(start, in: year, clocksAt: standard.seconds)
    let to = moment(end, in: year, clocksAt: daylight.seconds)
    let isDaylight =
      from < to ? from <= instant && instant < to : !(to <= instant && instant < from)
    return isDaylight ? daylight : standard
  }

  private func moment(_ rule: (day: Day, seconds: Int), in year: Int, clocksAt offset: Int)
    -> Instant
  {
    let first = Instant.daysSinceEpoch(year: year, month: 1, day: 1)
    let days: Int
    switch rule.day {
    case .ordinal(let n): days = first + n
    case .julian(let n):
      let march = Instant.daysSinceEpoch(year: year, month: 3, day: 1)
      days = first + n - 1 + (march - first == 60 && n >= 60 ? 1 : 0)
    case .weekday(let month, let week, let day):
      let start = Instant.daysSinceEpoch(year: year, month: month, day: 1)
      let next =
        month == 12
        ? Instant.daysSinceEpoch(year: year + 1, month: 1, day: 1)
        : Instant.daysSinceEpoch(year: year, month: month + 1, day: 1)
      // 1970-01-01 was a Thursday.
      let weekday = ((start + 4) % 7 + 7) % 7
      var found = start + (day - weekday + 7) % 7 + (week - 1) * 7
      while found >= next { found -= 7 }
      days = found
    }
    return Instant(milliseconds: (Int64(days) * 86_400 + Int64(rule.seconds - offset)) * 1000)
  }
}
