import DueSystem

/// What a batch of events adds to the sums of days and groups.
struct EventTally: ~Copyable {
  struct Sum {
    var count: Int64 = 0
    var parts: Int64 = 0
    var cost: Int64 = 0

    static func += (a: inout Self, b: Self) {
      a.count += b.count
      a.parts += b.parts
      a.cost += b.cost
    }

    init() {}

    init(_ entry: EventEntry) {
      count = 1
      parts = entry.isCharged ? entry.parts ?? 0 : 0
      cost = entry.isCharged ? (entry.price ?? 0) &+ (entry.fee ?? 0) : 0
    }
  }

  /// Sums kept in memory; more go into a file.
  private static let limit = 65_536
  private static let capacity = 2 * limit

  private struct Slot {
    /// 0 for a free slot: no group has the number 0.
    var key: UInt64 = 0
    var sum = Sum()
  }

  private let slots: UnsafeMutablePointer<Slot>
  /// The slots that are taken.
  private var places: [Int] = []
  private var spilled: KeySorter?

  init() {
    slots = .allocate(capacity: Self.capacity)
    slots.initialize(repeating: Slot(), count: Self.capacity)
  }

  deinit { slots.deallocate() }

  mutating func add(_ sum: Sum, day: Int64, group: Int64) throws {
    // Days up to the year 9999 and before 1970 sort as they should.
    let key = UInt64(UInt32(truncatingIfNeeded: day + 0x4000_0000)) << 32 | UInt64(group)
    var place = Int(truncatingIfNeeded: key &* 0x9e37_79b9_7f4a_7c15 >> 40) & (Self.capacity - 1)
    while slots[place].key != 0, slots[place].key != key {
      place = (place + 1) & (Self.capacity - 1)
    }
    if slots[place].key == 0 {
      if places.count == Self.limit {
        try spill()
        return try add(sum, day: day, group: group)
      }
      slots[place].key = key
      places.append(place)
    }
    slots[place].sum += sum
  }

  private mutating func spill() throws {
    if spilled == nil { spilled = KeySorter(runLimit: Self.limit) }
    var text = ByteBuffer(capacity: 32)
    for place in places {
      let (key, sum) = (slots[place].key, slots[place].sum)
      text.removeAll()
      text.append(bigEndian: Int64(bitPattern: key), bytes: 8)
      text.append(bigEndian: sum.count, bytes: 8)
      text.append(bigEndian: sum.parts, bytes: 8)
      text.append(bigEndian: sum.cost, bytes: 8)
      try spilled?.add(text.bytes, 0)
    }
    forget()
  }

  private mutating func forget() {
    for place in places { slots[place] = Slot() }
    places.removeAll(keepingCapacity: true)
  }

  /// Hands all sums to `body`, by day and group, and forgets them.
  mutating func drain(_ body: (_ day: Int64, _ group: Int64, Sum) throws -> Void) throws {
    if spilled != nil {
      try spill()
      try drainSpilled(body)
      spilled = nil
      return
    }
    for place in places.sorted(by: { slots[$0].key < slots[$1].key }) {
      try body(Self.day(slots[place].key), Self.group(slots[place].key), slots[place].sum)
    }
    forget()
  }

  private mutating func drainSpilled(_ body: (Int64, Int64, Sum) throws -> Void) throws {
    var last: UInt64?
    var total = Sum()
    try spilled?.forEach { text, _ in
      let key = UInt64(bitPattern: Self.number(text, 0))
      if let previous = last, previous != key {
        try body(Self.day(previous), Self.group(previous), total)
        total = Sum()
      }
      last = key
      total.count += Self.number(text, 8)
      total.parts += Self.number(text, 16)
      total.cost += Self.number(text, 24)
    }
    if let last { try body(Self.day(last), Self.group(last), total) }
  }

  private static func number(_ text: Bytes, _ offset: Int) -> Int64 {
    Int64(bigEndian: text.loadUnaligned(fromByteOffset: offset, as: Int64.self))
  }

  private static func day(_ key: UInt64) -> Int64 { Int64(key >> 32) - 0x4000_0000 }
  private static func group(_ key: UInt64) -> Int64 { Int64(key & 0xffff_ffff) }
}

/// Months of a calendar, as one number.
enum CalendarMonth {
  /// The month of a day since 1970, UTC: 12 times the year, and the month from 0.
  static func of(day: Int64) -> Int64 {
    let civil = Instant(milliseconds: day * 86_400_000).civil()
    return Int64(12 * civil.year + civil.month - 1)
  }
}
