import DueSystem
import Glibc

/// Endpoints that were found, to be had in the byte order of their ids.
///
/// 32 bytes an endpoint, and its id.
package struct MemberList: ~Copyable {
  private var ids: ByteBuffer
  private var members: [Member] = []
  private var isSorted = true

  private struct Member {
    /// The first eight bytes of the id, as a number that sorts as they do.
    var prefix: UInt64
    var offset: Int
    var length: Int32
    /// Where the endpoint is to be found again: `endpoint.seq`, or a place of the caller's.
    var place: Int64
  }

  package init() { ids = ByteBuffer(capacity: 1 << 16) }

  package var count: Int { members.count }

  package mutating func append(_ id: Bytes, place: Int64) {
    var prefix: UInt64 = 0
    withUnsafeMutableBytes(of: &prefix) { $0.copyMemory(from: Bytes(rebasing: id.prefix(8))) }
    let member = Member(
      prefix: UInt64(bigEndian: prefix), offset: ids.count, length: Int32(id.count), place: place)
    ids.append(id)
    if isSorted, let last = members.last { isSorted = !Self.precedes(member, last, ids.bytes) }
    members.append(member)
  }

  /// Puts the members in order; of several with one id, the last to come stays.
  package mutating func sort() {
    if !isSorted {
      // Later ones of the same id stand at a higher offset, so the order is total.
      let bytes = ids.bytes
      members.sort {
        Self.precedes($0, $1, bytes) || $0.offset < $1.offset && !Self.precedes($1, $0, bytes)
      }
      isSorted = true
    }
    var kept = 0
    for i in members.indices {
      if i + 1 < members.count, Self.same(members[i], members[i + 1], ids.bytes) { continue }
      members[kept] = members[i]
      kept += 1
    }
    members.removeLast(members.count - kept)
  }

  /// The id of the member at `index`; valid until the list changes.
  package func id(at index: Int) -> Bytes { Self.id(members[index], ids.bytes) }

  package func place(at index: Int) -> Int64 { members[index].place }

  private static func id(_ member: Member, _ ids: Bytes) -> Bytes {
    Bytes(rebasing: ids[member.offset..<member.offset + Int(member.length)])
  }

  private static func precedes(_ a: Member, _ b: Member, _ ids: Bytes) -> Bool {
    if a.prefix != b.prefix { return a.prefix < b.prefix }
    let (left, right) = (id(a, ids), id(b, ids))
    let shared = min(left.count, right.count)
    guard shared > 0, let p = left.baseAddress, let q = right.baseAddress else {
      return left.count < right.count
    }
    let order = memcmp(p, q, shared)
    return order != 0 ? order < 0 : left.count < right.count
  }

  private static func same(_ a: Member, _ b: Member, _ ids: Bytes) -> Bool {
    a.prefix == b.prefix && id(a, ids).equals(id(b, ids))
  }
}
