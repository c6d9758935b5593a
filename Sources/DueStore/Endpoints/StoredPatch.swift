import DueModel
import DueSystem

/// A patch as it waits in a file for its endpoint: the place of the endpoint first, so that patches
/// sort by it.
struct StoredPatch {
  /// The place of the endpoint.
  var seq: Int64
  /// The endpoint is not in the store yet.
  var isNew: Bool
  /// The place of the user that the record names; 0 for none.
  var user: Int64
  var patch: EndpointPatch

  private static let none = Int64.min

  init(_ patch: EndpointPatch, seq: Int64, isNew: Bool, user: Int64) {
    self.seq = seq
    self.isNew = isNew
    self.user = user
    self.patch = patch
  }

  /// Puts the patch into `buffer`, which is empty.
  func write(to buffer: inout ByteBuffer) {
    buffer.append(bigEndian: seq, bytes: 8)
    buffer.append(bigEndian: user, bytes: 8)
    buffer.append(bigEndian: patch.effective?.milliseconds ?? Self.none, bytes: 8)
    buffer.append(UInt8(bitPattern: patch.cohort ?? -1))
    buffer.append(
      Self.flag(isNew) | Self.flag(patch.isActive) << 2 | Self.flag(patch.isOptedOut) << 4)
    let id = isNew ? patch.id : Bytes(start: nil, count: 0)
    append(id, to: &buffer)
    append(patch.channel?.bytes ?? Bytes(start: nil, count: 0), to: &buffer)
    append(patch.address, to: &buffer)
    append(patch.country, to: &buffer)
    append(patch.attributes, to: &buffer)
    append(patch.metrics, to: &buffer)
    append(patch.location, to: &buffer)
    append(patch.demographic, to: &buffer)
    append(patch.requestID, to: &buffer)
  }

  private static func flag(_ value: Bool?) -> UInt8 { value.map { $0 ? 2 : 1 } ?? 0 }

  private func append(_ field: Bytes, to buffer: inout ByteBuffer) {
    buffer.append(bigEndian: Int64(field.count), bytes: 2)
    buffer.append(field)
  }

  /// Reads what `write` wrote; its texts lie in `bytes`.
  init(_ bytes: Bytes) {
    var reader = FieldReader(bytes)
    var patch = EndpointPatch()
    seq = reader.number()
    user = reader.number()
    let effective = reader.number()
    if effective != Self.none { patch.effective = Instant(milliseconds: effective) }
    let cohort = Int8(bitPattern: reader.byte())
    if cohort >= 0 { patch.cohort = cohort }
    let flags = reader.byte()
    isNew = Self.value(flags & 3) == true
    patch.isActive = Self.value(flags >> 2 & 3)
    patch.isOptedOut = Self.value(flags >> 4 & 3)
    patch.id = reader.text()
    patch.channel = Channel(reader.text())
    patch.address = reader.text()
    patch.country = reader.text()
    patch.attributes = reader.text()
    patch.metrics = reader.text()
    patch.location = reader.text()
    patch.demographic = reader.text()
    patch.requestID = reader.text()
    self.patch = patch
  }

  private static func value(_ flag: UInt8) -> Bool? { flag == 0 ? nil : flag == 2 }
}

/// Reads numbers and texts, one after the other.
private struct FieldReader {
  private var rest: UnsafeRawPointer
  private let end: UnsafeRawPointer

  init(_ bytes: Bytes) {
    guard let start = bytes.baseAddress else { preconditionFailure("an empty patch") }
    rest = start
    end = start + bytes.count
  }

  @inline(__always)
  private mutating func take(_ count: Int) -> UnsafeRawPointer {
    precondition(rest.distance(to: end) >= count, "a patch that is cut short")
    defer { rest += count }
    return rest
  }

  @inline(__always)
  mutating func byte() -> UInt8 { take(1).load(as: UInt8.self) }

  @inline(__always)
  mutating func number() -> Int64 { Int64(bigEndian: take(8).loadUnaligned(as: Int64.self)) }

  @inline(__always)
  mutating func text() -> Bytes {
    let count = Int(UInt16(bigEndian: take(2).loadUnaligned(as: UInt16.self)))
    return Bytes(start: take(count), count: count)
  }
}
