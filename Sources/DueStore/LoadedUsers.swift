import CDueStore
import Glibc

/// The users of a load: the place of each, by 96 bits of two hashes of its id, and a hash of its
/// attributes.
///
/// Many small tables, which grow one after the other: a single one would take nearly twice its
/// memory while it grows.
struct LoadedUsers: ~Copyable {
  private let tables: UnsafeMutablePointer<UserSlots>
  private(set) var count = 0

  /// More would not fit into the memory that an import may take.
  static let limit = 900_000
  private static let tableBits: UInt64 = 6

  init() {
    let count = 1 << Int(Self.tableBits)
    tables = .allocate(capacity: count)
    for i in 0..<count { (tables + i).initialize(to: UserSlots()) }
  }

  deinit {
    tables.deinitialize(count: 1 << Int(Self.tableBits))
    tables.deallocate()
  }

  enum Answer {
    /// A user who was not there, and is now, at the place given.
    case new(slot: Slot)
    /// A user who is there, with these attributes or other ones; `slot` is for `setAttributes`.
    case old(seq: Int64, same: Bool, slot: Slot)
  }

  /// Where a user stands, as long as no user is added.
  struct Slot {
    fileprivate var table = 0
    fileprivate var place = 0
  }

  /// Says that the user of that hash is going to be looked for soon.
  @inline(__always)
  func expect(_ hash: UInt64) { tables[table(of: hash)].expect(hash << Self.tableBits) }

  /// Notes that the user in `slot` has other attributes now.
  mutating func setAttributes(_ hash: UInt64, of slot: Slot) {
    tables[slot.table].setAttributes(hash, at: slot.place)
  }

  mutating func insert(
    _ hash: UInt64, _ check: UInt64, attributes: UInt64, seq: Int64
  ) -> Answer {
    let table = table(of: hash)
    let new = UserSlots.User(
      hash: hash << Self.tableBits, check: UInt32(truncatingIfNeeded: check), seq: UInt32(seq),
      attributes: attributes)
    let (place, isNew) = tables[table].insert(new)
    let slot = Slot(table: table, place: place)
    if isNew {
      count += 1
      return .new(slot: slot)
    }
    let old = tables[table].user(at: place)
    return .old(seq: Int64(old.seq), same: old.attributes == attributes, slot: slot)
  }

  @inline(__always)
  private func table(of hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash >> (64 - Self.tableBits))
  }
}

/// A table of users; open addressing.
private struct UserSlots: ~Copyable {
  struct User {
    var hash: UInt64 = 0
    var check: UInt32 = 0
    /// 0 for a free slot.
    var seq: UInt32 = 0
    var attributes: UInt64 = 0
  }

  private var slots: UnsafeMutablePointer<User>
  private var capacity = 64
  private var count = 0

  init() {
    slots = .allocate(capacity: capacity)
    slots.initialize(repeating: User(), count: capacity)
  }

  deinit { slots.deallocate() }

  @inline(__always)
  func expect(_ hash: UInt64) { due_store_prefetch(slots + place(hash)) }

  func user(at place: Int) -> User { slots[place] }

  mutating func setAttributes(_ hash: UInt64, at place: Int) { slots[place].attributes = hash }

  /// Where the user stands; adds one that was not there.
  mutating func insert(_ user: User) -> (place: Int, isNew: Bool) {
    var at = place(user.hash)
    while slots[at].seq != 0 {
      if slots[at].hash == user.hash, slots[at].check == user.check { return (at, false) }
      at = at + 1 == capacity ? 0 : at + 1
    }
    // Only now: a place that was told stays while no user is added.
    if count * 100 >= capacity * 85 {
      grow()
      at = free(user.hash)
    }
    slots[at] = user
    count += 1
    return (at, true)
  }

  private func free(_ hash: UInt64) -> Int {
    var at = place(hash)
    while slots[at].seq != 0 { at = at + 1 == capacity ? 0 : at + 1 }
    return at
  }

  @inline(__always)
  private func place(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash.multipliedFullWidth(by: UInt64(capacity)).high)
  }

  private mutating func grow() {
    let old = slots
    let oldCapacity = capacity
    capacity += capacity / 4
    slots = .allocate(capacity: capacity)
    slots.initialize(repeating: User(), count: capacity)
    for i in 0..<oldCapacity where old[i].seq != 0 { slots[free(old[i].hash)] = old[i] }
    old.deallocate()
  }
}
