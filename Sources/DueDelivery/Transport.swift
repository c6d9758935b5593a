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

  /// Hands `group` to the peer. There is one answer for each, in order.
  mutating func submit(_ group: [Outgoing], at now: Instant) -> Submission

  /// What became of attempts that a dead process began; one answer for each, in order, or `nil`
  /// for one that was certainly never taken.
  mutating func recover(_ group: [Outgoing]) -> [Answer?]

  /// The store knows by now what became of all that was submitted or recovered: what was kept to
  /// find that out after a crash may go.
  mutating func settled()
}

extension Transport {
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
  /// Why nothing more can be handed over in this run, if so.
  package var fault: RunFault?

  package init(_ answers: [Answer], fault: RunFault? = nil) {
    self.answers = answers
    self.fault = fault
  }
}

/// What a peer said to one message.
package struct Answer: Sendable, Equatable {
  package enum Verdict: Sendable {
    /// The peer took responsibility.
    case accepted
    /// Refused for good.
    case rejected
    /// Refused, for the person opted out with the peer.
    case optedOut
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

/// A delivery receipt in Pinpoint's words.
package struct Receipt: Sendable, Equatable {
  /// `DELIVERED`, `UNREACHABLE` and so on.
  package var status: String
  /// Milliseconds after the message was taken.
  package var after: Int64

  /// Whether the message arrived.
  package var isGood: Bool { status == "DELIVERED" || status == "SUCCESSFUL" }
}

/// Where messages go: the argument of `--via`.
package enum TransportURI: Sendable, Equatable {
  case simulate(SimulationOptions)
  case spool(String)
  case stdout
  case exec(String)

  /// - Throws: status 64 for a URI that names no transport.
  package init(_ text: String) throws {
    let scheme = text.prefix { $0 != ":" && $0 != "?" }
    let rest = String(text.dropFirst(scheme.count).drop { $0 == ":" })
    switch scheme {
    case "simulate": self = .simulate(try SimulationOptions(rest, uri: text))
    case "stdout" where rest.isEmpty: self = .stdout
    case "spool" where !rest.isEmpty: self = .spool(rest)
    case "exec" where !rest.isEmpty: self = .exec(rest)
    default:
      throw RunFault(
        .usage,
        "expected simulate, spool:DIR, stdout or exec:COMMAND in --via, found '\(text)'")
    }
  }
}

/// What a transport needs beside its URI.
package struct TransportOptions: Sendable {
  /// Milliseconds that a program may take.
  package var timeout: Int64 = 30_000
  /// Whether the peer takes a key it has seen for done.
  package var isIdempotent = false

  package init() {}
}

extension TransportURI {
  package func open(_ options: TransportOptions) throws -> any Transport {
    switch self {
    case .simulate(let simulation): try SimulatedPeer(simulation)
    case .spool(let directory): try SpoolPeer(directory)
    case .stdout: OutputPeer()
    case .exec(let command):
      try ProgramPeer(command, timeout: options.timeout, isIdempotent: options.isIdempotent)
    }
  }
}
