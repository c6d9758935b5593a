import DueModel
import DueSystem

/// How a message stands whose delivery failed, or that another program sent.
package struct RetryRow: Sendable, Equatable {
  package enum State: String, Sendable, CaseIterable {
    /// Due at `next`.
    case scheduled
    /// In a process's hands.
    case sending
    /// Sent, and nothing final was heard of it.
    case waiting
    case delivered
    /// Not to be sent again; `reason` says why.
    case closed
    /// Too old to be sent again.
    case expired
    /// All retries failed.
    case exhausted

    /// Whether only a delivery can change it.
    package var isFinal: Bool { self != .scheduled && self != .sending && self != .waiting }
  }

  package var firstAt: Instant
  package var deadline: Instant
  package var max: Int
  package var retries = 0
  /// The attempt that the state follows from.
  package var attempt: Int
  package var state: State
  package var next: Instant?
  package var lastStatus = ""
  package var lastProviderID = ""
  package var reason = ""

  package init(firstAt: Instant, deadline: Instant, max: Int, attempt: Int, state: State) {
    self.firstAt = firstAt
    self.deadline = deadline
    self.max = max
    self.attempt = attempt
    self.state = state
  }
}

/// What a peer told of one attempt, whoever it is, in one form.
package struct DeliveryNotice: Sendable, Equatable {
  /// Whose words they are: `pinpoint`, `sms` or `result`.
  package var source: String
  /// The peer's word, such as `UNREACHABLE`.
  package var status: String
  package var `class`: DeliveryResult.Class
  package var at: Instant
  /// The peer's name for the attempt; empty where it gives none.
  package var providerID = ""
  /// Keys that the message may have, the likeliest first.
  package var keys: [String] = []
  package var number = ""
  /// Whether the person asked for no more messages.
  package var isOptOut = false

  package init(source: String, status: String, class: DeliveryResult.Class, at: Instant) {
    self.source = source
    self.status = status
    self.class = `class`
    self.at = at
  }

  /// What makes two events of one source the same: the attempt's name, the status, the time.
  package var identity: String {
    "\(providerID.isEmpty ? keys.first ?? number : providerID)|\(status)|\(at.milliseconds)"
  }
}

/// A message that an event is about.
package struct RetrySubject: Sendable {
  package let id: Int64
  package let key: String
  package let recipient: String
  package let sender: String
  package let campaign: String
  package let type: MessageType
  package let state: OutboxState
  /// The last attempt.
  package let tries: Int
  /// The attempt that the event is about.
  package let attempt: Int
  package let firstSent: Instant
  /// Attempts that other software made before it told of the message.
  package let sentBefore: Int
  /// Whether some event told of a delivery, of whatever attempt.
  package let isDelivered: Bool
  /// Whether a message by another channel has taken its place, or need not any more.
  package let hasFollower: Bool
  package let row: RetryRow?

  package init(
    id: Int64, key: String, recipient: String, sender: String, campaign: String,
    type: MessageType, state: OutboxState, tries: Int, attempt: Int, firstSent: Instant,
    sentBefore: Int, isDelivered: Bool, hasFollower: Bool = false, row: RetryRow?
  ) {
    self.id = id
    self.key = key
    self.recipient = recipient
    self.sender = sender
    self.campaign = campaign
    self.type = type
    self.state = state
    self.tries = tries
    self.attempt = attempt
    self.firstSent = firstSent
    self.sentBefore = sentBefore
    self.isDelivered = isDelivered
    self.hasFollower = hasFollower
    self.row = row
  }
}
