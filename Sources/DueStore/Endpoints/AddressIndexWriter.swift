import DueModel
import DueSystem

/// What happened to an address: an endpoint had it before a job, or got it by a record.
struct AddressEvent {
  /// The order in which things happened. What was there before a job is older than all of it.
  var time: Int64
  /// The value of the address's `AddressKey`.
  var key: Int64
  /// Bits of another hash of the address; the lowest three are not used.
  var check: UInt64
  var seq: Int64
  /// The endpoint is active after this.
  var isActive: Bool
  /// Others lose the address by this.
  var takes: Bool
  /// The endpoint has this address in the end, and nothing later is said of its status.
  var isLast: Bool

  /// The time of an endpoint that was there before.
  static func before(_ seq: Int64) -> Int64 { seq - 1 << 62 }

  /// Adds the event to those that are sorted by key and time.
  func add(to sorter: inout KeySorter) throws {
    let flags: UInt64 = (isActive ? 1 : 0) | (takes ? 2 : 0) | (isLast ? 4 : 0)
    var words = (
      (UInt64(bitPattern: key) ^ 1 << 63).bigEndian, (check & ~7 | flags).bigEndian,
      UInt64(bitPattern: seq).bigEndian
    )
    try withUnsafeBytes(of: &words) { try sorter.add($0, time) }
  }

  init(
    time: Int64, key: Int64, check: UInt64, seq: Int64, isActive: Bool, takes: Bool, isLast: Bool
  ) {
    self.time = time
    self.key = key
    self.check = check & ~7
    self.seq = seq
    self.isActive = isActive
    self.takes = takes
    self.isLast = isLast
  }

  init(_ bytes: Bytes, time: Int64) {
    func word(_ index: Int) -> UInt64 {
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
    }
    let flags = word(1)
    self.init(
      time: time, key: Int64(bitPattern: word(0) ^ 1 << 63), check: flags,
      seq: Int64(bitPattern: word(2)), isActive: flags & 1 != 0, takes: flags & 2 != 0,
      isLast: flags & 4 != 0)
  }
}

/// Writes the index of addresses, and finds the endpoints that lose theirs: of those of one address
/// the last one that took it keeps it.
struct AddressIndexWriter: ~Copyable {
  private var tree = TreeBuilder(.index)
  private var record = RecordText()
  /// What happened to the addresses of the key in hand: nearly always one thing.
  private var events: [AddressEvent] = []
  /// The events of `events` that made an endpoint active which still is.
  private var holders: [Int] = []
  /// Endpoints that are INACTIVE now, although the last event of each says otherwise.
  private(set) var losers = SeqSet()

  /// Adds an event: keys rise, and with one key, times.
  mutating func add(_ event: AddressEvent, to pages: inout PageStream) throws {
    if let first = events.first, first.key != event.key { try turn(&pages) }
    if event.takes { take(event) }
    if event.isActive { holders.append(events.count) }
    events.append(event)
  }

  private mutating func take(_ event: AddressEvent) {
    holders.removeAll { holder in
      let other = events[holder]
      guard other.check == event.check, other.seq != event.seq else { return false }
      events[holder].isActive = false
      if other.isLast { losers.insert(other.seq) }
      return true
    }
  }

  /// Writes the endpoints of a key: those that are active have NULL, and stand first.
  private mutating func turn(_ pages: inout PageStream) throws {
    if events.count == 1 {
      if events[0].isLast { try write(events[0], &pages) }
    } else {
      events.removeAll { !$0.isLast }
      events.sort { $0.isActive != $1.isActive ? $0.isActive : $0.seq < $1.seq }
      for event in events { try write(event, &pages) }
    }
    events.removeAll(keepingCapacity: true)
    holders.removeAll(keepingCapacity: true)
  }

  private mutating func write(_ event: AddressEvent, _ pages: inout PageStream) throws {
    record.removeAll()
    record.add(event.key)
    if event.isActive { record.addNull() } else { record.add("INACTIVE" as StaticString) }
    record.add(event.seq)
    try tree.add(record, rowID: 0, to: &pages)
  }

  /// Ends the index; the page where it begins.
  mutating func finish(_ pages: inout PageStream) throws -> UInt32 {
    try turn(&pages)
    return try tree.finish(&pages)
  }
}
