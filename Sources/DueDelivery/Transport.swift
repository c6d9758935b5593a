import DueModel
import DueStore
import DueSystem

/// What carries messages to a peer: the last hop, named by `--via`.
///
/// A transport is asked for one group at a time, after the attempts of all of the group are
/// durably noted. It answers for each message; what it cannot know, it calls `uncertain`.
package protocol Transport {
  /// How attempts name it: the URI with paths made absolute and without secrets.
  var name: String { get }
  /// The most messages that one group may have.
  var groupSize: Int { get }
  /// Whether senders have rates by default.
  var isPaced: Bool { get }
  /// Whether the messages of a group have one answer: those that fail together come again together.
  var answersAsOne: Bool { get }

  /// Messages a second for a sender without a rate, of peers that say; it may ask the peer.
  ///
  /// It holds for all senders together, where they have no rates of their own.
  var usualRate: Double? { get }

  /// Why it takes nothing at all now, of peers that say; it may ask the peer.
  var refusal: RunFault? { get }

  /// Whether messages of `channel` can go there.
  func carries(_ channel: Channel) -> Bool

  /// Tells where the store is, for what must be known after a crash.
  mutating func keep(in store: String)

  /// Hands `group` to the peer. There is one answer for each, in order.
  mutating func submit(_ group: [Outgoing], at now: Instant) -> Submission

  /// What became of attempts that a dead process began; one answer for each, in order, or `nil`
  /// for one that was certainly never taken.
  mutating func recover(_ group: [Outgoing]) -> [Answer?]

  /// What somebody must see to, though the messages went another way.
  var troubles: [RunFault] { get }

  /// The store knows by now what became of all that was submitted or recovered: what was kept to
  /// find that out after a crash may go.
  mutating func settled()
}

/// A transport that can hand over a group while the store is told of the one before.
///
/// Nobody tells it what is `settled`: all that must be known after a crash stands in the flight log.
package protocol ParallelTransport: Transport, AnyObject {
  /// Hands `group` to the peer, of which `log` says that nothing has left. It may be called on any
  /// thread, by one at a time.
  func submit(_ group: [Outgoing], at now: Instant, noting log: FlightLog?) -> Submission
}

extension Transport {
  package var answersAsOne: Bool { false }
  package var usualRate: Double? { nil }
  package var refusal: RunFault? { nil }
  package var troubles: [RunFault] { [] }
  package func carries(_ channel: Channel) -> Bool { true }
  package mutating func keep(in store: String) {}
  package mutating func settled() {}
}

/// A message in hand, and which attempt this is.
package struct Outgoing: Sendable {
  package var message: Message
  package var attempt: Int
  package var batch: String

  package init(message: Message, attempt: Int, batch: String) {
    self.message = message
    self.attempt = attempt
    self.batch = batch
  }
}

/// What came of handing over a group.
package struct Submission {
  package var answers: [Answer]
  /// Milliseconds that a peer inside the program would have taken: the engine lets them pass.
  package var elapsed: Int64 = 0
  /// Why nothing more can be handed over in this run, if so.
  package var fault: RunFault?

  package init(_ answers: [Answer], fault: RunFault? = nil) {
    self.answers = answers
    self.fault = fault
  }
}

extension Submission {
  /// Hands over one message after another; from the first fault on, the others have not left.
  ///
  /// - Parameter hand: a message that it refuses is rejected.
  package init(
    oneByOne group: [Outgoing],
    _ hand: (Outgoing, _ fault: inout RunFault?) throws(MessageRefusal) -> Answer
  ) {
    self.init([])
    for outgoing in group {
      guard fault == nil else {
        answers.append(Answer(.notSent))
        continue
      }
      do throws(MessageRefusal) {
        answers.append(try hand(outgoing, &fault))
      } catch {
        answers.append(Answer(.rejected, code: error.code, detail: error.detail))
      }
    }
  }
}

extension Answer {
  /// A program cannot be started: nobody has seen the message, and the next would fare the same.
  package static func notStarted(
    _ error: any Error, code: String, _ fault: inout RunFault?
  ) -> Answer {
    let reason = error as? RunFault ?? RunFault(.software, "\(error)")
    fault = RunFault(.unavailable, reason.description)
    return Answer(.notSent, code: code, detail: reason.description)
  }
}

/// What a peer said to one message.
package struct Answer: Sendable, Equatable {
  package enum Verdict: Sendable {
    /// The peer took responsibility.
    case accepted
    /// Refused for good.
    case rejected
    /// Refused, for the person opted out with the carrier: on our list too.
    case optedOut
    /// Not sent, for the peer's own reasons: no word of the person's.
    case suppressed
    /// It never left, for a fault of our own side: it is as ready as before.
    case notSent
    /// Not taken; it may be later.
    case deferred
    /// Not taken, for we are too fast.
    case throttled
    /// The peer cannot be reached: nothing was taken.
    case unreachable
    /// Nobody can know.
    case uncertain
  }

  package var verdict: Verdict
  package var code = ""
  package var detail = ""
  package var providerID = ""
  package var duration: Int64?
  /// Milliseconds that the peer asks us to wait.
  package var retryAfter: Int64?
  /// What a simulated peer will tell of the delivery: a record status, so many milliseconds later.
  package var receipt: Receipt?

  package init(
    _ verdict: Verdict, code: String = "", detail: String = "", providerID: String = ""
  ) {
    self.verdict = verdict
    self.code = code
    self.detail = detail
    self.providerID = providerID
  }
}

extension Answer {
  /// Whether the peer cannot be reached, or not at this pace: what would have gone next had better
  /// wait.
  var speaksAgainstNext: Bool {
    switch verdict {
    case .unreachable, .throttled, .notSent: true
    case .accepted, .rejected, .optedOut, .suppressed, .deferred, .uncertain: false
    }
  }
}

/// What a peer tells of a delivery later, in the words of the channel's events.
package struct Receipt: Sendable, Equatable {
  /// Of a text message `DELIVERED`, `UNREACHABLE` and so on; of a mail a `MailReceipt`.
  package var status: String
  /// Milliseconds after the message was taken.
  package var after: Int64

  /// Whether the message arrived.
  package var isGood: Bool { status == "DELIVERED" || status == "SUCCESSFUL" }

  /// What kind of end it is.
  package var `class`: DeliveryResult.Class {
    if let status = SMSStatus(rawValue: status) { return status.class }
    return MailReceipt(rawValue: status)?.class ?? .permanent
  }
}
