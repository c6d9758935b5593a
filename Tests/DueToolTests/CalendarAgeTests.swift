import DueFormats
import DueSystem
import DueTool
import Testing

@Suite struct CalendarAgeTests {
  static let now = "2028-03-31T12:30:00.250Z"

  static let accepted: [(age: String, before: String)] = [
    ("0d", "2028-03-31T12:30:00.250Z"),
    ("31d", "2028-02-29T12:30:00.250Z"),
    ("2w", "2028-03-17T12:30:00.250Z"),
    ("1mo", "2028-02-29T12:30:00.250Z"),  // there is no February 31
    ("13mo", "2027-02-28T12:30:00.250Z"),
    ("3mo", "2027-12-31T12:30:00.250Z"),
    ("7y", "2021-03-31T12:30:00.250Z"),
  ]

  @Test("goes back by the calendar", arguments: accepted)
  func goesBack(age: String, before: String) throws {
    let now = try #require(Instant(Self.now))
    #expect(try #require(CalendarAge(argument: age)).before(now).iso8601 == before)
  }

  @Test("refuses what is no age", arguments: ["", "7", "y", "-1d", "1.5y", "1m", "1h", "100001d"])
  func refuses(text: String) {
    #expect(CalendarAge(argument: text) == nil)
  }
}
