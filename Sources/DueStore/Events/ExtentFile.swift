import CDueStore
import DueSystem
import Glibc

/// Pages of a new SQLite database, handed out in runs to the tables that are built side by side, so
/// that each table lies together on the disk.
///
/// Source: SQLite, "Database File Format", sections 1.3 to 1.6.
final class ExtentFile {
  static let pageSize = PageStream.pageSize
  /// The page with the byte that SQLite locks; it has no content.
  private static let lockPage = 0x4000_0000 / pageSize + 1

  private let file: Descriptor
  private let name: String
  private let writer: OpaquePointer
  /// The first page that nobody has; the first of all is 1.
  private var next: Int
  private var free: [UInt32] = []

  /// Goes on after the last page of the database at `path`, which nobody else has open.
  init(appendingTo path: String) throws {
    file = try Descriptor(path, O_RDWR)
    name = path
    let size = lseek(file.number, 0, SEEK_END)
    guard size > 0, size % off_t(Self.pageSize) == 0 else {
      throw RunFault(.software, "\(path): expected whole pages, found \(size) bytes")
    }
    next = Int(size) / Self.pageSize + 1
    guard let writer = due_block_writer_open(path) else { throw systemFault(path) }
    self.writer = writer
  }

  deinit { due_block_writer_close(writer) }

  /// Writes the first `count` pages of `block` at `page`; its memory is another afterwards, and its
  /// bytes are any.
  func write(_ block: ExtentBlock, _ count: Int, at page: UInt32) throws {
    let offset = (Int64(page) - 1) * Int64(Self.pageSize)
    let written = block.release()
    guard let next = due_block_writer_put(writer, written, count * Self.pageSize, offset) else {
      throw systemFault(name, errno, .inputOutput)
    }
    block.take(next)
  }

  /// Hands out `count` pages that follow one another; the number of the first.
  func take(_ count: Int) -> UInt32 {
    if next <= Self.lockPage, next + count > Self.lockPage {
      free += (next..<Self.lockPage).map { UInt32($0) }
      next = Self.lockPage + 1
    }
    next += count
    return UInt32(next - count)
  }

  /// Takes back pages that were handed out and are not used.
  func giveBack(_ pages: Range<UInt32>) { free += pages }

  /// Writes whole pages, the first of them at `page`.
  func write(_ bytes: Bytes, at page: UInt32) throws {
    try put(bytes, at: (Int64(page) - 1) * Int64(Self.pageSize))
  }

  private func put(_ bytes: Bytes, at offset: Int64) throws {
    var done = 0
    while done < bytes.count {
      let count = pwrite(
        file.number, bytes.baseAddress.map { $0 + done }, bytes.count - done,
        off_t(offset) + off_t(done))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw systemFault(name, errno, .inputOutput) }
      done += count
    }
  }

  /// Writes the list of free pages, and both numbers of pages into the header.
  func finish() throws {
    let error = due_block_writer_drain(writer)
    guard error == 0 else { throw systemFault(name, error, .inputOutput) }
    guard ftruncate(file.number, off_t((next - 1) * Self.pageSize)) == 0 else {
      throw systemFault(name, errno, .inputOutput)
    }
    var header = ByteBuffer(capacity: 16)
    header.append(bigEndian: Int64(next - 1), bytes: 4)
    header.append(bigEndian: Int64(free.isEmpty ? 0 : try writeFreeList()), bytes: 4)
    header.append(bigEndian: Int64(free.count), bytes: 4)
    try put(header.bytes, at: 28)
  }

  /// Writes the pages that list the free ones; the first of those pages.
  private func writeFreeList() throws -> UInt32 {
    let perTrunk = Self.pageSize / 4 - 8  // SQLite leaves the last six places alone
    var trunks: [ArraySlice<UInt32>] = []
    var rest = free[...]
    while !rest.isEmpty {
      trunks.append(rest.prefix(perTrunk + 1))
      rest = rest.dropFirst(perTrunk + 1)
    }
    for (i, trunk) in trunks.enumerated() {
      var page = ByteBuffer(capacity: Self.pageSize)
      page.append(bigEndian: Int64(i + 1 < trunks.count ? trunks[i + 1].first ?? 0 : 0), bytes: 4)
      page.append(bigEndian: Int64(trunk.count - 1), bytes: 4)
      for number in trunk.dropFirst() { page.append(bigEndian: Int64(number), bytes: 4) }
      page.append(zeroes: Self.pageSize - page.count)
      try write(page.bytes, at: trunk.first ?? 0)
    }
    return free[0]
  }
}

/// The memory of a run of pages.
final class ExtentBlock {
  private var memory: UnsafeMutableRawPointer?

  init() {
    guard let block = due_block_new() else { preconditionFailure("no memory") }
    memory = block
  }

  deinit { free(memory) }

  var base: UnsafeMutableRawPointer {
    guard let memory else { preconditionFailure("a block whose file could not be written") }
    return memory
  }

  fileprivate func release() -> UnsafeMutableRawPointer {
    defer { memory = nil }
    return base
  }

  fileprivate func take(_ block: UnsafeMutableRawPointer) { memory = block }
}
