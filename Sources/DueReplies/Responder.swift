import DueModel
import DueStore
import DueSystem

/// Answers messages: each at most once, each sender at most once in an interval.
///
/// That a sender has an answer is committed before the answer leaves. A run that was killed in
/// between leaves it `leaving`: nobody knows, and it is not sent again, but where the carrier can be
/// looked into, the next run that sees the message finishes it.
package struct Responder {
  package enum Outcome: Sendable, Equatable {
    case replied(to: String, id: String)
    /// An answer that the carrier refused for good, or of which nobody knows: it is not tried again.
    case lost(to: String, id: String, isRefused: Bool, why: String)
    case silent(ReplyRules.Rule)
  }

  package struct Limits: Sendable {
    /// Milliseconds in which a sender has one answer from one address of ours.
    package var interval: Int64 = 7 * 86_400_000
    /// Answers in any 24 hours; nil for no limit.
    package var dailyCap: Int?

    package init() {}
  }

  private let rules: ReplyRules
  private let limits: Limits
  private let writer: ReplyWriter
  private let carrier: ReplyCarrier
  private let now: Instant
  /// Runs a transaction that is kept, or in a dry run one that is not.
  private let transact: (@escaping (StoreView) throws -> Void) throws -> Void

  package init(
    _ rules: ReplyRules, _ limits: Limits, _ writer: ReplyWriter, via carrier: ReplyCarrier,
    now: Instant, transact: @escaping (@escaping (StoreView) throws -> Void) throws -> Void
  ) {
    self.rules = rules
    self.limits = limits
    self.writer = writer
    self.carrier = carrier
    self.now = now
    self.transact = transact
  }

  /// Answers `mail`, or does not.
  ///
  /// - Throws: where the answer could not be handed over: nothing is noted then.
  package func respond(to mail: InboundMail) throws -> Outcome {
    let decision = rules.decide(mail)
    guard case .reply(let to, let from) = decision else {
      guard case .skip(let rule) = decision else { return .silent(.seen) }
      try note(mail, rule)
      return .silent(rule)
    }
    var entry = entry(mail, sender: to, ours: from)
    entry.replyID =
      "due.auto.\(entry.key)@\(from[from.index(after: from.lastIndex(of: "@") ?? from.startIndex)...])"
    entry.state = .leaving
    let (admitted, rule) = try admit(entry)
    guard let admitted else { return .silent(rule ?? .seen) }
    switch try hand(over: admitted, mail) {
    case .taken: return .replied(to: to, id: admitted.replyID)
    case .refused(let why):
      return .lost(to: to, id: admitted.replyID, isRefused: true, why: why)
    case .uncertain(let why):
      return .lost(to: to, id: admitted.replyID, isRefused: false, why: why)
    }
  }

  /// Notes why a message is not answered, where that is not known yet.
  private func note(_ mail: InboundMail, _ rule: ReplyRules.Rule) throws {
    var entry = entry(mail, sender: mail.sender ?? "", ours: mail.recipients.first ?? "")
    entry.rule = rule.rawValue
    try transact { view in
      let desk = AutoReplyDesk(view)
      if try desk.entry(of: entry.key) == nil { try desk.add(entry) }
    }
  }

  private func entry(_ mail: InboundMail, sender: String, ours: String) -> AutoReplyEntry {
    let id = mail.messageID ?? mail.digest.hex
    var entry = AutoReplyEntry(
      key: Message.key(of: [id, MailboxKey.key(ours)]), at: now, sender: sender,
      ours: MailboxKey.key(ours))
    entry.messageID = mail.messageID ?? ""
    return entry
  }

  /// Asks the store, and commits that the sender has an answer; nil and why, where there is none.
  private func admit(_ wanted: AutoReplyEntry) throws -> (AutoReplyEntry?, ReplyRules.Rule?) {
    var admitted: AutoReplyEntry?
    var refusal: ReplyRules.Rule?
    try transact { view in
      let desk = AutoReplyDesk(view)
      if let old = try desk.entry(of: wanted.key) {
        let isUnfinished = old.state == .leaving && carrier.isLookedInto
        admitted = isUnfinished ? old : nil
        refusal = isUnfinished ? nil : .seen
        return
      }
      refusal = try self.refusal(wanted, desk)
      var entry = wanted
      if let refusal {
        entry.state = .none
        entry.replyID = ""
        entry.rule = refusal.rawValue
      } else {
        admitted = entry
      }
      try desk.add(entry)
    }
    return (admitted, refusal)
  }

  private func refusal(_ entry: AutoReplyEntry, _ desk: AutoReplyDesk) throws -> ReplyRules.Rule? {
    let sender = MailboxKey.key(entry.sender)
    if try desk.isSuppressed(sender) { return .suppressed }
    if let last = try desk.lastReply(to: sender, from: entry.ours), now - last < limits.interval {
      return .interval
    }
    if let cap = limits.dailyCap, try desk.replies(after: now + -86_400_000) >= cap {
      return .dailyCap
    }
    return nil
  }

  /// Lets an answer leave, and notes that it has; takes it back where it certainly has not.
  private func hand(
    over entry: AutoReplyEntry, _ mail: InboundMail
  ) throws -> ReplyCarrier.End {
    var answer = ByteBuffer(capacity: 4096)
    writer.append(
      mail, to: entry.sender, from: entry.ours, id: entry.replyID, at: entry.at, into: &answer)
    let end: ReplyCarrier.End
    do {
      end = try carrier.carry(answer.bytes, to: entry.sender, name: entry.key)
    } catch {
      try transact { try AutoReplyDesk($0).withdraw(entry) }
      throw error
    }
    switch end {
    case .taken: try transact { try AutoReplyDesk($0).settle(entry, .left) }
    case .refused: try transact { try AutoReplyDesk($0).settle(entry, .refused) }
    case .uncertain: break
    }
    return end
  }
}
