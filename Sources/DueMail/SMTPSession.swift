import DueDelivery
import DueMIME
import DueModel
import DueSystem
import Glibc

/// One connection to a mail server, and the mails that are on their way over it.
///
/// Where the server offers PIPELINING, the commands of the next mail leave together with the text
/// of the one before (RFC 2920, 3.1): a mail costs one round trip. At most one mail is there whose
/// last dot has left and that has no answer yet; of that one alone nobody knows when the connection
/// breaks.
final class SMTPSession {
  /// What the next reply is about.
  private enum Expected {
    case mail, recipient, data, content, reset, nothing

    /// What a refusal judges; nil for the recipient.
    var judged: MailStep? {
      switch self {
      case .mail: .sender
      case .data: .text
      case .content: .end
      case .recipient, .reset, .nothing: nil
      }
    }
  }

  /// A mail whose commands have left.
  private struct Transaction {
    var job: Int
    var recipient: String
    /// The first command that was refused, and what was said to it.
    var failure: (step: Expected, reply: SMTPReply)?
    /// Whether the server has said anything to it.
    var isHeard = false
    /// Where in all that we send its last dot ends; nil before its text is under way.
    var end: Int64?
  }

  let wire: SMTPWire
  private let features: SMTPFeatures
  private let form: MailForm
  private var replies: SMTPReplies
  private var out = ByteBuffer(capacity: 1 << 16)
  private var outStart = 0
  /// Bytes that were given to the socket before those in `out`, and how many it may have taken.
  private var passed: Int64 = 0
  private var attempted: Int64 = 0
  private var content = ByteBuffer(capacity: 1 << 14)
  private var expected: [Expected] = []
  private var expectedStart = 0
  /// Its commands have left.
  private var current: Transaction?
  /// Its text has left, or is about to.
  private var inFlight: Transaction?
  /// Mails so far.
  private var count = 0
  /// The most mails that it carries.
  private let limit: Int
  /// When something was heard last, or the server took something.
  private var heard = steadyMilliseconds()
  /// Why the connection is of no use any more.
  private(set) var end: (code: String, detail: String)?
  /// What the server has against us, not against a mail.
  private(set) var fault: RunFault?

  init(
    _ wire: SMTPWire, _ replies: consuming SMTPReplies, _ features: SMTPFeatures, _ form: MailForm,
    limit: Int
  ) {
    self.wire = wire
    self.replies = replies
    self.features = features
    self.form = form
    self.limit = limit
  }

  var isIdle: Bool { current == nil && inFlight == nil && expectedStart == expected.count }
  /// Whether it has carried as many mails as it may.
  var isSpent: Bool { count >= limit }
  var isOver: Bool { end != nil }
  var wantsWrite: Bool { outStart < out.count }

  /// Begins with a mail, if there is one.
  func begin(_ work: SMTPWork) {
    heard = steadyMilliseconds()
    start(work)
    send()
  }

  /// Whether the server has been silent too long about something it was asked: a command, or a last
  /// dot, which it may take longer over.
  func isLate(_ timeout: Int64, last: Int64) -> Bool {
    guard !isIdle else { return false }
    let isOfDot = expectedStart < expected.count && expected[expectedStart] == .content
    return steadyMilliseconds() - heard > (isOfDot && !wantsWrite ? last : timeout)
  }

  /// Ends the connection for want of an answer.
  func giveUp() { fail("TIMEOUT", "no answer") }

  /// Says good-bye, and waits for nothing.
  func quit() {
    guard end == nil, isIdle else { return }
    out.append("QUIT\r\n" as StaticString)
    send()
    end = end ?? ("", "")
  }

  private func fail(_ code: String, _ detail: String) {
    if end == nil { end = (code, detail) }
  }

