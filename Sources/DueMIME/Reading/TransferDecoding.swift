import DueSystem

extension ByteBuffer {
  /// Appends the bytes of a body without its transfer encoding (RFC 2045, section 6).
  ///
  /// - Parameter encoding: the value of `Content-Transfer-Encoding`; what is unknown is as it is.
  package mutating func append(body: Bytes, encoding: Bytes?) {
    if encoding?.isFolded("base64") == true {
      append(lenientBase64: body)
    } else if encoding?.isFolded("quoted-printable") == true {
      append(quotedPrintableText: body)
    } else {
      append(body)
    }
  }

  /// Appends what `text` says in base64. Bytes of no digit are passed over, and so is what comes
  /// after the padding; an end that is cut short gives the bytes that are whole.
  package mutating func append(lenientBase64 text: Bytes) {
    reserve(text.count / 4 * 3 + 3)
    var bits: UInt32 = 0
    var digits = 0
    var padding = 0
    for byte in text {
      let digit = Self.digits[Int(byte)]
      if digit < 64 {
        bits = bits << 6 | UInt32(digit)
        digits &+= 1
        padding = 0
        if digits & 3 == 0 {
          append(UInt8(truncatingIfNeeded: bits >> 16))
          append(UInt8(truncatingIfNeeded: bits >> 8))
          append(UInt8(truncatingIfNeeded: bits))
        }
      } else if byte == UInt8(ascii: "=") {
        padding += 1
        if digits & 3 >= 2, digits & 3 + padding >= 4 { break }
      }
    }
    if digits & 3 == 2 { append(UInt8(truncatingIfNeeded: bits >> 4)) }
    if digits & 3 == 3 {
      append(UInt8(truncatingIfNeeded: bits >> 10))
      append(UInt8(truncatingIfNeeded: bits >> 2))
    }
  }

  /// The value of each digit of RFC 4648, section 4; 255 for what is none.
  private static let digits: [UInt8] = {
    var digits = [UInt8](repeating: 255, count: 256)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (i, byte) in alphabet.utf8.enumerated() { digits[Int(byte)] = UInt8(i) }
    return digits
  }()

  /// Appends `text` without its quoted-printable encoding. An `=` that begins neither an escape nor
  /// a soft line end stays as it is, and two of them are one.
  ///
  /// - Parameter underscores: whether `_` is a space, as in encoded words.
  package mutating func append(quotedPrintableText text: Bytes, underscores: Bool = false) {
    var place = 0
    while place < text.count {
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
}
