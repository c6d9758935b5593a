import DueDelivery
import DueMIME
import DueModel
import DueSystem

/// Senders of envelopes to which a bounce comes back that names its message: `bounces+KEY.SEAL@…`,
/// with `=user=domain` of the recipient after the seal where 64 bytes hold that too.
///
/// The seal vouches for the key and the recipient: `BounceSeal`, and due-bounce(1).
///
/// Source: RFC 5321, section 4.5.3.1.1, for the length.
package struct BounceAddresses: Sendable {
  private let mailbox: MailAddress
  private let secret: [UInt8]

  private static let limit = 64

  package init(_ mailbox: MailAddress, secret: [UInt8]) {
    self.mailbox = mailbox
    self.secret = secret
  }

  /// The sender of the message `key` to `recipient`; the mailbox itself where the key is too long
  /// for an address.
  func address(key: String, to recipient: MailAddress) -> String {
    let seal = BounceSeal.text(key, to: recipient.address, secret)
    let local = "\(mailbox.local)+\(key).\(seal)"
    let mark = "=\(recipient.local)=\(recipient.domain)"
    let isPlain = !recipient.needsUTF8 && !recipient.local.hasPrefix("\"")
    if isPlain, local.utf8.count + mark.utf8.count <= Self.limit {
      return "\(local)\(mark)@\(mailbox.domain)"
    }
    return local.utf8.count <= Self.limit ? "\(local)@\(mailbox.domain)" : mailbox.address
  }
}

extension Message {
  /// Who it goes to.
  var recipient: MailAddress {
    get throws(MessageRefusal) {
      guard let address = MailAddress(to) else {
        throw MessageRefusal(
          "invalid_address", "expected a mail address in 'to', found '\(to.prefix(60))'")
      }
      return address
    }
  }
}
