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
  private var changes = NamedValues()
  private var kept = NamedValues()
  private var buffer = ByteBuffer()

  /// The map after `patch`: `base` itself where nothing changes, else bytes in `arena`.
  mutating func callAsFunction(_ base: Bytes, _ patch: Bytes, into arena: inout ByteArena) throws
    -> Bytes
  {
    if patch.isEmpty || patch.equals(base) { return base }
    if base.isEmpty ? !Self.mayRemove(patch) : MapNames.agree(base, patch) { return patch }
    let old = try base.isEmpty ? nil : baseTape.parse(base)
    changes.take(try patchTape.parse(patch))
    kept.take(old)
    buffer.removeAll()
    buffer.append(UInt8(ascii: "{"))
    if let old {
      for member in old.members {
        guard let change = changes[member.name] else {
          append(member.name, member.value)
          continue
        }
        if change.isNull { continue }
        let same = change.isNumber && change.double == member.value.double
        append(member.name, same ? member.value : change)
      }
    }
    for (name, value) in changes.members where !value.isNull && kept[name] == nil {
      append(name, value)
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

  /// Whether a `null` may stand in `patch`: text that happens to say so costs a parse, no more.
  static func mayRemove(_ patch: Bytes) -> Bool {
    var rest = patch
    while let start = rest.baseAddress, let colon = memchr(start, 0x3a, rest.count) {
      rest = Bytes(rebasing: rest[(start.distance(to: UnsafeRawPointer(colon)) + 1)...])
      if rest.starts(with: "null") { return true }
    }
    return false
  }
}

/// The members of a map, by name. Names are compared as they are written: maps of the store write
/// them in one way only, and once.
private struct NamedValues: ~Copyable {
  private(set) var members: [(name: JSONValue, value: JSONValue)] = []
  private var names = ByteKeys(capacity: 64)
  /// As many are found sooner by looking at each.
  private static let few = 16

  mutating func take(_ object: JSONValue?) {
    members.removeAll(keepingCapacity: true)
    if let object { members.append(contentsOf: object.members) }
    guard members.count > Self.few else { return }
    names.removeAll()
    for member in members { _ = names.number(of: member.name.rawString) }
  }

  subscript(name: JSONValue) -> JSONValue? {
    let wanted = name.rawString
    if members.count > Self.few { return names.find(wanted).map { members[$0].value } }
    for member in members where member.name.rawString.equals(wanted) { return member.value }
    return nil
  }
}
