import DueSystem

/// A row, or the key of an index, in SQLite's record format.
///
/// Values are added in the order of the columns; header and body grow side by side.
///
/// Source: SQLite, "Database File Format", section 2.1.
struct RecordText: ~Copyable {
  private var types = ByteBuffer(capacity: 64)
  private var body = ByteBuffer(capacity: 1024)

  mutating func removeAll() {
    types.removeAll()
    body.removeAll()
  }

  mutating func addNull() { types.append(UInt8(0)) }

  /// Adds text; empty bytes are NULL.
  mutating func add(_ text: Bytes) {
    if text.isEmpty { return addNull() }
    types.append(varint: UInt64(13 + 2 * text.count))
    body.append(text)
  }

  /// Adds bytes that are no text.
  mutating func add(blob: Bytes) {
    types.append(varint: UInt64(12 + 2 * blob.count))
    body.append(blob)
  }

  mutating func add(_ text: StaticString) {
    add(Bytes(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func add(_ value: Int64?) {
    guard let value else { return addNull() }
    let size: (type: UInt8, bytes: Int) =
      switch value {
      case 0: (8, 0)
      case 1: (9, 0)
      case -0x80...0x7f: (1, 1)
      case -0x8000...0x7fff: (2, 2)
      case -0x80_0000...0x7f_ffff: (3, 3)
      case -0x8000_0000...0x7fff_ffff: (4, 4)
      case -0x8000_0000_0000...0x7fff_ffff_ffff: (5, 6)
      default: (6, 8)
      }
    types.append(size.type)
    body.append(bigEndian: value, bytes: size.bytes)
  }

  /// Writes the header of the record into `header`, which is empty; the body is lent to `use`.
  func withParts<T>(_ header: inout ByteBuffer, _ use: (_ header: Bytes, _ body: Bytes) throws -> T)
    rethrows -> T
  {
    precondition(types.count < 127, "a record with too many columns")
    header.removeAll()
    header.append(UInt8(types.count + 1))
    header.append(types.bytes)
    return try use(header.bytes, body.bytes)
  }

  /// The length of the record. Its header is shorter than 127 bytes: so are all of ours.
  var count: Int { 1 + types.count + body.count }

  /// Writes the record.
  func append(to page: inout ByteBuffer) {
    precondition(types.count < 127, "a record with too many columns")
    page.append(UInt8(types.count + 1))
    page.append(types.bytes)
    page.append(body.bytes)
  }
}

extension ByteBuffer {
  /// Appends `value` as SQLite's varint: seven bits a byte, the highest first.
  mutating func append(varint value: UInt64) {
    if value < 0x80 { return append(UInt8(value)) }
    if value < 0x4000 {
      append(UInt8(value >> 7 | 0x80))
      return append(UInt8(value & 0x7f))
    }
    precondition(value < 1 << 56, "a varint of nine bytes")
    var shift: UInt64 = 14
    while value >> (shift + 7) > 0 { shift += 7 }
    while shift > 0 {
      append(UInt8(truncatingIfNeeded: value >> shift & 0x7f | 0x80))
      shift -= 7
    }
    append(UInt8(value & 0x7f))
  }

  mutating func append(zeroes count: Int) {
    for _ in 0..<count { append(UInt8(0)) }
  }
}
