import DueSystem

extension ByteBuffer {
  /// Appends `text` with what HTML gives a meaning written as references.
  ///
  /// Source: Handlebars.js 4.7, `escapeExpression`: & < > " ' ` and =.
  mutating func append(htmlEscaped text: Bytes) {
    guard let start = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    let end = text.count
    var first = 0
    var p = 0
    reserve(end)
    let special = Self.special
    while p < end {
      let byte = start[p]
      guard byte < 64 ? special &>> UInt64(byte) & 1 == 1 : byte == UInt8(ascii: "`") else {
        p &+= 1
        continue
      }
      append(Bytes(start: start + first, count: p &- first))
      append(reference(byte))
      p &+= 1
      first = p
    }
    append(Bytes(start: start + first, count: end &- first))
  }

  /// The bytes below 64 that have a reference, as bits: " & ' < = >.
  private static let special: UInt64 = 1 << 34 | 1 << 38 | 1 << 39 | 1 << 60 | 1 << 61 | 1 << 62

  private func reference(_ byte: UInt8) -> StaticString {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    case UInt8(ascii: "'"): "&#x27;"
    case UInt8(ascii: "`"): "&#x60;"
    default: "&#x3D;"
    }
  }
}
