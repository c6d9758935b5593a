import DueFormats
import DueModel
import DueSystem

/// What a look-up says of a phone number.
package struct CleanNumber: Sendable {
  /// `+12025550143`; nil for a text that is no number.
  package var e164: String?
  /// The number can be in service: `e164` is an address.
  package var isValid = false
  /// Two letters.
  package var country: String?
  /// `MOBILE`, `LANDLINE` and so on, as Pinpoint names them, and its code.
  package var type: String?
  package var typeCode: Int?
  package var carrier: String?
  package var timezone: String?

  package init() {}
}

/// Looks a number up: the number as written, and the country that it is said to be of, if any.
package typealias NumberLookup = (_ number: Bytes, _ country: Bytes) -> CleanNumber

/// Mends what is wrong with the addresses of dirty files.
///
/// Numbers of SMS and VOICE become E.164, with what they were and what kind they are as
/// attributes; spaces around addresses go; of two records of one address, without an id of their
/// own, the first stays. Other channels are let alone.
package final class PhoneCleaning {
  private let lookup: NumberLookup
  private var seen: Set<AddressHash> = []

  private struct AddressHash: Hashable {
    var a: UInt64
    var b: UInt64
  }

  package init(lookup: @escaping NumberLookup) { self.lookup = lookup }

  /// The channel as a dirty file may write it: any case, spaces around it.
  func channel(_ value: Bytes) -> Channel? {
    Channel(rawValue: Self.trimmed(value).string.uppercased())
  }

  /// Mends the address of `patch`; false for a record whose address came before.
  ///
  /// - Throws: a fault for a number that cannot be one.
  func mend(_ patch: inout EndpointPatch, _ arena: inout ByteArena) throws(RecordFault) -> Bool {
    patch.address = Self.trimmed(patch.address)
    guard let channel = patch.channel, !patch.address.isEmpty else { return true }
    if channel.isPhone { try mendNumber(&patch, &arena) }
    return patch.id.isEmpty ? isNew(patch, channel) : true
  }

  private func mendNumber(_ patch: inout EndpointPatch, _ arena: inout ByteArena)
    throws(RecordFault)
  {
    let number = lookup(patch.address, patch.country)
    guard number.isValid, var e164 = number.e164 else {
      throw .unexpected("Address", patch.address.string, expected: "a phone number that can exist")
    }
    let written = patch.address
    let address = e164.withUTF8 { arena.copy(Bytes($0)) }
    if patch.country.isEmpty, var country = number.country {
      patch.country = country.withUTF8 { arena.copy(Bytes($0)) }
    }
    var extras = ByteBuffer(capacity: 128)
    if !written.equals(address) { Self.add("OriginalPhoneNumber", written, &extras) }
    if var type = number.type { type.withUTF8 { Self.add("PhoneType", Bytes($0), &extras) } }
    if var carrier = number.carrier { carrier.withUTF8 { Self.add("Carrier", Bytes($0), &extras) } }
    patch.address = address
    patch.attributes = Self.joined(patch.attributes, extras, &arena)
  }

  private static func add(_ name: StaticString, _ value: Bytes, _ buffer: inout ByteBuffer) {
    buffer.append(UInt8(ascii: ","))
    buffer.append(UInt8(ascii: "\""))
    buffer.append(name)
    buffer.append("\":[" as StaticString)
    buffer.append(jsonString: value)
    buffer.append(UInt8(ascii: "]"))
  }

  /// `map` with the members in `extras`, each after a comma, at its end.
  private static func joined(_ map: Bytes, _ extras: borrowing ByteBuffer, _ arena: inout ByteArena)
    -> Bytes
  {
    if extras.count == 0 { return map }
    var whole = ByteBuffer(capacity: map.count + extras.count + 2)
    if map.isEmpty {
      whole.append(UInt8(ascii: "{"))
      whole.append(Bytes(rebasing: extras.bytes[1...]))
    } else {
      whole.append(Bytes(rebasing: map[..<(map.count - 1)]))
      whole.append(extras.bytes)
    }
    whole.append(UInt8(ascii: "}"))
    return arena.copy(whole.bytes)
  }

  private func isNew(_ patch: EndpointPatch, _ channel: Channel) -> Bool {
    var key = ByteBuffer(capacity: 64)
    key.append(channel.bytes)
    key.append(UInt8(0))
    NormalizedAddress(patch.address, channel.family).forEach { key.append($0) }
    key.append(UInt8(0))
    key.append(patch.userID)
    let hash = AddressHash(a: key.bytes.hash64, b: key.bytes.hash64(seed: 0x5bd1_e995_9d1b_a7c3))
    return seen.insert(hash).inserted
  }

  private static func trimmed(_ value: Bytes) -> Bytes {
    var rest = value
    while let first = rest.first, first <= 0x20 { rest = Bytes(rebasing: rest[1...]) }
    while let last = rest.last, last <= 0x20 { rest = Bytes(rebasing: rest[..<(rest.count - 1)]) }
    return rest
  }
}
