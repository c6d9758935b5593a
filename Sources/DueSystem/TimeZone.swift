import Glibc

/// A time zone: how far local time is from UTC at any moment.
///
/// Read from the machine's tz database (`/usr/share/zoneinfo`), or a fixed offset such as
/// `UTC+05:30`, as Pinpoint's schedules write them.
///
/// Source: RFC 8536 (TZif), POSIX.1-2017 chapter 8 (`TZ`).
package struct TimeZone: Sendable, Equatable {
  /// What the clocks of a zone show from some moment on.
  package struct Offset: Sendable, Equatable {
    /// Seconds east of UTC.
    package var seconds: Int
    /// Whether it is daylight saving time.
    package var isDaylight: Bool
    /// As people call it, such as `CET`; `+03` where they have no name.
    package var abbreviation: String
  }

  package let name: String
  /// Seconds since 1970 at which `offsets[i]` begins, ascending.
  private var transitions: [Int64] = []
  private var offsets: [Offset] = []
  /// Before the first transition.
  private var first: Offset
  /// After the last.
  private var rule: TimeZoneRule?

  package static let utc = TimeZone(
    name: "UTC", first: Offset(seconds: 0, isDaylight: false, abbreviation: "UTC"))

  private init(name: String, first: Offset) {
    self.name = name
    self.first = first
  }

  /// The zone called `name`: one of the tz database, or `UTC` or `GMT` with or without an offset.
  ///
  /// Nil for anything else; in particular no name leaves the database's directory.
  package init?(named name: String) {
    if let fixed = Self.fixed(name) {
      self = fixed
      return
    }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isSafe =
      name.utf8.count < 100
      && parts.allSatisfy { part in
        !part.isEmpty && part.utf8.first != UInt8(ascii: ".")
          && part.utf8.allSatisfy {
            $0 &- 48 <= 9 || ($0 | 0x20) &- 97 < 26 || "_+-.".utf8.contains($0)
          }
      }
    guard isSafe, let data = Self.read("/usr/share/zoneinfo/\(name)"),
      let zone = data.withUnsafeBytes({ TimeZone(name: name, file: $0) })
    else { return nil }
    self = zone
  }

  /// `UTC`, `GMT`, `Z`, or one of the first two with `±H`, `±HH`, `±HHMM` or `±HH:MM`.
  private static func fixed(_ name: String) -> TimeZone? {
    if name == "UTC" || name == "Z" { return .utc }
    if name == "GMT" {
      return TimeZone(
        name: name, first: Offset(seconds: 0, isDaylight: false, abbreviation: name))
    }
    guard name.hasPrefix("UTC") || name.hasPrefix("GMT") else { return nil }
    var rest = name.utf8.dropFirst(3)
    guard let sign = rest.popFirst(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")
    else { return nil }
    let pieces = rest.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    let digits = pieces.joined()
    guard pieces.count < 3, digits.allSatisfy({ $0 &- 48 <= 9 }),
      pieces.count == 1 || pieces[1].count == 2,
      let number = Int(String(decoding: Array(digits), as: UTF8.self))
    else { return nil }
    let hasMinutes = pieces.count == 2 || digits.count > 2
    guard digits.count <= 4, pieces[0].count > 0 else { return nil }
    let hours = hasMinutes ? number / 100 : number
    let minutes = hasMinutes ? number % 100 : 0
    guard hours <= 18, minutes < 60 else { return nil }
    let seconds = (hours * 3600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
    return TimeZone(
      name: name, first: Offset(seconds: seconds, isDaylight: false, abbreviation: name))
  }

  private static func read(_ path: String) -> [UInt8]? {
    let number = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard number >= 0 else { return nil }
    defer { close(number) }
    // The largest file of the database has 4 KB.
    return [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
      count = max(0, Glibc.read(number, buffer.baseAddress, buffer.count))
    }
  }

  /// Reads a TZif file; nil if it is not one.
  private init?(name: String, file: UnsafeRawBufferPointer) {
    guard let old = TZifHeader(file, at: 0) else { return nil }
    var header = old
    if old.version >= 2 {
      guard let new = TZifHeader(file, at: old.end(timeSize: 4)) else { return nil }
      header = new
    }
    let timeSize = old.version >= 2 ? 8 : 4
    let end = header.end(timeSize: timeSize)
    guard end <= file.count, header.typeCount > 0 else { return nil }
    let start = header.start
    let indexes = start + header.timeCount * timeSize
    let types = indexes + header.timeCount
    let names = types + header.typeCount * 6
    func number(_ place: Int, _ size: Int) -> Int64 {
      var value = Int64(Int8(bitPattern: file[place]))
      for i in 1..<size { value = value << 8 | Int64(file[place + i]) }
      return value
    }
    func offset(_ type: Int) -> Offset? {
      guard type < header.typeCount else { return nil }
      let place = types + type * 6
      let name = names + Int(file[place + 5])
      guard name < names + header.nameCount else { return nil }
      let letters = file[name..<(names + header.nameCount)].prefix { $0 != 0 }
      return Offset(
        seconds: Int(number(place, 4)), isDaylight: file[place + 4] != 0,
        abbreviation: String(decoding: letters, as: UTF8.self))
    }
    guard let before = offset(0) else { return nil }
    self.init(name: name, first: before)
    for i in 0..<header.timeCount {
      guard let next = offset(Int(file[indexes + i])) else { return nil }
      transitions.append(number(start + i * timeSize, timeSize))
      offsets.append(next)
    }
    if old.version >= 2, end < file.count {
      let footer = file[(end + 1)...].prefix { $0 != UInt8(ascii: "\n") }
      rule = TimeZoneRule(String(decoding: footer, as: UTF8.self))
    }
  }

  // MARK: Asking

  /// What the clocks show at `instant`.
  package func clock(at instant: Instant) -> Offset {
    let time = Int64((Double(instant.milliseconds) / 1000).rounded(.down))
    guard let last = transitions.last, time < last else {
      return rule?.clock(at: instant) ?? offsets.last ?? first
    }
    // The first transition after `time`.
    var low = 0
    var high = transitions.count
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? first : offsets[low - 1]
  }

  /// Seconds east of UTC at `instant`.
  package func offset(at instant: Instant) -> Int { clock(at: instant).seconds }

  /// The moment at which clocks show what `local` would be in UTC.
  ///
  /// Of a local time that comes twice, the first; of one that is left out, as much later.
  package func instant(local: Instant) -> Instant {
    let early = offset(at: local + -86_400_000)
    let late = offset(at: local + 86_400_000)
    for seconds in [early, late] {
      let candidate = local + Int64(-seconds) * 1000
      if offset(at: candidate) == seconds { return candidate }
    }
    return local + Int64(-early) * 1000
  }
}

/// The counts at the head of each part of a TZif file.
private struct TZifHeader {
  var version: Int
  var start: Int
  private var utcCount, standardCount, leapCount: Int
  var timeCount, typeCount, nameCount: Int

  init?(_ file: UnsafeRawBufferPointer, at place: Int) {
    guard place >= 0, place + 44 <= file.count,
      file[place..<(place + 4)].elementsEqual("TZif".utf8)
    else { return nil }
    func count(_ i: Int) -> Int {
      (0..<4).reduce(0) { $0 << 8 | Int(file[place + 20 + i * 4 + $1]) }
    }
    version = file[place + 4] == 0 ? 1 : 2
    start = place + 44
    (utcCount, standardCount, leapCount) = (count(0), count(1), count(2))
    (timeCount, typeCount, nameCount) = (count(3), count(4), count(5))
    guard max(timeCount, typeCount, nameCount, leapCount) < 100_000 else { return nil }
  }

  /// The byte after this part, whose times have `timeSize` bytes.
  func end(timeSize: Int) -> Int {
    start + timeCount * (timeSize + 1) + typeCount * 6 + nameCount + leapCount * (timeSize + 4)
      + standardCount + utcCount
  }
}
