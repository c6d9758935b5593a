import DueSystem

/// How the hour of arrival of an event is known: `ingest_timestamp`, by which lakes are parted.
package enum IngestRule: String, Sendable, CaseIterable {
  /// From the file's path, as Firehose writes it: `…/YYYY/MM/DD/HH/…`; else the hour of loading.
  case path
  /// The hour of loading.
  case now
  /// The hour in which the event arrived at Pinpoint, or, for others, happened.
  case event
}

/// Hours since 1970.
enum IngestHour {
  static func of(_ milliseconds: Int64) -> Int64 {
    let (hour, rest) = milliseconds.quotientAndRemainder(dividingBy: 3_600_000)
    return rest < 0 ? hour - 1 : hour
  }

  /// The hour that a path has, the last of them; nil where it has none.
  ///
  /// Beside Firehose's form, those of lakes: `dt=2026-09-01/hour=08`, as exports have it, and
  /// `ingest_timestamp=2026-09-01 08:00:00`, where a space and colons may be escaped as Hive does
  /// (`%20`, `%3A`).
  static func of(path: String) -> Int64? {
    let parts = path.split(separator: "/")
    for (i, part) in parts.enumerated().reversed() {
      if let hour = lakeHour(part) { return hour }
      if i > 0, part.hasPrefix("hour="), parts[i - 1].hasPrefix("dt=") {
        let words = parts[i - 1].dropFirst(3).split(separator: "-") + [part.dropFirst(5)]
        if words.count == 4, let hour = hour(words[...]) { return hour }
      }
    }
    guard parts.count >= 4 else { return nil }
    for last in (3..<parts.count).reversed() {
      if let hour = hour(parts[(last - 3)...last]) { return hour }
    }
    return nil
  }

  private static func hour(_ parts: ArraySlice<Substring>) -> Int64? {
    let widths = [4, 2, 2, 2]
    var numbers: [Int] = []
    for (part, width) in zip(parts, widths) {
      guard part.utf8.count == width, part.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }),
        let number = Int(part)
      else { return nil }
      numbers.append(number)
    }
    guard numbers.count == 4, (1...12).contains(numbers[1]), (1...31).contains(numbers[2]),
      numbers[3] < 24
    else { return nil }
    return of(
      Instant(year: numbers[0], month: numbers[1], day: numbers[2], hour: numbers[3]).milliseconds)
  }

  private static func lakeHour(_ part: Substring) -> Int64? {
    let name = "ingest_timestamp="
    guard part.hasPrefix(name) else { return nil }
    let digits = part.dropFirst(name.count).split { !$0.isASCII || !$0.isNumber }
    // An escape has digits of its own: `%20` and `%3A` stand between the parts.
    let text = String(part.dropFirst(name.count)).replacing("%20", with: " ")
      .replacing("%3A", with: ":")
    guard digits.count >= 4 else { return nil }
    let words = text.split { $0 == "-" || $0 == " " || $0 == "T" || $0 == ":" }
    return words.count >= 4 ? hour(words[..<4]) : nil
  }
}

extension String {
  fileprivate func replacing(_ old: String, with new: String) -> String {
    split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
  }
}
