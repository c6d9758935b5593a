import CDueScan
import DueSystem

extension ByteBuffer {
  /// Appends `bytes` as a JSON string, quotes included (RFC 8259, section 7).
  ///
  /// Only what must be escaped is: quote, backslash and controls. The bytes are UTF-8 already.
  package mutating func append(jsonString bytes: UnsafeRawBufferPointer) {
    append(UInt8(ascii: "\""))
    append(jsonFragment: bytes)
    append(UInt8(ascii: "\""))
  }

  /// As `append(jsonString:)`, without the quotes.
  package mutating func append(jsonFragment bytes: UnsafeRawBufferPointer) {
    guard var p = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    var left = bytes.count
    while true {
      let run = due_json_plain_run(p, left)
      append(UnsafeRawBufferPointer(start: p, count: run))
      if run == left { return }
      appendEscape(p[run])
      p += run &+ 1
      left &-= run &+ 1
    }
  }

  private mutating func appendEscape(_ byte: UInt8) {
    append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
    case 0x08: append(UInt8(ascii: "b"))
    case 0x09: append(UInt8(ascii: "t"))
    case 0x0a: append(UInt8(ascii: "n"))
    case 0x0c: append(UInt8(ascii: "f"))
    case 0x0d: append(UInt8(ascii: "r"))
    default:
      append("u00")
      append(byte < 16 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
      append(Array("0123456789abcdef".utf8)[Int(byte & 15)])
    }
  }

  package mutating func append(jsonString text: String) {
    var text = text
    text.withUTF8 { append(jsonString: UnsafeRawBufferPointer($0)) }
  }
}
