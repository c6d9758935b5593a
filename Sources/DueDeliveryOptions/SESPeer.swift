import DueAWS
import DueAWSOptions
import DueDelivery
import DueFormats
import DueHTTP
import DueMIME
import DueMail
import DueModel
import DueSystem

/// SES, by its API: each mail whole, with its key as a tag, which comes back in its events.
///
/// Source: SES API v2, SendEmail and GetAccount.
package final class SESPeer: Transport {
  package let name: String
  package let groupSize = 10
  package let isPaced = false
  private let client: AWSClient
  private let configurationSet: String
  private let form = MailForm()
  private var mail = ByteBuffer(capacity: 1 << 14)
  private var text = ByteBuffer(capacity: 1 << 14)
  private var knownRate: Double?

  /// The most bytes of a mail in base64.
  private static let limit = 40 << 20

  /// - Parameter uri: `ses:REGION`, `ses:` for the region of the surroundings, and
  ///   `?config-set=NAME` after either.
  /// - Throws: status 64 for another URI, 77 without credentials, 78 without a region.
  package init(_ uri: String) throws {
    let parts = uri.dropFirst("ses:".utf8.count).split(
      separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let option = parts.count == 2 ? parts[1] : "config-set="
    let isWord = option.utf8.dropFirst("config-set=".utf8.count).allSatisfy {
      $0 &- 48 <= 9 || ($0 | 0x20) &- 97 < 26 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
    }
    guard uri.hasPrefix("ses:"), option.hasPrefix("config-set="), isWord else {
      throw RunFault(.usage, "expected ses:REGION?config-set=NAME in --via, found '\(uri)'")
    }
    let region = parts.first.map(String.init) ?? ""
    configurationSet = String(option.dropFirst("config-set=".utf8.count))
    let clock = AWSClock(now: Instant.wallClock, wait: pause(milliseconds:))
    client = try AWSClient(
      .email, region: region.isEmpty ? nil : region, in: .ofProcess, clock: clock)
    // The outbox tries again: it knows what that may cost.
    client.patience.attempts = 1
    name = uri
  }

  package func carries(_ channel: Channel) -> Bool { channel.family == .email }

  /// Nine tenths of what the account may send a second; 1 where SES does not say.
  package var usualRate: Double? {
    if let knownRate { return knownRate }
    // Who cannot ask sends slowly, and hears at the first mail what is wrong.
    let account = try? client.send(AWSRequest("GET", "/v2/email/account"))
    let rate = account?["SendQuota"]?["MaxSendRate"]?.double.map { $0 * 0.9 } ?? 1
    knownRate = rate > 0 ? rate : 1
    return knownRate
  }

  package func recover(_ group: [Outgoing]) -> [Answer?] {
    group.map { _ in Answer(.uncertain, code: "CRASH", detail: "an event of SES may tell") }
  }

  package func submit(_ group: [Outgoing], at now: Instant) -> Submission {
    Submission(oneByOne: group) { outgoing, fault throws(MessageRefusal) in
      let request = try request(outgoing.message, at: now)
      let started = steadyMilliseconds()
      var answer = send(request, &fault)
      answer.duration = steadyMilliseconds() - started
      return answer
    }
  }

  private func request(_ message: Message, at now: Instant) throws(MessageRefusal) -> AWSRequest {
    mail.removeAll()
    let envelope = try form.write(message, at: now, to: &mail)
    guard !envelope.needsUTF8 else {
      throw MessageRefusal("5.6.7", "expected an address in ASCII, for SES takes no other")
    }
    text.removeAll()
    text.append(base64Run: mail.bytes)
    guard text.count <= Self.limit else {
      throw MessageRefusal(
        "5.3.4", "expected at most \(Self.limit) bytes in base64, found \(text.count)")
    }
    var body: JSON = [
      "Content": ["Raw": ["Data": .string(text.string)]],
      "Destination": ["ToAddresses": [.string(envelope.to.address)]],
      "EmailTags": [["Name": "due_key", "Value": .string(message.key)]],
    ]
    if !configurationSet.isEmpty { body["ConfigurationSetName"] = .string(configurationSet) }
    if envelope.bounces.address != envelope.from.address {
      body["FeedbackForwardingEmailAddress"] = .string(envelope.bounces.address)
    }
    var request = AWSRequest("POST", "/v2/email/outbound-emails", body: body)
    request.mayRepeat = false
    return request
  }

  private func send(_ request: AWSRequest, _ fault: inout RunFault?) -> Answer {
    do {
      let answer = try client.send(request)
      return Answer(.accepted, providerID: answer["MessageId"]?.string ?? "")
    } catch let refusal as AWSFault {
      return answer(refusal, &fault)
    } catch HTTPFault.notSent(let reason) {
      return Answer(.unreachable, code: "NO_CONNECTION", detail: reason)
    } catch HTTPFault.uncertain(let reason) {
      return Answer(.uncertain, code: "CONNECTION_LOST", detail: reason)
    } catch let nonsense as AWSNonsense {
      return Answer(.uncertain, code: "ANSWER", detail: nonsense.description)
    } catch let unread as HTTPFault where unread.isOfAnswer {
      return Answer(.uncertain, code: "ANSWER", detail: unread.description)
    } catch {
      let stop = error as? RunFault ?? RunFault(.unavailable, "\(error)")
      fault = stop
      return Answer(.notSent, detail: stop.description)
    }
  }

  /// What a refusal of SES's means: for the mail, or for all that would follow.
  private func answer(_ refusal: AWSFault, _ fault: inout RunFault?) -> Answer {
    func stop(_ status: ExitStatus) -> Answer {
      fault = RunFault(status, refusal.description)
      return Answer(.notSent, code: refusal.code, detail: refusal.description)
    }
    if refusal.message.contains("quota") { return stop(.tryAgain) }
    if refusal.isThrottling {
      return Answer(.throttled, code: refusal.code, detail: refusal.description)
    }
    if refusal.isPermission { return stop(.noPermission) }
    switch refusal.code {
    case "LimitExceededException", "SendingPausedException", "AccountSuspendedException":
      return stop(.unavailable)
    case "NotFoundException": return stop(.configuration)
    default: break
    }
    // What has no name of SES's comes from something that stands before it: a proxy's redirect.
    if refusal.status < 500, refusal.status != 413, !refusal.isNamed { return stop(.configuration) }
    // Of its own trouble it does not say whether the mail went before.
    return Answer(
      refusal.status >= 500 ? .uncertain : .rejected, code: refusal.code,
      detail: refusal.description)
  }
}
