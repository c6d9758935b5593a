import DueFormats
import DueSystem
import Glibc

/// Applies what a record says of a map to the map that the store has.
///
/// A member named replaces that member whole, `null` removes it, the rest stays: the order of the
/// store first, then new names in the order of the record.
///
/// Source: Pinpoint API, UpdateEndpoint; removal is ours.
struct MapMerge: ~Copyable {
  private var baseTape = JSONTape()
  private var patchTape = JSONTape()
  private var buffer = ByteBuffer()

  /// The map after `patch`: `base` itself where nothing changes, else bytes in `arena`.
  mutating func callAsFunction(_ base: Bytes, _ patch: Bytes, into arena: inout ByteArena) throws
    -> Bytes
  {
    if patch.isEmpty || patch.equals(base) { return base }
    if base.isEmpty, !Self.mayRemove(patch) { return patch }
    let changes = try patchTape.parse(patch)
    let old = try base.isEmpty ? nil : baseTape.parse(base)
    buffer.removeAll()
    buffer.append(UInt8(ascii: "{"))
    if let old {
      for member in old.members {
        guard let change = Self.member(member.name, of: changes) else {
          append(member.name, member.value)
          continue
        }
        if change.isNull { continue }
        let same = change.isNumber && change.double == member.value.double
        append(member.name, same ? member.value : change)
      }
    }
    for member in changes.members where !member.value.isNull {
      if let old, Self.member(member.name, of: old) != nil { continue }
      append(member.name, member.value)
    }
    guard buffer.count > 1 else { return Bytes(start: nil, count: 0) }
    buffer.append(UInt8(ascii: "}"))
    return buffer.bytes.equals(base) ? base : arena.copy(buffer.bytes)
  }

  private mutating func append(_ name: JSONValue, _ value: JSONValue) {
    if buffer.count > 1 { buffer.append(UInt8(ascii: ",")) }
    buffer.append(name.source)
    buffer.append(UInt8(ascii: ":"))
    buffer.append(value.source)
  }

  /// Names are compared as they are written: both maps write them in one way only.
  private static func member(_ name: JSONValue, of object: JSONValue) -> JSONValue? {
    for member in object.members where member.name.rawString.equals(name.rawString) {
      return member.value
    }
    return nil
  }

  /// Whether a `null` may stand in `patch`: text that happens to say so costs a parse, no more.
  private static func mayRemove(_ patch: Bytes) -> Bool {
    var rest = patch
    while let start = rest.baseAddress, let colon = memchr(start, 0x3a, rest.count) {
      rest = Bytes(rebasing: rest[(start.distance(to: UnsafeRawPointer(colon)) + 1)...])
      if rest.starts(with: "null") { return true }
    }
    return false
  }
}
