import DueFormats
import DueSystem

/// What tells events apart: two deliveries of one event have the same, whatever carried them.
///
/// The SHA-256 of, for SES and SMS v2, `family|type|message id|feedback id, else time|recipients,
/// sorted, with commas|link`; for the others of the event in canonical JSON (`JSONCanonicalWriter`),
/// without the members by which a reject file marks it.
///
/// Source: due-event(5).
package struct EventUID: Hashable, Sendable {
  /// The digest, its first eight bytes first, as numbers that sort as the bytes do.
  package var words: (UInt64, UInt64, UInt64, UInt64)

  package static func == (a: Self, b: Self) -> Bool { a.words == b.words }

  package func hash(into hasher: inout Hasher) { hasher.combine(words.0) }

  package init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

  /// Hands the 32 bytes to `body`.
  package func withBytes<T>(_ body: (Bytes) throws -> T) rethrows -> T {
    var big = (
      words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian
    )
    return try withUnsafeBytes(of: &big) { try body($0) }
  }

  /// Lower-case hexadecimal, 64 digits.
  package var hex: String {
    var buffer = ByteBuffer(capacity: 64)
    buffer.append(hex: self)
    return buffer.string
  }
}

extension ByteBuffer {
  /// Appends `uid` in lower-case hexadecimal, 64 digits.
  package mutating func append(hex uid: EventUID) {
    for word in [uid.words.0, uid.words.1, uid.words.2, uid.words.3] {
      for shift in stride(from: 60, through: 0, by: -4) {
        let digit = UInt8(truncatingIfNeeded: word >> UInt64(shift) & 15)
        append(digit < 10 ? 48 + digit : 87 + digit)
      }
    }
  }
}

/// Gives events their `EventUID`. One is used for many events; it allocates only to grow.
package struct EventIdentifier: ~Copyable {
  private var text = ByteBuffer(capacity: 4096)
  private var part = ByteBuffer(capacity: 256)
  private var canonical = JSONCanonicalWriter()

  package init() {}

  /// - Complexity: O(*n*) in the bytes of the event.
  package mutating func callAsFunction(_ event: EventView) -> EventUID {
    text.removeAll()
    switch event.family {
    case .ses, .sms: appendParts(event)
    case .pinpoint, .result, .unknown:
      if event.members.isMarked {
        canonical.append(event.root, without: event.marks, to: &text)
      } else {
        canonical.append(event.root, to: &text)
      }
    }
    return EventUID(words: SHA256.words(text.bytes))
  }

  private mutating func appendParts(_ event: EventView) {
    text.append(event.family == .ses ? "ses|" as StaticString : "sms|")
    text.append(decoded: event.type)
    text.append(UInt8(ascii: "|"))
    if let id = event.messageID { text.append(decoded: id) }
    text.append(UInt8(ascii: "|"))
    if let id = event.feedbackID {
      text.append(decoded: id)
    } else if let time = event.time {
      text.append(time)
    }
    text.append(UInt8(ascii: "|"))
    appendRecipients(event)
    text.append(UInt8(ascii: "|"))
    if let link = event.link { text.append(decoded: link) }
  }

  private mutating func appendRecipients(_ event: EventView) {
    var count = 0
    var only: JSONValue?
    event.forEachRecipient {
      count += 1
      only = $0
    }
    if count == 1, let only { return text.append(decoded: only) }
    let sorted = event.recipients.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
    for (i, recipient) in sorted.enumerated() {
      if i > 0 { text.append(UInt8(ascii: ",")) }
      recipient.withUnsafeBytes { text.append($0) }
    }
  }
}

extension EventView {
  /// The members by which a reject file marks a record: a mended event is still that event.
  package var marks: [JSONValue] {
    if !members.isMarked { return [] }
    return RejectLog.columns.compactMap { root[$0] }
  }
}
