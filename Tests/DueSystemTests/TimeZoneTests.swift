import DueFormats
import DueSystem
import Testing

@Suite struct TimeZoneTests {
  static let clocks: [(zone: String, instant: String, seconds: Int, abbreviation: String)] = [
    ("UTC", "2026-11-23T00:00:00Z", 0, "UTC"),
    ("Europe/Stockholm", "2026-03-29T00:59:59Z", 3600, "CET"),
    ("Europe/Stockholm", "2026-03-29T01:00:00Z", 7200, "CEST"),
    ("Europe/Stockholm", "2026-10-25T01:00:00Z", 3600, "CET"),
    // Beyond the table: the rule at the end of the file.
    ("Europe/Stockholm", "2090-07-01T00:00:00Z", 7200, "CEST"),
    ("America/New_York", "2080-12-01T00:00:00Z", -18000, "EST"),
    ("Australia/Sydney", "2070-01-15T00:00:00Z", 39600, "AEDT"),
    ("Asia/Kolkata", "2026-01-01T00:00:00Z", 19800, "IST"),
    ("America/Sao_Paulo", "2026-01-01T00:00:00Z", -10800, "-03"),
    ("Africa/Casablanca", "2026-06-01T00:00:00Z", 3600, "+01"),
    ("Europe/Dublin", "2026-01-01T00:00:00Z", 0, "GMT"),
    ("UTC+05:30", "2026-01-01T00:00:00Z", 19800, "UTC+05:30"),
    ("UTC-11", "2026-01-01T00:00:00Z", -39600, "UTC-11"),
    ("GMT+0130", "2026-01-01T00:00:00Z", 5400, "GMT+0130"),
    ("America/New_York", "1883-11-18T12:00:00Z", -17762, "LMT"),
  ]

  @Test("knows what clocks show", arguments: clocks)
  func shows(zone: String, instant: String, seconds: Int, abbreviation: String) throws {
    let clock = try #require(TimeZone(named: zone)).clock(at: try #require(Instant(instant)))
    #expect(clock.seconds == seconds && clock.abbreviation == abbreviation)
  }

  @Test(
    "refuses names that are no zones",
    arguments: [
      "", "Mars/Olympus", "/etc/passwd", "../../etc/passwd", "Europe/../Europe/Paris", "Europe",
      "tzdata.zi", ".", "Europe/", "UTC+", "UTC+19", "UTC+1:5", "UTC+05:75", "UTC+005:00",
      "Europe/Stockholm\0", "zone.tab",
    ])
  func refuses(name: String) { #expect(TimeZone(named: name) == nil) }

  static let locals: [(zone: String, local: String, instant: String)] = [
    ("Europe/Stockholm", "2026-11-23T12:00:00Z", "2026-11-23T11:00:00.000Z"),
    // Left out: as much later. Twice: the first.
    ("Europe/Stockholm", "2026-03-29T02:30:00Z", "2026-03-29T01:30:00.000Z"),
    ("Europe/Stockholm", "2026-10-25T02:30:00Z", "2026-10-25T00:30:00.000Z"),
    ("America/New_York", "2026-11-01T01:30:00Z", "2026-11-01T05:30:00.000Z"),
  ]

  @Test("finds the moment of a local time", arguments: locals)
  func finds(zone: String, local: String, instant: String) throws {
    let zone = try #require(TimeZone(named: zone))
    #expect(zone.instant(local: try #require(Instant(local))).iso8601 == instant)
  }
}
