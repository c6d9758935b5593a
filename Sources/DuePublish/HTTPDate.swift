import DueFormats
import DueSystem

/// Times as HTTP writes them: `Sun, 06 Nov 1994 08:49:37 GMT`.
///
/// Source: RFC 9110, section 5.6.7.
enum HTTPDate {
  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  static func text(_ instant: Instant) -> String {
    let seconds = instant.milliseconds / 1000
    let iso = Instant(milliseconds: seconds * 1000).iso8601
    let weekday = days[Int((seconds / 86_400 % 7 + 7) % 7)]
    let (year, month, day) = (iso.prefix(4), iso.dropFirst(5).prefix(2), iso.dropFirst(8).prefix(2))
    let time = iso.dropFirst(11).prefix(8)
    return "\(weekday), \(day) \(months[(Int(month) ?? 1) - 1]) \(year) \(time) GMT"
  }

  /// The time that `text` tells in that form; nil for any other.
  static func instant(_ text: String) -> Instant? {
    let words = text.split(separator: " ")
    guard words.count == 6, words[5] == "GMT", words[0].hasSuffix(","), words[1].utf8.count == 2,
      let month = months.firstIndex(of: String(words[2])), words[3].utf8.count == 4,
      words[4].utf8.count == 8
    else { return nil }
    let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
    return Instant("\(words[3])-\(number)-\(words[1])T\(words[4])Z")
  }
}
