/// Bytes that stay where they were put, until all of them go at once.
///
/// Blocks are taken as they are needed and never moved, so a `Bytes` into the arena is valid until
/// `removeAll`. A batch of records lives in one.
package struct ByteArena: ~Copyable {
  private var blocks: [UnsafeMutableRawBufferPointer] = []
  private var block = 0
  private var used = 0
  /// Bytes put in since `removeAll`.
  package private(set) var count = 0

  private static let blockSize = 1 << 20

  package init() {}

  deinit { for block in blocks { block.deallocate() } }

  /// Forgets everything; the first blocks are kept to be used again.
  package mutating func removeAll() {
    while blocks.count > 8 || blocks.last.map({ $0.count > Self.blockSize }) == true {
      blocks.removeLast().deallocate()
    }
    block = 0
    used = 0
    count = 0
  }

  /// Puts `bytes` in and returns where they are.
  package mutating func copy(_ bytes: Bytes) -> Bytes {
    guard let from = bytes.baseAddress, bytes.count > 0 else { return Bytes(start: nil, count: 0) }
    let place = reserve(bytes.count)
    place.copyMemory(from: from, byteCount: bytes.count)
    return Bytes(start: place, count: bytes.count)
  }

  private mutating func reserve(_ n: Int) -> UnsafeMutableRawPointer {
    count &+= n
    if block < blocks.count, blocks[block].count &- used >= n, let base = blocks[block].baseAddress
    {
      defer { used &+= n }
      return base + used
    }
    return nextBlock(n)
  }

  private mutating func nextBlock(_ n: Int) -> UnsafeMutableRawPointer {
    if block < blocks.count { block += 1 }
    if block == blocks.count || blocks[block].count < n {
      let size = max(n, Self.blockSize)
      blocks.insert(.allocate(byteCount: size, alignment: 16), at: block)
    }
    used = n
    guard let base = blocks[block].baseAddress else { preconditionFailure("an empty block") }
    return base
  }
}
