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

  private var places: [UInt64: Int] = [:]
  private var keys: [UInt64] = []
  private var sums: [Sum] = []
  private var spilled: KeySorter?

  init() {}

  var isEmpty: Bool { keys.isEmpty }

  mutating func add(_ sum: Sum, day: Int64, group: Int64) throws {
    // Days up to the year 9999 and before 1970 sort as they should.
    let key = UInt64(UInt32(truncatingIfNeeded: day + 0x4000_0000)) << 32 | UInt64(group)
    if let place = places[key] {
      sums[place] += sum
      return
    }
    if keys.count == Self.limit { try spill() }
    places[key] = keys.count
    keys.append(key)
    sums.append(sum)
  }

  private mutating func spill() throws {
    if spilled == nil { spilled = KeySorter(runLimit: 65_536) }
    var text = ByteBuffer(capacity: 32)
    for (key, sum) in zip(keys, sums) {
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
    places.removeAll(keepingCapacity: true)
    keys.removeAll(keepingCapacity: true)
    sums.removeAll(keepingCapacity: true)
  }

  /// Hands all sums to `body`, by day and group, and forgets them.
  mutating func drain(_ body: (_ day: Int64, _ group: Int64, Sum) throws -> Void) throws {
    if spilled != nil {
      try spill()
      try drainSpilled(body)
      spilled = nil
      return
    }
    for place in keys.indices.sorted(by: { keys[$0] < keys[$1] }) {
      try body(Self.day(keys[place]), Self.group(keys[place]), sums[place])
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
