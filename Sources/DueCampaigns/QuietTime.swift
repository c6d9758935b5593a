import DueFormats
import DueModel
import DueSystem

/// Hours of the day in which nobody is written to, both ends included; they may cross midnight.
///
/// The clock is that of the endpoint. Pinpoint writes to an endpoint whose zone it does not know.
///
/// Source: Pinpoint API, `QuietTime`.
package struct QuietTime: Sendable, Equatable {
  /// Minutes after midnight.
  package let start, end: Int

  /// - Parameter text: `HH:MM-HH:MM`.
  package init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let start = Self.minutes(parts[0]), let end = Self.minutes(parts[1])
    else { return nil }
    self.start = start
    self.end = end
  }

  /// nil where neither end is given.
  init?(_ members: Members?) throws(DefinitionFault) {
    guard let members else { return nil }
    let time = "a time of day such as 21:00"
    let start = try members.parsed("Start", as: time) { Self.minutes($0[...]) }
    let end = try members.parsed("End", as: time) { Self.minutes($0[...]) }
    if start == nil, end == nil { return nil }
    guard let start else { throw .missing(member: "Schedule.QuietTime.Start") }
    guard let end else { throw .missing(member: "Schedule.QuietTime.End") }
    self.start = start
    self.end = end
  }

  private static func minutes(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let twoDigits = parts.allSatisfy { $0.utf8.count == 2 && $0.utf8.allSatisfy { $0 &- 48 <= 9 } }
    guard parts.count == 2, twoDigits, let hour = Int(parts[0]), let minute = Int(parts[1]),
      hour < 24, minute < 60
    else { return nil }
    return hour * 60 + minute
  }

  /// The rest of the day by the clocks of `zone`; nil where nearly all of it is.
  package func rest(in zone: TimeZone) -> SendingHours? {
    SendingHours(from: end, until: start, zones: [zone])
  }

  /// Whether a clock `offset` seconds east of UTC shows quiet hours at `instant`.
  package func holds(at instant: Instant, offset: Int) -> Bool {
    let clock = instant.civil(offset: offset)
    let minute = clock.hour * 60 + clock.minute
    // The end is the moment 08:00, not the minute that follows it.
    let past = minute == end && (clock.second > 0 || clock.millisecond > 0)
    if start <= end { return minute >= start && minute <= end && !past }
    return minute >= start || minute <= end && !past
  }
}
