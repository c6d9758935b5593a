import DueFormats
import DueSystem

extension DatePattern {
  /// Reads `text` as `pattern` would have written it; a date without a zone is one of `zone`.
  ///
  /// Nil for text that does not match, and for dates that do not exist.
  static func read(_ text: Bytes, _ pattern: String, in zone: TimeZone) -> Instant? {
    var reader = DateReader(text: text)
    let fields = fields(pattern)
    for (i, field) in fields.enumerated() {
      var isFollowedByDigits = false
      if i + 1 < fields.count, case .letter = fields[i + 1] { isFollowedByDigits = true }
      guard reader.take(field, isFollowedByDigits) else { return nil }
    }
    return reader.isAtEnd ? reader.instant(in: zone) : nil
  }

  /// Reads a date without being told its form: ISO 8601, with or without time and zone, or
  /// milliseconds since 1970.
  static func read(_ text: Bytes, in zone: TimeZone) -> Instant? {
    if text.count > 8, text.count < 15, text.allSatisfy({ $0 &- 48 <= 9 }),
      let milliseconds = Int64(String(decoding: text, as: UTF8.self))
    {
      return Instant(milliseconds: milliseconds)
    }
    let local = [
      "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm",
      "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm:ss.SSS",
    ]
    for pattern in local {
      if let instant = read(text, pattern, in: zone) { return instant }
    }
    return Instant(text)
  }
}

/// The fields of a date as they are read, one after another.
private struct DateReader {
  var text: Bytes
  private var p = 0
  private var year = 1970
  private var month = 1
  private var day = 1
  private var hour = 0
  private var minute = 0
  private var second = 0
  private var millisecond = 0
  private var isAfternoon: Bool?
  /// Seconds east of UTC, or a zone by name.
  private var offset: Int?
  private var zone: TimeZone?

  init(text: Bytes) { self.text = text }

  var isAtEnd: Bool { p == text.count }

  mutating func take(_ field: DatePattern.Field, _ isFollowedByDigits: Bool) -> Bool {
    guard case .letter(let letter, let count) = field else {
      guard case .text(let expected) = field, text.count - p >= expected.count,
        text[p..<(p + expected.count)].elementsEqual(expected)
      else { return false }
      p += expected.count
      return true
    }
    func number() -> Int? { digits(isFollowedByDigits ? count : 9) }
    switch letter {
    case UInt8(ascii: "y"), UInt8(ascii: "Y"):
      let first = p
      guard let value = number() else { return false }
      // Two digits are a year near ours: 80 years back, 20 ahead of 2026, as Java does it.
      year = count <= 2 && p - first == 2 ? value + (value < 47 ? 2000 : 1900) : value
    case UInt8(ascii: "M"), UInt8(ascii: "L"):
      guard let value = count > 2 ? name(DatePattern.months).map({ $0 + 1 }) : number() else {
        return false
      }
      month = value
    case UInt8(ascii: "d"): return set(\.day, number())
    case UInt8(ascii: "E"): return name(DatePattern.weekdays) != nil
    case UInt8(ascii: "a"):
      guard let half = name(["AM", "PM"]) else { return false }
      isAfternoon = half == 1
    case UInt8(ascii: "H"), UInt8(ascii: "K"), UInt8(ascii: "h"): return set(\.hour, number())
    case UInt8(ascii: "k"):
      guard set(\.hour, number()) else { return false }
      hour %= 24
    case UInt8(ascii: "m"): return set(\.minute, number())
    case UInt8(ascii: "s"): return set(\.second, number())
    case UInt8(ascii: "S"):
      let first = p
      guard let value = digits(9) else { return false }
      var scaled = value
      for _ in 0..<max(0, p - first - 3) { scaled /= 10 }
      millisecond = scaled
    case UInt8(ascii: "z"), UInt8(ascii: "Z"), UInt8(ascii: "X"): return takeZone()
    default: return false
    }
    return true
  }

  private mutating func set(_ field: WritableKeyPath<DateReader, Int>, _ value: Int?) -> Bool {
    guard let value else { return false }
    self[keyPath: field] = value
    return true
  }

  /// Up to `most` digits as a number.
  private mutating func digits(_ most: Int) -> Int? {
    var value = 0
    let first = p
    while p < text.count, p - first < most, text[p] &- 48 <= 9 {
      value = value * 10 + Int(text[p] - 48)
      p += 1
    }
    return p > first ? value : nil
  }

