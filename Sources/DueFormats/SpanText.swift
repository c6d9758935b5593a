/// A length of time as people write it: `500ms`, `30s`, `5m`, `24h`, `90d`.
package enum SpanText {
  /// The milliseconds of `text`; nil for another text.
  package static func milliseconds(_ text: String) -> Int64? {
    let units: [(String, Double)] = [
      ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]
    guard let (suffix, scale) = units.first(where: { text.hasSuffix($0.0) }),
      let number = Double(text.dropLast(suffix.count)), number >= 0, number * scale < 1e14
    else { return nil }
    return Int64(number * scale)
  }
}
