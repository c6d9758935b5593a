import DueSystem

/// What stands for a mail where its recipient says that they want no more: `KEY.SIGNATURE`.
///
/// The key names recipient and campaign to the store and to nobody else; the signature is 26
/// characters in base 32 (130 bits) of the HMAC-SHA-256 of `unsubscribe|KEY` under the secret. It
/// may be part of a page's address or of a mailbox (RFC 8058, RFC 2369).
package struct UnsubscribeTokens: Sendable {
  private static let length = 26
  private let secret: [UInt8]

  package init(secret: [UInt8]) { self.secret = secret }

  /// The token of the mail called `key`.
  package func token(_ key: String) -> String { "\(key).\(signature(key))" }

  private func signature(_ key: String) -> String {
    HMAC.sha256(secret, "unsubscribe|\(key)").base32(Self.length)
  }

  /// The key of the mail whose token stands anywhere in `text`; nil where no signature holds.
  ///
  /// What stands before the token may look like part of its key, as in `unsub-KEY.SIGNATURE`: the
  /// signature says where the key begins.
  package func key(in text: String) -> String? {
    let bytes = Array(text.utf8)
    for point in bytes.indices where bytes[point] == UInt8(ascii: ".") {
      let end = point + 1 + Self.length
      guard end <= bytes.count, end == bytes.count || !Message.isKeyByte(bytes[end]) else {
        continue
      }
      let signature = bytes[(point + 1)..<end]
      var start = point
      while start > 0, point - start < 64, Message.isKeyByte(bytes[start - 1]) {
        start -= 1
        let key = String(decoding: bytes[start..<point], as: UTF8.self)
        if HMAC.isSeal(signature, self.signature(key)) { return key }
      }
    }
    return nil
  }
}
