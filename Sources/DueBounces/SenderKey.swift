import DueMIME
import DueModel
import DueSystem

/// Which of our messages a mail is about, as the address says to which it came back: the sender
/// of each message has its key, and the recipient, in its local part.
///
/// `bounce+KEY=user=domain@example.com`, or with a seal, `bounce+KEY.SEAL=user=domain@…`: the first
/// hexadecimal digits, six or more, of HMAC-SHA-256 of the key under the secret.
package struct SenderKey: Equatable, Sendable {
  package var key: String
  /// Whom the message was for.
  package var recipient: String

  /// Reads the key of an envelope sender; nil where it has none.
  ///
  /// - Parameter secret: what the seal is made with; a key without a good one is then none.
  package init?(_ address: Bytes, secret: [UInt8]?) {
    guard let at = address.lastIndex(of: UInt8(ascii: "@")),
      let (_, tag) = Bytes(rebasing: address[..<at]).split(at: UInt8(ascii: "+")),
      let (token, rest) = tag.split(at: UInt8(ascii: "=")),
      let cut = rest.lastIndex(of: UInt8(ascii: "=")), cut > 0, cut < rest.count - 1
    else { return nil }
    let parts = token.split(at: UInt8(ascii: "."))
    let key = (parts?.before ?? token).string
    guard Message.isKey(key), Self.isSealed(key, parts?.after, secret) else { return nil }
    let user = Bytes(rebasing: rest[..<cut])
    let domain = Bytes(rebasing: rest[(cut + 1)...])
    self.key = key
    recipient = "\(user.string)@\(domain.string)"
    let isAddress = Array(recipient.utf8).withUnsafeBytes { MailboxKey.isAddress($0) }
    guard isAddress else { return nil }
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
