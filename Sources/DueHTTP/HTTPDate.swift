import DueSystem

extension Instant {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// `Tue, 24 Nov 2026 09:30:00 GMT` (RFC 9110, section 5.6.7).
  package init?(httpDate text: String) {
    let words = text.split(separator: " ")
    guard words.count == 6, words[5] == "GMT", let day = Int(words[1]),
      let month = Self.months.firstIndex(of: String(words[2])), let year = Int(words[3]),
      (1970...9999).contains(year), (1...31).contains(day)
    else { return nil }
    let time = words[4].split(separator: ":").compactMap { Int($0) }
    guard time.count == 3, time.allSatisfy({ (0...60).contains($0) }) else { return nil }
    self.init(
      year: year, month: month + 1, day: day, hour: time[0], minute: time[1], second: time[2])
  }
}
