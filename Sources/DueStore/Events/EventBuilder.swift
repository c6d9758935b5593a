import DueFormats
import DueModel
import DueSystem

/// Makes an event database that is not there yet, all at once.
///
/// It is built beside its place, without a journal, and appears under its name when it is whole and
/// on the disk. A run killed before that leaves a file that the next one removes.
package final class EventBuilder: EventKeeper {
  private let pages: ExtentFile
  // One load has the builder, so access need not be checked at every event.
  @exclusivity(unchecked) private var events: TableBuilder
  @exclusivity(unchecked) private var raws: TableBuilder
  @exclusivity(unchecked) private var groups: TableBuilder
  private var files: TableBuilder
  private var bads: TableBuilder

  @exclusivity(unchecked) private var group = EventGroups()
  @exclusivity(unchecked) private var tally = EventTally()
  @exclusivity(unchecked) private var uids = KeySorter(runLimit: 65_536)
  private var badUIDs = KeySorter()
  @exclusivity(unchecked) private var recent: RecentUIDs
  @exclusivity(unchecked) private var eventRecord = EventRecord()
  @exclusivity(unchecked) private var groupRecord = GroupRecord()
  private var text = RecordText()
  @exclusivity(unchecked) private var header = ByteBuffer(capacity: 64)

  private let loadedAt: String
  @exclusivity(unchecked) private var seq: Int64 = 0
  private var fileSeq: Int64 = 0
  private var badSeq: Int64 = 0
  private var known: Set<FileIdentity> = []
  package private(set) var counts = EventCounts()

  private struct FileIdentity: Hashable {
    var path: String
    var inode: Int64
    var size: Int64
    var modified: Int64
  }

  init(_ path: String, _ roots: EventRoots, now: Instant, windowBits: Int) throws {
    recent = RecentUIDs(bits: windowBits)
    pages = try ExtentFile(appendingTo: path)
    events = TableBuilder(root: roots.event, in: pages)
    raws = TableBuilder(root: roots.raw, in: pages)
    groups = TableBuilder(root: roots.group, in: pages)
    files = TableBuilder(root: roots.file, in: pages)
    bads = TableBuilder(root: roots.bad, in: pages)
    loadedAt = now.iso8601
  }

  package func begin(_ file: LoadedFile, again: Bool) throws -> Bool {
    let identity = FileIdentity(
      path: file.path, inode: file.inode, size: file.size, modified: file.modified)
    if file.isRegular, !known.insert(identity).inserted, !again { return false }
    fileSeq += 1
    return true
  }

  package func add(_ entry: EventEntry) throws {
    if !recent.insert(entry.uid) {
      counts.known += 1
      return
    }
    let (number, isNew) = group.number(of: entry)
    if isNew {
      try groupRecord.with(entry) { try groups.add(number, header: $0, $1) }
    }
    seq += 1
    counts.added += 1
    try eventRecord.with(entry, group: number, file: fileSeq) {
      try events.add(seq, header: $0, $1)
    }
    try addRaw(entry.raw)
    try entry.uid.withBytes { try uids.add($0, seq) }
    try tally.add(EventTally.Sum(entry), day: entry.day, group: number)
  }

  /// The header is its own length, a NULL for the rowid and the type of the text.
  private func addRaw(_ raw: Bytes) throws {
    header.removeAll()
    header.append(varint: UInt64(13 + 2 * raw.count))
    let length = header.count + 2
    header.removeAll()
    header.append(UInt8(length))
    header.append(UInt8(0))
    header.append(varint: UInt64(13 + 2 * raw.count))
    try raws.add(seq, header: header.bytes, raw)
  }

  package func add(_ bad: BadEvent) throws {
    badSeq += 1
    let uid = bad.uid
    try uid.withUnsafeBytes { try badUIDs.add($0, badSeq) }
    text.removeAll()
    text.addNull()
    uid.withUnsafeBytes { text.add(blob: $0) }
    text.add(copying: loadedAt)
    text.add(copying: bad.file)
    text.add(Int64(bad.line))
    text.add(copying: bad.reason)
    if !bad.raw.isEmpty, bad.raw.isUTF8 { text.add(bad.raw) } else { text.add(blob: bad.raw) }
    try text.withParts(&header) { try bads.add(badSeq, header: $0, $1) }
  }

  package func end(_ file: LoadedFile) throws {
    text.removeAll()
    text.addNull()
    text.add(copying: file.path)
    text.add(file.inode)
    text.add(file.size)
    text.add(file.modified)
    text.add(copying: loadedAt)
    text.add(Int64(file.events))
    text.add(Int64(file.rejects))
    try text.withParts(&header) { try files.add(fileSeq, header: $0, $1) }
  }

  // MARK: The end

  /// Writes the tables that go by keys; the events that were known before, by their seq.
  func finish(_ path: String, _ roots: EventRoots) throws -> (events: SeqSet, bads: SeqSet) {
    try events.finish()
    try raws.finish()
    try groups.finish()
    try files.finish()
    try bads.finish()
    try pages.finish()
    var stream = try PageStream.append(to: path)
    let losers = try Self.writeKeys(&uids, root: roots.uid, withSeq: true, &stream)
    let badLosers = try Self.writeKeys(&badUIDs, root: roots.badUID, withSeq: false, &stream)
    try writeSums(roots, &stream)
    try stream.finish()
    counts.added -= losers.count
    counts.known += losers.count
    return (losers, badLosers)
  }

  private static func writeKeys(
    _ keys: inout KeySorter, root: UInt32, withSeq: Bool, _ stream: inout PageStream
  ) throws -> SeqSet {
    var losers = SeqSet()
    var tree = TreeBuilder(.index, root: root)
    var record = RecordText()
    var last = ByteBuffer(capacity: 64)
    try keys.forEach { key, seq in
      if last.bytes.equals(key), !key.isEmpty {
        losers.insert(seq)
        return
      }
      last.removeAll()
      last.append(key)
      record.removeAll()
      record.add(blob: key)
      if withSeq { record.add(seq) }
      try tree.add(record, rowID: 0, to: &stream)
    }
    try tree.finish(&stream)
    return losers
  }

  private func writeSums(_ roots: EventRoots, _ stream: inout PageStream) throws {
    var days = TreeBuilder(.index, root: roots.day)
    var months = TreeBuilder(.index, root: roots.month)
    var record = RecordText()
    var month = MonthSums()
    try tally.drain { day, group, sum in
      if let ended = month.turn(to: CalendarMonth.of(day: day)) {
        for (group, sum) in ended.sums {
          record.add(ended.month, group, sum)
          try months.add(record, rowID: 0, to: &stream)
        }
      }
      month.add(group, sum)
      record.add(day, group, sum)
      try days.add(record, rowID: 0, to: &stream)
    }
    for ended in [month.turn(to: nil)].compactMap({ $0 }) {
      for (group, sum) in ended.sums {
        record.add(ended.month, group, sum)
        try months.add(record, rowID: 0, to: &stream)
      }
    }
    try days.finish(&stream)
    try months.finish(&stream)
  }
}

