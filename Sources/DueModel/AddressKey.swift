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
    self.init(project: project, family: family, address: address, seed: 0x9e37_79b9_7f4a_7c15)
  }

  /// A second key of the same address, for whoever wants to be surer than 64 bits make him.
  package static func second(project: Int64, family: Channel.Family, address: Bytes) -> AddressKey {
    AddressKey(project: project, family: family, address: address, seed: 0x2545_f491_4f6c_dd1d)
  }

  private init(project: Int64, family: Channel.Family, address: Bytes, seed: UInt64) {
    let seed = seed ^ UInt64(bitPattern: project &* 64 &+ Int64(family.rawValue)) &* 0xff51_afd7
    let normalized = NormalizedAddress(address, family)
    if normalized.isAsWritten {
      value = Int64(bitPattern: address.hash64(seed: seed))
      return
    }
    var bytes = ByteBuffer(capacity: 64)
    normalized.forEach { bytes.append($0) }
    value = Int64(bitPattern: bytes.bytes.hash64(seed: seed))
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

  /// Whether the address is in normal form already: most are.
  package var isAsWritten: Bool {
    switch family {
    case .email:
      var at = address.count
      while at > 0, address[at - 1] != UInt8(ascii: "@") {
        at -= 1
        if address[at] <= 0x20 || address[at] &- 65 < 26 { return false }
      }
      return address.first.map { $0 > 0x20 } ?? true
    case .sms, .voice:
      for byte in address where byte &- 48 > 9 && byte != UInt8(ascii: "+") { return false }
      return true
    default: return true
    }
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
