import DueFormats
import DueSystem

/// What two e-mail addresses must share to be the same mailbox for a suppression list.
///
/// White space around it and a name before it (`Ana <ana@example.com>`) are left out, the local
/// part and the domain are in lower case, and the domain's labels are A-labels: `ÄRA.example`
/// becomes `xn--ra-sia.example`. Local parts may differ by case in theory (RFC 5321, section 2.4);
/// no provider of note has it so, and a list that misses `Ana@` for `ana@` mails who complained.
///
/// Of a domain that is not ASCII every way of writing it is the same: composed or with combining marks,
/// in wide letters, with a soft hyphen.
///
/// Source: RFC 5891 (A-labels, in normalization form C), RFC 3492 (Punycode); UTS 46, section 4, for
/// what is mapped, of which compatibility forms other than wide ones are left as they are.
package enum MailboxKey {
  /// The longest address: 64 bytes, `@` and 255 bytes (RFC 5321, section 4.5.3.1).
  package static let limit = 320

  /// The address in `text`, without what stands around it.
  package static func bare(_ text: Bytes) -> Bytes {
    var text = trimmed(text)
    if text.last == UInt8(ascii: ">"), let open = text.lastIndex(of: UInt8(ascii: "<")) {
      text = trimmed(Bytes(rebasing: text[(open + 1)..<(text.count - 1)]))
    }
    return text
  }

  private static func trimmed(_ text: Bytes) -> Bytes {
    var first = 0
    var end = text.count
    while first < end, text[first] <= 0x20 { first &+= 1 }
    while end > first, text[end - 1] <= 0x20 { end &-= 1 }
    return Bytes(rebasing: text[first..<end])
  }

  /// Whether the bare address `text` can be one.
  package static func isAddress(_ text: Bytes) -> Bool {
    text.count <= limit && AddressForm.isMailbox(text)
  }

  /// Appends the key of the address in `text`, whatever that is.
  ///
  /// - Complexity: O(*n*), without an allocation where all of it is ASCII.
  package static func append(_ text: Bytes, to buffer: inout ByteBuffer) {
    let text = bare(text)
    let start = buffer.count
    buffer.append(text)
    let copy = UnsafeMutableBufferPointer(start: buffer.base + start, count: text.count)
    var all: UInt8 = 0
    for i in copy.indices {
      let byte = copy[i]
      all |= byte
      copy[i] = byte &- 65 < 26 ? byte | 0x20 : byte
    }
    guard all >= 0x80 else { return }
    buffer.truncate(to: start)
    appendWide(text, to: &buffer)
  }

  package static func key(_ text: String) -> String {
    var buffer = ByteBuffer(capacity: 64)
    var text = text
    text.withUTF8 { append(Bytes($0), to: &buffer) }
    return buffer.string
  }

  private static func appendWide(_ text: Bytes, to buffer: inout ByteBuffer) {
    guard let at = text.lastIndex(of: UInt8(ascii: "@")) else {
      return buffer.append(text.string.lowercased())
    }
    buffer.append(Bytes(rebasing: text[..<at]).string.lowercased())
    buffer.append(UInt8(ascii: "@"))
    let domain = IDNText.mapped(Bytes(rebasing: text[(at + 1)...]).string)
    // RFC 3490, section 3.1: these are dots too.
    let dots: Set<Unicode.Scalar> = [".", "\u{3002}", "\u{FF0E}", "\u{FF61}"]
    for (i, label) in domain.split(omittingEmptySubsequences: false, whereSeparator: dots.contains)
      .enumerated()
    {
      if i > 0 { buffer.append(UInt8(ascii: ".")) }
      if label.allSatisfy(\.isASCII) {
        buffer.append(String(label))
      } else {
        buffer.append("xn--" as StaticString)
        buffer.append(punycode: label.map(\.value))
      }
    }
  }
}

extension ByteBuffer {
  /// Appends `scalars` in Punycode.
  ///
  /// Source: RFC 3492, sections 5, 6.1 and 6.3. A label of more than 256 scalars, which no domain
  /// has, comes out cut short.
  fileprivate mutating func append(punycode scalars: [UInt32]) {
    let scalars = scalars.prefix(256)
    var next: UInt32 = 128
    var delta: UInt64 = 0
    var bias: UInt64 = 72
    let basic = scalars.count { $0 < 128 }
    for scalar in scalars where scalar < 128 { append(UInt8(truncatingIfNeeded: scalar)) }
    if basic > 0 { append(UInt8(ascii: "-")) }
    var done = basic
    while done < scalars.count, let least = scalars.filter({ $0 >= next }).min() {
      delta += UInt64(least - next) * UInt64(done + 1)
      next = least
      for scalar in scalars {
        if scalar < next { delta += 1 }
        guard scalar == next else { continue }
        append(variable: delta, bias: bias)
        bias = Self.adapted(delta, count: UInt64(done + 1), isFirst: done == basic)
        delta = 0
        done += 1
      }
      delta += 1
      next += 1
    }
  }

  /// Appends a generalised variable-length integer.
  private mutating func append(variable delta: UInt64, bias: UInt64) {
    var rest = delta
    var k: UInt64 = 36
    while true {
      let threshold = k <= bias ? 1 : min(26, k - bias)
      if rest < threshold { break }
      appendDigit(threshold + (rest - threshold) % (36 - threshold))
      rest = (rest - threshold) / (36 - threshold)
      k += 36
    }
    appendDigit(rest)
  }

  private mutating func appendDigit(_ digit: UInt64) {
    let digit = UInt8(truncatingIfNeeded: digit)
    append(digit < 26 ? digit + UInt8(ascii: "a") : digit - 26 + UInt8(ascii: "0"))
  }

  private static func adapted(_ delta: UInt64, count: UInt64, isFirst: Bool) -> UInt64 {
    var delta = isFirst ? delta / 700 : delta / 2
    delta += delta / count
    var k: UInt64 = 0
    while delta > 455 {
      delta /= 35
      k += 36
    }
    return k + 36 * delta / (delta + 38)
  }
}
