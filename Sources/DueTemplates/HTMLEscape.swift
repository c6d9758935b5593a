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
    while p < end {
      let reference: StaticString
      switch start[p] {
      case UInt8(ascii: "&"): reference = "&amp;"
      case UInt8(ascii: "<"): reference = "&lt;"
      case UInt8(ascii: ">"): reference = "&gt;"
      case UInt8(ascii: "\""): reference = "&quot;"
      case UInt8(ascii: "'"): reference = "&#x27;"
      case UInt8(ascii: "`"): reference = "&#x60;"
      case UInt8(ascii: "="): reference = "&#x3D;"
      default:
        p &+= 1
        continue
      }
      append(Bytes(start: start + first, count: p &- first))
      append(reference)
      p &+= 1
      first = p
    }
    append(Bytes(start: start + first, count: end &- first))
  }
}
