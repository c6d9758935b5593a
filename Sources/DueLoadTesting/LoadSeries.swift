/// What happened in each stretch of a load test: seconds, and longer ones where the test is long,
/// so that memory and pages stay small.
struct LoadSeries: Sendable {
  struct Step: Sendable {
    /// Messages that were to be sent in it.
    var offered = 0
    /// Messages that ended in it, and of them, those that the peer took.
    var ended = 0
    var accepted = 0
    /// Tries in it that the peer refused as too fast, or put off for another reason.
    var throttled = 0
    var deferred = 0
    /// Of the accepted messages that were to be sent in it.
    var latency = LatencyHistogram()

    mutating func add(_ other: Step) {
      offered += other.offered
      ended += other.ended
      accepted += other.accepted
      throttled += other.throttled
      deferred += other.deferred
      latency.add(other.latency)
    }
  }

  /// Milliseconds of a step.
  private(set) var width: Int64 = 1000
  private(set) var steps: [Step] = []

  static let most = 900

  /// Changes the step that is `offset` milliseconds after the beginning.
  mutating func change(at offset: Int64, _ body: (inout Step) -> Void) {
    let offset = max(0, offset)
    while offset / width >= Self.most { coarsen() }
    let place = Int(offset / width)
    while steps.count <= place { steps.append(Step()) }
    body(&steps[place])
  }

  /// Makes one step of each two.
  private mutating func coarsen() {
    width *= 2
    steps = stride(from: 0, to: steps.count, by: 2).map { place in
      var step = steps[place]
      if place + 1 < steps.count { step.add(steps[place + 1]) }
      return step
    }
  }

  /// The messages that were to be sent and had not ended, at the end of each step.
  var queue: [Int] {
    var depth = 0
    return steps.map { step in
      depth += step.offered - step.ended
      return depth
    }
  }
}
