import ArgumentParser

/// A length of time on the command line: `500ms`, `30s`, `5m`, `24h`, `90d`.
package struct TimeSpan: ExpressibleByArgument, Sendable, Equatable {
  package let milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package init?(argument: String) {
    let units: [(String, Double)] = [
      ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]
    guard let (suffix, scale) = units.first(where: { argument.hasSuffix($0.0) }),
      let number = Double(argument.dropLast(suffix.count)), number >= 0, number * scale < 1e14
    else { return nil }
    milliseconds = Int64(number * scale)
  }
}