  /// Answers for what was on its way when the connection broke.
  func abandon(_ work: SMTPWork) {
    let why = end ?? ("CONNECTION_LOST", "connection lost")
    if let mail = inFlight {
      let mayHave = mail.end.map { attempted >= $0 } ?? false
      work.tell(
        mail.job, Answer(mayHave ? .uncertain : .deferred, code: why.code, detail: why.detail))
    }
    if let mail = current {
      // One that waited behind others was never looked at: that is no try of its own.
      let isJudged = mail.isHeard || count == 1
      work.tell(
        mail.job, Answer(isJudged ? .deferred : .notSent, code: why.code, detail: why.detail))
    }
    inFlight = nil
    current = nil
  }

  // MARK: Writing

  private func start(_ work: SMTPWork) {
    guard current == nil, end == nil else { return }
    while count < limit, let (job, outgoing) = work.take() {
      content.removeAll()
      do throws(MessageRefusal) {
        let envelope = try form.write(outgoing.message, at: work.now, to: &content)
        try features.check(envelope, size: content.count)
        count += 1
        begin(job, outgoing, envelope)
        return
      } catch {
        work.tell(job, Answer(.rejected, code: error.code, detail: error.detail))
      }
    }
  }

  private func begin(_ job: Int, _ outgoing: Outgoing, _ envelope: MailEnvelope) {
    current = Transaction(job: job, recipient: envelope.to.address)
    out.append("MAIL FROM:<" as StaticString)
    out.append(envelope.path)
    out.append(UInt8(ascii: ">"))
    if features.size != nil {
      out.append(" SIZE=" as StaticString)
      out.append(decimal: Int64(content.count))
    }
    if envelope.needsUTF8 { out.append(" SMTPUTF8" as StaticString) }
    if features.hasNotices {
      // RFC 3461: a bounce comes with the headers alone, and with our name for the mail.
      out.append(" RET=HDRS ENVID=due." as StaticString)
      out.append(outgoing.message.key)
    }
    out.append("\r\n" as StaticString)
    expected.append(.mail)
    guard features.canPipeline else { return }
    sendRecipient()
    sendData()
  }

  private func sendRecipient() {
    guard let recipient = current?.recipient else { return }
    out.append("RCPT TO:<" as StaticString)
    out.append(recipient)
    out.append(UInt8(ascii: ">"))
    if features.hasNotices {
      out.append(" NOTIFY=FAILURE,DELAY ORCPT=" as StaticString)
      out.append(originalRecipient: recipient)
    }
    out.append("\r\n" as StaticString)
    expected.append(.recipient)
  }

  private func sendData() {
    out.append("DATA\r\n" as StaticString)
    expected.append(.data)
  }

  private func sendContent(_ work: SMTPWork) {
    guard let job = current?.job else { return }
    work.leave(job)
    out.append(dotStuffed: content.bytes)
    out.append(".\r\n" as StaticString)
    current?.end = passed + Int64(out.count - outStart)
    inFlight = current
    current = nil
    expected.append(.content)
  }

  /// Writes what is there to be written, as far as the socket takes it.
  func send() {
    while outStart < out.count, end == nil {
      let rest = Bytes(rebasing: out.bytes[outStart...])
      attempted = max(attempted, passed + Int64(wire.isEncrypted ? rest.count : 0))
      switch wire.write(rest) {
      case .bytes(let count):
        // Who takes what is sent is not silent.
        heard = steadyMilliseconds()
        outStart += count
        passed += Int64(count)
        attempted = max(attempted, passed)
      case .wait: return
      case .closed: fail("CONNECTION_LOST", "connection closed")
      case .failed(let reason):
        // What it has said before it closed is still to be read.
        receiveLastWords()
        fail("CONNECTION_LOST", reason)
      }
    }
    if outStart == out.count {
      out.removeAll()
      outStart = 0
    }
  }

  private func receiveLastWords() {
    _ = replies.fill { buffer in
      if case .bytes(let count) = wire.read(buffer) { count } else { 0 }
    }
  }

  // MARK: Reading

