import DueSystem
import Glibc

/// A row, or the key of an index, in SQLite's record format.
///
/// Values are added in the order of the columns; header and body grow side by side.
///
/// Source: SQLite, "Database File Format", section 2.1.
struct RecordText: ~Copyable {
  private let types: UnsafeMutablePointer<UInt8>
  private var typeCount = 0
  private var body = ByteBuffer(capacity: 1024)

  /// A header of so many bytes has a length of one byte; all of ours are shorter.
  private static let typeLimit = 126

  init() { types = .allocate(capacity: Self.typeLimit + 10) }

  deinit { types.deallocate() }

  mutating func removeAll() {
    typeCount = 0
    body.removeAll()
  }

  @inline(__always)
  mutating func addNull() {
    types[typeCount] = 0
    noteTypes(1)
  }

  @inline(__always)
  private mutating func noteTypes(_ count: Int) {
    typeCount &+= count
    precondition(typeCount < Self.typeLimit, "a record with too many columns")
  }

  /// Adds text; empty bytes are NULL.
  @inline(__always)
  mutating func add(_ text: Bytes) {
    if text.isEmpty { return addNull() }
    let type = UInt64(13 &+ 2 &* text.count)
    if type < 0x80 {
      types[typeCount] = UInt8(truncatingIfNeeded: type)
      noteTypes(1)
    } else {
      noteTypes(Varint.write(type, to: UnsafeMutableRawPointer(types + typeCount)))
    }
    body.append(text)
  }

  /// Adds bytes that are no text.
  mutating func add(blob: Bytes) {
    noteTypes(
      Varint.write(UInt64(12 + 2 * blob.count), to: UnsafeMutableRawPointer(types + typeCount)))
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
    types[typeCount] = size.type
    noteTypes(1)
    body.append(bigEndian: value, bytes: size.bytes)
  }

  /// Writes the header of the record into `header`, which is empty; the body is lent to `use`.
  func withParts<T>(_ header: inout ByteBuffer, _ use: (_ header: Bytes, _ body: Bytes) throws -> T)
    rethrows -> T
  {
    header.removeAll()
    header.append(UInt8(truncatingIfNeeded: typeCount &+ 1))
    header.append(Bytes(start: types, count: typeCount))
    return try use(header.bytes, body.bytes)
  }

  /// The length of the record. Its header is shorter than 127 bytes: so are all of ours.
  var count: Int { 1 &+ typeCount &+ body.count }

  /// Writes the record to `place`, which has room for `count` bytes.
  @inline(__always)
  func write(to place: UnsafeMutableRawPointer) {
    place.storeBytes(of: UInt8(truncatingIfNeeded: typeCount &+ 1), as: UInt8.self)
    memcpy(place + 1, types, typeCount)
    guard let start = body.bytes.baseAddress else { return }
    memcpy(place + 1 + typeCount, start, body.count)
  }

  /// Writes the record at the end of `buffer`.
  func append(to buffer: inout ByteBuffer) {
    buffer.append(UInt8(truncatingIfNeeded: typeCount &+ 1))
    buffer.append(Bytes(start: types, count: typeCount))
    buffer.append(body.bytes)
  }
}

/// SQLite's varint: seven bits a byte, the highest first.
enum Varint {
  /// How many bytes `value` takes; those of more than eight are not ours.
  @inline(__always)
  static func size(_ value: UInt64) -> Int {
    if value < 0x80 { return 1 }
    precondition(value < 1 << 56, "a varint of nine bytes")
    return (70 &- value.leadingZeroBitCount) / 7
  }

  /// Writes `value` to `place`; its size.
  @discardableResult
  static func write(_ value: UInt64, to place: UnsafeMutableRawPointer) -> Int {
    let size = size(value)
    var rest = value
    var last: UInt8 = 0
    for at in stride(from: size &- 1, through: 0, by: -1) {
      place.storeBytes(
        of: UInt8(truncatingIfNeeded: rest & 0x7f) | last, toByteOffset: at, as: UInt8.self)
      rest >>= 7
      last = 0x80
    }
    return size
  }
}

extension ByteBuffer {
  /// Appends `value` as SQLite's varint.
  mutating func append(varint value: UInt64) {
    reserve(9)
    extend(by: Varint.write(value, to: base + count))
  }

  mutating func append(zeroes count: Int) {
    for _ in 0..<count { append(UInt8(0)) }
  }
}
