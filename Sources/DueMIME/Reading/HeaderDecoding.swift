import DueFormats
import DueSystem

extension ByteBuffer {
  /// Appends the value of a header as people read it: unfolded, with its encoded words decoded, in
  /// UTF-8.
  ///
  /// White space between two encoded words is no part of the text (RFC 2047, section 6.2). A word
  /// may say CR, LF or NUL: who puts the text anywhere asks `HeaderText.hasControls`.
  package mutating func append(decodedHeader value: Bytes) {
    var unfolded = ByteBuffer(capacity: 256)
    unfolded.append(unfolded: Bytes(rebasing: value.prefix(Self.headerLimit)))
    let text = unfolded.bytes
    var words = WordRun()
    var place = 0
    var first = 0
    while place < text.count {
      guard text[place] == UInt8(ascii: "="), let word = EncodedWord(text, at: place) else {
        place += 1
        continue
      }
      let between = Bytes(rebasing: text[first..<place])
      if words.isEmpty || !between.allSatisfy({ $0 <= 0x20 }) {
        words.flush(into: &self)
        append(between, charset: Bytes(start: nil, count: 0))
      }
      words.add(word, into: &self)
      place = word.end
      first = place
    }
    words.flush(into: &self)
    append(Bytes(rebasing: text[first...]), charset: Bytes(start: nil, count: 0))
  }

  /// Bytes of a value that are decoded: no header that means well is longer.
  private static let headerLimit = 1 << 16

  /// Appends the value of a header on one line: without the line ends that folded it.
  package mutating func append(unfolded value: Bytes) {
    for byte in value where byte != 0x0d && byte != 0x0a { append(byte) }
  }
}

/// Encoded words side by side in one charset: their bytes are read together, for many a writer cuts
/// words in the middle of a character.
private struct WordRun: ~Copyable {
  private var raw = ByteBuffer(capacity: 128)
  private var charset = Bytes(start: nil, count: 0)

  var isEmpty: Bool { charset.isEmpty }

  mutating func add(_ word: EncodedWord, into buffer: inout ByteBuffer) {
    if !charset.equals(word.charset) { flush(into: &buffer) }
    charset = word.charset
    if word.isBase64 {
      _ = raw.append(decodedBase64: word.text, .lenient)
    } else {
      raw.append(quotedPrintableText: word.text, underscores: true)
    }
  }

  mutating func flush(into buffer: inout ByteBuffer) {
    buffer.append(raw.bytes, charset: charset)
    raw.removeAll()
    charset = Bytes(start: nil, count: 0)
  }
}

/// `=?charset?q?text?=` (RFC 2047, section 2).
private struct EncodedWord {
  let charset: Bytes
  let isBase64: Bool
  let text: Bytes
  /// Where the word ends in the text that holds it.
  let end: Int

  /// RFC 2047 allows 75 characters; some writers put a whole subject into one word.
  private static let limit = 4096

  init?(_ header: Bytes, at start: Int) {
    let word = Bytes(rebasing: header[start...].prefix(Self.limit))
    guard word.starts(with: "=?"),
      let (charset, rest) = Bytes(rebasing: word[2...]).split(at: UInt8(ascii: "?")),
      !charset.isEmpty, rest.count >= 4, rest[1] == UInt8(ascii: "?")
    else { return nil }
    switch rest[0].folded {
    case UInt8(ascii: "q"): isBase64 = false
    case UInt8(ascii: "b"): isBase64 = true
    default: return nil
    }
    var end = 2
    while end + 1 < rest.count, rest[end] != UInt8(ascii: "?") || rest[end + 1] != 0x3d { end += 1 }
    guard end + 1 < rest.count else { return nil }
    self.charset = charset
    text = Bytes(rebasing: rest[2..<end])
    self.end = start + 2 + charset.count + 1 + end + 2
  }
}
