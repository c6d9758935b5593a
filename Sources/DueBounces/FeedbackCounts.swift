import DueMIME

/// What a run found; recipients where events have some.
package struct FeedbackCounts: Equatable, Sendable {
  package private(set) var messages = 0
  package private(set) var bounces = 0
  /// Bounces that speak of us, not of the recipient: content, reputation.
  package private(set) var policy = 0
  package private(set) var complaints = 0
  package private(set) var delays = 0
  package private(set) var deliveries = 0
  package private(set) var notes = 0
  package private(set) var others = 0

  package init() {}

  package mutating func add(_ outcome: FeedbackReader.Outcome) {
    messages += 1
    switch outcome {
    case .note: notes += 1
    case .other: others += 1
    case .events(let events):
      for event in events { add(event) }
    }
  }

  private mutating func add(_ event: FeedbackEvent) {
    let count = event.recipients.count
    switch event.fact {
    case .bounce(let kind):
      bounces += count
      if kind.subtype == "ContentRejected" { policy += count }
    case .complaint: complaints += count
    case .delay: delays += count
    case .delivery: deliveries += count
    }
  }
}
