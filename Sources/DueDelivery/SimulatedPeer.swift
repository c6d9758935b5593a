import DueFormats
import DueModel
import DueStore
import DueSystem

/// What a simulated peer does with a message.
package enum SimulatedOutcome: Sendable, Equatable {
  /// Takes it, and tells later what Pinpoint or SES would have told: `DELIVERED`, `UNREACHABLE` and
  /// so on, of mail a `MailReceipt`.
  case receipt(String)
  /// Takes it and never tells.
  case pending
  case rejected(String)
  case optedOut
  case deferred(String)
  /// Says that we are too fast; wait so many milliseconds.
  case throttled(Int64?)
  case unreachable
  case uncertain

  /// The record statuses of Pinpoint's SMS events that end a message.
  package static let receipts: Set<String> = [
    "SUCCESSFUL", "DELIVERED", "UNREACHABLE", "CARRIER_UNREACHABLE", "TTL_EXPIRED", "UNKNOWN",
    "BLOCKED", "CARRIER_BLOCKED", "SPAM", "PROTECT_BLOCKED", "INVALID", "INVALID_MESSAGE",
    "MAX_PRICE_EXCEEDED",
  ]

  /// Reads a word of a script: a record status, `DELIVERY`, `BOUNCE[:TYPE]`, `COMPLAINT`, `PENDING`, `REJECTED[:CODE]`, `OPTED_OUT`,
  /// `DEFERRED[:CODE]`, `THROTTLED[:SECONDS]`, `NO_CONNECTION`, `UNCERTAIN`.
  init?(_ word: Substring) {
    let name = word.prefix { $0 != ":" }
    let value = word.count > name.count ? String(word.dropFirst(name.count + 1)) : ""
    switch name {
    case "PENDING": self = .pending
    case "DELIVERY" where value.isEmpty: self = .receipt(MailReceipt.delivery.rawValue)
    case "COMPLAINT" where value.isEmpty: self = .receipt(SimulatedMail.complaint.rawValue)
    case "BOUNCE" where ["", "Permanent", "Transient"].contains(value):
      self = .receipt(
        MailReceipt(.bounce, value.isEmpty ? "Permanent" : value, "General").rawValue)
    case "REJECTED": self = .rejected(value.isEmpty ? "INVALID" : value)
    case "OPTED_OUT": self = .optedOut
    case "DEFERRED": self = .deferred(value.isEmpty ? "TEMPORARY_FAILURE" : value)
    case "THROTTLED":
      guard value.isEmpty || Double(value).map({ $0 >= 0 && $0 <= 86_400 }) == true else {
        return nil
      }
      self = .throttled(Double(value).map { Int64($0 * 1000) })
    case "NO_CONNECTION": self = .unreachable
    case "UNCERTAIN": self = .uncertain
    case let status where Self.receipts.contains(String(status)): self = .receipt(String(status))
    default: return nil
    }
  }
}

/// The options of `simulate?seed=N&failures=PERCENT&script=FILE`.
package struct SimulationOptions: Sendable, Equatable {
  package var uri = "simulate"
  package var seed: UInt64 = 0
  /// Percent of messages that are taken and not delivered.
  package var failures = 4.0
  package var script: String?

  package init() {}

  init(_ query: String, uri: String) throws {
    self.uri = uri
    for pair in query.drop(while: { $0 == "?" }).split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let value = parts.count == 2 ? String(parts[1]) : ""
      switch (parts[0], UInt64(value), Double(value)) {
      case ("seed", let seed?, _): self.seed = seed
      case ("failures", _, let percent?) where (0...100).contains(percent): failures = percent
      case ("script", _, _) where !value.isEmpty: script = value
      default:
        throw RunFault(
          .usage, "expected seed=N, failures=PERCENT or script=FILE in '\(uri)', found '\(pair)'")
      }
    }
  }
}

