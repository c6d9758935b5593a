import CDueStore
import DueSystem
import Glibc

/// Pages of a new SQLite database, written one after the other at the end of its file.
///
/// Source: SQLite, "Database File Format", sections 1.3 and 1.6.
struct PageStream: ~Copyable {
  static let pageSize = 16_384
  /// The page with the byte that SQLite locks; it has no content.
  private static let lockPage = 0x4000_0000 / pageSize + 1
  private static let blockSize = 1 << 20

  private let file: Descriptor
  private let name: String
  private var block = ByteBuffer(capacity: blockSize)
  /// The number of the page that comes next; the first is 1.
  private var next: Int
  private var written: Int64 = 0
  private var settled: Int64 = 0

  private init(_ file: consuming Descriptor, name: String, next: Int) {
    self.file = file
    self.name = name
    self.next = next
  }

  /// Goes on after the last page of the database at `path`, which nobody else has open.
  static func append(to path: String) throws -> PageStream {
    let file = try Descriptor(path, O_RDWR)
    let size = lseek(file.number, 0, SEEK_END)
    guard size > 0, size % off_t(pageSize) == 0 else {
      throw RunFault(.software, "\(path): expected whole pages, found \(size) bytes")
    }
    var stream = PageStream(file, name: path, next: Int(size) / pageSize + 1)
    stream.written = Int64(size)
    stream.settled = Int64(size)
    return stream
  }

  /// Writes `page` and returns its number.
  mutating func add(_ page: Bytes) throws -> UInt32 {
    if next == Self.lockPage {
      block.append(zeroes: Self.pageSize)
      next += 1
    }
    block.append(page)
    if block.count >= Self.blockSize { try flush() }
    next += 1
    return UInt32(next - 1)
  }

  /// Writes pages of which each names the next, until they hold all of `bytes`; the first one.
  mutating func addChain(_ bytes: Bytes) throws -> UInt32 {
    let first = following(next - 1)
    var rest = bytes
    var page = ByteBuffer(capacity: Self.pageSize)
    while !rest.isEmpty {
      let piece = rest.prefix(Self.pageSize - 4)
      rest = Bytes(rebasing: rest[piece.endIndex...])
      let current = following(next - 1)
      page.removeAll()
      page.append(bigEndian: rest.isEmpty ? 0 : Int64(following(current)), bytes: 4)
      page.append(Bytes(rebasing: piece))
      page.append(zeroes: Self.pageSize - page.count)
      _ = try add(page.bytes)
    }
    return UInt32(first)
  }

  /// The page that comes after `page`.
  private func following(_ page: Int) -> Int { page + 1 == Self.lockPage ? page + 2 : page + 1 }

  private mutating func flush() throws {
    try file.write(block.bytes, name: name)
    written += Int64(block.count)
    block.removeAll()
    // What is on its way to the disk early need not be waited for at the end.
    if written - settled >= 16 << 20 {
      due_store_begin_writing(file.number, settled, written - settled)
      settled = written
    }
  }

  /// Reads page `number`, one that has left the stream.
  func read(_ number: UInt32, into page: UnsafeMutableRawPointer) throws {
    let place = off_t(number - 1) * off_t(Self.pageSize)
    guard pread(file.number, page, Self.pageSize, place) == Self.pageSize else {
      throw systemFault(name, errno, .inputOutput)
    }
  }

  /// Replaces page `number`, one that was there before the stream began, or has left it.
  func replace(_ number: UInt32, with page: Bytes) throws {
    try put(page, at: (Int64(number) - 1) * Int64(Self.pageSize))
  }

  /// Writes what is left, and the new number of pages into the header.
  mutating func finish() throws {
    try flush()
    var count = UInt32(next - 1).bigEndian
    try withUnsafeBytes(of: &count) { try put($0, at: 28) }
  }

  private func put(_ bytes: Bytes, at offset: Int64) throws {
    guard pwrite(file.number, bytes.baseAddress, bytes.count, off_t(offset)) == bytes.count else {
      throw systemFault(name, errno, .inputOutput)
    }
  }
}
