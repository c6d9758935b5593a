import DueSystem

extension ByteBuffer {
  /// Appends what `text` says in base64 (RFC 4648, section 4; also the URL alphabet of section 5,
  /// and white space between lines); false where it is none.
  mutating func append(base64 text: Bytes) -> Bool {
    reserve(text.count / 4 * 3 + 3)
    var bits: UInt32 = 0
    var digits = 0
    var padding = 0
    for byte in text {
      let digit = Self.base64Digits[Int(byte)]
      if digit < 64, padding == 0 {
        bits = bits << 6 | UInt32(digit)
        digits += 1
        if digits & 3 == 0 {
          append(UInt8(truncatingIfNeeded: bits >> 16))
          append(UInt8(truncatingIfNeeded: bits >> 8))
          append(UInt8(truncatingIfNeeded: bits))
        }
      } else if byte == UInt8(ascii: "=") {
        padding += 1
      } else if byte > 0x20 {
        return false
      }
    }
    switch digits & 3 {
    case 2: append(UInt8(truncatingIfNeeded: bits >> 4))
    case 3:
      append(UInt8(truncatingIfNeeded: bits >> 10))
      append(UInt8(truncatingIfNeeded: bits >> 2))
    case 1: return false
    default: break
    }
    return padding <= 2
  }

  /// The value of each digit; 255 for what is none.
  private static let base64Digits: [UInt8] = {
    var digits = [UInt8](repeating: 255, count: 256)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (i, byte) in alphabet.utf8.enumerated() { digits[Int(byte)] = UInt8(i) }
    digits[Int(UInt8(ascii: "-"))] = 62
    digits[Int(UInt8(ascii: "_"))] = 63
    return digits
  }()
}
