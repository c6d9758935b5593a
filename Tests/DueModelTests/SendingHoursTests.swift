import DueFormats
import DueModel
import DueSystem
import Testing

@Suite struct SendingHoursTests {
  static let openings: [(hours: String, from: String, opening: String)] = [
    ("08:00-21:00 UTC", "2026-11-23T12:30:00Z", "2026-11-23T12:30:00.000Z"),
    ("08:00-21:00 UTC", "2026-11-23T07:59:59Z", "2026-11-23T08:00:00.000Z"),
    ("08:00-21:00 UTC", "2026-11-23T21:00:00Z", "2026-11-24T08:00:00.000Z"),
    ("21:00-08:00 UTC", "2026-11-23T12:30:00Z", "2026-11-23T21:00:00.000Z"),  // over midnight
    ("21:00-08:00 UTC", "2026-11-23T03:00:00Z", "2026-11-23T03:00:00.000Z"),
    ("08:00-21:00 America/New_York", "2026-11-23T12:30:00Z", "2026-11-23T13:00:00.000Z"),
    // The night the clocks go forward, and the night they go back.
    ("08:00-21:00 America/New_York", "2026-03-08T04:00:00Z", "2026-03-08T12:00:00.000Z"),
    ("08:00-21:00 America/New_York", "2026-11-01T04:00:00Z", "2026-11-01T13:00:00.000Z"),
    ("08:00-21:00 Europe/Lisbon", "2026-03-29T00:00:00Z", "2026-03-29T07:00:00.000Z"),
    ("08:00-21:00 Europe/Lisbon", "2026-10-25T00:00:00Z", "2026-10-25T08:00:00.000Z"),
    // Two zones that a number may be in: both must be open.
    (
      "08:00-21:00 America/New_York America/Los_Angeles", "2026-11-23T13:00:00Z",
      "2026-11-23T16:00:00.000Z"
    ),
    (
      "08:00-21:00 America/New_York America/Los_Angeles", "2026-11-24T02:30:00Z",
      "2026-11-24T16:00:00.000Z"
    ),
  ]

  @Test("opens when it should", arguments: openings)
  func opens(hours: String, from: String, opening: String) throws {
    let parsed = try #require(SendingHours(hours))
    let instant = try #require(Instant(from))
    #expect(parsed.opening(from: instant)?.iso8601 == opening)
    #expect(parsed.text == hours)
  }

  @Test("never opens where the zones have no common hours")
  func never() throws {
    let hours = try #require(SendingHours("08:00-09:00 UTC Asia/Tokyo"))
    #expect(hours.opening(from: Instant(milliseconds: 1_795_437_000_000)) == nil)
  }

  @Test(
    "refuses what is no hours",
    arguments: [
      "", "8-21 UTC", "08:00-08:00 UTC", "08:00-21:00",
      "08:00-25:00 UTC", "08:00-21:00 Mars/Base",
    ])
  func refuses(text: String) { #expect(SendingHours(text) == nil) }
}
