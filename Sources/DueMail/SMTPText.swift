import DueMIME
import DueSystem
import Glibc

extension ByteBuffer {
  /// Appends a mail's text so that no line is taken for its end (RFC 5321, 4.5.2), and a line end
  /// after the last line.
  package mutating func append(dotStuffed text: Bytes) {
    guard let start = text.baseAddress else { return }
    reserve(text.count + 64)
    var place = 0
    var isLineStart = true
    while place < text.count {
      if isLineStart, text[place] == UInt8(ascii: ".") { append(UInt8(ascii: ".")) }
      let end: Int
      if let found = memchr(start + place, 0x0a, text.count - place) {
        end = UnsafeRawPointer(found) - start + 1
        isLineStart = true
      } else {
        end = text.count
        isLineStart = false
      }
      append(Bytes(start: start + place, count: end - place))
      place = end
    }
    if !isLineStart { append("\r\n" as StaticString) }
  }

  /// Appends an address as ORCPT has it: `rfc822;` and xtext (RFC 3461, 4), or `utf-8;` (RFC 6533).
  mutating func append(originalRecipient address: String) {
    let isASCII = address.utf8.allSatisfy { $0 < 0x80 }
    append(isASCII ? "rfc822;" as StaticString : "utf-8;")
    for byte in address.utf8 {
      if byte > 0x20, byte != UInt8(ascii: "+"), byte != UInt8(ascii: "="), byte != 0x7f {
        append(byte)
      } else {
        append(UInt8(ascii: "+"))
        append(hex: byte)
      }
    }
  }
}
