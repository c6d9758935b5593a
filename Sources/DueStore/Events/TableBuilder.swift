import CDueStore
import DueSystem
import Glibc

/// Builds one table of a new SQLite database from its rows in order, each written where it stays.
///
/// Unlike `TreeBuilder`, which shares one stream of pages, several of these work side by side, and
/// rows may be of any length.
///
/// Source: SQLite, "Database File Format", sections 1.5 and 1.6.
struct TableBuilder: ~Copyable {
  private static let pageSize = ExtentFile.pageSize
  private static let largestExtent = Int(DUE_BLOCK_SIZE) / pageSize
  /// The most of a row that a page keeps; what a page keeps of a longer one at least.
  private static let localLimit = pageSize - 35
  private static let localLeast = (pageSize - 12) * 32 / 255 - 23

  private let pages: ExtentFile
  private let root: UInt32

  /// The run of pages in hand.
  private let memory: ExtentBlock
  private var block: UnsafeMutableRawPointer { memory.base }
  private var extent: UInt32 = 0
  private var extentCount = 0
  private var used = 0

  // The leaf in hand, which is the last used page of the block.
  private var leaf: UnsafeMutableRawPointer
  private var count = 0
  private var content = pageSize
  private var lastRow: Int64 = 0
  private var levels: [InteriorPage] = []

  /// - Parameter root: the page where the schema says that the table begins.
  init(root: UInt32, in pages: ExtentFile) {
    self.pages = pages
    self.root = root
    memory = ExtentBlock()
    leaf = memory.base
    turnExtent()
    used = 1
  }

  /// Adds a row: the header and the body of its record.
  ///
  /// - Parameter rowID: larger than that of the row before.
  mutating func add(_ rowID: Int64, header: Bytes, _ body: Bytes) throws {
    let size = header.count + body.count
    let local = Self.localCount(size)
    let isWhole = local == size
    let cell =
      Self.varintCount(UInt64(size)) + Self.varintCount(UInt64(rowID)) + local + (isWhole ? 0 : 4)
    if content - cell < 8 + 2 * (count + 1) { try turnLeaf() }
    content -= cell
    var place = leaf + content
    Self.put(UInt64(size), &place)
    Self.put(UInt64(rowID), &place)
    copy(header, to: place)
    copy(Bytes(rebasing: body[..<(local - header.count)]), to: place + header.count)
    if !isWhole {
      let first = try writeOverflow(Bytes(rebasing: body[(local - header.count)...]))
      (place + local).storeBytes(of: first.bigEndian, as: UInt32.self)
    }
    (leaf + 8 + 2 * count).storeBytes(of: UInt16(content).bigEndian, as: UInt16.self)
    count += 1
    lastRow = rowID
  }

  private func copy(_ bytes: Bytes, to place: UnsafeMutableRawPointer) {
    if let start = bytes.baseAddress, bytes.count > 0 { memcpy(place, start, bytes.count) }
  }

  private static func localCount(_ size: Int) -> Int {
    if size <= localLimit { return size }
    let local = localLeast + (size - localLeast) % (pageSize - 4)
    return local <= localLimit ? local : localLeast
  }

  @inline(__always)
  private static func varintCount(_ value: UInt64) -> Int {
    value < 0x80 ? 1 : (63 - value.leadingZeroBitCount) / 7 + 1
  }

  /// Writes a varint below 2^56.
  @inline(__always)
  private static func put(_ value: UInt64, _ place: inout UnsafeMutableRawPointer) {
    var rest = varintCount(value)
    while rest > 0 {
      rest -= 1
      let byte = UInt8(truncatingIfNeeded: value >> UInt64(7 * rest) & 0x7f)
      place.storeBytes(of: rest > 0 ? byte | 0x80 : byte, as: UInt8.self)
      place += 1
    }
  }

  /// Writes what a page does not keep of a row; the first page of it.
  private func writeOverflow(_ rest: Bytes) throws -> UInt32 {
    let perPage = Self.pageSize - 4
    let total = (rest.count + perPage - 1) / perPage
    let first = pages.take(total)
    var text = ByteBuffer(capacity: total * Self.pageSize)
    for i in 0..<total {
      text.append(bigEndian: i + 1 < total ? Int64(first) + Int64(i) + 1 : 0, bytes: 4)
      text.append(Bytes(rebasing: rest[(i * perPage)..<min((i + 1) * perPage, rest.count)]))
    }
    text.append(zeroes: total * Self.pageSize - text.count)
    try pages.write(text.bytes, at: first)
    return first
  }

