import DueSystem

/// Numbers the groups of events: what many of them have in common.
///
/// Memory is bounded: when there are many, all are forgotten, and a group that comes again gets
/// another number, as `event_group` allows. Groups are told apart by 128 bits of hashes.
struct EventGroups: ~Copyable {
  private static let limit = 65_536
  private static let capacity = 4 * limit

  private struct Slot {
    var hash: (UInt64, UInt64) = (0, 0)
    /// 0 for a free slot.
    var number: Int64 = 0
  }

  private let slots: UnsafeMutablePointer<Slot>
  private var count = 0
  private var next: Int64

  /// - Parameter next: the number that the first new group gets.
  init(next: Int64 = 1) {
    self.next = next
    slots = .allocate(capacity: Self.capacity)
    slots.initialize(repeating: Slot(), count: Self.capacity)
  }

  deinit { slots.deallocate() }

  /// The number of the group of `entry`, and whether it is a new one, to be stored.
  mutating func number(of entry: EventEntry) -> (number: Int64, isNew: Bool) {
    var hash = GroupHash()
    entry.forEachGroupText { hash.add($0) }
    let place = place(of: hash)
    if slots[place].number != 0 { return (slots[place].number, false) }
    defer { next += 1 }
    remember(hash, next, at: place)
    return (next, true)
  }

  /// Notes a group that is stored.
  mutating func add(_ number: Int64, _ hash: GroupHash) {
    let place = place(of: hash)
    if count < Self.limit, slots[place].number == 0 { remember(hash, number, at: place) }
  }

  /// The slot of the group, or the free one where it goes.
  @inline(__always)
  private func place(of hash: GroupHash) -> Int {
    var place = Int(truncatingIfNeeded: hash.value.0) & (Self.capacity - 1)
    while slots[place].number != 0, slots[place].hash != hash.value {
      place = (place + 1) & (Self.capacity - 1)
    }
    return place
  }

  private mutating func remember(_ hash: GroupHash, _ number: Int64, at place: Int) {
    var place = place
    if count == Self.limit {
      slots.update(repeating: Slot(), count: Self.capacity)
      count = 0
      place = self.place(of: hash)
    }
    slots[place] = Slot(hash: hash.value, number: number)
    count += 1
  }
}

/// What tells a group from others: its texts, one after the other.
struct GroupHash {
  private(set) var value: (UInt64, UInt64) = (0x9e37_79b9_7f4a_7c15, 0xc2b2_ae3d_27d4_eb4f)

  @inline(__always)
  mutating func add(_ text: Bytes) {
    value = (text.hash64(seed: value.0), text.hash64(seed: value.1 &+ 1))
  }
}
