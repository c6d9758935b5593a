import DueFormats
import DueSystem

/// Dates as Java's `SimpleDateFormat` writes and reads them, in English.
///
/// Letters: `y` year, `Y` week year, `M` and `L` month, `d` day, `D` day of the year, `w` week of
/// the year, `W` week of the month, `F` weekday of the month, `E` and `u` weekday, `a` AM or PM,
/// `H` `k` `K` `h` hour, `m` minute, `s` second, `S` millisecond, `z` zone's abbreviation, `Z`
/// +0100, `X` ISO 8601 zone, `G` era; text in quotes. Weeks begin on Sunday.
enum DatePattern {
  static let months: [String] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  static let weekdays: [String] = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  ]

  /// The pattern that a style's name stands for.
  static func named(_ name: String) -> String {
    switch name {
    case "full": "EEEE, MMMM d, y"
    case "long": "MMMM d, y"
    case "medium", "": "MMM d, y"
    case "short": "M/d/yy"
    default: name
    }
  }

  /// One piece of a pattern: a letter with how often it stands there, or text.
  enum Field: Equatable {
    case letter(UInt8, Int)
    case text([UInt8])
  }

  static func fields(_ pattern: String) -> [Field] {
    var fields: [Field] = []
    let bytes = Array(pattern.utf8)
    var p = 0
    func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 }
    while p < bytes.count {
      let byte = bytes[p]
      if isLetter(byte) {
        let count = bytes[p...].prefix { $0 == byte }.count
        fields.append(.letter(byte, count))
        p += count
      } else if byte == UInt8(ascii: "'") {
        let (text, end) = quoted(bytes, p)
        fields.append(.text(text))
        p = end
      } else {
        fields.append(.text([byte]))
        p += 1
      }
    }
    return fields
  }

  /// The text of the quotes at `start`, where two quotes are one, and the place after it.
  private static func quoted(_ bytes: [UInt8], _ start: Int) -> ([UInt8], Int) {
    let quote = UInt8(ascii: "'")
    if start + 1 < bytes.count, bytes[start + 1] == quote { return ([quote], start + 2) }
    var text: [UInt8] = []
    var p = start + 1
    while p < bytes.count {
      if bytes[p] == quote {
        guard p + 1 < bytes.count, bytes[p + 1] == quote else { break }
        p += 1
      }
      text.append(bytes[p])
      p += 1
    }
    return (text, p + 1)
  }

  // MARK: Writing

  static func write(
    _ instant: Instant, _ pattern: String, in zone: TimeZone, to buffer: inout ByteBuffer
  ) {
    let clock = zone.clock(at: instant)
    let civil = instant.civil(offset: clock.seconds)
    for field in fields(pattern) {
      switch field {
      case .text(let text): for byte in text { buffer.append(byte) }
      case .letter(let letter, let count): write(letter, count, civil, clock, to: &buffer)
      }
    }
  }

  private static func write(
    _ letter: UInt8, _ count: Int, _ civil: Instant.Civil, _ clock: TimeZone.Offset,
    to buffer: inout ByteBuffer
  ) {
    func number(_ value: Int) { buffer.append(decimal: value, width: count) }
    switch letter {
    case UInt8(ascii: "G"): buffer.append(civil.year > 0 ? "AD" as StaticString : "BC")
    case UInt8(ascii: "y"): year(civil.year, count, to: &buffer)
    case UInt8(ascii: "Y"): year(civil.weekYear, count, to: &buffer)
    case UInt8(ascii: "M"), UInt8(ascii: "L"):
      if count < 3 {
        number(civil.month)
      } else {
        name(months[civil.month - 1], count, to: &buffer)
      }
    case UInt8(ascii: "d"): number(civil.day)
    case UInt8(ascii: "D"): number(civil.dayOfYear)
    case UInt8(ascii: "w"): number(civil.weekOfYear)
    case UInt8(ascii: "W"): number(civil.weekOfMonth)
    case UInt8(ascii: "F"): number((civil.day - 1) / 7 + 1)
    case UInt8(ascii: "E"):
      name(weekdays[civil.weekday], count < 4 ? 3 : 4, to: &buffer)
    case UInt8(ascii: "u"): number(civil.weekday == 0 ? 7 : civil.weekday)
    case UInt8(ascii: "a"): buffer.append(civil.hour < 12 ? "AM" as StaticString : "PM")
    case UInt8(ascii: "H"): number(civil.hour)
    case UInt8(ascii: "k"): number(civil.hour == 0 ? 24 : civil.hour)
    case UInt8(ascii: "K"): number(civil.hour % 12)
    case UInt8(ascii: "h"): number(civil.hour % 12 == 0 ? 12 : civil.hour % 12)
    case UInt8(ascii: "m"): number(civil.minute)
    case UInt8(ascii: "s"): number(civil.second)
    case UInt8(ascii: "S"): number(civil.millisecond)
    case UInt8(ascii: "z"): buffer.append(clock.abbreviation)
    case UInt8(ascii: "Z"): zone(clock.seconds, hasColon: false, hasMinutes: true, to: &buffer)
    case UInt8(ascii: "X"):
      if clock.seconds == 0 { return buffer.append(UInt8(ascii: "Z")) }
      zone(clock.seconds, hasColon: count > 2, hasMinutes: count > 1, to: &buffer)
    default: for _ in 0..<count { buffer.append(letter) }
    }
  }

  private static func year(_ year: Int, _ count: Int, to buffer: inout ByteBuffer) {
    buffer.append(decimal: count == 2 ? year % 100 : year, width: count)
  }

  private static func name(_ name: String, _ count: Int, to buffer: inout ByteBuffer) {
    buffer.append(count == 3 ? String(name.prefix(3)) : name)
  }

  private static func zone(
    _ seconds: Int, hasColon: Bool, hasMinutes: Bool, to buffer: inout ByteBuffer
  ) {
    buffer.append(seconds < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
    buffer.append(decimal: abs(seconds) / 3600, width: 2)
    if hasColon { buffer.append(UInt8(ascii: ":")) }
    if hasMinutes { buffer.append(decimal: abs(seconds) / 60 % 60, width: 2) }
  }
}

extension ByteBuffer {
  fileprivate mutating func append(decimal value: Int, width: Int) {
    let digits = String(value)
    for _ in 0..<max(0, min(width, 20) - digits.utf8.count) { append(UInt8(ascii: "0")) }
    append(digits)
  }
}

extension Instant.Civil {
  private var firstOfYear: Int { Instant.daysSinceEpoch(year: year, month: 1, day: 1) }

  var dayOfYear: Int {
    Instant.daysSinceEpoch(year: year, month: month, day: day) - firstOfYear + 1
  }

  /// Weeks begin on Sunday, and the first is the one with January 1: as in the United States.
  var weekOfYear: Int {
    weekYear > year ? 1 : (dayOfYear - 1 + weekday(ofDay: firstOfYear)) / 7 + 1
  }

  /// The year of the week: the last days of December may be in week 1 of the next.
  var weekYear: Int {
    let next = Instant.daysSinceEpoch(year: year + 1, month: 1, day: 1)
    let today = firstOfYear + dayOfYear - 1
    return next - today <= weekday(ofDay: next) ? year + 1 : year
  }

  var weekOfMonth: Int {
    (day - 1 + weekday(ofDay: Instant.daysSinceEpoch(year: year, month: month, day: 1))) / 7 + 1
  }

  private func weekday(ofDay day: Int) -> Int { ((day + 4) % 7 + 7) % 7 }
}
