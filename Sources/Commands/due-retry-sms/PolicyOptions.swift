import ArgumentParser
import DueDelivery
import DueModel
import DueRetries
import DueTool

/// Which failures are retried, how often and when.
struct PolicyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Statuses that lead to a retry, with commas between (default: all transient ones).",
      valueName: "list"))
  var retryOn: StatusList?

  @Option(help: ArgumentHelp("Retry a message at most N times.", valueName: "n"))
  var maxRetries = 5

  @Option(
    help: ArgumentHelp(
      "How long after each failure; the last serves all further ones.", valueName: "list"))
  var backoff = SpanList(milliseconds: RetryPolicy().backOff)

  @Option(help: ArgumentHelp("Up to so much more or less.", valueName: "percent"))
  var jitter = 20.0

  @Option(
    help: ArgumentHelp(
      "Retry nothing so long after its first send (default: 24h); NAME=SPAN for a campaign or a "
        + "type; repeatable.", valueName: "span"))
  var maxAge: [String] = []

  @Option(help: ArgumentHelp("Send each retry from the next of these senders.", valueName: "list"))
  var rotateFrom: String?

  func validate() throws {
    if maxRetries < 0 {
      throw ValidationError("expected a number of retries in --max-retries, found '\(maxRetries)'")
    }
    if !(0...100).contains(jitter) {
      throw ValidationError("expected 0 to 100 percent in --jitter, found '\(jitter)'")
    }
    for sender in senders where !SMSDecoder.isSender(sender) {
      throw ValidationError(
        "expected numbers, short codes or senders' names in --rotate-from, found '\(sender)'")
    }
    _ = try policy()
  }

  private var senders: [String] {
    rotateFrom?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
  }

  func policy() throws -> RetryPolicy {
    var policy = RetryPolicy()
    if let retryOn { policy.retried = Set(retryOn.statuses) }
    policy.maxRetries = maxRetries
    policy.backOff = backoff.milliseconds
    policy.jitter = jitter / 100
    policy.senders = senders
    for rule in maxAge {
      let parts = rule.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let span = parts.last.flatMap({ TimeSpan(argument: String($0)) }), parts[0] != "" else {
        throw ValidationError(
          "expected a time such as 24h, or otp=10m, in --max-age, found '\(rule)'")
      }
      if parts.count == 1 {
        policy.maxAge = span.milliseconds
      } else {
        policy.maxAges[parts[0].lowercased()] = span.milliseconds
      }
    }
    return policy
  }
}

/// `UNREACHABLE,BLOCKED`.
struct StatusList: ExpressibleByArgument {
  let statuses: [SMSStatus]

  init?(argument: String) {
    var statuses: [SMSStatus] = []
    for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let name = word.uppercased().trimmingPrefix("TEXT_")
      guard let status = SMSStatus(rawValue: String(name)), RetryPolicy.allowed.contains(status)
      else { return nil }
      statuses.append(status)
    }
    self.statuses = statuses
  }

  static var allValueStrings: [String] {
    SMSStatus.allCases.filter(RetryPolicy.allowed.contains).map(\.rawValue)
  }
}

/// `30s,2m,10m`.
struct SpanList: ExpressibleByArgument, ExpectedValue, CustomStringConvertible {
  static let expected = "lengths of time such as 30s,2m,10m"

  let milliseconds: [Int64]

  init(milliseconds: [Int64]) { self.milliseconds = milliseconds }

  init?(argument: String) {
    var spans: [Int64] = []
    for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let span = TimeSpan(argument: String(word)) else { return nil }
      spans.append(span.milliseconds)
    }
    milliseconds = spans
  }

  var description: String {
    milliseconds.map { span in
      let units: [(Int64, String)] = [(3_600_000, "h"), (60_000, "m"), (1000, "s")]
      guard let (unit, name) = units.first(where: { span >= $0.0 && span % $0.0 == 0 }) else {
        return "\(span)ms"
      }
      return "\(span / unit)\(name)"
    }.joined(separator: ",")
  }

  var defaultValueDescription: String { description }
}
