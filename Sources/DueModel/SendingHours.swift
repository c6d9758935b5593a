import DueSystem

/// Hours of the day in which something may be sent, by the clocks of one or more zones.
///
/// Where a person's zone is not known for sure, all that it may be count: it must be open in each.
/// Written `08:00-21:00 America/New_York America/Chicago`. The end may lie after midnight.
package struct SendingHours: Sendable, Equatable {
  /// Minutes after midnight; open from `start` on, closed from `end` on.
  package let start: Int
  package let end: Int
  package let zones: [TimeZone]

  /// - Parameter window: `HH:MM-HH:MM`.
  package init?(_ window: Substring, zones: [TimeZone]) {
    let times = window.split(separator: "-", omittingEmptySubsequences: false).map(Self.minutes)
    guard times.count == 2, let start = times[0], let end = times[1] else { return nil }
    self.init(from: start, until: end, zones: zones)
  }

  /// nil for hours that begin when they end, and without a zone.
  package init?(from start: Int, until end: Int, zones: [TimeZone]) {
    guard start != end, !zones.isEmpty else { return nil }
    self.start = start
    self.end = end
    self.zones = zones
  }

  /// Reads what `text` writes; nil for anything else, and for a zone that is not known here.
  package init?(_ text: String) {
    let words = text.split(separator: " ")
    guard let window = words.first else { return nil }
    var zones: [TimeZone] = []
    for name in words.dropFirst() {
      guard let zone = TimeZone(named: String(name)) else { return nil }
      zones.append(zone)
    }
    self.init(window, zones: zones)
  }

  package var text: String {
    func time(_ minutes: Int) -> String {
      let hour = minutes / 60
      let minute = minutes % 60
      return (hour < 10 ? "0" : "") + "\(hour):" + (minute < 10 ? "0" : "") + "\(minute)"
    }
    return "\(time(start))-\(time(end)) " + zones.map(\.name).joined(separator: " ")
  }

  private static func minutes(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].count <= 2, parts[1].count == 2, let hour = Int(parts[0]),
      let minute = Int(parts[1]), (0...59).contains(minute),
      (0...23).contains(hour) || (hour == 24 && minute == 0)
    else { return nil }
    return hour * 60 + minute
  }

  /// The first moment from `instant` on at which it is open in every zone; nil where the zones
  /// have no common hours.
  package func opening(from instant: Instant) -> Instant? {
    var moment = instant
    // Each step goes to the next opening of one zone; a fortnight of them is more than enough.
    for _ in 0..<(zones.count * 28 + 1) {
      guard let closed = zones.first(where: { !isOpen($0, at: moment) }) else { return moment }
      moment = nextStart(closed, after: moment)
    }
    return nil
  }

  private func isOpen(_ zone: TimeZone, at instant: Instant) -> Bool {
    let civil = instant.civil(offset: zone.offset(at: instant))
    let minute = civil.hour * 60 + civil.minute
    return start < end ? minute >= start && minute < end : minute >= start || minute < end
  }

  /// The next moment at which the clocks of `zone` show the start.
  private func nextStart(_ zone: TimeZone, after instant: Instant) -> Instant {
    let civil = instant.civil(offset: zone.offset(at: instant))
    let midnight = Instant(year: civil.year, month: civil.month, day: civil.day)
    let today = zone.instant(local: midnight + Int64(start) * 60_000)
    return today > instant
      ? today : zone.instant(local: midnight + 86_400_000 + Int64(start) * 60_000)
  }
}
