import CDueScan
import DueFormats
import DueModel
import DueStore
import DueSystem

/// The columns of the monthly report that count events.
enum ReportColumn: Int, CaseIterable {
  case sends, delivered, opens, clicks, hardBounces, softBounces, complaints, unsubscribes, rejects
  case smsSends, smsDelivered, smsFailed

  init?(_ word: StaticString, isMail: Bool) {
    let word = Bytes(start: word.utf8Start, count: word.utf8CodeUnitCount)
    let words: [(StaticString, Self)] = isMail ? Self.mailWords : Self.textWords
    guard let found = words.first(where: { word.equals($0.0) }) else { return nil }
    self = found.1
  }

  private static let mailWords: [(StaticString, Self)] = [
    ("send", .sends), ("delivered", .delivered), ("open", .opens), ("click", .clicks),
    ("hard_bounce", .hardBounces), ("soft_bounce", .softBounces), ("complaint", .complaints),
    ("unsubscribe", .unsubscribes), ("reject", .rejects),
  ]
  private static let textWords: [(StaticString, Self)] = [
    ("send", .smsSends), ("delivered", .smsDelivered), ("failed", .smsFailed),
  ]
}

/// What the events of each month and campaign come to.
struct MonthlySums: ~Copyable {
  struct Sum {
    var counts = InlineArray<12, Int64>(repeating: 0)
    var parts: Int64 = 0
    /// Billionths of a US dollar.
    var cost: Int64 = 0
  }

  private var arena = ByteArena()
  private var keys = ByteKeys()
  private var sums: [Sum] = []
  private var key = ByteBuffer(capacity: 64)

  init() {}

  /// Counts an event: `month` is 12 times the year and the month from 0.
  mutating func add(
    _ column: ReportColumn?, month: Int, campaign: Bytes, parts: Int64 = 0, cost: Int64 = 0
  ) {
    key.removeAll()
    key.append(bigEndian: Int64(month), bytes: 4)
    key.append(campaign)
    let place: Int
    if let known = keys.find(key.bytes) {
      place = known
    } else {
      place = keys.number(of: arena.copy(key.bytes)).index
      sums.append(Sum())
    }
    if let column { sums[place].counts[column.rawValue] += 1 }
    sums[place].parts += parts
    sums[place].cost += cost
  }

  /// Hands each month and campaign to `body`, in order.
  func forEach(_ body: (_ month: Int, _ campaign: Bytes, Sum) throws -> Void) rethrows {
    for number in keys.sortedNumbers {
      let key = keys.keys[number]
      let month = Int(UInt32(bigEndian: key.loadUnaligned(as: UInt32.self)))
      try body(month, Bytes(rebasing: key[4...]), sums[number])
    }
  }
}

/// The lines that a report has seen, by a hash of 64 bits each: a line that comes again, byte for
/// byte, is a repeat.
///
/// Takes 16 to 32 bytes of memory a line.
struct SeenLines: ~Copyable {
  private var slots: UnsafeMutablePointer<UInt64>
  private var capacity = 1 << 16
  private var count = 0

  init() {
    slots = .allocate(capacity: capacity)
    slots.initialize(repeating: 0, count: capacity)
  }

  deinit { slots.deallocate() }

  /// Brings what `insert(hash)` will look at near: memory takes as long as a skim does.
  @inline(__always)
  func prepare(_ hash: UInt64) {
    due_prefetch(slots + (Int(truncatingIfNeeded: hash) & (capacity - 1)))
  }

  /// Notes a line; false for one that was there.
  mutating func insert(_ hash: UInt64) -> Bool {
    let hash = hash == 0 ? 1 : hash
    if count * 2 >= capacity { grow() }
    let place = place(hash)
    if slots[place] == hash { return false }
    slots[place] = hash
    count += 1
    return true
  }

  @inline(__always)
  private func place(_ hash: UInt64) -> Int {
    var place = Int(truncatingIfNeeded: hash) & (capacity - 1)
    while slots[place] != 0, slots[place] != hash { place = (place + 1) & (capacity - 1) }
    return place
  }

  private mutating func grow() {
    let old = slots
    let oldCapacity = capacity
    capacity *= 2
    slots = .allocate(capacity: capacity)
    slots.initialize(repeating: 0, count: capacity)
    for i in 0..<oldCapacity where old[i] != 0 { slots[place(old[i])] = old[i] }
    old.deallocate()
  }
}
