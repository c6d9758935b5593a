import DueSystem

extension ByteBuffer {
  /// Appends `text` in UTF-16, the high byte first.
  mutating func append(utf16BigEndian text: String) {
    for unit in text.utf16 {
      append(UInt8(unit >> 8))
      append(UInt8(unit & 0xff))
    }
  }
}
