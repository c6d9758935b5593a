import DueSystem

extension Instant {
  /// Parses an ISO 8601 instant: `YYYY-MM-DDTHH:MM:SS[.fff](Z|±HH:MM)`, also `±HHMM`, or a bare
  /// date `YYYY-MM-DD`, which is its midnight in UTC.
  ///
  /// A local time without a zone is nil: nobody knows when it was. Digits of the fraction after
  /// the third are dropped.
  package init?(_ text: UnsafeRawBufferPointer) {
    var rest = DigitScanner(text)
    guard let year = rest.number(4), rest.take("-"), let month = rest.number(2), rest.take("-"),
      let day = rest.number(2), (1...12).contains(month), day >= 1,
      day <= Self.days(inMonth: month, of: year)
    else { return nil }
    if rest.isAtEnd {
      self.init(year: year, month: month, day: day)
      return
    }
    guard rest.take("T") || rest.take("t") || rest.take(" "), let hour = rest.number(2),
      rest.take(":"), let minute = rest.number(2), hour < 24, minute < 60
    else { return nil }
    var second = 0
    var millisecond = 0
    if rest.take(":") {
      guard let s = rest.number(2), s <= 60 else { return nil }
      second = s
      if rest.take(".") || rest.take(",") {
        guard let fraction = rest.milliseconds() else { return nil }
        millisecond = fraction
      }
    }
    guard let offset = rest.zone(), rest.isAtEnd else { return nil }
    self.init(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second,
      millisecond: millisecond)
    milliseconds -= Int64(offset) * 1000
  }

  package init?(_ text: String) {
    var text = text
    guard let instant = text.withUTF8({ Instant(UnsafeRawBufferPointer($0)) }) else { return nil }
    self = instant
  }

  /// The number of days of a month of the Gregorian calendar.
  package static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// `2026-11-23T15:00:00.412Z`: always UTC, always milliseconds.
  package var iso8601: String {
    var buffer = ByteBuffer(capacity: 32)
    buffer.append(self)
    return buffer.string
  }
}

extension ByteBuffer {
  /// Appends `instant` as `2026-11-23T15:00:00.412Z`.
  package mutating func append(_ instant: Instant) {
    let civil = instant.civil()
    append(padded: civil.year, 4)
    append(UInt8(ascii: "-"))
    append(padded: civil.month, 2)
    append(UInt8(ascii: "-"))
    append(padded: civil.day, 2)
    append(UInt8(ascii: "T"))
    append(padded: civil.hour, 2)
    append(UInt8(ascii: ":"))
    append(padded: civil.minute, 2)
    append(UInt8(ascii: ":"))
    append(padded: civil.second, 2)
    append(UInt8(ascii: "."))
    append(padded: civil.millisecond, 3)
    append(UInt8(ascii: "Z"))
  }

  /// Appends `value` in decimal, with zeros before it up to `width` digits.
  package mutating func append(padded value: Int, _ width: Int) {
    var scale = 1
    for _ in 1..<width { scale *= 10 }
    while scale > 0 {
      append(UInt8(48 + value / scale % 10))
      scale /= 10
    }
  }
}

/// Reads fixed runs of digits from the front of some bytes.
private struct DigitScanner {
  private var rest: UnsafeRawBufferPointer

  init(_ text: UnsafeRawBufferPointer) { rest = text }

  var isAtEnd: Bool { rest.isEmpty }

  private mutating func drop(_ count: Int) { rest = .init(rebasing: rest[count...]) }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard let first = rest.first, first == UInt8(ascii: character) else { return false }
    drop(1)
    return true
  }

  mutating func number(_ digits: Int) -> Int? {
    guard rest.count >= digits else { return nil }
    var value = 0
    for byte in rest[..<digits] {
      guard byte >= 48, byte <= 57 else { return nil }
      value = value * 10 + Int(byte - 48)
    }
    drop(digits)
    return value
  }

  mutating func milliseconds() -> Int? {
    var value = 0
    var digits = 0
    while let byte = rest.first, byte >= 48, byte <= 57 {
      if digits < 3 { value = value * 10 + Int(byte - 48) }
      digits += 1
      drop(1)
    }
    guard digits > 0 else { return nil }
    while digits < 3 {
      value *= 10
      digits += 1
    }
    return value
  }

  /// Seconds east of UTC.
  mutating func zone() -> Int? {
    if take("Z") || take("z") { return 0 }
    let west = take("-")
    guard west || take("+"), let hour = number(2), hour < 24 else { return nil }
    _ = take(":")
    guard let minute = isAtEnd ? 0 : number(2), minute < 60 else { return nil }
    return (west ? -1 : 1) * (hour * 3600 + minute * 60)
  }
}
