import DueSystem
import Glibc

/// Sorts more keys than memory should hold: sorted runs in a file without a name, then merged.
///
/// Keys are compared byte by byte, equal ones by the place of the row that each goes with. Keys
/// that come in order cost next to nothing: each run goes on where the last one ended.
struct KeySorter: ~Copyable {
  private var arena = ByteArena()
  private var keys: [SortedKey] = []
  /// The keys in hand have come in order.
  private var isSorted = true
  private var file: ScratchFile?
  /// Where each run lies in the file.
  private var runs: [Range<Int64>] = []
  /// The last key of the last run.
  private var runEnd = ByteBuffer(capacity: 64)
  private var runEndSeq: Int64 = 0
  private var written: Int64 = 0
  private var buffer = ByteBuffer(capacity: 1 << 16)
  private let runLimit: Int
  private let order: SortedKey.Order

  init(_ order: SortedKey.Order = .bytes, runLimit: Int = 32_768) {
    self.runLimit = runLimit
    self.order = order
    keys.reserveCapacity(runLimit)
  }

  mutating func add(_ key: Bytes, _ seq: Int64) throws {
    if keys.count == runLimit { try spill() }
    let new = SortedKey(key: arena.copy(key), seq: seq)
    if isSorted, let last = keys.last, new.precedes(last, order) { isSorted = false }
    keys.append(new)
  }

  private mutating func sort() {
    if isSorted { return }
    switch order {
    case .bytes: keys.sort { $0.precedes($1, .bytes) }
    case .prefixes: keys.sortPrefixes()
    }
    isSorted = true
  }

  /// Writes a sorted run: length, place and bytes of each key.
  private mutating func spill() throws {
    sort()
    guard let first = keys.first, let last = keys.last else { return }
    let start = written
    if file == nil { file = try ScratchFile.make() }
    for key in keys {
      buffer.append(bigEndian: Int64(key.key.count), bytes: 4)
      buffer.append(bigEndian: key.seq, bytes: 8)
      buffer.append(key.key)
      if buffer.count >= 1 << 16 { try flush() }
    }
    try flush()
    if let run = runs.last, !first.precedes(SortedKey(key: runEnd.bytes, seq: runEndSeq), order) {
      runs[runs.count - 1] = run.lowerBound..<written
    } else {
      runs.append(start..<written)
    }
    runEnd.removeAll()
    runEnd.append(last.key)
    runEndSeq = last.seq
    keys.removeAll(keepingCapacity: true)
    isSorted = true
    arena.removeAll()
  }

  private mutating func flush() throws {
    try file?.write(buffer.bytes)
    written += Int64(buffer.count)
    buffer.removeAll()
  }

  /// Hands all keys to `body`, in order; may be done again.
  mutating func forEach(_ body: (Bytes, Int64) throws -> Void) throws {
    guard !runs.isEmpty else {
      sort()
      for key in keys { try body(key.key, key.seq) }
      return
    }
    try spill()
    let descriptor = file?.descriptor.number ?? -1
    var merge = try RunMerge(descriptor, runs, order)
    while let first = merge.first {
      try body(first.key, first.seq)
      try merge.advance()
    }
  }
}

/// A key, and the place of the row that it goes with.
struct SortedKey {
  enum Order {
    /// That of the keys' bytes.
    case bytes
    /// That of the first eight bytes, best evenly spread ones: the rest of the key is cargo.
    case prefixes
  }

  /// The first eight bytes, as a number that sorts as they do.
  let prefix: UInt64
  let key: Bytes
  let seq: Int64

  init(key: Bytes, seq: Int64) {
    prefix = key.prefix64
    self.key = key
    self.seq = seq
  }

  @inline(__always)
  func precedes(_ other: SortedKey, _ order: Order) -> Bool {
    if prefix != other.prefix { return prefix < other.prefix }
    if order == .prefixes { return seq < other.seq }
    let difference = key.compared(to: other.key)
    return difference != 0 ? difference < 0 : seq < other.seq
  }
}

extension [SortedKey] {
  private static let bucketBits: UInt64 = 12
  /// More keys than this in one bucket are not even.
  private static let bucketLimit = 64

  /// Sorts by prefix and seq: a pass puts each key near its place, and neighbours do the rest.
  fileprivate mutating func sortPrefixes() {
    let shift = 64 - Self.bucketBits
    var ends = [Int](repeating: 0, count: 1 << Int(Self.bucketBits))
    for key in self { ends[Int(key.prefix >> shift)] += 1 }
    let isEven = ends.allSatisfy { $0 <= Self.bucketLimit }
    guard isEven else { return sort { $0.precedes($1, .prefixes) } }
    var end = 0
    for bucket in ends.indices {
      end += ends[bucket]
      ends[bucket] = end
    }
    let old = self
    withUnsafeMutableBufferPointer { keys in
      for key in old.reversed() {
        let bucket = Int(key.prefix >> shift)
        ends[bucket] -= 1
        keys[ends[bucket]] = key
      }
      for i in keys.indices.dropFirst() {
        let key = keys[i]
        var at = i
        while at > 0, key.precedes(keys[at - 1], .prefixes) {
          keys[at] = keys[at - 1]
          at -= 1
        }
        keys[at] = key
      }
    }
  }
}
