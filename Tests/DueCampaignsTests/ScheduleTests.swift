import DueCampaigns
import DueFormats
import DueSystem
import Testing

func at(_ text: String) -> Instant {
  guard let instant = Instant(text) else { preconditionFailure("not a time: \(text)") }
  return instant
}

@Suite struct ScheduleTests {
  static func schedule(_ members: KeyValuePairs<String, JSON>) throws -> Schedule {
    try Campaign(definition(["Schedule": .object(members.map { .init($0.key, $0.value) })]))
      .schedule
  }

  /// Start, frequency, end; now; the number and time of the run that is due.
  static let runs: [(String, String, String?, String, Int, String)] = [
    ("2026-11-10T09:00:00Z", "ONCE", nil, "2026-11-10T09:00:00Z", 1, "2026-11-10T09:00:00Z"),
    ("2026-11-10T09:00:00Z", "ONCE", nil, "2027-01-01T00:00:00Z", 1, "2026-11-10T09:00:00Z"),
    ("2026-11-10T09:00:00Z", "HOURLY", nil, "2026-11-10T11:59:59Z", 3, "2026-11-10T11:00:00Z"),
    ("2026-11-10T09:00:00Z", "DAILY", nil, "2026-11-12T08:59:59Z", 2, "2026-11-11T09:00:00Z"),
    // Several days were missed: the latest counts.
    ("2026-11-10T09:00:00Z", "DAILY", nil, "2026-11-20T09:00:00Z", 11, "2026-11-20T09:00:00Z"),
    ("2026-11-10T09:00:00Z", "WEEKLY", nil, "2026-11-24T09:00:00Z", 3, "2026-11-24T09:00:00Z"),
    // Months are counted from the start, so a short one does not shorten those after it.
    ("2026-01-31T09:00:00Z", "MONTHLY", nil, "2026-02-28T09:00:00Z", 2, "2026-02-28T09:00:00Z"),
    ("2026-01-31T09:00:00Z", "MONTHLY", nil, "2026-03-31T09:00:00Z", 3, "2026-03-31T09:00:00Z"),
    ("2026-01-31T09:00:00Z", "MONTHLY", nil, "2026-03-31T08:59:59Z", 2, "2026-02-28T09:00:00Z"),
    ("2024-02-29T09:00:00Z", "MONTHLY", nil, "2026-11-10T00:00:00Z", 33, "2026-10-29T09:00:00Z"),
    // Times without a zone are those of Timezone, which is UTC here.
    ("2026-11-10T09:00:00", "ONCE", nil, "2026-11-10T09:00:00Z", 1, "2026-11-10T09:00:00Z"),
    ("2026-11-10T09:00:00+02:00", "ONCE", nil, "2026-11-10T07:00:00Z", 1, "2026-11-10T07:00:00Z"),
  ]

  @Test("the latest run whose time has come", arguments: runs)
  func latest(
    start: String, frequency: String, end: String?, now: String, number: Int, time: String
  ) throws {
    let schedule = try Self.schedule([
      "StartTime": .string(start), "Frequency": .string(frequency),
    ])
    let due = schedule.due(at: at(now), created: at("2026-01-01"))
    guard case .now(let occurrence) = due else {
      Issue.record("\(due)")
      return
    }
    #expect(occurrence.number == number)
    #expect(occurrence.scheduled == at(time))
  }

  @Test("before the start a campaign waits, after the end it is over")
  func bounds() throws {
    let schedule = try Self.schedule([
      "StartTime": "2026-11-10T09:00:00Z", "EndTime": "2026-11-12T12:00:00Z", "Frequency": "DAILY",
    ])
    let created = at("2026-11-01")
    guard
      case .waits(let first) = schedule.due(at: at("2026-11-10T08:59:59.999Z"), created: created)
    else {
      Issue.record("it does not wait")
      return
    }
    #expect(first.scheduled == at("2026-11-10T09:00:00Z"))
    #expect(schedule.due(at: at("2026-11-12T12:00:01Z"), created: created) == .over)
    let last = schedule.occurrence(3, created: created)
    #expect(schedule.following(last, created: created) == nil)
    #expect(schedule.following(first, created: created)?.number == 2)
  }

