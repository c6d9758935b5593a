import DueFormats
import DueSystem

/// What two addresses must share to be the same place: 64 bits of a hash of project, channel
/// family and the normalised address.
///
/// E-mail: spaces trimmed, domain in lower case (local parts are the receiver's business, RFC
/// 5321, section 2.4). Phone: the digits and a leading `+`. Anything else: exactly as written.
/// Different addresses may share a key, so a match is confirmed on the address itself.
package struct AddressKey: Hashable, Sendable {
  package let value: Int64

  /// A key that was computed before.
  package init(value: Int64) { self.value = value }

  package init(project: Int64, family: Channel.Family, address: Bytes) {
    var hash = FNV1a()
    hash.add(UInt8(truncatingIfNeeded: project))
    hash.add(UInt8(truncatingIfNeeded: project >> 8))
    hash.add(family.rawValue)
    NormalizedAddress(address, family).forEach { hash.add($0) }
    value = Int64(bitPattern: hash.finished)
  }
}

/// The bytes of an address that count when two are compared.
package struct NormalizedAddress {
  private let address: Bytes
  private let family: Channel.Family

  package init(_ address: Bytes, _ family: Channel.Family) {
    self.address = address
    self.family = family
  }

  package func forEach(_ body: (UInt8) -> Void) {
    switch family {
    case .email:
      var domain = false
      var rest = address
      while let first = rest.first, first <= 0x20 { rest = Bytes(rebasing: rest[1...]) }
      while let last = rest.last, last <= 0x20 { rest = Bytes(rebasing: rest[..<(rest.count - 1)]) }
      let at = rest.lastIndex(of: UInt8(ascii: "@")) ?? rest.count
      for (i, byte) in rest.enumerated() {
        domain = i > at
        body(domain && byte >= 65 && byte <= 90 ? byte | 0x20 : byte)
      }
    case .sms, .voice:
      for byte in address where byte &- 48 <= 9 || byte == UInt8(ascii: "+") { body(byte) }
    default:
      address.forEach(body)
    }
  }

  package static func equal(_ a: Bytes, _ b: Bytes, _ family: Channel.Family) -> Bool {
    if a.equals(b) { return true }
    var left: [UInt8] = []
    var right: [UInt8] = []
    NormalizedAddress(a, family).forEach { left.append($0) }
    NormalizedAddress(b, family).forEach { right.append($0) }
    return left == right
  }
}

/// FNV-1a, 64 bits, with a final mix so that its low bits are as good as its high ones.
struct FNV1a {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  @inline(__always) mutating func add(_ byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  var finished: UInt64 {
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