  // MARK: Pages

  /// Takes the next page of the block, whose bytes are any.
  private mutating func takePage() throws -> UnsafeMutableRawPointer {
    if used == extentCount {
      try pages.write(memory, used, at: extent)
      turnExtent()
    }
    used += 1
    return block + (used - 1) * Self.pageSize
  }

  /// Small tables stay small: runs double in length.
  private mutating func turnExtent() {
    extentCount = min(max(1, extentCount * 2), Self.largestExtent)
    extent = pages.take(extentCount)
    used = 0
  }

  private var lastPage: UInt32 { extent + UInt32(used) - 1 }

  /// Writes the header of the leaf, and zeros where nothing is.
  private func closeLeaf() {
    memset(leaf, 0, 8)
    memset(leaf + 8 + 2 * count, 0, content - 8 - 2 * count)
    leaf.storeBytes(of: 0x0d, as: UInt8.self)
    (leaf + 3).storeBytes(of: UInt16(count).bigEndian, as: UInt16.self)
    (leaf + 5).storeBytes(of: UInt16(content).bigEndian, as: UInt16.self)
  }

  private mutating func turnLeaf() throws {
    closeLeaf()
    try add(child: lastPage, upTo: lastRow, level: 0)
    leaf = try takePage()
    count = 0
    content = Self.pageSize
  }

  private mutating func add(child: UInt32, upTo row: Int64, level: Int) throws {
    if level == levels.count { levels.append(InteriorPage()) }
    if !levels[level].hasRoom {
      // The last child becomes the rightmost one, its row parts this page from the next.
      let last = levels[level].removeLast()
      let page = try takePage()
      levels[level].write(to: page, rightmost: last.child)
      levels[level].removeAll()
      try add(child: lastPage, upTo: last.row, level: level + 1)
    }
    levels[level].add(child, upTo: row)
  }

  /// Writes the pages that are not full, and the root.
  mutating func finish() throws {
    closeLeaf()
    if levels.isEmpty {
      try pages.write(Bytes(start: leaf, count: Self.pageSize), at: root)
      pages.giveBack(extent..<(extent + UInt32(extentCount)))
      return
    }
    var child = lastPage
    for level in levels.indices.dropLast() {
      let page = try takePage()
      levels[level].write(to: page, rightmost: child)
      child = lastPage
    }
    try pages.write(Bytes(start: block, count: used * Self.pageSize), at: extent)
    pages.giveBack((extent + UInt32(used))..<(extent + UInt32(extentCount)))
    levels[levels.count - 1].write(to: block, rightmost: child)
    try pages.write(Bytes(start: block, count: Self.pageSize), at: root)
  }
}

/// The children of one interior page of a table.
private struct InteriorPage {
  private var cells: [(child: UInt32, row: Int64)] = []

  /// A cell with its place takes at most fifteen bytes.
  var hasRoom: Bool { 12 + 15 * (cells.count + 1) <= PageStream.pageSize }

  mutating func add(_ child: UInt32, upTo row: Int64) { cells.append((child, row)) }

  mutating func removeLast() -> (child: UInt32, row: Int64) { cells.removeLast() }

  mutating func removeAll() { cells.removeAll(keepingCapacity: true) }

  func write(to page: UnsafeMutableRawPointer, rightmost: UInt32) {
    memset(page, 0, PageStream.pageSize)
    var content = PageStream.pageSize
    var cell = ByteBuffer(capacity: 16)
    for (i, entry) in cells.enumerated() {
      cell.removeAll()
      cell.append(bigEndian: Int64(entry.child), bytes: 4)
      cell.append(varint: UInt64(entry.row))
      content -= cell.count
      (page + content).copyMemory(from: UnsafeRawPointer(cell.base), byteCount: cell.count)
      (page + 12 + 2 * i).storeBytes(of: UInt16(content).bigEndian, as: UInt16.self)
    }
    page.storeBytes(of: 0x05, as: UInt8.self)
    (page + 3).storeBytes(of: UInt16(cells.count).bigEndian, as: UInt16.self)
    (page + 5).storeBytes(of: UInt16(content).bigEndian, as: UInt16.self)
    (page + 8).storeBytes(of: rightmost.bigEndian, as: UInt32.self)
  }
}