/// A peer inside the program: it takes messages, sends none, and tells of deliveries that never
/// were, the same each time.
///
/// What happens to a message is, first match wins: what a script says for its address; for the
/// numbers and mailboxes of AWS's own simulators, what AWS documents; else one outcome of `table`, drawn by seed
/// and key.
package struct SimulatedPeer: Transport {
  package let name: String
  package let groupSize = 1024
  package let isPaced = true
  private let options: SimulationOptions
  private var script: [String: [SimulatedOutcome]] = [:]

  /// How often each failure comes among failures, in percent.
  package static let table: [(status: String, share: Double)] = [
    ("UNREACHABLE", 40), ("CARRIER_UNREACHABLE", 25), ("UNKNOWN", 15), ("BLOCKED", 10),
    ("CARRIER_BLOCKED", 5), ("INVALID", 5),
  ]

  /// AWS's simulator number that always fails.
  static let failingNumber = "+61455944039"

  package init(_ options: SimulationOptions) throws {
    self.options = options
    name = options.uri
    if let path = options.script { try read(path) }
  }

  /// A script has a line an address: the address, or `*` for all others, and one word for each
  /// attempt; the last word serves all further attempts.
  private mutating func read(_ path: String) throws {
    let text = try ByteSource.text(of: path)
    for (i, line) in text.unicodeScalars.split(
      separator: "\n", omittingEmptySubsequences: false
    ).enumerated() {
      let words = Substring(line).split { $0 == " " || $0 == "\t" || $0 == "\r" }
      guard let address = words.first, !address.hasPrefix("#") else { continue }
      let outcomes = try words.dropFirst().map { word in
        guard let outcome = SimulatedOutcome(word) else {
          throw RunFault(
            .configuration,
            "\(path):\(i + 1): expected an outcome such as DELIVERED or DEFERRED, found '\(word)'")
        }
        return outcome
      }
      guard !outcomes.isEmpty else {
        throw RunFault(.configuration, "\(path):\(i + 1): expected an outcome after '\(address)'")
      }
      script[String(address)] = outcomes
    }
  }

  private func outcome(_ outgoing: Outgoing) -> SimulatedOutcome {
    let message = outgoing.message
    if let outcomes = script[message.to] ?? script["*"] {
      return outcomes[min(outgoing.attempt, outcomes.count) - 1]
    }
    let isMail = message.channel.family == .email
    if isMail, let receipt = SimulatedMail.receipt(at: message.to) { return .receipt(receipt) }
    if message.to == Self.failingNumber { return .receipt("UNKNOWN") }
    let draw = chance(message.key, options.seed) * 100
    guard draw < options.failures else { return .receipt("DELIVERED") }
    let table = isMail ? SimulatedMail.table : Self.table
    var rest = draw / options.failures * 100
    for (status, share) in table {
      if rest < share { return .receipt(status) }
      rest -= share
    }
    return .receipt(table.last?.status ?? "UNKNOWN")
  }

  package mutating func submit(_ group: [Outgoing], at now: Instant) -> Submission {
    Submission(group.map(answer))
  }

  private func answer(_ outgoing: Outgoing) -> Answer {
    switch outcome(outgoing) {
    case .receipt(let status):
      var answer = Answer(.accepted, providerID: identifier(outgoing))
      // Of other channels nobody tells.
      guard [.sms, .email].contains(outgoing.message.channel.family) else { return answer }
      let wait = 400 + Int64(chance(outgoing.message.key, options.seed &+ 1) * 4000)
      let isMail = outgoing.message.channel.family == .email
      answer.receipt = Receipt(
        status: isMail ? SimulatedMail.status(status) : status, after: wait)
      return answer
    case .pending: return Answer(.accepted, providerID: identifier(outgoing))
    case .rejected(let code): return Answer(.rejected, code: code)
    case .optedOut: return Answer(.optedOut, code: "OPTED_OUT")
    case .deferred(let code): return Answer(.deferred, code: code)
    case .throttled(let wait):
      var answer = Answer(.throttled, code: "THROTTLED")
      answer.retryAfter = wait
      return answer
    case .unreachable: return Answer(.unreachable, code: "NO_CONNECTION")
    case .uncertain: return Answer(.uncertain, code: "CONNECTION_LOST")
    }
  }

  /// An id in the form of a UUID, the same each time.
  private func identifier(_ outgoing: Outgoing) -> String {
    let hex = Array(
      SHA256("\(options.seed)|\(outgoing.message.key)|\(outgoing.attempt)").hex.utf8.prefix(32))
    return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
      .map { String(decoding: hex[$0], as: UTF8.self) }.joined(separator: "-")
  }

  /// Nothing ever left, so nothing was taken.
  package mutating func recover(_ group: [Outgoing]) -> [Answer?] { group.map { _ in nil } }
}