/// The sums of a month, gathered from its days, which come in order.
struct MonthSums {
  private var month: Int64?
  private var sums: [Int64: EventTally.Sum] = [:]

  /// Goes on to another month; what the one before has come to, by group.
  mutating func turn(to next: Int64?) -> (month: Int64, sums: [(Int64, EventTally.Sum)])? {
    if next == month { return nil }
    defer {
      month = next
      sums.removeAll(keepingCapacity: true)
    }
    guard let month else { return nil }
    return (month, sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
  }

  mutating func add(_ group: Int64, _ sum: EventTally.Sum) { sums[group, default: .init()] += sum }
}

extension RecordText {
  /// Becomes the row of a sum.
  fileprivate mutating func add(_ period: Int64, _ group: Int64, _ sum: EventTally.Sum) {
    removeAll()
    add(period)
    add(group)
    add(sum.count)
    add(sum.parts)
    add(sum.cost)
  }

  fileprivate mutating func add(copying text: String) {
    var text = text
    text.withUTF8 { add(Bytes($0)) }
  }
}

/// The identities of events that came just now: most that come twice come soon.
struct RecentUIDs: ~Copyable {
  private let capacity: Int
  private let slots: UnsafeMutablePointer<(UInt64, UInt64)>

  /// - Parameter bits: two to the power of these are kept.
  init(bits: Int) {
    capacity = 1 << bits
    slots = .allocate(capacity: capacity)
    slots.initialize(repeating: (0, 0), count: capacity)
  }

  deinit { slots.deallocate() }

  /// Notes an event; false where it is known.
  mutating func insert(_ uid: EventUID) -> Bool {
    let slot = slots + Int(uid.words.0 & UInt64(capacity - 1))
    if slot.pointee == (uid.words.0, uid.words.1) { return false }
    slot.pointee = (uid.words.0, uid.words.1)
    return true
  }
}
