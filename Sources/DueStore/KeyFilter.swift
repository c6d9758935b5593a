import Glibc

/// Says of a key "not seen before", which is sure, or "seen, perhaps".
///
/// A blocked Bloom filter: each key has three bits of one word. By default 8 MiB whatever the
/// number of keys; with a million of them about one in a thousand new keys is taken for an old one.
struct KeyFilter: ~Copyable {
  private let words: UnsafeMutablePointer<UInt64>
  private let bits: UInt64

  /// - Parameter bits: the filter has two to the power of these words of 64 bits.
  init(bits: UInt64 = 20) {
    self.bits = bits
    // Fresh memory of the kernel is zero, and is not taken before it is touched.
    guard let fresh = calloc(1 << bits, 8) else { preconditionFailure("no memory") }
    words = fresh.bindMemory(to: UInt64.self, capacity: 1 << bits)
  }

  deinit { free(words) }

  /// Adds the key of that hash; whether it may have been there.
  mutating func insert(_ hash: UInt64) -> Bool {
    let (word, mask) = place(hash)
    let old = words[word]
    words[word] = old | mask
    return old & mask == mask
  }

  /// Whether the key of that hash may have been added.
  func contains(_ hash: UInt64) -> Bool {
    let (word, mask) = place(hash)
    return words[word] & mask == mask
  }

  @inline(__always)
  private func place(_ hash: UInt64) -> (word: Int, mask: UInt64) {
    let mask = 1 << (hash & 63) | 1 << (hash >> 6 & 63) | 1 << (hash >> 12 & 63) as UInt64
    return (Int(truncatingIfNeeded: hash >> (64 - bits)), mask)
  }
}

/// The users of a load: the place of each, by 96 bits of two hashes of its id, and a hash of its
/// attributes.
struct LoadedUsers: ~Copyable {
  private struct Slot {
    var hash: UInt64 = 0
    var check: UInt32 = 0
    /// 0 for a free slot.
    var seq: UInt32 = 0
    var attributes: UInt64 = 0
  }

  private var slots: UnsafeMutablePointer<Slot>
  private var capacity = 4096
  private(set) var count = 0

  /// More would not fit into the memory that an import may take.
  static let limit = 900_000

  init() {
    slots = .allocate(capacity: capacity)
    slots.initialize(repeating: Slot(), count: capacity)
  }

  deinit { slots.deallocate() }

  enum Answer {
    /// A user who was not there, and is now, at the place given.
    case new(slot: Int)
    /// A user who is there, with these attributes or other ones; `slot` is for `setAttributes`.
    case old(seq: Int64, same: Bool, slot: Int)
  }

  /// Notes that the user in `slot` has other attributes now.
  mutating func setAttributes(_ hash: UInt64, of slot: Int) { slots[slot].attributes = hash }

  mutating func insert(
    _ hash: UInt64, _ check: UInt64, attributes: UInt64, seq: Int64
  ) -> Answer {
    var at = place(hash)
    while slots[at].seq != 0 {
      let slot = slots[at]
      if slot.hash == hash, slot.check == UInt32(truncatingIfNeeded: check) {
        return .old(
          seq: Int64(slot.seq), same: slot.attributes == attributes, slot: at)
      }
      at = at + 1 == capacity ? 0 : at + 1
    }
    // Only now: a slot that was told stays where it is while no user is added.
    if count * 100 >= capacity * 85 {
      grow()
      at = place(hash)
      while slots[at].seq != 0 { at = at + 1 == capacity ? 0 : at + 1 }
    }
    slots[at] = Slot(
      hash: hash, check: UInt32(truncatingIfNeeded: check), seq: UInt32(seq),
      attributes: attributes)
    count += 1
    return .new(slot: at)
  }

  private func place(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash.multipliedFullWidth(by: UInt64(capacity)).high)
  }

  private mutating func grow() {
    let old = slots
    let oldCapacity = capacity
    capacity += capacity / 4
    slots = .allocate(capacity: capacity)
    slots.initialize(repeating: Slot(), count: capacity)
    for i in 0..<oldCapacity where old[i].seq != 0 {
      var at = place(old[i].hash)
      while slots[at].seq != 0 { at = at + 1 == capacity ? 0 : at + 1 }
      slots[at] = old[i]
    }
    old.deallocate()
  }
}
