import ArgumentParser
import DueFormats

/// A length of time on the command line: `500ms`, `30s`, `5m`, `24h`, `90d`.
package struct TimeSpan: ExpressibleByArgument, ExpectedValue, Sendable, Equatable {
  package static let expected = "a length of time such as 500ms, 30s, 5m, 24h or 90d"

  package let milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package init?(argument: String) {
    guard let milliseconds = SpanText.milliseconds(argument) else { return nil }
    self.milliseconds = milliseconds
  }
}
