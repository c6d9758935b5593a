import DueSystem
import Glibc

/// Merges sorted runs of keys: the least of all is `first`, `advance` moves on.
struct RunMerge: ~Copyable {
  private struct Node {
    var key: SortedKey
    var run: Int
  }

  private let readers: UnsafeMutablePointer<RunReader>
  private let readerCount: Int
  /// A binary heap of the readers that are not at their end, by the keys that they hold.
  private let nodes: UnsafeMutablePointer<Node>
  private var count = 0
  private let order: SortedKey.Order

  /// What all readers together may take.
  private static let memory = 4 << 20

  init(_ descriptor: Int32, _ runs: [Range<Int64>], _ order: SortedKey.Order) throws {
    self.order = order
    readers = .allocate(capacity: runs.count)
    nodes = .allocate(capacity: runs.count)
    readerCount = runs.count
    let block = min(1 << 16, max(4096, Self.memory / max(1, runs.count)))
    for (i, run) in runs.enumerated() {
      (readers + i).initialize(to: RunReader(descriptor, run, blockSize: block))
    }
    for i in 0..<readerCount {
      guard let key = try readers[i].next() else { continue }
      (nodes + count).initialize(to: Node(key: key, run: i))
      count += 1
    }
    for start in stride(from: count / 2 - 1, through: 0, by: -1) { sink(start) }
  }

  deinit {
    readers.deinitialize(count: readerCount)
    readers.deallocate()
    nodes.deallocate()
  }

  /// The least key, valid until the next `advance`; nil at the end.
  var first: SortedKey? { count > 0 ? nodes[0].key : nil }

  mutating func advance() throws {
    if let key = try readers[nodes[0].run].next() {
      nodes[0].key = key
    } else {
      count -= 1
      nodes[0] = nodes[count]
    }
    if count > 1 { sink(0) }
  }

  /// Moves the node at `start` down to where no node below it comes first.
  private mutating func sink(_ start: Int) {
    let node = nodes[start]
    var at = start
    while true {
      var child = 2 * at + 1
      if child >= count { break }
      if child + 1 < count, nodes[child + 1].key.precedes(nodes[child].key, order) { child += 1 }
      if !nodes[child].key.precedes(node.key, order) { break }
      nodes[at] = nodes[child]
      at = child
    }
    nodes[at] = node
  }
}

/// Reads one sorted run.
private struct RunReader: ~Copyable {
  private let descriptor: Int32
  private var place: Int64
  private let end: Int64
  private var block: UnsafeMutableRawPointer
  private var blockSize: Int
  private var first = 0
  private var last = 0

  /// Length and place, before the bytes of each key.
  private static let headSize = 12

  init(_ descriptor: Int32, _ run: Range<Int64>, blockSize: Int) {
    self.descriptor = descriptor
    place = run.lowerBound
    end = run.upperBound
    self.blockSize = blockSize
    block = .allocate(byteCount: blockSize, alignment: 16)
  }

  deinit { block.deallocate() }

  /// The next key, valid until the one after it; nil at the end.
  mutating func next() throws -> SortedKey? {
    if last - first < Self.headSize {
      try fill(Self.headSize)
      if last == first { return nil }
    }
    let length = Int(UInt32(bigEndian: block.loadUnaligned(fromByteOffset: first, as: UInt32.self)))
    if last - first < Self.headSize + length { try fill(Self.headSize + length) }
    let head = block + first
    first += Self.headSize + length
    return SortedKey(
      key: Bytes(start: head + Self.headSize, count: length),
      seq: Int64(bigEndian: head.loadUnaligned(fromByteOffset: 4, as: Int64.self)))
  }

  /// Fills the block, which is to have `needed` bytes at least, unless the run ends.
  private mutating func fill(_ needed: Int) throws {
    let kept = last - first
    if needed > blockSize {
      blockSize = needed
      let larger = UnsafeMutableRawPointer.allocate(byteCount: needed, alignment: 16)
      larger.copyMemory(from: block + first, byteCount: kept)
      block.deallocate()
      block = larger
    } else if kept > 0 {
      memmove(block, block + first, kept)
    }
    first = 0
    last = kept
    while last < blockSize, place < end {
      let want = min(blockSize - last, Int(end - place))
      let count = pread(descriptor, block + last, want, off_t(place))
      guard count > 0 else { throw systemFault("temporary file", errno, .inputOutput) }
      last += count
      place += Int64(count)
    }
    guard last >= needed || last == 0 else {
      throw RunFault(.software, "temporary file: expected \(needed) bytes of a key, found \(last)")
    }
  }
}
