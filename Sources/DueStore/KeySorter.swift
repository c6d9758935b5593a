import DueSystem
import Glibc

/// Sorts more keys than memory should hold: sorted runs in a file without a name, then merged.
///
/// Keys are compared byte by byte, equal ones by the place of the row that each goes with.
struct KeySorter: ~Copyable {
  private var arena = ByteArena()
  private var keys: [(prefix: UInt64, key: Bytes, seq: Int64)] = []
  private var file: ScratchFile?
  /// Where each run lies in the file.
  private var runs: [(start: Int64, end: Int64)] = []
  private var written: Int64 = 0
  private var buffer = ByteBuffer(capacity: 1 << 16)
  private let runLimit: Int
  /// Only the first eight bytes of a key count.
  private let isPrefix: Bool

  init(comparingPrefixes isPrefix: Bool = false, runLimit: Int = 32_768) {
    self.runLimit = runLimit
    self.isPrefix = isPrefix
    keys.reserveCapacity(runLimit)
  }

  mutating func add(_ key: Bytes, _ seq: Int64) throws {
    if keys.count == runLimit { try spill() }
    let kept = arena.copy(key)
    keys.append((kept.prefix64, kept, seq))
  }

  private mutating func sort() {
    let isPrefix = isPrefix
    for i in keys.indices.dropFirst() where Self.precedes(keys[i], keys[i - 1], isPrefix) {
      keys.sort { Self.precedes($0, $1, isPrefix) }
      return
    }
  }

  @inline(__always)
  private static func precedes(
    _ a: (prefix: UInt64, key: Bytes, seq: Int64), _ b: (prefix: UInt64, key: Bytes, seq: Int64),
    _ isPrefix: Bool
  ) -> Bool {
    if a.prefix != b.prefix { return a.prefix < b.prefix }
    if isPrefix || a.key.equals(b.key) { return a.seq < b.seq }
    return a.key.precedes(b.key)
  }

  /// Writes a sorted run: length, key and seq of each entry.
  private mutating func spill() throws {
    sort()
    let start = written
    if file == nil { file = try ScratchFile.make() }
    for entry in keys {
      buffer.append(bigEndian: Int64(entry.key.count), bytes: 4)
      buffer.append(bigEndian: entry.seq, bytes: 8)
      buffer.append(entry.key)
      if buffer.count >= 1 << 16 { try flush() }
    }
    try flush()
    runs.append((start, written))
    keys.removeAll(keepingCapacity: true)
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
      for entry in keys { try body(entry.key, entry.seq) }
      return
    }
    if !keys.isEmpty { try spill() }
    let descriptor = file?.descriptor.number ?? -1
    var readers: [RunReader] = []
    for run in runs {
      readers.append(try RunReader(descriptor, run.start, run.end))
    }
    try Self.merge(&readers, isPrefix, body)
  }

  /// Takes the least of the readers' keys again and again: there are few readers, and runs of
  /// files in order follow one another, so the last winner is asked first.
  private static func merge(
    _ readers: inout [RunReader], _ isPrefix: Bool, _ body: (Bytes, Int64) throws -> Void
  ) throws {
    // A binary heap of places in `readers`.
    var heap = Array(readers.indices)
    func less(_ a: Int, _ b: Int) -> Bool {
      let (a, b) = (readers[a], readers[b])
      return precedes((a.prefix, a.key, a.seq), (b.prefix, b.key, b.seq), isPrefix)
    }
    func sink(_ start: Int) {
      var at = start
      while true {
        var child = 2 * at + 1
        if child >= heap.count { return }
        if child + 1 < heap.count, less(heap[child + 1], heap[child]) { child += 1 }
        if !less(heap[child], heap[at]) { return }
        heap.swapAt(child, at)
        at = child
      }
    }
    for start in stride(from: heap.count / 2, through: 0, by: -1) where start < heap.count {
      sink(start)
    }
    while let first = heap.first {
      let reader = readers[first]
      try body(reader.key, reader.seq)
      if try !reader.next() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
      }
      if !heap.isEmpty { sink(0) }
    }
  }
}

/// Reads one sorted run.
private final class RunReader {
  private let descriptor: Int32
  private var place: Int64
  private let end: Int64
  private let block: UnsafeMutableRawPointer
  private var first = 0
  private var last = 0
  private(set) var key = Bytes(start: nil, count: 0)
  private(set) var prefix: UInt64 = 0
  private(set) var seq: Int64 = 0

  private static let blockSize = 64 * 1024

  init(_ descriptor: Int32, _ start: Int64, _ end: Int64) throws {
    self.descriptor = descriptor
    place = start
    self.end = end
    block = .allocate(byteCount: Self.blockSize, alignment: 16)
    _ = try next()
  }

  deinit { block.deallocate() }

  /// Moves to the next key; false at the end.
  func next() throws -> Bool {
    if last - first < 12 {
      guard try fill() else { return false }
    }
    var length = Int(UInt32(bigEndian: block.loadUnaligned(fromByteOffset: first, as: UInt32.self)))
    if last - first < 12 + length {
      _ = try fill()
      length = Int(UInt32(bigEndian: block.loadUnaligned(fromByteOffset: first, as: UInt32.self)))
    }
    seq = Int64(bigEndian: block.loadUnaligned(fromByteOffset: first + 4, as: Int64.self))
    key = Bytes(start: block + first + 12, count: length)
    prefix = key.prefix64
    first += 12 + length
    return true
  }

  private func fill() throws -> Bool {
    let kept = last - first
    if kept > 0 { memmove(block, block + first, kept) }
    first = 0
    last = kept
    while last < Self.blockSize, place < end {
      let want = min(Self.blockSize - last, Int(end - place))
      let count = pread(descriptor, block + last, want, off_t(place))
      guard count > 0 else { throw systemFault("temporary file", errno, .inputOutput) }
      last += count
      place += Int64(count)
    }
    return last > 0
  }
}
