import DueDelivery
import DueModel
import DueSystem

/// Who a mail comes from and goes to: on the letter, and on the envelope.
package struct MailEnvelope: Sendable, Equatable {
  package let from: MailAddress
  package let to: MailAddress
  /// Who stands in `To` and `Cc` of a mail to several; empty where the recipient is alone.
  package let shownTo: [MailAddress]
  package let shownCc: [MailAddress]
  package let replyTo: MailAddress?
  /// Where a bounce goes: the sender, or the return path with the message's key in it; nil for
  /// nowhere, as of an answer that a program wrote.
  package let bounces: MailAddress?

  /// - Parameter senders: remembers the sender, who is mostly that of the message before.
  init(
    _ message: Message, _ headers: MailHeaders, _ senders: inout LastAddress
  ) throws(MessageRefusal) {
    guard let sender = senders.address(message.from) else {
      throw Self.refusal(message.from, "from")
    }
    from = sender
    let recipient = try Self.address(message.to, "to")
    if headers.toName.isEmpty {
      to = recipient
    } else {
      to = MailAddress(recipient, called: headers.toName)
    }
    shownTo = try Self.addresses(headers.to.filter { $0 != MailHeaders.undisclosed }, "to")
    shownCc = try Self.addresses(headers.cc, "cc")
    replyTo = headers.replyTo.isEmpty ? nil : try Self.address(headers.replyTo, "reply_to")
    if headers.returnPath.isEmpty {
      bounces = from
    } else if headers.returnPath == Self.nowhere {
      bounces = nil
    } else {
      bounces = try Self.address(
        headers.returnPath.replacing("{key}", with: message.key), "return_path")
    }
  }

  /// The return path of mail whose bounces go nowhere (RFC 5321, 4.5.5).
  package static let nowhere = "<>"

  /// What stands between the brackets of an envelope's sender.
  package var path: String { bounces?.address ?? "" }

  /// Whether only a server with SMTPUTF8 takes it.
  package var needsUTF8: Bool {
    from.needsUTF8 || to.needsUTF8 || bounces?.needsUTF8 ?? false
      || replyTo?.needsUTF8 ?? false
      || shownTo.contains(where: \.needsUTF8) || shownCc.contains(where: \.needsUTF8)
  }

  private static func addresses(
    _ texts: [String], _ name: String
  ) throws(MessageRefusal) -> [MailAddress] {
    var found: [MailAddress] = []
    for text in texts { found.append(try address(text, name)) }
    return found
  }

  private static func address(
    _ text: String, _ name: String
  ) throws(MessageRefusal) -> MailAddress {
    guard let address = MailAddress(text) else { throw refusal(text, name) }
    return address
  }

  private static func refusal(_ text: String, _ name: String) -> MessageRefusal {
    MessageRefusal(
      "invalid_address", "expected a mail address in '\(name)', found '\(text.prefix(60))'")
  }
}

/// Reads addresses, and remembers the last of them.
struct LastAddress {
  private var text = ""
  private var known: MailAddress?

  mutating func address(_ text: String) -> MailAddress? {
    if text != self.text || known == nil {
      self.text = text
      known = MailAddress(text)
    }
    return known
  }
}
