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
    var place = 0
    func number() -> Int64 {
      defer { place += 8 }
      return Int64(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int64.self))
    }
    func text() -> Bytes {
      let count = Int(
        UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt16.self)))
      defer { place += 2 + count }
      return Bytes(rebasing: bytes[(place + 2)..<(place + 2 + count)])
    }
    func flag(_ value: UInt8) -> Bool? { value == 0 ? nil : value == 2 }
    var patch = EndpointPatch()
    seq = number()
    user = number()
    let effective = number()
    if effective != Self.none { patch.effective = Instant(milliseconds: effective) }
    let cohort = Int8(bitPattern: bytes[place])
    if cohort >= 0 { patch.cohort = cohort }
    let flags = bytes[place + 1]
    place += 2
    isNew = flag(flags & 3) == true
    patch.isActive = flag(flags >> 2 & 3)
    patch.isOptedOut = flag(flags >> 4 & 3)
    patch.id = text()
    patch.channel = Channel(text())
    patch.address = text()
    patch.country = text()
    patch.attributes = text()
    patch.metrics = text()
    patch.location = text()
    patch.demographic = text()
    patch.requestID = text()
    self.patch = patch
  }
}
