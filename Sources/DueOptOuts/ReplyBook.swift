import DueModel
import DueStore
import DueSystem

/// Takes messages that came in, each once, inside one transaction: who is on which list, the proof
/// of it, and the answers, which are in the outbox when the transaction ends.
package struct ReplyBook {
  /// What holds for every message of a run.
  package struct Settings {
    package var reader: KeywordReader
    package var policy = ReplyPolicy()
    /// Nil: that of the number they wrote to.
    package var list: String?
    package var scope = OptOutScope.promotional
    package var project: String

    package init(_ reader: KeywordReader, project: String) {
      self.reader = reader
      self.project = project
    }
  }

  /// What became of one message.
  package struct Outcome: Sendable, Equatable {
    package var row: InboundRow
    /// It came before, and nothing was done.
    package var isDuplicate: Bool
  }

  /// The batch of answers, as operators know it.
  package static let batch = "opt-out-replies"

  private let view: StoreView
  private let settings: Settings
  private let now: Instant
  private let desk: OptOutDesk
  private let replies: OptOutReplies
  private var batch: Batch?

  package init(_ view: StoreView, _ settings: Settings, at now: Instant) throws {
    self.view = view
    self.settings = settings
    self.now = now
    desk = try OptOutDesk(view, at: now)
    replies = try OptOutReplies(view)
  }

  package mutating func take(_ message: InboundMessage) throws -> Outcome {
    if let known = try replies.known(message) { return Outcome(row: known, isDuplicate: true) }
    let at = message.at ?? now
    let list = try settings.list ?? replies.list(of: message.to) ?? OptOutTable.everySender
    let decision = settings.reader(message.body, from: message.from)
    var row = InboundRow(message, at: at, list: list, action: decision.action.rawValue)
    row.keyword = decision.keyword
    var change = OptOutDesk.Outcome.same
    if let word = word(message, decision, list, at) {
      change = try desk.take(word, keepsAll: true)
      row.changed = change == .changed
    }
    if change == .outdated {
      row.noReply = ReplyPolicy.Silence.outdated.rawValue
    } else {
      try answer(&row, decision)
    }
    try replies.keep(row)
    return Outcome(row: row, isDuplicate: false)
  }

  private func word(
    _ message: InboundMessage, _ decision: KeywordReader.Decision, _ list: String, _ at: Instant
  ) -> OptOutWord? {
    let kind: OptOutWord.Kind
    switch decision.action {
    case .optOut: kind = .optOut
    case .optIn: kind = .optIn
    case .help, .review, .none: return nil
    }
    var word = OptOutWord(kind, message.from, list: list, at: at, source: "inbound")
    word.scope = settings.scope
    word.keyword = decision.keyword
    word.inboundID = "\(message.source.rawValue):\(message.id)"
    word.saidBy = message.from
    return word
  }

  private mutating func answer(_ row: inout InboundRow, _ decision: KeywordReader.Decision) throws {
    guard [.optIn, .optOut, .help].contains(decision.action) else { return }
    switch settings.policy.reply(
      to: row.message, decision, list: row.list, at: row.at, now: now)
    {
    case .failure(let silence): row.noReply = silence.rawValue
    case .success(let message):
      let hasAnswered = try replies.hasAnswered(
        message.to, list: row.list, action: row.action, near: row.at,
        within: ReplyPolicy.rest(after: decision.action))
      if hasAnswered {
        row.noReply = ReplyPolicy.Silence.again.rawValue
        return
      }
      try replies.answer(
        message, list: row.list, action: row.action, to: row.at, in: try openBatch(),
        via: settings.policy.via, at: now)
      row.replyKey = message.key
    }
  }

  private mutating func openBatch() throws -> Batch {
    if let batch { return batch }
    let project = try Project.named(settings.project, create: true, view)
    let opened = try Batch.open(
      Self.batch, name: Self.batch, channel: .sms, in: project, at: now, view)
    batch = opened
    return opened
  }
}

extension OptOutTable {
  /// Whether `text` may name a list: it is a part of the keys of messages.
  package static func isListName(_ text: String) -> Bool {
    text.utf8.count <= 40 && Message.isKey(text)
  }
}
