import DueModel
import DueSystem

/// What is known of one message, in 48 bytes.
///
/// Everything in it is joined without regard to order: of two days of one thing the first counts,
/// and what only one of two events says is kept.
struct MessageState {
  /// Sixteen bytes of hash of the message's id: of a thousand million messages two are the same
  /// once in 10^20 runs.
  var key: (UInt64, UInt64)
  /// Number of the identity, or of the sender's address (`Self.isSource`); 0 for not known.
  var sender: UInt32 = 0
  /// Number of the configuration set; 0 for not known.
  var configurationSet: UInt32 = 0
  /// Number of the provider; 0 for a message that does not count.
  var isp: UInt16 = 0
  var flags: UInt16 = 0
  /// For each of `VDMMetric.counted` the day after which it happened first; 0 for never. One more
  /// than the day, so that a fresh state is all zeros.
  var days: (UInt16, UInt16, UInt16, UInt16, UInt16, UInt16, UInt16) = (0, 0, 0, 0, 0, 0, 0)

  static let isSource: UInt32 = 1 << 31
  static let isPlainText: UInt16 = 1
  /// Opened, or clicked, on any day.
  static let wasOpened: UInt16 = 2
  static let wasClicked: UInt16 = 4
  static let metrics = 7

  init(key: (UInt64, UInt64)) { self.key = key }

  /// Notes that the thing of place `metric` happened on `day`.
  @inline(__always)
  mutating func note(_ metric: Int, _ day: Day) {
    let code = UInt16(truncatingIfNeeded: day.number &+ 1)
    withUnsafeMutableBytes(of: &days) { bytes in
      let days = bytes.assumingMemoryBound(to: UInt16.self)
      if days[metric] == 0 || days[metric] > code { days[metric] = code }
    }
  }

  @inline(__always)
  func withDays<T>(_ body: (UnsafeBufferPointer<UInt16>) -> T) -> T {
    withUnsafeBytes(of: days) { body($0.assumingMemoryBound(to: UInt16.self)) }
  }

  /// Takes what `other`, of the same message, knows.
  mutating func join(_ other: MessageState) {
    join(sender: other.sender)
    if configurationSet == 0 { configurationSet = other.configurationSet }
    if isp == 0 { isp = other.isp }
    flags |= other.flags
    other.withDays { days in
      for i in 0..<Self.metrics where days[i] != 0 { note(i, Day(Int(days[i]) - 1)) }
    }
  }

  /// An identity counts before an address.
  @inline(__always)
  mutating func join(sender other: UInt32) {
    guard other != 0 else { return }
    if sender == 0 || sender & Self.isSource != 0 && other & Self.isSource == 0 { sender = other }
  }
}

/// The messages of a report by the hash of their ids.
///
/// Open addressing over one block of memory: 48 bytes a slot, at most three of four in use.
struct MessageTable: ~Copyable {
  private var slots: UnsafeMutablePointer<MessageState>
  private var mask: Int
  private(set) var count = 0

  private static let firstCapacity = 1 << 14

  init() {
    slots = Self.block(Self.firstCapacity)
    mask = Self.firstCapacity - 1
  }

  deinit { slots.deallocate() }

  private static func block(_ capacity: Int) -> UnsafeMutablePointer<MessageState> {
    let block = UnsafeMutablePointer<MessageState>.allocate(capacity: capacity)
    block.initialize(repeating: MessageState(key: (0, 0)), count: capacity)
    return block
  }

  /// Whether there is no room for another message, without more memory.
  var isFull: Bool { count >= mask / 4 * 3 }

  var capacity: Int { mask + 1 }

  /// The state of the message of `key`, whose first half is not 0; a new one where there is none.
  /// Valid until the next call.
  ///
  /// - Precondition: the table is not full.
  @inline(__always)
  mutating func state(of key: (UInt64, UInt64)) -> UnsafeMutablePointer<MessageState> {
    var slot = Int(truncatingIfNeeded: key.1) & mask
    while true {
      let place = slots + slot
      if place.pointee.key == key { return place }
      if place.pointee.key.0 == 0 {
        place.pointee.key = key
        count &+= 1
        return place
      }
      slot = (slot &+ 1) & mask
    }
  }

  mutating func grow() {
    let old = slots
    let oldCapacity = capacity
    slots = Self.block(oldCapacity * 2)
    mask = oldCapacity * 2 - 1
    count = 0
    for i in 0..<oldCapacity where old[i].key.0 != 0 {
      let place = state(of: old[i].key)
      place.pointee = old[i]
    }
    old.deallocate()
  }

  mutating func removeAll() {
    slots.update(repeating: MessageState(key: (0, 0)), count: capacity)
    count = 0
  }

  func forEach(_ body: (borrowing MessageState) -> Void) {
    for i in 0..<capacity where slots[i].key.0 != 0 { body(slots[i]) }
  }

  /// The places of all messages, those of each part of `key.1` together, and how many each has.
  func places(parts: Int) -> (slots: [UInt32], counts: [Int]) {
    let shift = UInt64(UInt64.bitWidth - parts.trailingZeroBitCount)
    var counts = [Int](repeating: 0, count: parts)
    forEach { counts[Int(truncatingIfNeeded: $0.key.1 >> shift)] += 1 }
    var next = [Int](repeating: 0, count: parts)
    for i in 1..<parts { next[i] = next[i - 1] + counts[i - 1] }
    var order = [UInt32](repeating: 0, count: count)
    for i in 0..<capacity where slots[i].key.0 != 0 {
      let part = Int(truncatingIfNeeded: slots[i].key.1 >> shift)
      order[next[part]] = UInt32(truncatingIfNeeded: i)
      next[part] += 1
    }
    return (order, counts)
  }

  subscript(slot: UInt32) -> MessageState { slots[Int(slot)] }
}
