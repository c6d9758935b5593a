import DueModel
import DueSystem

/// How fast a simulated peer is: how long it takes for a message, how many it deals with at a time,
/// and how many it takes a second. What comes faster it refuses in the words of SES.
struct SimulatedService {
  private let options: SimulationOptions
  /// Messages that it would take at `at`, up to a second's worth.
  private var room: Double
  private var at: Instant?

  init(_ options: SimulationOptions) {
    self.options = options
    room = max(options.rate ?? 0, 1)
  }

  /// Deals with `group`, each message at the first session that is free.
  mutating func serve(
    _ group: [Outgoing], at now: Instant, _ answer: (Outgoing) -> Answer
  ) -> Submission {
    guard options.rate != nil || options.latency.upperBound > 0 else {
      return Submission(group.map(answer))
    }
    var free = Array(repeating: Int64(0), count: options.sessions)
    var submission = Submission([])
    for outgoing in group {
      let session = free.indices.min { free[$0] < free[$1] } ?? 0
      let begin = free[session]
      let duration = duration(outgoing)
      free[session] = begin + duration
      var said = takes(at: now + begin) ? answer(outgoing) : Self.refusal
      if duration > 0 { said.duration = duration }
      submission.answers.append(said)
    }
    submission.elapsed = free.max() ?? 0
    return submission
  }

  private func duration(_ outgoing: Outgoing) -> Int64 {
    let span = options.latency
    let width = Double(span.upperBound - span.lowerBound + 1)
    // Another try may take another time.
    let salt = options.seed &+ 2 &+ UInt64(outgoing.attempt) << 32
    return span.lowerBound + Int64(chance(outgoing.message.key, salt) * width)
  }

  /// Whether one more message is within the rate.
  private mutating func takes(at now: Instant) -> Bool {
    guard let rate = options.rate else { return true }
    if let at, now > at { room = min(max(rate, 1), room + Double(now - at) / 1000 * rate) }
    at = max(at ?? now, now)
    guard room >= 1 else { return false }
    room -= 1
    return true
  }

  /// Source: SES API v2, SendEmail: TooManyRequestsException, and the text of SES itself.
  private static var refusal: Answer {
    Answer(
      .throttled, code: "TooManyRequestsException", detail: "Maximum sending rate exceeded.")
  }
}
