import DueFormats
import DueSystem

/// Looks over what holds for a journey as a whole: times, limits, hours.
struct SettingsReview {
  private let definition: JSON
  private let now: Instant
  private var list = FindingList()

  private static let channels: Set = ["EMAIL", "SMS", "PUSH", "VOICE", "CUSTOM"]
  private static let weekdays: Set = [
    "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY",
  ]

  init(_ definition: JSON, at now: Instant) {
    self.definition = definition
    self.now = now
  }

  /// `findings` and what there is to add to them.
  mutating func review(into findings: FindingList) -> FindingList {
    list = findings
    reviewSchedule()
    reviewLimits()
    reviewQuietTime()
    reviewOpenHours()
    reviewClosedDays()
    duration(definition, "RefreshFrequency", in: "", "PT12H")
    return list
  }

  /// The object that a member is; what is none is told.
  private mutating func object(_ member: String) -> JSON? {
    guard let value = definition[member], !value.isNull else { return nil }
    if value.members == nil { list.error(member, "expected an object, found \(value.shown)") }
    return value.members == nil ? nil : value
  }

  private mutating func duration(
    _ json: JSON, _ member: String, in place: String, _ example: String
  ) {
    guard let value = json[member], !value.isNull, value.string != "" else { return }
    if value.string.flatMap({ ISODuration($0) }) == nil {
      list.error(place + member, "expected a duration such as \(example), found \(value.shown)")
    }
  }

  private mutating func reviewSchedule() {
    guard let schedule = object("Schedule") else { return }
    let start = moment(schedule, "Schedule", "StartTime")
    let end = moment(schedule, "Schedule", "EndTime")
    if let start, let end, end <= start { list.error("Schedule.EndTime", "is before StartTime") }
    if let end, end < now { list.warn("Schedule.EndTime", "is past") }
    if let zone = schedule["Timezone"], !zone.isNull, zone.string != "",
      zone.string.flatMap({ TimeZone(named: $0) }) == nil
    {
      list.error(
        "Schedule.Timezone", "expected a time zone such as UTC+05:30, found \(zone.shown)")
    }
  }

  private mutating func moment(_ json: JSON, _ place: String, _ member: String) -> Instant? {
    guard let value = json[member], !value.isNull, value.string != "" else { return nil }
    // Times of a journey's schedule may come without a zone: Timezone has it.
    guard let moment = value.string.flatMap({ Instant($0) ?? Instant("\($0)Z") }) else {
      list.error("\(place).\(member)", "expected an ISO 8601 time, found \(value.shown)")
      return nil
    }
    return moment
  }

  private mutating func reviewLimits() {
    guard let limits = object("Limits") else { return }
    for (member, most) in [("DailyCap", 100), ("EndpointReentryCap", 100)] {
      guard let value = limits[member], !value.isNull else { continue }
      if !(0...most).contains(value.integer ?? -1) {
        list.error("Limits.\(member)", "expected a number of 0 to \(most), found \(value.text)")
      }
    }
    if let days = limits["TimeframeCap"]?["Days"], !(1...30).contains(days.integer ?? -1) {
      list.error("Limits.TimeframeCap.Days", "expected a number of 1 to 30, found \(days.text)")
    }
    duration(limits, "EndpointReentryInterval", in: "Limits.", "P7D")
  }

  private mutating func reviewQuietTime() {
    guard let quiet = object("QuietTime") else { return }
    for member in ["Start", "End"] { clock(quiet, "QuietTime", member) }
  }

  private mutating func clock(_ json: JSON, _ place: String, _ member: String) {
    let text = json[member]?.string
    let parts = (text ?? "").split(separator: ":", omittingEmptySubsequences: false)
    let isClock =
      parts.count == 2 && parts.allSatisfy { $0.utf8.count == 2 }
      && (0...23).contains(Int(parts[0]) ?? -1) && (0...59).contains(Int(parts[1]) ?? -1)
    if !isClock {
      list.error("\(place).\(member)", "expected HH:MM, found \(json[member]?.shown ?? "none")")
    }
  }

  private mutating func reviewOpenHours() {
    guard let hours = object("OpenHours")?.members, !hours.isEmpty else { return }
    reviewGate("OpenHours")
    for channel in hours {
      let place = "OpenHours.\(channel.name)"
      if !Self.channels.contains(channel.name) { list.error(place, "is no channel") }
      for day in channel.value.members ?? [] {
        if !Self.weekdays.contains(day.name) { list.error("\(place).\(day.name)", "is no weekday") }
        let ranges = day.value.array ?? []
        if ranges.count > 4 { list.error("\(place).\(day.name)", "has more than 4 ranges") }
        for (i, range) in ranges.enumerated() {
          review(hours: range, "\(place).\(day.name)[\(i)]")
        }
      }
    }
  }

  /// Hours of one day: those that go past midnight are two ranges, of two days.
  private mutating func review(hours range: JSON, _ place: String) {
    let before = list.findings.count
    for member in ["StartTime", "EndTime"] { clock(range, place, member) }
    if list.findings.count == before, let start = range.text("StartTime"),
      let end = range.text("EndTime"), end <= start
    {
      list.warn(place, "is never open: it ends at \(end), before it begins at \(start)")
    }
  }

  private mutating func reviewClosedDays() {
    guard let days = object("ClosedDays")?.members, !days.isEmpty else { return }
    reviewGate("ClosedDays")
    for channel in days {
      let place = "ClosedDays.\(channel.name)"
      if !Self.channels.contains(channel.name) { list.error(place, "is no channel") }
      let rules = channel.value.array ?? []
      if rules.count > 20 { list.error(place, "has more than 20 entries") }
      for (i, rule) in rules.enumerated() {
        let start = moment(rule, "\(place)[\(i)]", "StartDateTime")
        let end = moment(rule, "\(place)[\(i)]", "EndDateTime")
        if let start, let end, end <= start {
          list.error("\(place)[\(i)].EndDateTime", "is before StartDateTime")
        }
      }
    }
  }

  /// Hours and days count only where quiet time and a sending schedule are set.
  private mutating func reviewGate(_ member: String) {
    if definition["SendingSchedule"]?.bool != true {
      list.warn(member, "has no effect without SendingSchedule")
    }
    if definition["QuietTime"].map(\.isNull) ?? true {
      list.warn(member, "has no effect without QuietTime")
    }
  }
}

extension JSON {
  /// As a finding tells it: texts in quotes, cut where they are long.
  fileprivate var shown: String { string.map { "'\($0)'" } ?? String(text.prefix(80)) }
}
