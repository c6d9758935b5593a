import DueSystem

/// How strictly base64 is read.
package enum Base64Reading: Sendable {
  /// Digits of RFC 4648, section 4, and of the URL alphabet of section 5, with white space between
  /// lines: anything else makes the text none.
  case strict
  /// As mail is read (RFC 2045, section 6.8): bytes of no digit are passed over, and so is what
  /// comes after the padding; an end that is cut short gives the bytes that are whole.
  case lenient
}

extension ByteBuffer {
  /// Appends what `text` says in base64; false where it is none, which a lenient reading never says.
  package mutating func append(decodedBase64 text: Bytes, _ reading: Base64Reading) -> Bool {
    reserve(text.count / 4 * 3 + 3)
    let isStrict = reading == .strict
    let values = isStrict ? Self.digitsOfURLs : Self.digits
    var bits: UInt32 = 0
    var digits = 0
    var padding = 0
    for byte in text {
      let digit = values[Int(byte)]
      if digit < 64 {
        if padding > 0 {
          if isStrict { return false }
          padding = 0
        }
        bits = bits << 6 | UInt32(digit)
        digits &+= 1
        if digits & 3 == 0 {
          append(UInt8(truncatingIfNeeded: bits >> 16))
          append(UInt8(truncatingIfNeeded: bits >> 8))
          append(UInt8(truncatingIfNeeded: bits))
        }
      } else if byte == UInt8(ascii: "=") {
        padding += 1
        if !isStrict, digits & 3 >= 2, digits & 3 + padding >= 4 { break }
      } else if isStrict, byte > 0x20 {
        return false
      }
    }
    if digits & 3 == 2 { append(UInt8(truncatingIfNeeded: bits >> 4)) }
    if digits & 3 == 3 {
      append(UInt8(truncatingIfNeeded: bits >> 10))
      append(UInt8(truncatingIfNeeded: bits >> 2))
    }
    return !isStrict || digits & 3 != 1 && padding <= 2
  }

  /// The value of each digit of RFC 4648, section 4; 255 for what is none.
  private static let digits: [UInt8] = {
    var digits = [UInt8](repeating: 255, count: 256)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (i, byte) in alphabet.utf8.enumerated() { digits[Int(byte)] = UInt8(i) }
    return digits
  }()

  /// The same, and those of section 5.
  private static let digitsOfURLs: [UInt8] = {
    var all = digits
    all[Int(UInt8(ascii: "-"))] = 62
    all[Int(UInt8(ascii: "_"))] = 63
    return all
  }()
}
