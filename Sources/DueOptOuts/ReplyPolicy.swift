import DueModel
import DueSystem

/// What is answered to a reply, and when nothing is.
package struct ReplyPolicy: Sendable {
  /// What kind of number of ours people write to.
  package enum NumberClass: String, Sendable, CaseIterable {
    case long, short
    /// Carriers answer themselves.
    case tollFree = "tollfree"
  }

  /// Why nothing is answered.
  package enum Silence: String, Sendable {
    case off
    case tollFree = "toll_free"
    /// It was answered a short while ago.
    case again
    /// Too much time has passed.
    case late
    /// Nobody knows which number they wrote to.
    case noSender = "no_sender"
    case noText = "no_text"
    /// Something else was said later.
    case outdated
  }

  /// Nil: nothing is ever answered.
  package var texts: ReplyTexts?
  /// Of the numbers of ours; nil for what they look like.
  package var numberClass: NumberClass?
  /// The transport that answers insist on; empty for whichever drains them.
  package var via = ""

  package init() {}

  /// Milliseconds after which an answer comes too late.
  ///
  /// Source: 47 CFR 64.1200(a)(12): a confirmation within five minutes is one of the request.
  static let lifetime: Int64 = 300_000

  /// Milliseconds in which one answer of a kind is given to a number and list. Help is asked for
  /// more often, and two machines that ask each other must not go on for ever.
  static func rest(after action: ReplyAction) -> Int64 {
    action == .help ? 60_000 : 86_400_000
  }

  /// The answer to `message`; a reason where there is none.
  func reply(
    to message: InboundMessage, _ decision: KeywordReader.Decision, list: String, at: Instant,
    now: Instant
  ) -> Result<Message, Silence> {
    guard let texts else { return .failure(.off) }
    let isTollFree = numberClass.map { $0 == .tollFree } ?? TollFree.contains(message.to)
    if isTollFree { return .failure(.tollFree) }
    if message.to.isEmpty { return .failure(.noSender) }
    guard now < at + Self.lifetime else { return .failure(.late) }
    guard
      let text = texts.text(
        decision.action, list: list, language: decision.language, to: message.from)
    else { return .failure(.noText) }
    let name = SHA256("\(message.source.rawValue)|\(message.id)").base32(20)
    var reply = Message(
      key: "oo-\(list)-\(name)", channel: .sms, to: message.from, from: message.to,
      type: .transactional, body: text)
    reply.expires = at + Self.lifetime
    reply.priority = 9
    return .success(reply)
  }
}

extension ReplyPolicy.Silence: Error {}
