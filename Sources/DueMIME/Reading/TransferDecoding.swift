import DueFormats
import DueSystem
import Glibc

extension ByteBuffer {
  /// Appends the bytes of a body without its transfer encoding (RFC 2045, section 6).
  ///
  /// - Parameter encoding: the value of `Content-Transfer-Encoding`; what is unknown is as it is.
  package mutating func append(body: Bytes, encoding: Bytes?) {
    if encoding?.isFolded("base64") == true {
      _ = append(decodedBase64: body, .lenient)
    } else if encoding?.isFolded("quoted-printable") == true {
      append(quotedPrintableText: body)
    } else {
      append(body)
    }
  }

  /// Appends `text` without its quoted-printable encoding. An `=` that begins neither an escape nor
  /// a soft line end stays as it is, and two of them are one.
  ///
  /// - Parameter underscores: whether `_` is a space, as in encoded words.
  package mutating func append(quotedPrintableText text: Bytes, underscores: Bool = false) {
    var place = 0
    while place < text.count {
      if !underscores {
        place += append(upToEscape: Bytes(rebasing: text[place...]))
        if place == text.count { return }
      }
      let byte = text[place]
      place += 1
      if byte == UInt8(ascii: "_"), underscores {
        append(0x20)
      } else if byte != UInt8(ascii: "=") {
        append(byte)
      } else if place + 1 < text.count, let high = text[place].hexValue,
        let low = text[place + 1].hexValue
      {
        append(high << 4 | low)
        place += 2
      } else if place < text.count, text[place] == 0x0a || text[place] == 0x0d {
        place = text.lineEnd(from: place)
      } else if place < text.count {
        append(byte)
        if text[place] == byte { place += 1 }
      }
    }
  }

  /// Appends the bytes before the first `=`, and returns how many there are.
  private mutating func append(upToEscape text: Bytes) -> Int {
    guard let start = text.baseAddress else { return 0 }
    let escape = memchr(start, 0x3d, text.count)
    let count = escape.map { start.distance(to: UnsafeRawPointer($0)) } ?? text.count
    append(Bytes(start: start, count: count))
    return count
  }
}
