import DueDelivery
import DueModel
import DueSystem

/// How a load test stands while it runs.
package final class LoadMeter {
  private let scenario: LoadScenario
  private let total: Int
  /// When messages were to be sent that have not ended.
  private var waiting: [Int: Instant] = [:]
  private var latency = LatencyHistogram()
  private var accepted = 0
  private var failed = 0
  private var throttled = 0
  private var began: Instant?
  private var phase = 0

  package init(_ scenario: LoadScenario, total: Int) {
    self.scenario = scenario
    self.total = total
  }

  func begin(at now: Instant) { began = began ?? now }

  func fed(_ number: Int, phase: Int, at arrival: Instant) {
    waiting[number] = arrival
    self.phase = max(self.phase, phase)
  }

  func answered(_ answer: Answer) { if answer.verdict == .throttled { throttled += 1 } }

  func ended(_ outcomes: [DeliveryOutcome]) {
    for outcome in outcomes where outcome.result.status != .deferred {
      guard let number = outcome.result.record else { continue }
      let arrival = waiting.removeValue(forKey: number)
      if outcome.result.status == .accepted {
        accepted += 1
        if let arrival { latency.add(outcome.result.at - arrival) }
      } else {
        failed += 1
      }
    }
  }

  /// One line for a person.
  ///
  /// - Parameter grouped: writes a number as people read it.
  package func line(at now: Instant, _ grouped: (Int) -> String) -> String {
    let seconds = began.map { Double(now - $0) / 1000 } ?? 0
    let rate = seconds > 0 ? Int(Double(accepted) / seconds) : 0
    let due = waiting.values.count { $0 <= now }
    func span(_ part: Double) -> String { latency.quantile(part).map { grouped(Int($0)) } ?? "-" }
    var line = "\(scenario.phases[phase].name)  \(grouped(accepted)) of \(grouped(total)) accepted,"
    line += " \(grouped(rate))/s  queue \(grouped(due))  p50 \(span(0.5)) ms  p99 \(span(0.99)) ms"
    if throttled > 0 { line += "  throttled \(grouped(throttled))" }
    if failed > 0 { line += "  failed \(grouped(failed))" }
    return line
  }
}

/// A transport whose answers a meter sees.
package struct MeteredTransport: Transport {
  private var inner: any Transport
  private let meter: LoadMeter

  package init(_ inner: any Transport, _ meter: LoadMeter) {
    self.inner = inner
    self.meter = meter
  }

  package var name: String { inner.name }
  package var groupSize: Int { inner.groupSize }
  package var isPaced: Bool { inner.isPaced }
  package var usualRate: Double? { inner.usualRate }
  package var refusal: RunFault? { inner.refusal }
  package var troubles: [RunFault] { inner.troubles }
  package func carries(_ channel: Channel) -> Bool { inner.carries(channel) }
  package mutating func keep(in store: String) { inner.keep(in: store) }
  package mutating func recover(_ group: [Outgoing]) -> [Answer?] { inner.recover(group) }
  package mutating func settled() { inner.settled() }

  package mutating func submit(_ group: [Outgoing], at now: Instant) -> Submission {
    let submission = inner.submit(group, at: now)
    for answer in submission.answers { meter.answered(answer) }
    return submission
  }
}
