import DueFormats
import DueSystem

/// What a text message is for; laws and carriers treat the two differently.
package enum MessageType: String, Sendable, CaseIterable {
  case transactional = "TRANSACTIONAL"
  case promotional = "PROMOTIONAL"

  /// The type of that name, in whatever case.
  package init?(_ name: String) { self.init(rawValue: name.uppercased()) }
}

/// One thing to send to one person: the message record of due-message(5).
///
/// `key` makes it exactly-once: a store sends one message a channel and key, whoever hands it in
/// and however often.
package struct Message: Sendable, Equatable {
  /// `A-Z a-z 0-9 _ -`, 1 to 64 of them.
  package var key: String
  package var channel: Channel
  /// The recipient's address; for phones E.164.
  package var to: String
  /// Originator: number, short code, sender id, mail address; empty for the carrier's choice.
  package var from: String
  package var type: MessageType
  package var body: String
  /// Channel-specific parts beside the body, such as a mail's subject: a JSON object; empty for none.
  package var headers = ""
  /// Names and values that travel with the message and come back in its events: a JSON object
  /// of strings; empty for none.
  package var context = ""
  package var campaign = ""
  package var treatment = ""
  package var activity = ""
  package var endpoint = ""
  /// Not to be sent earlier.
  package var notBefore: Instant?
  /// Not to be sent at this moment or later.
  package var expires: Instant?
  /// Hours of the day in which it may be sent, and their zone, such as
  /// `08:00-21:00 Europe/Paris`; empty for any.
  package var hours = ""
  /// 0 to 9; from 8 on messages overtake, in a share of the rate that is kept for them.
  package var priority = 5
  /// What takes its place, one after another, while nobody says that it was delivered.
  package var fallbacks: [Fallback] = []

  /// A message by another channel, and when its turn comes.
  package struct Fallback: Sendable, Equatable {
    /// Milliseconds after the first try of the message before it.
    package var after: Int64
    /// Without fallbacks of its own: the whole chain is with the first message.
    package var message: Message

    package init(after: Int64, message: Message) {
      self.after = after
      self.message = message
    }
  }

  package init(
    key: String, channel: Channel, to: String, from: String = "", type: MessageType, body: String
  ) {
    self.key = key
    self.channel = channel
    self.to = to
    self.from = from
    self.type = type
    self.body = body
  }

  /// Whether `text` may be a key. The alphabet is safe in file names, addresses and URLs.
  package static func isKey(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count) && text.utf8.allSatisfy(isKeyByte)
  }

  /// Whether a key may have `byte` in it.
  static func isKeyByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122, UInt8(ascii: "_"), UInt8(ascii: "-"): true
    default: false
    }
  }

  /// A key made of what makes a message the same message: 26 characters of base 32 (130 bits of
  /// SHA-256 over the parts, each with its length before it).
  package static func key(of parts: [String]) -> String {
    var buffer = ByteBuffer(capacity: 256)
    for part in parts {
      buffer.append(decimal: Int64(part.utf8.count))
      buffer.append(UInt8(ascii: ":"))
      buffer.append(part)
    }
    return SHA256(buffer.bytes).base32(26)
  }

  /// What the message costs at a carrier that counts: parts of a text message, else 1.
  package var size: SMSSegmentation? {
    channel == .sms ? SMSSegmentation(body) : nil
  }
}

extension SHA256 {
  /// The first `count` characters (at most 51) of the digest in base 32, lower case (RFC 4648).
  package func base32(_ count: Int) -> String { bytes.base32(count) }
}

extension [UInt8] {
  /// The first `count` characters in base 32, lower case (RFC 4648): of *n* bytes *8n* / 5 at most.
  package func base32(_ count: Int) -> String {
    let alphabet = Array<UInt8>("abcdefghijklmnopqrstuvwxyz234567".utf8)
    return String(unsafeUninitializedCapacity: count) { out in
      var bits = 0
      var value = 0
      var from = 0
      for i in 0..<count {
        if bits < 5 {
          value = (value << 8 | Int(self[from])) & 0xffff
          from += 1
          bits += 8
        }
        bits -= 5
        out[i] = alphabet[value >> bits & 31]
      }
      return count
    }
  }
}

extension Channel {
  /// The channel's name in message and result records: `sms`, `email`, `apns_sandbox`.
  package var recordName: String { rawValue.lowercased() }
}
