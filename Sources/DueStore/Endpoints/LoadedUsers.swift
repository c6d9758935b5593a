import CDueStore
import Glibc

/// The users of a load: the place of each, by 70 bits of two hashes of its id, and 44 bits of a
/// hash of its attributes.
///
/// With as many users as fit, two of them are taken for one in one load of some thousand millions.
/// Many small tables, which grow one after the other: a single one would take nearly twice its
/// memory while it grows.
struct LoadedUsers: ~Copyable {
  private let tables: UnsafeMutablePointer<UserSlots>
  private(set) var count = 0

  /// More would not fit into the memory that an import may take.
  static let limit = 800_000
  private static let tableBits: UInt64 = 6
  /// The seed of the second hash.
  static let checkSeed: UInt64 = 0x2545_f491_4f6c_dd1d

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
  func expect(_ hash: UInt64, _ check: UInt64) { tables[table(of: hash)].expect(check) }

  /// Notes that the user in `slot` has other attributes now.
  mutating func setAttributes(_ hash: UInt64, of slot: Slot) {
    tables[slot.table].setAttributes(hash, at: slot.place)
  }

  mutating func insert(
    _ hash: UInt64, _ check: UInt64, attributes: UInt64, seq: Int64
  ) -> Answer {
    let table = table(of: hash)
    let new = UserSlots.User(check: check, seq: seq, attributes: attributes)
    let (place, isNew) = tables[table].insert(new)
    let slot = Slot(table: table, place: place)
    if isNew {
      count += 1
      return .new(slot: slot)
    }
    let old = tables[table].user(at: place)
    return .old(seq: old.seq, same: old.hasSameAttributes(as: new), slot: slot)
  }

  @inline(__always)
  private func table(of hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash >> (64 - Self.tableBits))
  }
}

/// A table of users; open addressing.
private struct UserSlots: ~Copyable {
  struct User {
    /// A hash of the id, which says where the user stands.
    var check: UInt64 = 0
    /// The place in the store, in the lowest bits, and a hash of the attributes; 0 for a free slot.
    private var rest: UInt64 = 0

    private static let seqBits: UInt64 = 20

    init() {}

    init(check: UInt64, seq: Int64, attributes: UInt64) {
      precondition(seq > 0 && seq < 1 << Self.seqBits, "more users than there is room for")
      self.check = check
      rest = (attributes & ~((1 << Self.seqBits) - 1)) | UInt64(seq)
    }

    var isFree: Bool { rest == 0 }
    var seq: Int64 { Int64(rest & ((1 << Self.seqBits) - 1)) }

    func hasSameAttributes(as other: User) -> Bool {
      rest >> Self.seqBits == other.rest >> Self.seqBits
    }
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

  mutating func setAttributes(_ hash: UInt64, at place: Int) {
    let old = slots[place]
    slots[place] = User(check: old.check, seq: old.seq, attributes: hash)
  }

  /// Where the user stands; adds one that was not there.
  mutating func insert(_ user: User) -> (place: Int, isNew: Bool) {
    var at = place(user.check)
    while !slots[at].isFree {
      if slots[at].check == user.check { return (at, false) }
      at = at + 1 == capacity ? 0 : at + 1
    }
    // Only now: a place that was told stays while no user is added.
    if count * 100 >= capacity * 85 {
      grow()
      at = free(user.check)
    }
    slots[at] = user
    count += 1
    return (at, true)
  }

  private func free(_ hash: UInt64) -> Int {
    var at = place(hash)
    while !slots[at].isFree { at = at + 1 == capacity ? 0 : at + 1 }
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
    for i in 0..<oldCapacity where !old[i].isFree { slots[free(old[i].check)] = old[i] }
    old.deallocate()
  }
}
