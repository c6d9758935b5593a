import DueMIME
import DueModel
import DueSystem

/// Which of our messages a mail is about, as the address says to which it came back: the sender
/// of each message has its key, and the recipient, in its local part.
///
/// `bounce+KEY=user=domain@example.com`, or with a seal, `bounce+KEY.SEAL=user=domain@…`: the first
/// hexadecimal digits, six or more, of HMAC-SHA-256 of the key under the secret. With a seal the
/// recipient may be missing: such addresses grow long.
package struct SenderKey: Equatable, Sendable {
  package var key: String
  /// Whom the message was for; nil where the address does not tell.
  package var recipient: String?

  /// Reads the key of an envelope sender; nil where it has none.
  ///
  /// - Parameter secret: what the seal is made with; a key without a good one is then none.
  package init?(_ address: Bytes, secret: [UInt8]?) {
    guard let at = address.lastIndex(of: UInt8(ascii: "@")),
      let (_, tag) = Bytes(rebasing: address[..<at]).split(at: UInt8(ascii: "+"))
    else { return nil }
    let pieces = tag.split(at: UInt8(ascii: "="))
    let token = pieces?.before ?? tag
    let parts = token.split(at: UInt8(ascii: "."))
    let key = (parts?.before ?? token).string
    guard Message.isKey(key), Self.isSealed(key, parts?.after, secret) else { return nil }
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

  private static func isSealed(_ key: String, _ seal: Bytes?, _ secret: [UInt8]?) -> Bool {
    guard let secret else { return true }
    guard let seal, (6...64).contains(seal.count) else { return false }
    var whole = ByteBuffer(capacity: 64)
    for byte in HMAC.sha256(secret, key) { whole.append(hex: byte) }
    // The time that this takes tells nothing of where they differ.
    var difference: UInt8 = 0
    for i in 0..<seal.count { difference |= seal[i].folded ^ whole.bytes[i].folded }
    return difference == 0
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