  /// Frequency, when it was taken over, now; the number of the run that is due, or waited for.
  static let takeovers: [(String, String, String, Int, Bool)] = [
    ("WEEKLY", "2026-11-18T00:00:00Z", "2026-11-18T00:00:00Z", 3, false),
    ("WEEKLY", "2026-11-18T00:00:00Z", "2026-11-24T09:00:00Z", 3, true),
    ("WEEKLY", "2026-11-17T09:00:00Z", "2026-11-17T09:00:00Z", 3, false),
    ("WEEKLY", "2026-11-17T08:59:59Z", "2026-11-17T09:00:00Z", 2, true),
    ("ONCE", "2026-11-18T00:00:00Z", "2026-11-18T00:00:00Z", 1, true),
  ]

  @Test("what was due by then was another system's", arguments: takeovers)
  func takenOver(frequency: String, takenOver: String, now: String, number: Int, isDue: Bool)
    throws
  {
    let schedule = try Self.schedule([
      "StartTime": "2026-11-10T09:00:00Z", "EndTime": "2026-11-30T00:00:00Z",
      "Frequency": .string(frequency),
    ])
    let due = schedule.due(
      at: at(now), created: at("2026-11-18"), takenOver: at(takenOver))
    let occurrence = schedule.occurrence(number, created: at("2026-11-18"))
    #expect(due == (isDue ? .now(occurrence) : .waits(occurrence)))
    let late = schedule.due(
      at: at("2026-11-27"), created: at("2026-11-18"), takenOver: at("2026-11-25"))
    #expect(frequency == "ONCE" || late == .over)
  }

