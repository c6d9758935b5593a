import CDueScan
import DueSystem

/// Writes JSON values so that equal values have equal bytes: members sorted by the bytes of their
/// names, no white space, strings with only the escapes that they need. Numbers keep their digits.
/// Of members with one name the last counts, as JSON readers agree.
///
/// One writer is used for many values; it allocates only to grow.
package struct JSONCanonicalWriter: ~Copyable {
  /// The members of the objects in hand, the innermost one's last.
  private var members: [Member] = []
  private var decoded = ByteBuffer(capacity: 256)
  /// Members that are left out.
  private var omitted: [JSONValue] = []

  private struct Member {
    var prefix: UInt64
    var name: JSONValue
    var value: JSONValue
  }

  package init() { members.reserveCapacity(64) }

  /// Appends `value` as if the members that have the values `omitted`, places in `value`, were not
  /// there.
  package mutating func append(
    _ value: JSONValue, without omitted: [JSONValue], to buffer: inout ByteBuffer
  ) {
    self.omitted = omitted
    appendDecoding(value, to: &buffer)
    self.omitted.removeAll()
  }

  /// Appends `value`.
  ///
  /// - Complexity: O(*n*), and O(*m* log *m*) in the members of one object.
  package mutating func append(_ value: JSONValue, to buffer: inout ByteBuffer) {
    // Nearly every value takes nothing but sorting and copying.
    let source = value.source
    // A string's place is behind its quote.
    let end = value.start + source.count - (value.isString ? 1 : 0)
    buffer.reserve(source.count + 16)
    let written = due_json_canonical(
      value.base, end, value.nodes, value.index, buffer.base + buffer.count)
    if written >= 0 { return buffer.extend(by: written) }
    appendDecoding(value, to: &buffer)
  }

  /// Appends `value` the long way, which decodes where it must.
  mutating func appendDecoding(_ value: JSONValue, to buffer: inout ByteBuffer) {
    if value.isString {
      string(value, &buffer)
    } else if value.isObject {
      object(value, &buffer)
    } else if value.isArray {
      buffer.append(UInt8(ascii: "["))
      var isFirst = true
      for element in value.elements {
        if !isFirst { buffer.append(UInt8(ascii: ",")) }
        isFirst = false
        appendDecoding(element, to: &buffer)
      }
      buffer.append(UInt8(ascii: "]"))
    } else {
      buffer.append(value.source)
    }
  }

  private mutating func string(_ value: JSONValue, _ buffer: inout ByteBuffer) {
    guard value.hasEscapes, !Self.isCanonical(value.rawString) else {
      return buffer.append(value.source)
    }
    decoded.removeAll()
    decoded.append(decoded: value)
    buffer.append(jsonString: decoded.bytes)
  }

  /// Whether the escapes of a string are those that would be written: JSON inside a string, which
  /// events have, is full of them.
  private static func isCanonical(_ raw: Bytes) -> Bool {
    guard let start = raw.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return true }
    var place = 0
    while true {
      place += due_json_plain_run(start + place, raw.count - place)
      guard place + 1 < raw.count else { return true }
      // Not a slash, which needs none, and not a number, which may have a short form.
      if start[place + 1] == UInt8(ascii: "/") || start[place + 1] == UInt8(ascii: "u") {
        return false
      }
      place += 2
    }
  }

  private mutating func object(_ value: JSONValue, _ buffer: inout ByteBuffer) {
    let first = members.count
    for (name, value) in value.members {
      if !omitted.isEmpty, omitted.contains(where: { $0.index == value.index }) { continue }
      members.append(Member(prefix: name.rawString.prefix64, name: name, value: value))
    }
    sort(from: first)
    buffer.append(UInt8(ascii: "{"))
    var isFirst = true
    for i in first..<members.count {
      let member = members[i]
      if i + 1 < members.count, !Self.precedes(member, members[i + 1]) { continue }
      if !isFirst { buffer.append(UInt8(ascii: ",")) }
      isFirst = false
      string(member.name, &buffer)
      buffer.append(UInt8(ascii: ":"))
      appendDecoding(member.value, to: &buffer)
    }
    buffer.append(UInt8(ascii: "}"))
    members.removeLast(members.count - first)
  }

  /// Sorts the members from `first` on, equal names in the order in which they came.
  private mutating func sort(from first: Int) {
    guard members.count - first <= 32 else { return members[first...].sort(by: Self.precedes) }
    for i in first..<members.count {
      let member = members[i]
      var place = i
      while place > first, Self.precedes(member, members[place - 1]) {
        members[place] = members[place - 1]
        place -= 1
      }
      members[place] = member
    }
  }

  @inline(__always)
  private static func precedes(_ a: Member, _ b: Member) -> Bool {
    if !a.name.hasEscapes, !b.name.hasEscapes {
      if a.prefix != b.prefix { return a.prefix < b.prefix }
      return a.name.rawString.precedes(b.name.rawString)
    }
    var first = ByteBuffer(capacity: a.name.rawString.count + 1)
    first.append(decoded: a.name)
    var second = ByteBuffer(capacity: b.name.rawString.count + 1)
    second.append(decoded: b.name)
    return first.bytes.precedes(second.bytes)
  }
}
