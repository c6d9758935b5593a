import DueSystem

/// What stands in the address to which a bounce comes back, beside a message's key, and vouches for the
/// key and for whom the message was for: nobody makes up a bounce of a mail that he did not get, and who
/// got one cannot have another's address bounce.
package enum BounceSeal {
  /// Its hexadecimal digits.
  package static let length = 10

  /// The first digits of the HMAC-SHA-256 of `KEY=ADDRESS` under the secret, the address as a
  /// `MailboxKey`, so that no change of case on the way breaks it. No key has a `=`.
  package static func text(_ key: String, to recipient: String, _ secret: [UInt8]) -> String {
    digits(HMAC.sha256(secret, "\(key)=\(MailboxKey.key(recipient))"))
  }

  /// The seal as it was before it vouched for the recipient: of the key.
  package static func ofKeyAlone(_ key: String, _ secret: [UInt8]) -> String {
    digits(HMAC.sha256(secret, key))
  }

  private static func digits(_ code: [UInt8]) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    let text = code.prefix(length / 2).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }
}
