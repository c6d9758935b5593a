import DueFormats
import DuePages
import DueStore
import DueSystem

/// What a load test came to: figures, for whoever draws or keeps them.
package struct LoadReport: Sendable {
  package let name: String
  package let via: String
  package let project: String
  package let scenario: LoadScenario
  package let started: Instant
  package let isFinished: Bool
  let planned: Int
  let tally: LoadTally
  /// Accepted messages a second in the first fifth of the time in which messages were accepted, in
  /// what lies between, and in the last tenth; empty where all were accepted at one moment.
  let windows: [Double]
  /// Mails that came twice, and accepted mails of which nothing was heard, where there are events.
  package private(set) var duplicates: Int?
  package private(set) var lost: Int?

  /// Reads what the store has of the run of that name.
  ///
  /// - Parameters:
  ///   - now: while it runs, mails that are to come later do not count; nil where all do.
  ///   - events: takes the events of SES that came of a run of so many mails; nil where there are
  ///     none but those that a simulated peer told.
  /// - Throws: status 66 where there is no such run.
  package init(
    _ name: String, in project: String, _ desk: LoadDesk, at now: Instant? = nil,
    events: (_ planned: Int) throws -> LoadEvents? = { _ in nil }
  ) throws {
    guard let load = try desk.find(name) else {
      throw RunFault(.noInput, "expected a run of due-load-test, found none called '\(name)'")
    }
    let told = try events(load.planned)
    self.name = name
    via = load.via
    self.project = project
    scenario = try ScenarioFile(name: load.name).scenario(load.scenario)
    started = load.started
    isFinished = load.ended != nil
    planned = load.planned
    var tally = LoadTally(phases: scenario.phases.count, started: load.started)
    var lost = 0
    try desk.forEachMessage(of: load) { message in
      // A run puts messages into the store a little before they are due.
      let hasEnded = message.state != .ready && message.state != .submitting
      if let now, load.ended == nil, !hasEnded, message.arrival > now { return }
      tally.add(message)
      if message.state == .accepted, told?.hasSeen(message.number) == false { lost += 1 }
    }
    try desk.forEachAttempt(of: load) { tally.add($0) }
    if let told {
      tally.receipts = told.counts
      tally.delivery = told.delivery
      self.lost = lost
      duplicates = told.duplicates
    } else {
      try desk.forEachReceipt(of: load) { tally.add($0) }
    }
    self.tally = tally
    windows = try Self.windows(tally, load, desk)
  }

  private static func windows(
    _ tally: LoadTally, _ load: StoredLoad, _ desk: LoadDesk
  ) throws -> [Double] {
    guard let first = tally.firstAccepted, let last = tally.lastAccepted, last - first >= 10 else {
      return []
    }
    let length = last - first + 1
    let moments = [first, first + length / 5, first + length * 9 / 10, last + 1]
    let counts = try desk.accepted(of: load, between: moments)
    return zip(counts, zip(moments, moments.dropFirst())).map { count, ends in
      Double(count) / Double(ends.1 - ends.0) * 1000
    }
  }

  /// Accepted messages a second, from when the first was to be sent until the last was accepted.
  package var rate: Double? {
    guard let first = tally.firstArrival, let last = tally.lastAccepted, last > first else {
      return nil
    }
    return Double(tally.whole.accepted) / Double(last - first) * 1000
  }

  /// The most messages that waited at the end of a step.
  package var deepest: Int { tally.series.queue.max() ?? 0 }

  /// What a limit is held against.
  private func found(_ limit: LoadLimit) -> Double? {
    let whole = tally.whole
    switch limit.figure {
    case .minRate: return rate
    case .failed: return whole.offered == 0 ? nil : Double(whole.failed) / Double(whole.offered)
    case .throttled: return whole.tries == 0 ? nil : Double(whole.throttled) / Double(whole.tries)
    case .maxQueue: return Double(deepest)
    default: return limit.figure.part.flatMap { whole.latency.quantile($0) }.map { Double($0) }
    }
  }

  /// What was expected, what was found, and whether that will do.
  package var verdicts: [(limit: LoadLimit, found: Double?, holds: Bool)] {
    scenario.limits.map { limit in
      let found = found(limit)
      return (limit, found, limit.holds(found))
    }
  }

  package var hasAccepted: Bool { tally.whole.accepted > 0 }

  /// Whether messages failed, and nothing says how many may.
  package var hasUnexpectedFailures: Bool {
    tally.whole.failed > 0 && !scenario.limits.contains { $0.figure == .failed }
  }
}
