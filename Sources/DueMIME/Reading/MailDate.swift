import DueFormats
import DueSystem

extension Instant {
  /// Reads a date as mail has them: `Mon, 23 Nov 2026 15:00:09 +0000 (UTC)`; nil for what is none.
  ///
  /// Also without the weekday or the seconds, with a year of two or three digits, and with the zones
  /// that had names; other names of zones are UTC, as nobody knows better.
  ///
  /// Source: RFC 5322, sections 3.3 and 4.3.
  package init?(mail text: Bytes) {
    var words = DateWords(text)
    guard var word = words.next() else { return nil }
    if word[0] > UInt8(ascii: "9") {
      guard let next = words.next() else { return nil }
      word = next
    }
    guard let day = Self.number(word, 1...2), let name = words.next(),
      let month = Self.month(name), let yearWord = words.next(),
      let year = Self.year(yearWord), let clock = words.next(),
      let time = Self.clock(clock), day >= 1, day <= Instant.days(inMonth: month, of: year)
    else { return nil }
    self.init(
      year: year, month: month, day: day, hour: time.hour, minute: time.minute,
      second: time.second)
    if let zone = words.next() { milliseconds -= Int64(Self.offset(zone)) * 60_000 }
  }

  private static func number(_ text: Bytes, _ length: ClosedRange<Int>) -> Int? {
    guard length.contains(text.count), text.allSatisfy({ $0 &- 48 <= 9 }) else { return nil }
    return text.reduce(0) { $0 * 10 + Int($1 &- 48) }
  }

  private static func month(_ name: Bytes) -> Int? {
    guard name.count >= 3 else { return nil }
    let names = HeaderText.months
    for i in names.indices {
      let month = Bytes(start: names[i].utf8Start, count: 3)
      if (0..<3).allSatisfy({ name[$0].folded == month[$0].folded }) { return i + 1 }
    }
    return nil
  }

  private static func year(_ text: Bytes) -> Int? {
    guard let number = number(text, 2...4) else { return nil }
    switch text.count {
    case 2: return number < 50 ? 2000 + number : 1900 + number
    case 3: return 1900 + number
    default: return number
    }
  }

  private static func clock(_ text: Bytes) -> (hour: Int, minute: Int, second: Int)? {
    guard let (hours, rest) = text.split(at: UInt8(ascii: ":")) else { return nil }
    let parts = rest.split(at: UInt8(ascii: ":"))
    guard let hour = number(hours, 1...2), let minute = number(parts?.before ?? rest, 1...2),
      hour < 24, minute < 60
    else { return nil }
    guard let seconds = parts?.after else { return (hour, minute, 0) }
    guard let second = number(seconds, 1...2), second <= 60 else { return nil }
    return (hour, minute, second)
  }

  /// Minutes east of UTC.
  private static func offset(_ zone: Bytes) -> Int {
    if zone.count == 5, zone[0] == UInt8(ascii: "+") || zone[0] == UInt8(ascii: "-"),
      let digits = number(Bytes(rebasing: zone[1...]), 4...4)
    {
      return (zone[0] == UInt8(ascii: "-") ? -1 : 1) * (digits / 100 * 60 + digits % 100)
    }
    let named: [(StaticString, Int)] = [
      ("est", -5), ("edt", -4), ("cst", -6), ("cdt", -5), ("mst", -7), ("mdt", -6), ("pst", -8),
      ("pdt", -7),
    ]
    return (named.first { zone.isFolded($0.0) }?.1 ?? 0) * 60
  }
}

/// The words of a date: what commas, white space and comments stand between.
private struct DateWords {
  private let text: Bytes
  private var place = 0

  init(_ text: Bytes) { self.text = text }

  mutating func next() -> Bytes? {
    while place < text.count, text[place] <= 0x20 || text[place] == UInt8(ascii: ",") { place += 1 }
    guard place < text.count, text[place] != UInt8(ascii: "(") else { return nil }
    let start = place
    while place < text.count, text[place] > 0x20, text[place] != UInt8(ascii: ","),
      text[place] != UInt8(ascii: "(")
    {
      place += 1
    }
    return Bytes(rebasing: text[start..<place])
  }
}
