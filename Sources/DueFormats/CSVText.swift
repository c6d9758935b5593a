import DueSystem

extension ByteBuffer {
  /// Appends `bytes` as a CSV field, in quotes where RFC 4180 asks for them.
  ///
  /// Also quoted: a field with a leading or trailing space, which some readers would trim.
  package mutating func append(csvField bytes: UnsafeRawBufferPointer, delimiter: UInt8 = 0x2c) {
    var quotes = false
    var doubling = false
    for byte in bytes {
      if byte == UInt8(ascii: "\"") {
        quotes = true
        doubling = true
      } else if byte == delimiter || byte == 0x0a || byte == 0x0d {
        quotes = true
      }
    }
    if let first = bytes.first, let last = bytes.last, first == 0x20 || last == 0x20 {
      quotes = true
    }
    guard quotes else { return append(bytes) }
    append(UInt8(ascii: "\""))
    if doubling {
      for byte in bytes {
        if byte == UInt8(ascii: "\"") { append(byte) }
        append(byte)
      }
    } else {
      append(bytes)
    }
    append(UInt8(ascii: "\""))
  }

  package mutating func append(csvField text: String, delimiter: UInt8 = 0x2c) {
    var text = text
    text.withUTF8 { append(csvField: UnsafeRawBufferPointer($0), delimiter: delimiter) }
  }
}
