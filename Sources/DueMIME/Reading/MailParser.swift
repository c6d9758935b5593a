import DueSystem
import Glibc

/// A message or a part of one: places in the bytes that were parsed, not copies.
package struct MailPart {
  package let fields: MailFields
  /// What stands after the header, transfer encoding and all.
  package let body: Bytes
  package let media: MediaType
  /// The part that this one is in; nil for the message itself.
  package let parent: Int?
  /// The number of the first part that is not inside this one.
  package fileprivate(set) var end: Int

  /// Appends the body without its transfer encoding.
  package func decode(into buffer: inout ByteBuffer) {
    buffer.append(body: body, encoding: fields["content-transfer-encoding"])
  }

  /// Appends the text of the body in UTF-8.
  package func text(into buffer: inout ByteBuffer) {
    var raw = ByteBuffer(capacity: body.count)
    decode(into: &raw)
    var charset = ByteBuffer(capacity: 16)
    _ = media.parameters.append("charset", to: &charset)
    buffer.append(raw.bytes, charset: charset.bytes)
  }
}

/// Takes messages apart: header, body, the parts of a multipart body, messages inside messages.
///
/// Nothing is refused: what is damaged is read as far as it goes. Parts may be in one another
/// `depthLimit` deep, and there may be `partLimit` of them; what is deeper, or comes later, stays
/// in the part that holds it. One parser takes many messages.
///
/// Source: RFC 5322, RFC 2045, RFC 2046; where mail is damaged, the ways of CPython's `email`.
/// - Complexity: O(*n* × depth), with memchr(3); nothing is copied.
package struct MailParser {
  /// The message and its parts, each before those inside it.
  package private(set) var parts: [MailPart] = []

  static let depthLimit = 32
  static let partLimit = 10_000

  package init() {}

  /// Takes `message` apart; its bytes must outlive the use of `parts`.
  package mutating func parse(_ message: Bytes) {
    parts.removeAll(keepingCapacity: true)
    parse(message, parent: nil, depth: 0, inDigest: false, isTrimmed: false)
  }

  /// - Parameter isTrimmed: whether the line end before a boundary was taken off the end.
  private mutating func parse(
    _ bytes: Bytes, parent: Int?, depth: Int, inDigest: Bool, isTrimmed: Bool
  ) {
    let (fields, start) = MailFields.split(bytes)
    let body = Bytes(rebasing: bytes[start...])
    let media = MediaType(fields["content-type"], inDigest: inDigest)
    let number = parts.count
    parts.append(
      MailPart(fields: fields, body: body, media: media, parent: parent, end: number + 1))
    guard depth < Self.depthLimit else { return }
    if media.isMultipart {
      parseParts(of: number, depth: depth, isTrimmed: isTrimmed)
    } else if media.isMessage, isPlain(fields) {
      parse(body, parent: number, depth: depth + 1, inDigest: false, isTrimmed: isTrimmed)
    }
    parts[number].end = parts.count
  }

  /// Whether a body is as it stands: a message inside a message has no transfer encoding.
  private func isPlain(_ fields: MailFields) -> Bool {
    guard let encoding = fields["content-transfer-encoding"] else { return true }
    return !encoding.isFolded("base64") && !encoding.isFolded("quoted-printable")
  }

  private mutating func parseParts(of number: Int, depth: Int, isTrimmed: Bool) {
    let part = parts[number]
    var buffer = ByteBuffer(capacity: 80)
    buffer.append("--" as StaticString)
    guard part.media.parameters.append("boundary", to: &buffer), buffer.count > 2 else { return }
    let inDigest = part.media.subtype.isFolded("digest")
    var scanner = BoundaryScanner(part.body, delimiter: buffer.bytes, isTrimmed: isTrimmed)
    while parts.count < Self.partLimit, let piece = scanner.next() {
      parse(piece, parent: number, depth: depth + 1, inDigest: inDigest, isTrimmed: true)
    }
  }
}

/// Finds what lies between the lines of a boundary (RFC 2046, section 5.1.1).
private struct BoundaryScanner {
  private let body: Bytes
  private let delimiter: Bytes
  private let isTrimmed: Bool
  /// Where the part in hand begins; nil before the first and after the last.
  private var start: Int?
  private var place = 0

  init(_ body: Bytes, delimiter: Bytes, isTrimmed: Bool) {
    self.body = body
    self.isTrimmed = isTrimmed
    self.delimiter = delimiter
    // A body that begins with its last boundary has no parts, whatever follows.
    if let line = nextDelimiter(), !line.isLast { start = line.end }
  }

  /// The next part, without the line end before its boundary; one that no boundary ends
  /// goes to the end, for there its boundary was lost. Between two boundaries without a line between them there is none.
  mutating func next() -> Bytes? {
    while let start {
      guard let line = nextDelimiter() else {
        self.start = nil
        return isTrimmed ? Bytes(rebasing: body[start...]) : body.line(start, body.count)
      }
      self.start = line.isLast ? nil : line.end
      if line.start > start { return body.line(start, line.start) }
    }
    return nil
  }

  /// The next line that is a boundary.
  private mutating func nextDelimiter() -> (start: Int, end: Int, isLast: Bool)? {
    while place < body.count {
      let start = place
      if let end = endOfDelimiter(at: start) {
        place = body.lineEnd(from: end.place)
        return (start, place, end.isLast)
      }
      place = body.lineEnd(from: start)
    }
    return nil
  }

  private func endOfDelimiter(at start: Int) -> (place: Int, isLast: Bool)? {
    guard body[start] == UInt8(ascii: "-"), start + delimiter.count <= body.count,
      Bytes(rebasing: body[start..<(start + delimiter.count)]).equals(delimiter)
    else { return nil }
    var place = start + delimiter.count
    let isLast =
      place + 1 < body.count && body[place] == UInt8(ascii: "-")
      && body[place + 1] == UInt8(ascii: "-")
    if isLast { place += 2 }
    while place < body.count, body[place] == 0x20 || body[place] == 0x09 { place += 1 }
    let isEnd =
      place == body.count || body[place] == 0x0a
      || body[place] == 0x0d && (place + 1 == body.count || body[place + 1] == 0x0a)
    return isEnd ? (place, isLast) : nil
  }
}