  @Test("IMMEDIATE is when the campaign was made")
  func immediate() throws {
    let schedule = try Self.schedule(["StartTime": "IMMEDIATE", "Frequency": "DAILY"])
    let created = at("2026-11-10T09:30:00Z")
    #expect(
      schedule.due(at: created, created: created) == .now(schedule.occurrence(1, created: created)))
    #expect(schedule.occurrence(3, created: created).scheduled == at("2026-11-12T09:30:00Z"))
  }

  /// Zone, start, frequency; when the first run is planned and when it may begin.
  static let localStarts: [(String, String, String, String, String)] = [
    ("UTC", "2026-11-10T09:00:00", "ONCE", "2026-11-10T09:00:00Z", "2026-11-09T19:00:00Z"),
    ("UTC+14", "2026-11-10T09:00:00Z", "ONCE", "2026-11-09T19:00:00Z", "2026-11-09T19:00:00Z"),
    ("UTC-08", "2026-11-10T09:00:00", "DAILY", "2026-11-10T17:00:00Z", "2026-11-09T19:00:00Z"),
    // The runs of each hour begin with the first clocks: everybody's start has its run.
    ("UTC", "2026-11-10T09:00:00", "HOURLY", "2026-11-09T19:00:00Z", "2026-11-09T19:00:00Z"),
    ("UTC", "IMMEDIATE", "HOURLY", "2026-11-01T00:00:00Z", "2026-11-01T00:00:00Z"),
    ("UTC", "IMMEDIATE", "DAILY", "2026-11-01T00:00:00Z", "2026-11-01T00:00:00Z"),
  ]

  @Test("local time: a run begins when the first clocks show its time", arguments: localStarts)
  func local(
    zone: String, start: String, frequency: String, planned: String, begin: String
  ) throws {
    let schedule = try Self.schedule([
      "StartTime": .string(start), "IsLocalTime": true, "Timezone": .string(zone),
      "Frequency": .string(frequency),
    ])
    let created = at("2026-11-01")
    let first = schedule.occurrence(1, created: created)
    #expect(first.scheduled == at(planned))
    #expect(schedule.begin(first) == at(begin))
    #expect(schedule.due(at: at(begin), created: created) == .now(first))
    #expect(schedule.due(at: at(begin) + -1, created: created) == .waits(first))
  }

  @Test("local time: a run that is planned after the end does not begin before it")
  func localEnd() throws {
    let schedule = try Self.schedule([
      "StartTime": "2026-11-10T09:00:00", "EndTime": "2026-11-11T08:00:00", "IsLocalTime": true,
      "Frequency": "DAILY",
    ])
    let created = at("2026-11-01")
    let first = schedule.occurrence(1, created: created)
    #expect(schedule.due(at: at("2026-11-11T07:00:00Z"), created: created) == .now(first))
    #expect(schedule.following(first, created: created) == nil)
  }

  /// Zone of an endpoint, number of the run; when its message goes out, nil before its start.
  static let hours: [(String, Int, String?)] = [
    ("UTC+14", 1, "2026-11-09T19:00:00Z"), ("UTC+14", 2, "2026-11-09T20:00:00Z"),
    ("UTC", 14, nil), ("UTC", 15, "2026-11-10T09:00:00Z"), ("UTC", 16, "2026-11-10T10:00:00Z"),
    ("Asia/Kathmandu", 9, "2026-11-10T03:15:00Z"), ("Asia/Kathmandu", 8, nil),
    ("America/New_York", 19, nil), ("America/New_York", 20, "2026-11-10T14:00:00Z"),
    ("Pacific/Pago_Pago", 26, "2026-11-10T20:00:00Z"),
  ]

  @Test("local time: each hour's message goes out at that hour's minute", arguments: hours)
  func hourly(zone: String, number: Int, time: String?) throws {
    let schedule = try Self.schedule([
      "StartTime": "2026-11-10T09:00:00", "IsLocalTime": true, "Frequency": "HOURLY",
    ])
    let run = schedule.occurrence(number, created: at("2026-11-01"))
    let moment = schedule.moment(of: run, in: try #require(TimeZone(named: zone)))
    #expect(moment == (time.map { .at(at($0)) } ?? .beforeStart))
  }

  /// Window, zone, moment, whether it is quiet.
  static let quiet: [(String, String, String, Bool)] = [
    ("21:00-08:00", "UTC", "2026-11-10T20:59:59.999Z", false),
    ("21:00-08:00", "UTC", "2026-11-10T21:00:00Z", true),
    ("21:00-08:00", "UTC", "2026-11-10T00:00:00Z", true),
    ("21:00-08:00", "UTC", "2026-11-10T08:00:00Z", true),  // both ends are quiet
    ("21:00-08:00", "UTC", "2026-11-10T08:00:01Z", false),
    ("12:00-14:00", "UTC", "2026-11-10T13:00:00Z", true),
    ("12:00-14:00", "UTC", "2026-11-10T11:59:00Z", false),
    ("00:00-00:00", "UTC", "2026-11-10T00:00:00Z", true),
    ("00:00-00:00", "UTC", "2026-11-10T00:01:00Z", false),
    // New York goes to summer time on 2026-03-08 at 02:00, and back on 2026-11-01 at 02:00.
    ("21:00-08:00", "America/New_York", "2026-03-08T12:00:00Z", true),  // 08:00 EDT
    ("21:00-08:00", "America/New_York", "2026-03-08T12:30:00Z", false),
    ("21:00-08:00", "America/New_York", "2026-03-07T12:30:00Z", true),  // 07:30 EST
    ("21:00-08:00", "America/New_York", "2026-11-01T12:30:00Z", true),  // 07:30 EST
    ("21:00-08:00", "America/New_York", "2026-10-31T12:30:00Z", false),  // 08:30 EDT
    ("01:30-02:30", "America/New_York", "2026-03-08T06:45:00Z", true),  // 01:45 EST
    ("01:30-02:30", "America/New_York", "2026-03-08T07:15:00Z", false),  // 03:15 EDT
    ("01:15-01:45", "America/New_York", "2026-11-01T05:30:00Z", true),  // 01:30 EDT
    ("01:15-01:45", "America/New_York", "2026-11-01T06:30:00Z", true),  // 01:30 EST, again
    ("21:00-08:00", "Europe/Lisbon", "2026-03-29T07:30:00Z", false),  // 08:30 WEST
    ("21:00-08:00", "Europe/Lisbon", "2026-10-25T07:30:00Z", true),  // 07:30 WET
  ]

  @Test("quiet hours by the endpoint's clock", arguments: quiet)
  func quietTime(window: String, zone: String, moment: String, isQuiet: Bool) throws {
    let quiet = try #require(QuietTime(window))
    let zone = try #require(TimeZone(named: zone))
    #expect(quiet.holds(at: at(moment), offset: zone.offset(at: at(moment))) == isQuiet)
  }

  @Test(
    "windows that are none",
    arguments: [
      "", "21:00", "21-08", "24:00-08:00", "21:00-08:60", "9:00-10:00", "21:00-08:00-09:00",
    ])
  func badWindows(text: String) { #expect(QuietTime(text) == nil) }
}
