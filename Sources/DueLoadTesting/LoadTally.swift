import DueStore
import DueSystem

/// Counts what a load test came to.
struct LoadTally: Sendable {
  /// What one phase, or all of them, came to.
  struct Part: Sendable {
    var offered = 0
    var accepted = 0
    /// Ended in another way.
    var failed = 0
    var tries = 0
    var throttled = 0
    /// From when a message was to be sent until it was known that the peer took it.
    var latency = LatencyHistogram()
  }

  /// Why tries, or messages, did not succeed.
  struct Reason: Sendable, Hashable {
    let status: String
    let code: String
  }

  private let started: Instant
  var parts: [Part]
  var series = LoadSeries()
  var states: [OutboxState: Int] = [:]
  var reasons: [Reason: Int] = [:]
  /// Of each try that somebody measured.
  var peer = LatencyHistogram()
  var receipts: [String: Int] = [:]
  var delivery = LatencyHistogram()
  var firstArrival: Instant?
  var firstAccepted: Instant?
  var lastAccepted: Instant?
  var lastEnd: Instant?

  init(phases: Int, started: Instant) {
    parts = Array(repeating: Part(), count: phases)
    self.started = started
  }

  mutating func add(_ message: LoadedMessage) {
    states[message.state, default: 0] += 1
    parts[message.phase].offered += 1
    series.change(at: message.arrival - started) { $0.offered += 1 }
    firstArrival = firstArrival ?? message.arrival
    guard message.state != .ready, message.state != .submitting else { return }
    let isAccepted = message.state == .accepted
    lastEnd = max(lastEnd ?? message.changed, message.changed)
    series.change(at: message.changed - started) { step in
      step.ended += 1
      if isAccepted { step.accepted += 1 }
    }
    guard isAccepted else {
      parts[message.phase].failed += 1
      reasons[Reason(status: message.state.rawValue, code: message.code), default: 0] += 1
      return
    }
    let latency = message.changed - message.arrival
    parts[message.phase].accepted += 1
    parts[message.phase].latency.add(latency)
    series.change(at: message.arrival - started) { $0.latency.add(latency) }
    firstAccepted = min(firstAccepted ?? message.changed, message.changed)
    lastAccepted = max(lastAccepted ?? message.changed, message.changed)
  }

  mutating func add(_ attempt: LoadedAttempt) {
    parts[attempt.phase].tries += 1
    if let duration = attempt.duration { peer.add(duration) }
    switch attempt.status {
    case "throttled":
      parts[attempt.phase].throttled += 1
      series.change(at: (attempt.ended ?? attempt.started) - started) { $0.throttled += 1 }
      reasons[Reason(status: attempt.status, code: attempt.code), default: 0] += 1
    case "deferred":
      series.change(at: (attempt.ended ?? attempt.started) - started) { $0.deferred += 1 }
      reasons[Reason(status: attempt.status, code: attempt.code), default: 0] += 1
    case "abandoned", "not_sent":
      reasons[Reason(status: attempt.status, code: attempt.code), default: 0] += 1
    default: break
    }
  }

  mutating func add(_ receipt: LoadedReceipt) {
    receipts[receipt.status, default: 0] += 1
    delivery.add(receipt.after)
  }

  /// All phases together.
  var whole: Part {
    parts.reduce(into: Part()) { whole, part in
      whole.offered += part.offered
      whole.accepted += part.accepted
      whole.failed += part.failed
      whole.tries += part.tries
      whole.throttled += part.throttled
      whole.latency.add(part.latency)
    }
  }
}
