import DueFormats
import DuePages
import DueSystem

extension LoadReport {
  /// The report as a page.
  package func page(title: String, at now: Instant) -> Page {
    let tables = tables
    var page = Page(
      title: title, period: period, project: project,
      tables: drawings + tables.filter { $0.section.id != "seconds" }, generated: now,
      counted: "\(DisplayNumber.count(tally.whole.offered)) messages",
      note: "the store has every one of them:",
      source: "SELECT * FROM load_messages WHERE run = '\(name)'")
    page.scope = ["run \(name)", "via \(via)"]
    if !isFinished { page.scope.append("not finished") }
    let width = tally.series.width / 1000
    if width > 1 { page.scope.append("steps of \(width) s") }
    page.tiles = tiles
    return page
  }

  private var period: String {
    let end = tally.lastEnd ?? started
    let seconds = Double(end - started) / 1000
    return "\(started.iso8601), \(DisplayNumber.fixed(seconds, 1)) s"
  }

  private var tiles: [Tile] {
    let whole = tally.whole
    func part(_ count: Int, of all: Int, _ unit: String) -> String {
      all == 0 ? "" : DisplayNumber.percent(Double(count) / Double(all)) + " of \(unit)"
    }
    func span(_ part: Double) -> String {
      whole.latency.quantile(part).map { DisplayNumber.count(Int($0)) + " ms" } ?? "none"
    }
    return [
      Tile(
        label: "Messages", value: DisplayNumber.count(whole.offered),
        detail: "\(DisplayNumber.count(planned)) planned"),
      Tile(
        label: "Accepted", value: DisplayNumber.count(whole.accepted),
        detail: part(whole.accepted, of: whole.offered, "messages")),
      Tile(
        label: "Accepted a second", value: rate.map { DisplayNumber.fixed($0, 1) } ?? "none",
        detail: "\(DisplayNumber.fixed(scenario.fastest, 0)) asked for at most"),
      Tile(label: "Latency, half", value: span(0.5), detail: "mean \(mean)"),
      Tile(label: "Latency, 99 of 100", value: span(0.99), detail: "longest \(span(1))"),
      Tile(
        label: "Deepest queue", value: DisplayNumber.count(deepest), detail: "messages that waited"),
      Tile(
        label: "Throttled", value: DisplayNumber.count(whole.throttled),
        detail: part(whole.throttled, of: whole.tries, "tries")),
      Tile(
        label: "Failed", value: DisplayNumber.count(whole.failed),
        detail: part(whole.failed, of: whole.offered, "messages")),
    ]
  }

  private var mean: String {
    tally.whole.latency.mean.map { DisplayNumber.fixed($0, 1) + " ms" } ?? "none"
  }
}
