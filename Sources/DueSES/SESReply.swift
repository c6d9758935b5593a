import DueAWS
import DueDelivery
import DueFormats
import DueSystem

/// What SES's answers mean for mails: what came too fast goes later; where the account, a quota or
/// what all mails name is at fault, nothing more goes in this run, and the mails wait; other
/// refusals are for good, and so is that of a name which only some mails have; and where no answer
/// says it, nobody knows.
///
/// Source: SES API v2, SendEmail ("Errors") and `BulkEmailEntryResult`.
package struct SESReply: Equatable {
  /// One for each mail of the call, in order.
  package var answers: [Answer]
  /// Why no other mail can go, if so.
  package var fault: RunFault?

  /// The answer to SendEmail.
  package init(single body: Bytes) {
    let name = (try? JSON(parsing: body))?["MessageId"]?.string ?? ""
    answers = [name.isEmpty ? Self.unread : Answer(.accepted, providerID: name)]
  }

  /// The answer to SendBulkEmail of so many mails that name the same.
  package init(bulk body: Bytes, count: Int, naming names: SESNames = SESNames()) {
    let results = (try? JSON(parsing: body))?["BulkEmailEntryResults"]?.array ?? []
    guard results.count == count else {
      // Which of them is whose, nobody can tell.
      answers = [Answer](repeating: Self.unread, count: count)
      return
    }
    answers = []
    for result in results {
      let entry = Self.entry(result, names)
      answers.append(entry.answer)
      fault = fault ?? entry.fault
    }
  }

  /// A refusal of the whole call.
  package init(_ refusal: AWSFault, count: Int, naming names: SESNames = SESNames()) {
    let verdict = Self.verdict(refusal, names)
    var answer = Answer(.uncertain, code: refusal.code, detail: refusal.description)
    switch verdict {
    case .answer(let verdict): answer.verdict = verdict
    case .stop(let status):
      answer.verdict = .notSent
      fault = RunFault(status, refusal.description)
    }
    answers = [Answer](repeating: answer, count: count)
  }

  /// One answer to all mails of a call.
  init(_ answer: Answer, count: Int, fault: RunFault? = nil) {
    answers = [Answer](repeating: answer, count: count)
    self.fault = fault
  }

  private enum Verdict {
    case answer(Answer.Verdict)
    case stop(ExitStatus)
  }

  private static func verdict(_ refusal: AWSFault, _ names: SESNames) -> Verdict {
    // Of the day, which no waiting for a second or two helps.
    if refusal.message.contains("quota") { return .stop(.tryAgain) }
    if refusal.isThrottling { return .answer(.throttled) }
    if refusal.isPermission { return .stop(.noPermission) }
    switch refusal.code {
    case "LimitExceededException", "SendingPausedException", "AccountSuspendedException":
      return .stop(.unavailable)
    case "NotFoundException":
      return names.isOwn(refusal.message) ? .answer(.rejected) : .stop(.configuration)
    default: break
    }
    if refusal.isFromBefore { return .stop(.configuration) }
    // Of its own trouble it does not say whether the mail went before.
    return .answer(refusal.status >= 500 ? .uncertain : .rejected)
  }

  /// One of the results of SendBulkEmail.
  private static func entry(
    _ result: JSON, _ names: SESNames
  ) -> (answer: Answer, fault: RunFault?) {
    let status = result["Status"]?.string ?? ""
    let error = result["Error"]?.string ?? ""
    let detail = error.isEmpty ? status : "\(status): \(error)"
    func stop(_ exit: ExitStatus) -> (Answer, RunFault?) {
      (Answer(.notSent, code: status, detail: detail), RunFault(exit, detail))
    }
    func answer(_ verdict: Answer.Verdict) -> (Answer, RunFault?) {
      (Answer(verdict, code: status, detail: detail), nil)
    }
    switch status {
    case "SUCCESS":
      guard let name = result["MessageId"]?.string, !name.isEmpty else { return (unread, nil) }
      return (Answer(.accepted, providerID: name), nil)
    case "ACCOUNT_THROTTLED": return answer(.throttled)
    case "TRANSIENT_FAILURE": return answer(.deferred)
    case "ACCOUNT_DAILY_QUOTA_EXCEEDED": return stop(.tryAgain)
    case "ACCOUNT_SUSPENDED", "ACCOUNT_SENDING_PAUSED", "CONFIGURATION_SET_SENDING_PAUSED":
      return stop(.unavailable)
    // What NotFoundException says of a single mail.
    case "TEMPLATE_NOT_FOUND", "CONFIGURATION_SET_NOT_FOUND", "INVALID_SENDING_POOL_NAME":
      return names.isOwn(error) ? answer(.rejected) : stop(.configuration)
    case "MESSAGE_REJECTED", "MAIL_FROM_DOMAIN_NOT_VERIFIED", "INVALID_PARAMETER", "FAILED":
      return answer(.rejected)
    default: return (unread, nil)
    }
  }

  /// To a mail that somebody took whose answer is none of SES's: it may have got through.
  static let unread = Answer(
    .uncertain, code: "ANSWER", detail: "expected an answer of SES, found another")
}