  /// Takes what the server has sent, and goes on from there.
  func receive(_ work: SMTPWork) {
    var isClosed = false
    while !isClosed, end == nil {
      var outcome = SMTPWire.Outcome.closed
      _ = replies.fill { buffer in
        outcome = wire.read(buffer)
        if case .bytes(let count) = outcome { return count }
        return 0
      }
      switch outcome {
      case .bytes: heard = steadyMilliseconds()
      case .wait: return send()
      case .closed, .failed: isClosed = true
      }
      takeReplies(work)
      if case .bytes(let count) = outcome, count < 8192, !wire.isEncrypted { return send() }
    }
    if isClosed { fail("CONNECTION_LOST", "the server closed the connection") }
  }

  private func takeReplies(_ work: SMTPWork) {
    do throws(SMTPReplies.Nonsense) {
      while end == nil, let reply = try replies.next() {
        guard expectedStart < expected.count else {
          // It says good-bye, and nobody asked.
          return fail(reply.status, reply.shown)
        }
        let about = expected[expectedStart]
        expectedStart += 1
        if expectedStart == expected.count {
          expected.removeAll(keepingCapacity: true)
          expectedStart = 0
        }
        take(reply, about, work)
        if reply.code == 421 { fail(reply.status, reply.shown) }
      }
    } catch {
      fail("BAD_REPLY", "the server answered with what is no reply")
    }
  }

  private func take(_ reply: SMTPReply, _ about: Expected, _ work: SMTPWork) {
    switch about {
    case .mail, .recipient:
      current?.isHeard = true
      if !reply.isGood, current?.failure == nil { current?.failure = (about, reply) }
      guard !features.canPipeline else { return }
      if current?.failure != nil {
        refuse(reset: about == .recipient, work)
      } else if about == .mail {
        sendRecipient()
      } else {
        sendData()
      }
    case .data: takeData(reply, work)
    case .content:
      guard let mail = inFlight else { return }
      inFlight = nil
      work.tell(mail.job, answer(reply, to: .content))
      if current == nil { start(work) }
    case .reset, .nothing: if current == nil { start(work) }
    }
  }

  private func takeData(_ reply: SMTPReply, _ work: SMTPWork) {
    // It has taken a mail whose text it did not ask for: no word of it means anything.
    if reply.isGood { return fail("BAD_REPLY", reply.shown) }
    if reply.kind == .more, current?.failure == nil {
      sendContent(work)
      if features.canPipeline { start(work) }
      return
    }
    if reply.kind == .more {
      // A server that asks for the text though nobody would get it: an empty one.
      out.append(".\r\n" as StaticString)
      expected.append(.nothing)
      return refuse(reset: false, work)
    }
    if current?.failure == nil { current?.failure = (.data, reply) }
    refuse(reset: true, work)
  }

  /// Ends the mail in hand, which the server has refused.
  private func refuse(reset: Bool, _ work: SMTPWork) {
    guard let mail = current, let failure = mail.failure else { return }
    current = nil
    work.tell(mail.job, answer(failure.reply, to: failure.step))
    if reset {
      out.append("RSET\r\n" as StaticString)
      expected.append(.reset)
    }
    if features.canPipeline || !reset { start(work) }
  }

  private func answer(_ reply: SMTPReply, to command: Expected) -> Answer {
    if reply.isGood { return Answer(.accepted, providerID: reply.queueID) }
    // It wants to know who we are: no mail will fare better.
    if [530, 535, 538].contains(reply.code) {
      fault = RunFault(.noPermission, reply.shown)
      return Answer(.notSent, code: reply.status, detail: reply.shown)
    }
    if reply.kind == .permanent {
      let detail = command.judged?.detail(reply.shown) ?? reply.shown
      return Answer(.rejected, code: reply.status, detail: detail)
    }
    var answer = Answer(.deferred, code: reply.status, detail: reply.shown)
    // SES's words; another's 452 of a mailbox over its quota is about that one.
    let isOfDay = reply.text.contains("Daily message quota exceeded")
    if reply.code == 454, isOfDay || reply.text.contains("Throttling failure") {
      answer.verdict = .throttled
      // The quota of a day comes back bit by bit.
      if isOfDay { answer.retryAfter = 600_000 }
    }
    return answer
  }
}
