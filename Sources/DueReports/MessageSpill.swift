import DueModel
import DueSystem
import Glibc

/// Messages that did not fit in memory: in a file without a name, each run of them in parts by
/// hash, so that one part of all runs fits.
struct MessageSpill: ~Copyable {
  /// The parts of a run, by the highest bits of the second half of the key.
  static let parts = 64

  private let file: ScratchFile
  /// For each run where its parts begin, and after the last of them where it ends; in messages.
  private var runs: [[Int]] = []
  private var written = 0

  private static let blockCount = 16_384

  init() throws { file = try ScratchFile.make() }

  /// Writes all messages of `table` as a run, and empties it.
  mutating func take(_ table: inout MessageTable) throws {
    let (places, counts) = table.places(parts: Self.parts)
    var begins = [written]
    for count in counts { begins.append(begins[begins.count - 1] + count) }
    var block: [MessageState] = []
    block.reserveCapacity(Self.blockCount)
    for place in places {
      block.append(table[place])
      if block.count == Self.blockCount { try write(&block) }
    }
    try write(&block)
    written += places.count
    runs.append(begins)
    table.removeAll()
  }

  private borrowing func write(_ block: inout [MessageState]) throws {
    try block.withUnsafeBytes { bytes in
      try file.write(Bytes(rebasing: bytes[..<(block.count * MemoryLayout<MessageState>.stride)]))
    }
    block.removeAll(keepingCapacity: true)
  }

  /// Joins the messages of one part of all runs in `table`, which is empty.
  func read(part: Int, into table: inout MessageTable) throws {
    let stride = MemoryLayout<MessageState>.stride
    let block = UnsafeMutablePointer<MessageState>.allocate(capacity: Self.blockCount)
    defer { block.deallocate() }
    for begins in runs {
      var next = begins[part]
      while next < begins[part + 1] {
        let count = min(Self.blockCount, begins[part + 1] - next)
        try read(block, count * stride, at: next * stride)
        for i in 0..<count {
          if table.isFull { table.grow() }
          let place = table.state(of: block[i].key)
          if place.pointee.isFresh {
            place.pointee = block[i]
          } else {
            place.pointee.join(block[i])
          }
        }
        next += count
      }
    }
  }

  private func read(_ block: UnsafeMutablePointer<MessageState>, _ size: Int, at offset: Int) throws
  {
    let bytes = UnsafeMutableRawPointer(block)
    var done = 0
    while done < size {
      let count = pread(file.descriptor.number, bytes + done, size - done, off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw systemFault("temporary file", errno, .inputOutput) }
      done += count
    }
  }
}

extension MessageState {
  /// Whether nothing has been noted yet.
  fileprivate var isFresh: Bool {
    sender == 0 && configurationSet == 0 && isp == 0 && flags == 0
      && withDays { $0.allSatisfy { $0 == 0 } }
  }
}
