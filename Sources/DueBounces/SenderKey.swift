import DueMIME
import DueModel
import DueSystem

/// Which of our messages a mail is about, as the address says to which it came back: the sender
/// of each message has its key, and the recipient, in its local part.
///
/// `bounce+KEY=user=domain@example.com`, or with a seal, `bounce+KEY.SEAL=user=domain@…`. With a seal
/// the recipient may be missing: such addresses grow long.
package struct SenderKey: Equatable, Sendable {
  package var key: String
  /// Whom the message was for; nil where the address does not tell.
  package var recipient: String?
  /// As it stands there; empty where nobody asked for one.
  private var seal: [UInt8] = []

  /// Reads the key of an envelope sender; nil where it has none.
  ///
  /// - Parameter secret: what seals are made with; a key without a seal is then none. Whether the seal
  ///   is good is for `addressee(vouchedBy:sentTo:told:)` to say.
  package init?(_ address: Bytes, secret: [UInt8]?) {
    guard let at = address.lastIndex(of: UInt8(ascii: "@")),
      let (_, tag) = Bytes(rebasing: address[..<at]).split(at: UInt8(ascii: "+"))
    else { return nil }
    let pieces = tag.split(at: UInt8(ascii: "="))
    let token = pieces?.before ?? tag
    let parts = token.split(at: UInt8(ascii: "."))
    let key = (parts?.before ?? token).string
    guard Message.isKey(key) else { return nil }
    if secret != nil {
      guard let seal = parts?.after, seal.count == BounceSeal.length else { return nil }
      self.seal = Array(seal)
    }
    self.key = key
    guard let rest = pieces?.after else {
      // Any address with a plus could be one, but for the seal.
      guard secret != nil else { return nil }
      return
    }
    guard let recipient = Self.recipient(rest) else { return nil }
    self.recipient = recipient
  }

  /// The address in `user=domain`.
  private static func recipient(_ text: Bytes) -> String? {
    guard let cut = text.lastIndex(of: UInt8(ascii: "=")), cut > 0, cut < text.count - 1
    else { return nil }
    let user = Bytes(rebasing: text[..<cut])
    let domain = Bytes(rebasing: text[(cut + 1)...])
    let address = "\(user.string)@\(domain.string)"
    return Array(address.utf8).withUnsafeBytes { MailboxKey.isAddress($0) } ? address : nil
  }

  /// Whom the message was for, as far as the seal vouches for that; nil where it does not.
  ///
  /// - Parameters:
  ///   - known: whom the message of this key went to, where an outbox knows. For that address a seal
  ///     of the key alone is good too: due made such ones once.
  ///   - told: whom the report names, one of whom it may be where the address names nobody.
  func addressee(
    vouchedBy secret: [UInt8], sentTo known: String?, told: [String]
  ) -> String? {
    let candidates = recipient.map { [$0] } ?? (known.map { [$0] } ?? []) + told
    let vouched = candidates.first { HMAC.isSeal(seal, BounceSeal.text(key, to: $0, secret)) }
    if let vouched { return vouched }
    return known.flatMap { HMAC.isSeal(seal, BounceSeal.ofKeyAlone(key, secret)) ? $0 : nil }
  }

  /// The key in `due.KEY`, as envelope ids and message ids have it; nil where there is none.
  package static func key(inID id: Bytes) -> String? {
    var id = id.trimmedSpace
    if id.first == UInt8(ascii: "<") { id = Bytes(rebasing: id[1...]) }
    guard id.starts(with: "due.") else { return nil }
    let end = id.firstIndex { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: ">") } ?? id.count
    let key = Bytes(rebasing: id[4..<end]).string
    return Message.isKey(key) ? key : nil
  }
}
