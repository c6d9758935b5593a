import DueMIME
import DueModel
import DueSystem

/// Whether a message may be answered by a program at all, before anybody asks the store.
///
/// Source: RFC 3834, section 2; and the marks that mail systems put where it has none.
package struct ReplyRules: Sendable {
  /// Why nothing is answered; the names that logs have.
  package enum Rule: String, Sendable {
    case autoSubmitted = "auto-submitted"
    case nullSender = "null-sender"
    case unknownSender = "unknown-sender"
    case senderForm = "sender-form"
    case list
    case precedence
    case responseSuppress = "auto-response-suppress"
    case autoHeader = "auto-header"
    case systemSender = "system-sender"
    case report
    case spam
    case virus
    case authentication
    case ownAddress = "own-address"
    case notForUs = "not-for-us"
    case unsafeHeader = "unsafe-header"
    // Those that the store knows:
    case suppressed
    case interval
    case dailyCap = "daily-cap"
    case seen
  }

  /// Our addresses, and our domains; empty for those that delivery names.
  package var ours: [String] = []
  /// Answer also where we are in neither To nor Cc.
  package var takesBlind = false
  /// Whether a doubtful verdict is as bad as a bad one.
  package var isStrict = false
  /// Write to Reply-To, else From, instead of to the envelope sender.
  package var usesHeader = false

  package init() {}

  /// Whom to answer, and as whom; or why not.
  package enum Decision: Equatable, Sendable {
    case reply(to: String, from: String)
    case skip(Rule)
  }

  package func decide(_ mail: InboundMail) -> Decision {
    if let rule = marked(mail.fields) ?? judged(mail.verdicts) { return .skip(rule) }
    // An empty envelope sender is a bounce, wherever an answer would go.
    if mail.sender?.isEmpty == true { return .skip(.nullSender) }
    guard let to = recipient(mail) else { return .skip(.unknownSender) }
    if let rule = refused(to) ?? mail.sender.flatMap({ refused($0) }) { return .skip(rule) }
    if mail.isBroken || Self.hasControls(mail) { return .skip(.unsafeHeader) }
    guard let from = ourAddress(mail) else { return .skip(.notForUs) }
    if isOurs(to) || MailboxKey.key(to) == MailboxKey.key(from) { return .skip(.ownAddress) }
    return .reply(to: to, from: from)
  }

  // MARK: The header

  private func marked(_ fields: MailFields) -> Rule? {
    var rule: Rule?
    fields.forEach { field in
      if rule == nil { rule = Self.mark(field.name, field.value.trimmedSpace) }
    }
    return rule
  }

  private static func mark(_ name: Bytes, _ value: Bytes) -> Rule? {
    if name.isFolded("auto-submitted") { return isNo(value) ? nil : .autoSubmitted }
    if name.hasFoldedPrefix("list-") { return .list }
    if name.isFolded("precedence") {
      let isMany =
        value.containsFolded("bulk") || value.containsFolded("list")
        || value.containsFolded("junk") || value.containsFolded("auto_reply")
      return isMany ? .precedence : nil
    }
    if name.isFolded("x-auto-response-suppress") {
      let isMeant =
        value.containsFolded("all") || value.containsFolded("autoreply")
        || value.containsFolded("oof")
      return isMeant ? .responseSuppress : nil
    }
    if name.isFolded("content-type") {
      return MediaType(value).isType("multipart", "report") ? .report : nil
    }
    let isAuto =
      name.isFolded("x-autoreply") || name.isFolded("x-autorespond") || name.isFolded("x-loop")
      || name.isFolded("x-due-auto") || name.isFolded("x-auto-reply-from")
    return isAuto && !isNo(value) ? .autoHeader : nil
  }

  /// `no`, with or without a comment or a parameter after it.
  private static func isNo(_ value: Bytes) -> Bool {
    let word = value.prefix { $0 > 0x20 && $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: "(") }
    return Bytes(rebasing: word).isFolded("no")
  }

  private func judged(_ verdicts: InboundMail.Verdicts) -> Rule? {
    let bad: [InboundMail.Verdict] = isStrict ? [.fail, .gray, .failed] : [.fail]
    if bad.contains(verdicts.spam) { return .spam }
    if bad.contains(verdicts.virus) { return .virus }
    let isForged = [verdicts.spf, verdicts.dkim, verdicts.dmarc].allSatisfy { $0 == .fail }
    return isForged ? .authentication : nil
  }

  /// Whether a value that would reach a header of the answer has what ends one.
  private static func hasControls(_ mail: InboundMail) -> Bool {
    for name in ["subject", "from", "reply-to"] as [StaticString] {
      var text = mail.text(name)
      if text.withUTF8({ HeaderText.hasControls(Bytes($0)) }) { return true }
    }
    return false
  }

  // MARK: Addresses

  private func recipient(_ mail: InboundMail) -> String? {
    guard usesHeader else { return mail.sender }
    return mail.fields.addresses("reply-to", "from").first ?? mail.sender
  }

  /// Why nobody answers `address`, whoever it is.
  private func refused(_ address: String) -> Rule? {
    guard Self.isPlain(address) else { return .senderForm }
    return Self.isSystem(address) ? .systemSender : nil
  }

  /// Whether an address can stand in a header and on a command line as it is: a dot-atom in ASCII.
  package static func isPlain(_ address: String) -> Bool {
    var address = address
    return address.withUTF8 { text in
      let text = Bytes(text)
      guard MailboxKey.isAddress(text), let at = text.firstIndex(of: UInt8(ascii: "@")),
        text.lastIndex(of: UInt8(ascii: "@")) == at, at <= 64, text[0] != UInt8(ascii: "-")
      else { return false }
      return text.allSatisfy { byte in
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: "@.!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
        }
      }
    }
  }

  /// Whether a program reads what is sent there.
  private static func isSystem(_ address: String) -> Bool {
    let local = MailboxKey.key(address).prefix { $0 != "@" }
    let names = [
      "mailer-daemon", "mailerdaemon", "postmaster", "noreply", "no-reply", "no_reply",
      "donotreply", "do-not-reply", "do_not_reply", "bounce", "bounces", "listserv", "majordomo",
      "root", "nobody",
    ]
    if names.contains(String(local)) { return true }
    return local.hasPrefix("owner-") || local.hasSuffix("-owner") || local.hasSuffix("-request")
      || local.hasSuffix("-bounces")
  }

  /// Which address of ours the message was for.
  private func ourAddress(_ mail: InboundMail) -> String? {
    let visible = mail.fields.addresses("to", "cc")
    let keys = Set(visible.map { MailboxKey.key($0) })
    let all = mail.knowsEnvelope ? mail.recipients : mail.recipients + visible
    let candidates = ours.isEmpty ? mail.recipients : all.filter(isOurs)
    let found = candidates.first {
      Self.isPlain($0) && (takesBlind || keys.contains(MailboxKey.key($0)))
    }
    // As its owner writes it.
    return found.map { found in
      ours.first { MailboxKey.key($0) == MailboxKey.key(found) } ?? found
    }
  }

  /// Whether an address is one of ours, or in a domain of ours.
  private func isOurs(_ address: String) -> Bool {
    let key = MailboxKey.key(address)
    return ours.contains { own in
      let own = MailboxKey.key(own)
      if own.contains("@"), !own.hasPrefix("@") { return own == key }
      return key.hasSuffix(own.hasPrefix("@") ? own : "@\(own)")
    }
  }
}
