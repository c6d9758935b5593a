import DueFormats
import DueStore
import DueSystem

/// When a campaign runs.
///
/// Source: Pinpoint API, `Schedule`.
package struct Schedule: Sendable, Equatable {
  package enum Start: Sendable, Equatable {
    /// As soon as the campaign is made.
    case immediate
    /// With `isLocalTime`, what the clocks show, as if it were in UTC.
    case at(Instant)
  }

  package enum Frequency: String, Sendable, CaseIterable {
    case once = "ONCE"
    case hourly = "HOURLY"
    case daily = "DAILY"
    case weekly = "WEEKLY"
    case monthly = "MONTHLY"
    case event = "EVENT"
    case inAppEvent = "IN_APP_EVENT"

    package var isByEvent: Bool { self == .event || self == .inAppEvent }
    package var repeats: Bool { self != .once && !isByEvent }
  }

  package let start: Start
  /// No run begins after it.
  package let end: Instant?
  package let frequency: Frequency
  /// Times of runs are read by the clock of each endpoint.
  package let isLocalTime: Bool
  /// The clock of endpoints without a zone, and of times written without one.
  package let zone: TimeZone
  package let quiet: QuietTime?

  init(_ members: Members) throws(DefinitionFault) {
    isLocalTime = try members.bool("IsLocalTime")
    zone =
      try members.parsed("Timezone", as: "a time zone such as UTC+05:30") { TimeZone(named: $0) }
      ?? .utc
    let (local, zone) = (isLocalTime, zone)
    let time = "IMMEDIATE or an ISO 8601 time"
    let begin = try members.parsed("StartTime", as: time) { text -> Start? in
      if text == "IMMEDIATE" { return .immediate }
      return Self.instant(text, local: local, zone: zone).map(Start.at)
    }
    guard let begin else { throw .missing(member: "Schedule.StartTime") }
    start = begin
    end = try members.parsed("EndTime", as: "an ISO 8601 time") {
      Self.instant($0, local: false, zone: zone)
    }
    if let end, case .at(let start) = start {
      // By local clocks, some are 14 hours ahead of those of UTC.
      guard end >= (isLocalTime ? start + Self.firstClocks : start) else {
        throw .unexpected(
          member: "Schedule.EndTime", found: "'\(end.iso8601)'",
          expected: "a time that is not before StartTime")
      }
    }
    frequency =
      try members.parsed(
        "Frequency", as: Frequency.allCases.map(\.rawValue).joined(separator: ", "),
        Frequency.init) ?? .once
    quiet = try QuietTime(members.object("QuietTime"))
  }

  /// The moment that `text` means; with `local`, what it shows on a clock, whatever its zone.
  private static func instant(_ text: String, local: Bool, zone: TimeZone) -> Instant? {
    if !local, let instant = Instant(text) { return instant }
    guard let shown = Instant(withoutZone(text) + (text.contains("T") ? "Z" : "")) else {
      return nil
    }
    return local ? shown : zone.instant(local: shown)
  }

  /// `text` up to a `Z` or `±HH:MM` at its end.
  private static func withoutZone(_ text: String) -> String {
    guard let time = text.firstIndex(of: "T") else { return text }
    let zone = text[time...].firstIndex { $0 == "Z" || $0 == "z" || $0 == "+" || $0 == "-" }
    return String(text[..<(zone ?? text.endIndex)])
  }
}

/// One run of a campaign: which, and when.
package struct Occurrence: Sendable, Equatable {
  /// The first is 1.
  package var number: Int
  /// The planned moment, by the schedule's own clock.
  package var scheduled: Instant
  /// With `isLocalTime`, what clocks show when messages go out, as if in UTC. Of runs that come
  /// each hour it is what they show at the first: each run finds clocks at another hour.
  package var shown: Instant?
}

extension StoredRun {
  /// Which run of its campaign it is.
  package var occurrence: Occurrence {
    Occurrence(number: number, scheduled: scheduled, shown: shown)
  }
}

extension Schedule {
  package enum Due: Sendable, Equatable {
    /// The time has not come.
    case waits(Occurrence)
    /// The latest run whose time has come.
    case now(Occurrence)
    /// The end is past: nothing runs any more.
    case over
  }

  /// What is to be done at `now` by a campaign that was made at `created`.
  ///
  /// Of several runs that were missed, the latest counts.
  ///
  /// - Parameter takenOver: runs that could begin by then were another system's.
  package func due(at now: Instant, created: Instant, takenOver: Instant? = nil) -> Due {
    if let end, now > end { return .over }
    let first = occurrence(1, created: created)
    if now < begin(first) || !isBeforeEnd(first) { return .waits(first) }
    guard frequency.repeats else { return .now(first) }
    let latest = occurrence(latest(at: now, created: created), created: created)
    guard let takenOver, begin(latest) <= takenOver else { return .now(latest) }
    return following(latest, created: created).map { .waits($0) } ?? .over
  }

