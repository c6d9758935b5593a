import DueFormats
import DueModel
import DuePages
import DueStore
import DueSystem

/// The figures as tables, for pages, CSV and JSON.
extension LoadReport {
  package var tables: [FigureTable] {
    [steps, latencies, phases, histogram, outcomes, reasons, deliveries, checks]
  }

  private var steps: FigureTable {
    let series = tally.series
    let rows = zip(series.steps, series.queue).enumerated().map { place, item -> [JSON] in
      let (step, queue) = item
      return [
        .integer(Int64(place) * series.width / 1000), .integer(step.offered),
        .integer(step.accepted), .integer(step.ended - step.accepted), .integer(step.throttled),
        .integer(step.deferred), .integer(queue),
      ] + [0.5, 0.95, 0.99, 1].map { Self.milliseconds(step.latency.quantile($0)) }
    }
    return FigureTable(section: Self.stepSection, rows: rows)
  }

  /// The same, each figure in a drawing.
  package var drawings: [FigureTable] {
    let steps = steps
    return Self.drawings.map { steps.drawn(as: $0) }
  }

  private static let stepColumns: [Section.Column] = [
    .init("second", "Second", .count), .init("offered", "To be sent", .count),
    .init("accepted", "Accepted", .count), .init("failed", "Failed", .count),
    .init("throttled", "Throttled", .count), .init("deferred", "Deferred", .count),
    .init("queue", "Waiting", .count), .init("p50_ms", "p50, ms", .count),
    .init("p95_ms", "p95, ms", .count), .init("p99_ms", "p99, ms", .count),
    .init("max_ms", "Longest, ms", .count),
  ]

  private static let stepSection = Section(
    id: "seconds", title: "Seconds",
    sentence: "What was to be sent, what became of it, and how long it took", columns: stepColumns)

  private static let drawings = [
    drawing(
      "throughput", "Throughput",
      "Messages that were to be sent, and messages that were accepted, a step",
      Chart(.lines, of: ["offered", "accepted"], by: ["second"], colours: [7, 1]), isWide: true),
    drawing(
      "latency-over-time", "Latency",
      "Milliseconds from when a message was to be sent until it was accepted",
      Chart(.lines, of: ["p50_ms", "p95_ms", "p99_ms"], by: ["second"], colours: [1, 2, 4])),
    drawing(
      "queue", "Queue", "Messages whose time had come and that waited, at the end of a step",
      Chart(.lines, of: ["queue"], by: ["second"], colours: [0])),
    drawing(
      "refusals", "Refusals",
      "Tries that the peer throttled or deferred, and messages that failed, a step",
      Chart(
        .columns, of: ["throttled", "deferred", "failed"], by: ["second"], colours: [2, 3, 4],
        isStacked: true)),
  ]

  /// A section of the steps that draws some of their columns.
  private static func drawing(
    _ id: String, _ title: String, _ sentence: String, _ chart: Chart, isWide: Bool = false
  ) -> Section {
    let shown = chart.label + chart.series
    return Section(
      id: id, title: title, sentence: sentence,
      columns: stepColumns.filter { shown.contains($0.name) }, chart: chart, isWide: isWide)
  }

  var latencies: FigureTable {
    let rows: [(String, LatencyHistogram)] = [
      ("until accepted", tally.whole.latency), ("of the peer, a try", tally.peer),
      ("until delivered", tally.delivery),
    ]
    return FigureTable(
      section: Section(
        id: "latency", title: "How long it took",
        sentence: "Milliseconds: of messages since they were to be sent, of tries as the peer "
          + "answered, of deliveries since they were accepted",
        columns: [
          .init("what", "What"), .init("count", "Count", .count),
          .init("mean_ms", "Mean", .decimal),
          .init("p50_ms", "p50", .count), .init("p90_ms", "p90", .count),
          .init("p95_ms", "p95", .count), .init("p99_ms", "p99", .count),
          .init("p999_ms", "p99.9", .count), .init("max_ms", "Longest", .count),
        ], isWide: true),
      rows: rows.filter { $0.1.count > 0 }.map { what, times in
        [.string(what), .integer(times.count), times.mean.map { Self.decimal($0) } ?? .null]
          + [0.5, 0.9, 0.95, 0.99, 0.999, 1].map { Self.milliseconds(times.quantile($0)) }
      })
  }