  /// The index of the name that stands here, in full or by its first three letters.
  private mutating func name(_ names: [String]) -> Int? {
    for isFull in [true, false] {
      for (i, name) in names.enumerated() {
        let wanted = isFull ? Array(name.utf8) : Array(name.utf8.prefix(3))
        guard text.count - p >= wanted.count else { continue }
        let found = text[p..<(p + wanted.count)]
        if zip(found, wanted).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) {
          p += wanted.count
          return i
        }
      }
    }
    return nil
  }

  /// `Z`, `±HH`, `±HHMM`, `±HH:MM`, or a name such as `GMT` or `Europe/Madrid`.
  private mutating func takeZone() -> Bool {
    guard p < text.count else { return false }
    if text[p] == UInt8(ascii: "+") || text[p] == UInt8(ascii: "-") {
      let sign = text[p] == UInt8(ascii: "-") ? -1 : 1
      p += 1
      guard let hours = digits(2) else { return false }
      if p < text.count, text[p] == UInt8(ascii: ":") { p += 1 }
      offset = sign * (hours * 3600 + (digits(2) ?? 0) * 60)
      return true
    }
    let name = text[p...].prefix {
      ($0 | 0x20) &- 97 < 26 || $0 &- 48 <= 9 || "/_+-:".utf8.contains($0)
    }
    p += name.count
    zone = TimeZone(named: String(decoding: name, as: UTF8.self))
    return zone != nil
  }

  func instant(in standard: TimeZone) -> Instant? {
    var hour = hour
    if let isAfternoon { hour = hour % 12 + (isAfternoon ? 12 : 0) }
    guard (1...12).contains(month), day >= 1, day <= Instant.days(inMonth: month, of: year),
      hour < 24, minute < 60, second <= 60, year < 10_000
    else { return nil }
    let local = Instant(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second,
      millisecond: millisecond)
    if let offset { return local + Int64(-offset) * 1000 }
    return (zone ?? standard).instant(local: local)
  }
}

/// Zones by name, read once.
struct ZoneCache {
  private var zones: [String: TimeZone?] = [:]

  /// Nil for a name that is no zone.
  mutating func zone(named name: String) -> TimeZone? {
    if let known = zones[name] { return known }
    if zones.count > 1000 { zones.removeAll() }
    let zone = TimeZone(named: name)
    zones[name] = zone
    return zone
  }
}

extension TemplateRenderer {
  /// `now [format] [tz=]` and `dateFormat value [format] [inputFormat=] [outputFormat=] [tz=]`.
  mutating func dateText(_ frame: CallFrame) throws(TemplateFault) -> Value {
    let zone = try zone(frame)
    let isNow = frame.call.helper == .now
    var pattern = string(argument(isNow ? 0 : 1, frame))
    if pattern == nil { pattern = string(pair("outputFormat", frame) ?? .undefined) }
    if pattern == nil { pattern = string(pair("format", frame) ?? .undefined) }
    var instant = options.now
    if !isNow {
      let value = argument(0, frame).single
      if isFalsy(value) { return .undefined }
      let inputFormat = string(pair("inputFormat", frame) ?? .undefined)
      let written = text(of: value)
      let found = inputFormat.map {
        DatePattern.read(bytes(written), DatePattern.named($0), in: zone)
      }
      guard let read = found ?? DatePattern.read(bytes(written), in: zone) else {
        if options.isStrict {
          let shown = String(decoding: bytes(written), as: UTF8.self)
          throw fault(frame.index, "'dateFormat' expected a date, found '\(shown)'")
        }
        return written
      }
      instant = read
    }
    work.removeAll()
    DatePattern.write(instant, DatePattern.named(pattern ?? ""), in: zone, to: &work)
    return takeWork()
  }

  private mutating func string(_ value: Value) -> String? {
    switch value {
    case .undefined, .null: nil
    default: String(decoding: bytes(text(of: value)), as: UTF8.self)
    }
  }

  /// The zone of `tz=`; UTC without one, and for a name that is none.
  private mutating func zone(_ frame: CallFrame) throws(TemplateFault) -> TimeZone {
    guard let name = string(pair("tz", frame) ?? .undefined), !name.isEmpty else { return .utc }
    if let zone = zones.zone(named: name) { return zone }
    if options.isStrict {
      throw fault(frame.index, "expected a time zone such as 'Europe/Madrid', found '\(name)'")
    }
    return .utc
  }
}
