import DueFormats
import DuePages
import DueSystem

/// How many endpoints went through steps one after the other, all within some time.
///
/// An endpoint that has none is known by its recipient. It has done a step when it had done all
/// steps before it earlier, the first of them no longer ago than `window`; where it began more
/// than once, every beginning counts.
package struct Funnel: Sendable {
  package let steps: [Step]
  /// Milliseconds from the first step to the last.
  package let window: Int64
  /// A metric of the last step's events that is summed up, such as `amount`; nil for none.
  package var metric: String?

  package init(_ steps: [Step], within window: Int64, summing metric: String? = nil) {
    precondition(steps.count < 32, "a funnel of more steps than bits")
    self.steps = steps
    self.window = window
    self.metric = metric
  }

  package static let section = Section(
    id: "funnel", title: "Funnel",
    sentence: "Endpoints that took each step after the ones before it, in time",
    columns: [
      .init("step", "Step"), .init("endpoints", "Endpoints", .count),
      .init("of_first", "Of the first", .percent),
      .init("of_previous", "Of the one before", .percent),
      .init("sum", "Sum", .decimal),
    ],
    chart: Chart(.bars, of: ["endpoints"], by: ["step"], colours: [3]),
    sql: "")

  /// Who did which steps when: rows of (who, milliseconds, steps as bits, amount), in order.
  package var sql: String {
    let bits = steps.indices.map { "((\(steps[$0].condition($0))) << \($0))" }
    let amount = metric == nil ? "NULL" : "json_extract(r.raw, :metric)"
    return """
      SELECT who, event_ms, steps, amount FROM (
        SELECT coalesce(e.endpoint_id, e.recipient) AS who, e.event_ms, e.seq,
          \(bits.joined(separator: " | ")) AS steps, \(amount) AS amount
        FROM events e CROSS JOIN event_raw r ON r.seq = e.seq
        WHERE project = :project AND event_ms >= :from AND event_ms < :to
          AND (:campaign IS NULL OR campaign_id IS NULL OR campaign_id = :campaign)
          AND (:journey IS NULL OR journey_id IS NULL OR journey_id = :journey)
          AND (\(steps.indices.map { "e.event_type GLOB :type\($0)" }.joined(separator: " OR "))))
      WHERE who IS NOT NULL AND steps > 0
      ORDER BY who, event_ms, seq
      """
  }

  /// Values of the parameters that the SQL has beside those of a scope.
  package var parameters: [String: JSON] {
    var parameters: [String: JSON] = [:]
    for (number, step) in steps.enumerated() {
      parameters.merge(step.parameters(number)) { $1 }
    }
    if let metric {
      parameters["metric"] = .string("$.metrics.\"\(metric.replacing("\"", with: "\\\""))\"")
    }
    return parameters
  }

  /// The funnel's rows.
  package func rows(
    of scope: Scope, ask: (String, [String: JSON], (FunnelEvent) -> Void) throws -> Void
  ) throws -> [[JSON]] {
    let parameters = scope.parameters.merging(self.parameters) { $1 }
    var count = FunnelCount(steps: steps.count, window: window)
    try ask(sql, parameters) { count.add($0) }
    count.finish()
    return steps.indices.map { place in
      [
        .string(steps[place].text), .integer(count.reached[place]),
        .share(count.reached[place], of: count.reached[0]),
        place == 0 ? .null : .share(count.reached[place], of: count.reached[place - 1]),
        place == steps.count - 1 && metric != nil ? .number("\(count.sum)") : .null,
      ]
    }
  }
}

/// One event of somebody that is a step, or several.
package struct FunnelEvent {
  package var who: Bytes
  package var at: Int64
  /// Bit *n* for step *n*.
  package var steps: Int64
  package var amount: Double

  package init(who: Bytes, at: Int64, steps: Int64, amount: Double) {
    self.who = who
    self.at = at
    self.steps = steps
    self.amount = amount
  }
}

/// Counts who reached which step, of events in the order of who and when.
struct FunnelCount {
  private(set) var reached: [Int]
  /// Of the amounts of events that were somebody's last step.
  private(set) var sum = 0.0

  private let window: Int64
  private var who: [UInt8]?
  /// For each step, when the latest chain that got so far began.
  private var began: [Int64?]
  private var done: [Bool]

  init(steps: Int, window: Int64) {
    self.window = window
    reached = Array(repeating: 0, count: steps)
    began = Array(repeating: nil, count: steps)
    done = Array(repeating: false, count: steps)
  }

  mutating func add(_ event: FunnelEvent) {
    if who.map({ !$0.elementsEqual(event.who) }) ?? true {
      finish()
      who = Array(event.who)
    }
    // From the last step down: one event is not two steps of one chain.
    for step in began.indices.reversed() where event.steps >> step & 1 == 1 {
      guard let start = step == 0 ? event.at : began[step - 1], event.at - start <= window else {
        continue
      }
      // The latest beginning leaves the most time for what is still to come.
      began[step] = max(began[step] ?? start, start)
      done[step] = true
      if step == began.count - 1 { sum += event.amount }
    }
  }

  /// Counts who was last.
  mutating func finish() {
    for step in done.indices where done[step] { reached[step] += 1 }
    for step in began.indices {
      began[step] = nil
      done[step] = false
    }
    who = nil
  }
}