  /// Whether the first run of a campaign that is made at `now` can begin at once.
  func hasBegun(at now: Instant) -> Bool { begin(occurrence(1, created: now)) <= now }

  /// The run after `occurrence`; nil where there is none.
  package func following(_ occurrence: Occurrence, created: Instant) -> Occurrence? {
    guard frequency.repeats else { return nil }
    let next = self.occurrence(occurrence.number + 1, created: created)
    return isBeforeEnd(next) ? next : nil
  }

  /// When a run may begin.
  ///
  /// With `isLocalTime` that is when the first clocks of the world show its time, so that each
  /// member can have its message at its own hour. What starts at once has no hour to be early for.
  package func begin(_ occurrence: Occurrence) -> Instant {
    guard let shown = occurrence.shown, start != .immediate, frequency != .hourly else {
      return occurrence.scheduled
    }
    return min(occurrence.scheduled, shown + Self.firstClocks)
  }

  /// From the moment when the first clocks of the world show a time to that when UTC's do.
  private static let firstClocks: Int64 = -14 * 3_600_000

  /// When a message of a run may go to whoever has clocks of `zone`: each at its own hour.
  package func moment(of occurrence: Occurrence, in zone: TimeZone) -> Moment {
    guard let shown = occurrence.shown else { return .at(occurrence.scheduled) }
    guard frequency == .hourly else { return .at(zone.instant(local: shown)) }
    // Not every zone is whole hours from the others.
    let local = occurrence.scheduled + Int64(zone.offset(at: occurrence.scheduled)) * 1000
    let wait = ((shown - local) % period + period) % period
    return local + wait < shown ? .beforeStart : .at(occurrence.scheduled + wait)
  }

  package enum Moment: Sendable, Equatable {
    case at(Instant)
    /// An earlier run than the first by these clocks.
    case beforeStart
  }

  private func isBeforeEnd(_ occurrence: Occurrence) -> Bool {
    guard let end else { return true }
    return occurrence.scheduled <= end
  }

  /// Run `number`: k periods after the start, k = number - 1.
  package func occurrence(_ number: Int, created: Instant) -> Occurrence {
    let start =
      switch start {
      case .immediate: isLocalTime ? created + Int64(zone.offset(at: created)) * 1000 : created
      case .at(let instant): instant
      }
    if frequency == .hourly, isLocalTime, self.start != .immediate {
      let first = start + Self.firstClocks
      return Occurrence(
        number: number, scheduled: adding(number - 1, to: first), shown: start)
    }
    if frequency == .hourly, self.start == .immediate {
      return Occurrence(number: number, scheduled: adding(number - 1, to: created))
    }
    let shown = adding(number - 1, to: start)
    guard isLocalTime else { return Occurrence(number: number, scheduled: shown) }
    return Occurrence(number: number, scheduled: zone.instant(local: shown), shown: shown)
  }

  private func latest(at now: Instant, created: Instant) -> Int {
    func hasCome(_ number: Int) -> Bool {
      let occurrence = occurrence(number, created: created)
      return begin(occurrence) <= now && isBeforeEnd(occurrence)
    }
    // The calendar's periods are close enough to equal for a guess that is at most one off.
    let first = begin(occurrence(1, created: created))
    var number = max(1, Int((now - first) / period))
    while hasCome(number + 1) { number += 1 }
    while number > 1, !hasCome(number) { number -= 1 }
    return number
  }

  /// Milliseconds of a period; of a month, its longest.
  private var period: Int64 {
    switch frequency {
    case .hourly: 3_600_000
    case .daily: 86_400_000
    case .weekly: 7 * 86_400_000
    default: 31 * 86_400_000
    }
  }

  private func adding(_ periods: Int, to start: Instant) -> Instant {
    guard frequency == .monthly else { return start + Int64(periods) * period }
    let civil = start.civil()
    let months = civil.month - 1 + periods
    let (year, month) = (civil.year + months / 12, months % 12 + 1)
    // The 31st of a short month is its last day.
    let day = min(civil.day, Instant.days(inMonth: month, of: year))
    return Instant(
      year: year, month: month, day: day, hour: civil.hour, minute: civil.minute,
      second: civil.second, millisecond: civil.millisecond)
  }
}
