import DueAWS
import DueDelivery
import DueFormats
import DueSystem
import Testing

@testable import DueSES

/// What SES's answers mean.
@Suite struct SESReplyTests {
  private static func bulk(_ text: String, count: Int) -> SESReply {
    Array(text.utf8).withUnsafeBytes { SESReply(bulk: $0, count: count) }
  }

  private static func single(_ text: String) -> SESReply {
    Array(text.utf8).withUnsafeBytes { SESReply(single: $0) }
  }

  static let entries: [(status: String, verdict: Answer.Verdict, stop: DueSystem.ExitStatus?)] = [
    ("MESSAGE_REJECTED", .rejected, nil), ("MAIL_FROM_DOMAIN_NOT_VERIFIED", .rejected, nil),
    ("INVALID_PARAMETER", .rejected, nil), ("FAILED", .rejected, nil),
    ("ACCOUNT_THROTTLED", .throttled, nil), ("TRANSIENT_FAILURE", .deferred, nil),
    ("ACCOUNT_DAILY_QUOTA_EXCEEDED", .notSent, .tryAgain),
    ("ACCOUNT_SUSPENDED", .notSent, .unavailable),
    ("ACCOUNT_SENDING_PAUSED", .notSent, .unavailable),
    ("CONFIGURATION_SET_SENDING_PAUSED", .notSent, .unavailable),
    ("TEMPLATE_NOT_FOUND", .notSent, .configuration),
    ("CONFIGURATION_SET_NOT_FOUND", .notSent, .configuration),
    ("INVALID_SENDING_POOL_NAME", .notSent, .configuration),
    // A word that is not known, and one that tells of no mail's name.
    ("SOMETHING_NEW", .uncertain, nil), ("SUCCESS", .uncertain, nil), ("", .uncertain, nil),
  ]

  @Test("an entry of a bulk", arguments: entries)
  func entry(status: String, verdict: Answer.Verdict, stop: DueSystem.ExitStatus?) {
    let first = #"{"Status":"SUCCESS","MessageId":"m-1"}"#
    let second = #"{"Status":"\#(status)","Error":"No."}"#
    let reply = Self.bulk(#"{"BulkEmailEntryResults":[\#(first),\#(second)]}"#, count: 2)
    #expect(reply.answers.map(\.verdict) == [.accepted, verdict])
    #expect(reply.answers[0].providerID == "m-1")
    #expect(reply.fault?.exitStatus == stop)
    if verdict != .uncertain { #expect(reply.answers[1].detail == "\(status): No.") }
  }

  static let unknown: [(text: String, own: [String], shared: Set<String>, isRejected: Bool)] = [
    ("Configuration set <typo> does not exist.", ["typo", "Welcome"], [], true),
    ("Template Welcome does not exist", ["typo", "Welcome"], ["typo"], true),
    ("Template Welcome does not exist", ["typo", "Welcome"], ["Welcome"], false),
    ("Configuration set <news> does not exist.", ["news"], ["news"], false),
    // Of a name in a name the longer is meant.
    (
      "Configuration set <newsletter> does not exist.", ["news", "newsletter"], ["newsletter"],
      false
    ),
    ("Configuration set <newsletter> does not exist.", ["news", "newsletter"], ["news"], true),
    // Words without a name.
    ("No.", ["typo"], [], true), ("No.", ["typo", "Welcome"], ["Welcome"], false),
    ("No.", [], [], false), ("No.", [""], ["news"], false),
  ]

  @Test("a name that only some mails have holds up no other", arguments: unknown)
  func holdsUpNoOther(text: String, own: [String], shared: Set<String>, isRejected: Bool) {
    let names = SESNames(own, shared: shared)
    let fault = AWSFault(status: 404, code: "NotFoundException", message: text)
    let reply = SESReply(fault, count: 1, naming: names)
    #expect(reply.answers.map(\.verdict) == [isRejected ? .rejected : .notSent])
    #expect(reply.fault?.exitStatus == (isRejected ? nil : .configuration))
  }

  static let strange = [
    "", "{}", "[]", "<html>", #"{"BulkEmailEntryResults":{}}"#, #"{"BulkEmailEntryResults":[]}"#,
    #"{"BulkEmailEntryResults":[{"Status":"SUCCESS","MessageId":"m-1"}]}"#,
    #"{"BulkEmailEntryResults":[1,2,3]}"#, #"{"MessageId":"m-1"}"#,
  ]

  @Test("an answer of another length leaves all uncertain", arguments: strange)
  func leavesUncertain(text: String) {
    let reply = Self.bulk(text, count: 2)
    #expect(reply.answers.map(\.verdict) == [.uncertain, .uncertain])
    #expect(reply.fault == nil)
  }

  @Test func single() {
    #expect(Self.single(#"{"MessageId":"m-1"}"#).answers == [Answer(.accepted, providerID: "m-1")])
    for text in ["", "{}", "<html>Sign in</html>", #"{"MessageId":""}"#, #"{"MessageId":1}"#] {
      #expect(Self.single(text).answers.map(\.verdict) == [.uncertain])
    }
  }

  static let refusals:
    [(
      status: Int, code: String, message: String, verdict: Answer.Verdict,
      stop: DueSystem.ExitStatus?
    )] = [
      (429, "TooManyRequestsException", "Maximum sending rate exceeded.", .throttled, nil),
      (400, "Throttling", "Maximum sending rate exceeded.", .throttled, nil),
      (400, "ThrottlingException", "Rate exceeded", .throttled, nil),
      (429, "TooManyRequestsException", "Daily message quota exceeded.", .notSent, .tryAgain),
      (400, "LimitExceededException", "", .notSent, .unavailable),
      (400, "SendingPausedException", "", .notSent, .unavailable),
      (400, "AccountSuspendedException", "", .notSent, .unavailable),
      (404, "NotFoundException", "Template x does not exist", .notSent, .configuration),
      (403, "AccessDeniedException", "", .notSent, .noPermission),
      (400, "MessageRejected", "Email address is not verified.", .rejected, nil),
      (400, "MailFromDomainNotVerifiedException", "", .rejected, nil),
      (400, "BadRequestException", "", .rejected, nil),
      (413, "HTTP status 413", "", .rejected, nil),
      // Of a proxy.
      (302, "HTTP status 302", "", .notSent, .configuration),
      (407, "HTTP status 407", "", .notSent, .noPermission),
      (500, "InternalFailure", "", .uncertain, nil), (503, "HTTP status 503", "", .uncertain, nil),
    ]

  @Test("a refusal", arguments: refusals.indices)
  func refusal(row: Int) {
    let (status, code, message, verdict, stop) = Self.refusals[row]
    let reply = SESReply(AWSFault(status: status, code: code, message: message), count: 2)
    #expect(reply.answers.map(\.verdict) == [verdict, verdict])
    #expect(reply.fault?.exitStatus == stop)
  }

  @Test(
    "an account",
    arguments: [
      (#"{"SendQuota":{"MaxSendRate":14},"SendingEnabled":true}"#, 12.6, false),
      (#"{"SendQuota":{"MaxSendRate":0.5}}"#, 0.45, false), ("{}", 1, false),
      (#"{"SendQuota":{"MaxSendRate":0}}"#, 1, false),
      (#"{"SendQuota":{"MaxSendRate":1},"SendingEnabled":false}"#, 0.9, true),
    ])
  func account(text: String, rate: Double, isRefused: Bool) throws {
    let account = SESAccount(try JSON(parsing: text))
    #expect(abs(account.rate - rate) < 1e-9)
    #expect((account.refusal != nil) == isRefused)
  }
}
