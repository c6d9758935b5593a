/// A duration of whole weeks, days, hours, minutes and seconds: `P30D`, `PT12H`, `P1DT6H`.
///
/// Years and months have no length of their own and are not read. Source: ISO 8601-1, 5.5.2.
package struct ISODuration: Sendable, Equatable {
  package let milliseconds: Int64

  /// nil for another text.
  package init?(_ text: String) {
    var rest = Substring(text)
    guard rest.popFirst() == "P" else { return nil }
    var units: [(Character, Int64)] = [("W", 604_800_000), ("D", 86_400_000)]
    let times: [(Character, Int64)] = [("H", 3_600_000), ("M", 60_000), ("S", 1000)]
    var total: Int64 = 0
    var found = false
    var inTimes = false
    while let next = rest.first {
      if next == "T" {
        rest.removeFirst()
        guard !inTimes, !rest.isEmpty else { return nil }
        inTimes = true
        units = times
        continue
      }
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard let number = Int64(digits), number < 1_000_000 else { return nil }
      rest = rest[digits.endIndex...]
      guard let unit = rest.popFirst(), let i = units.firstIndex(where: { $0.0 == unit }) else {
        return nil
      }
      total += number * units[i].1
      units.removeFirst(i + 1)
      found = true
    }
    guard found else { return nil }
    milliseconds = total
  }

  /// In words, the larger units first: `2 days`, `1 day 6 hours`.
  package var text: String {
    var rest = milliseconds / 1000
    var words: [String] = []
    for (name, seconds) in [("day", Int64(86_400)), ("hour", 3600), ("minute", 60), ("second", 1)] {
      let count = rest / seconds
      rest %= seconds
      if count > 0 { words.append("\(count) \(name)\(count == 1 ? "" : "s")") }
    }
    return words.isEmpty ? "no time" : words.joined(separator: " ")
  }
}
