import DueSystem

/// How the engine goes about it.
package struct DeliverySettings: Sendable {
  package enum Uncertain: String, Sendable, CaseIterable {
    /// Leave it to an operator, or to an event that tells.
    case hold
    /// Send it once more, after a while: for codes of which a second copy does no harm.
    case resend
    /// Take it for sent.
    case assumeSent = "assume-sent"
  }

  package var rates = RateTable()
  package var uncertain = Uncertain.hold
  /// Milliseconds before an uncertain message is sent once more.
  package var uncertainAfter: Int64 = 600_000
  /// Tries before a message is dead.
  package var attempts = 5
  /// Milliseconds that the run waits at most for something to do.
  package var maxWait: Int64 = 60_000
  /// The most messages to hand over in this run; nil for all.
  package var limit: Int?
  /// Whether messages are taken that insist on no transport.
  package var takesOpen = true
  /// Whether `tell` passes events on, so that each message's are noted as told.
  package var tellsEvents = false

  package init() {}

  /// Milliseconds before the next try, after so many failures: 1 s, 5 s, 30 s, 2 min, 10 min, and
  /// up to a fifth more or less.
  static func backOff(failures: Int, key: String) -> Int64 {
    let delays: [Int64] = [1000, 5000, 30_000, 120_000, 600_000]
    let delay = Double(delays[min(failures, delays.count) - 1])
    return Int64(delay * (0.8 + 0.4 * chance(key, UInt64(failures))))
  }
}

/// How a run of the engine ended.
package enum DeliveryEnd: Sendable, Equatable {
  /// Nothing that it may take is left.
  case finished
  /// Something is left that is not due soon enough.
  case waiting(until: Instant)
  /// As many were handed over as it was told.
  case limit
  /// The batch was paused or cancelled meanwhile.
  case paused
  /// The transport can take nothing more.
  case stopped(RunFault)
  /// It ended in some other way, and of several peers one or more would take nothing.
  indirect case passedOver([RunFault], DeliveryEnd)

  /// How it ended, whoever was passed over.
  package var plain: DeliveryEnd {
    if case .passedOver(_, let end) = self { return end }
    return self
  }
}
