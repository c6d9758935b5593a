import DueSystem

/// Reads the values of a row or of a key in SQLite's record format, one after the other.
///
/// The counterpart of `RecordText`. Nothing is read beyond the record, whatever its header says:
/// then `isBroken`.
///
/// Source: SQLite, "Database File Format", section 2.1.
struct RecordCells {
  private let record: Bytes
  private var type: Int
  private let types: Int
  private var body: Int
  private(set) var isBroken = false

  init(_ record: Bytes) {
    self.record = record
    var at = 0
    let header = Self.varint(record, &at)
    type = at
    types = Int(truncatingIfNeeded: min(header, UInt64(record.count)))
    body = types
    if header > UInt64(record.count) || at > types { isBroken = true }
  }

  /// The varint at `place`, which moves behind it; one that is cut short is read as it is.
  @inline(__always)
  static func varint(_ bytes: Bytes, _ place: inout Int) -> UInt64 {
    guard place < bytes.count else { return 0 }
    let first = bytes[place]
    place &+= 1
    if first < 0x80 { return UInt64(first) }
    var value = UInt64(first & 0x7f)
    for i in 2...9 {
      guard place < bytes.count else { return value }
      let byte = bytes[place]
      place &+= 1
      if i == 9 { return value << 8 | UInt64(byte) }
      value = value << 7 | UInt64(byte & 0x7f)
      if byte < 0x80 { break }
    }
    return value
  }

  /// The next value: its type and its bytes. A column that the record does not have is NULL.
  @inline(__always)
  private mutating func next() -> (type: UInt64, bytes: Bytes) {
    guard type < types else { return (0, Bytes(start: nil, count: 0)) }
    let kind = Self.varint(record, &type)
    let size = kind >= 12 ? (kind - 12) >> 1 : UInt64(Self.sizes[Int(kind)])
    guard size <= UInt64(record.count &- body) else {
      isBroken = true
      return (0, Bytes(start: nil, count: 0))
    }
    let start = body
    body &+= Int(size)
    return (kind, Bytes(rebasing: record[start..<body]))
  }

  /// How many bytes a value of that type has.
  static func size(ofType type: UInt64) -> Int {
    type >= 12 ? Int(truncatingIfNeeded: (type - 12) >> 1) : Int(sizes[Int(type)])
  }

  private static let sizes: InlineArray<12, UInt8> = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0]

  mutating func skip() { _ = next() }

  /// A text where it lies; empty for NULL.
  mutating func text() -> Bytes {
    let (kind, bytes) = next()
    if kind == 0 { return bytes }
    if kind < 13 || kind & 1 == 0 { isBroken = true }
    return bytes
  }

  /// Nil for NULL.
  mutating func integer() -> Int64? {
    let (kind, bytes) = next()
    switch kind {
    case 0: return nil
    case 8: return 0
    case 9: return 1
    case 1...6:
      var value = Int64(Int8(bitPattern: bytes[0]))
      for i in 1..<bytes.count { value = value << 8 | Int64(bytes[i]) }
      return value
    default:
      isBroken = true
      return nil
    }
  }
}
