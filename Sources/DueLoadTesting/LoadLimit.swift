import DueFormats
import DuePages
import DueSystem

/// What a load test must keep to, for whoever asks by its exit status.
package struct LoadLimit: Sendable, Equatable {
  package enum Figure: String, Sendable, CaseIterable {
    case p50, p90, p95, p99
    case p999
    case max
    /// Accepted messages a second.
    case minRate = "min_rate"
    /// The part of the messages that ended in another way than accepted.
    case failed
    /// The part of the tries that the peer refused as too fast.
    case throttled
    /// Messages that were to be sent and had not ended, at most.
    case maxQueue = "max_queue"

    /// What part of the latencies it is about; nil for another figure.
    var part: Double? {
      switch self {
      case .p50: 0.5
      case .p90: 0.9
      case .p95: 0.95
      case .p99: 0.99
      case .p999: 0.999
      case .max: 1
      case .minRate, .failed, .throttled, .maxQueue: nil
      }
    }
  }

  package let figure: Figure
  /// Milliseconds, messages a second, a part of one, or messages.
  package let value: Double
  /// As it was written.
  package let text: String

  /// - Parameters:
  ///   - name: of the figure.
  ///   - text: a span for a latency, a percentage for a part, else a number.
  /// - Returns: nil where they do not go together.
  package init?(_ name: String, _ text: String) {
    guard let figure = Figure(rawValue: name) else { return nil }
    let value: Double? =
      switch figure {
      case .failed, .throttled:
        text.hasSuffix("%") ? Double(text.dropLast()).map { $0 / 100 } : nil
      case .minRate, .maxQueue: Double(text)
      default: SpanText.milliseconds(text).map { Double($0) }
      }
    guard let value, value >= 0, value.isFinite else { return nil }
    self.figure = figure
    self.value = value
    self.text = text
  }

  /// Reads `NAME=VALUE`; nil for another text.
  package init?(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    self.init(parts[0], parts[1])
  }

  /// Whether `found` keeps to it; a figure that there is none of does not.
  func holds(_ found: Double?) -> Bool {
    guard let found else { return false }
    return figure == .minRate ? found >= value : found <= value
  }

  /// A figure of its kind, for a person.
  package func shown(_ found: Double) -> String {
    switch figure {
    case .failed, .throttled: DisplayNumber.percent(found)
    case .minRate: DisplayNumber.fixed(found, 1)
    case .maxQueue: DisplayNumber.count(Int(found))
    default: DisplayNumber.count(Int(found)) + " ms"
    }
  }

  /// What a wrong one is told.
  package static let expected =
    "p50, p90, p95, p99, p999 or max with a span such as 500ms, min_rate or max_queue with a "
    + "number, failed or throttled with a percentage"
}