  var phases: FigureTable {
    let rows = zip(scenario.phases, tally.parts).map { phase, part -> [JSON] in
      let seconds = Double(phase.milliseconds) / 1000
      return [
        .string(phase.name), Self.decimal(seconds), .integer(part.offered),
        Self.decimal(Double(part.offered) / seconds), .integer(part.accepted),
        .integer(part.failed), .integer(part.tries), .integer(part.throttled),
      ] + [0.5, 0.95, 0.99, 1].map { Self.milliseconds(part.latency.quantile($0)) }
    }
    return FigureTable(
      section: Section(
        id: "phases", title: "Phases",
        sentence: "Messages by the phase in which they were to be sent",
        columns: [
          .init("phase", "Phase"), .init("seconds", "Seconds", .decimal),
          .init("messages", "Messages", .count), .init("per_second", "A second", .decimal),
          .init("accepted", "Accepted", .count), .init("failed", "Failed", .count),
          .init("tries", "Tries", .count), .init("throttled", "Throttled", .count),
          .init("p50_ms", "p50, ms", .count), .init("p95_ms", "p95, ms", .count),
          .init("p99_ms", "p99, ms", .count), .init("max_ms", "Longest, ms", .count),
        ], isWide: true),
      rows: rows)
  }

  var histogram: FigureTable {
    let latency = tally.whole.latency
    var seen = 0
    let rows = latency.octaves.map { below, count -> [JSON] in
      seen += count
      return [
        .string("below \(DisplayNumber.count(Int(below))) ms"), .integer(below), .integer(count),
        .share(count, of: latency.count), .share(seen, of: latency.count),
      ]
    }
    return FigureTable(
      section: Section(
        id: "histogram", title: "Latency, how often",
        sentence:
          "Accepted messages by how long they took, each row twice as long as the one before",
        columns: [
          .init("latency", "Latency"), .init("below_ms", "Below, ms", .count),
          .init("messages", "Messages", .count), .init("part", "Part", .percent),
          .init("up_to_here", "Up to here", .percent),
        ], chart: Chart(.bars, of: ["messages"], by: ["latency"], colours: [0], most: 40)),
      rows: rows)
  }

  var outcomes: FigureTable {
    let whole = tally.whole.offered
    return FigureTable(
      section: Section(
        id: "outcomes", title: "Outcomes", sentence: "How messages stand: see due-result(5)",
        columns: [
          .init("state", "State"), .init("messages", "Messages", .count),
          .init("part", "Part", .percent),
        ]),
      rows: OutboxState.allCases.compactMap { state in
        tally.states[state].map { [.string(state.rawValue), .integer($0), .share($0, of: whole)] }
      })
  }

  var reasons: FigureTable {
    let rows = tally.reasons.sorted {
      ($1.value, $0.key.status, $0.key.code) < ($0.value, $1.key.status, $1.key.code)
    }
    return FigureTable(
      section: Section(
        id: "reasons", title: "Reasons",
        sentence: "Why tries were put off and messages failed, in the peer's words",
        columns: [
          .init("status", "Status"), .init("code", "Code"), .init("count", "Count", .count),
        ], chart: Chart(.bars, of: ["count"], by: ["status", "code"], colours: [4])),
      rows: rows.map { [.string($0.key.status), .string($0.key.code), .integer($0.value)] })
  }

  var deliveries: FigureTable {
    FigureTable(
      section: Section(
        id: "deliveries", title: "Deliveries",
        sentence: "What was told of messages after they were accepted",
        columns: [.init("event", "Event"), .init("messages", "Messages", .count)]),
      rows: tally.receipts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { [.string($0.key), .integer($0.value)] })
  }

  var checks: FigureTable {
    FigureTable(
      section: Section(
        id: "checks", title: "Checks", sentence: "What the scenario expects",
        columns: [
          .init("figure", "Figure"), .init("expected", "Expected"),
          .init("found", "Found", .decimal), .init("holds", "Holds"),
        ]),
      rows: verdicts.map { limit, found, holds in
        [
          .string(limit.figure.rawValue), .string(limit.text),
          found.map { Self.decimal($0) } ?? .null,
          .bool(holds),
        ]
      })
  }

  private static func milliseconds(_ value: Int64?) -> JSON { value.map { .integer($0) } ?? .null }

  /// With two decimals at most: more would be noise.
  static func decimal(_ value: Double) -> JSON { .plain((value * 100).rounded() / 100) }
}
