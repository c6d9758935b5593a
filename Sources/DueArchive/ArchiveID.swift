import DueFormats
import DueModel
import DueStore
import DueSystem

/// Gives send events the names under which their messages are kept. One is used for many events.
///
/// The name is that of the event itself: what carried it, where an earlier archiver put its
/// message, and what a reject file says of it are left out.
///
/// Source: due-archive(5), DIGEST.
struct EventNamer: ~Copyable {
  private var text = ByteBuffer(capacity: 4096)
  private var canonical = JSONCanonicalWriter()

  init() {}

  mutating func callAsFunction(_ event: EventView) -> ArchiveID {
    var omitted = event.marks
    if let location = event.custom?["message_archive_location"] { omitted.append(location) }
    text.removeAll()
    canonical.append(event.root, without: omitted, to: &text)
    let words = SHA256.words(text.bytes)
    return ArchiveID(words: (words.0, words.1))
  }
}

extension ArchiveID {
  /// The digest in the form of a UUID, version 8 (RFC 9562, 5.8): for paths that end with one.
  func appendUUID(to buffer: inout ByteBuffer) {
    let high = words.0 & ~0xF000 | 0x8000
    let low = words.1 & ~(0b11 << 62) | 0b10 << 62
    let start = buffer.count
    ArchiveID(words: (high, low)).append(to: &buffer)
    let digits = Array(buffer.bytes[start...])
    buffer.truncate(to: start)
    for (i, digit) in digits.enumerated() {
      if i == 8 || i == 12 || i == 16 || i == 20 { buffer.append(UInt8(ascii: "-")) }
      buffer.append(digit)
    }
  }
}
