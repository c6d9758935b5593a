import DueSystem
import Glibc

/// Builds one B-tree of a new SQLite database from its entries in order, bottom up.
///
/// Pages are filled to the brim and never touched again; the last one at the top goes where the
/// schema says that the tree begins.
///
/// Source: SQLite, "Database File Format", section 1.6.
struct TreeBuilder: ~Copyable {
  enum Kind {
    /// Rows under their rowid: interior pages have only rowids.
    case table
    /// Keys: those that part two pages stand in the page above, and only there.
    case index

    var leaf: UInt8 { self == .table ? 0x0d : 0x0a }
    var interior: UInt8 { self == .table ? 0x05 : 0x02 }

    /// The longest record that a page keeps whole.
    var localLimit: Int {
      self == .table ? PageStream.pageSize - 35 : (PageStream.pageSize - 12) * 64 / 255 - 23
    }

    /// How much of a longer record a leaf page keeps: so much that its last page is full.
    func localSize(_ size: Int) -> Int {
      let least = (PageStream.pageSize - 12) * 32 / 255 - 23
      let filling = least + (size - least) % (PageStream.pageSize - 4)
      return filling <= localLimit ? filling : least
    }
  }

  private let kind: Kind
  private let root: UInt32?
  private var leaf: TreePage
  private var levels: [TreePage] = []
  private var lastRowID: Int64 = 0
  /// The leaf pages of a table, in order, and the last row of each.
  private(set) var leaves: [(page: UInt32, lastRowID: Int64)] = []

  /// - Parameter root: the page where the tree is to begin; nil for any.
  init(_ kind: Kind, root: UInt32? = nil) {
    self.kind = kind
    self.root = root
    leaf = TreePage(kind.leaf)
  }

  /// Adds a row or a key. A key's `rowID` is not used: it is part of the record.
  mutating func add(_ record: borrowing RecordText, rowID: Int64, to pages: inout PageStream) throws
  {
    guard record.count <= kind.localLimit else {
      var whole = ByteBuffer(capacity: record.count)
      record.append(to: &whole)
      return try addLong(whole.bytes, rowID, &pages)
    }
    record.write(to: try cell(record.count, record.count, rowID, &pages))
  }

  /// Adds a row or a key that is a record already.
  mutating func add(_ record: Bytes, rowID: Int64, to pages: inout PageStream) throws {
    guard record.count <= kind.localLimit else { return try addLong(record, rowID, &pages) }
    let place = try cell(record.count, record.count, rowID, &pages)
    if let start = record.baseAddress { memcpy(place, start, record.count) }
  }

  /// Adds a record of which a leaf page keeps the beginning, and pages of its own the rest.
  private mutating func addLong(_ record: Bytes, _ rowID: Int64, _ pages: inout PageStream) throws {
    let local = kind.localSize(record.count)
    let rest = try pages.addChain(Bytes(rebasing: record[local...]))
    let place = try cell(record.count, local + 4, rowID, &pages)
    if let start = record.baseAddress { memcpy(place, start, local) }
    (place + local).storeBytes(of: rest.bigEndian, as: UInt32.self)
  }

  /// Makes room for a cell: where its `length` bytes of a record of `size` bytes are to go.
  @inline(__always)
  private mutating func cell(
    _ size: Int, _ length: Int, _ rowID: Int64, _ pages: inout PageStream
  ) throws -> UnsafeMutableRawPointer {
    let row = kind == .table ? UInt64(bitPattern: rowID) : nil
    let head = Varint.size(UInt64(size)) + (row.map(Varint.size) ?? 0)
    if !leaf.hasRoom(for: head + length), !leaf.isEmpty { try turnLeaf(&pages) }
    var place = leaf.addCell(head + length)
    place += Varint.write(UInt64(size), to: place)
    if let row { place += Varint.write(row, to: place) }
    lastRowID = rowID
    return place
  }

  /// Writes the full leaf, its divider into the level above.
  private mutating func turnLeaf(_ pages: inout PageStream) throws {
    let divider: [UInt8]
    if kind == .table {
      divider = withUnsafeTemporaryAllocation(byteCount: 9, alignment: 1) { bytes in
        guard let start = bytes.baseAddress else { return [] }
        return Array(bytes.prefix(Varint.write(UInt64(bitPattern: lastRowID), to: start)))
      }
    } else {
      divider = leaf.removeLastCell()
    }
    let number = try write(leaf, to: &pages)
    leaf.clear()
    try add(child: number, divider, level: 0, &pages)
  }

  private mutating func write(_ page: TreePage, to pages: inout PageStream) throws -> UInt32 {
    let number = try pages.add(page.bytes)
    if kind == .table, page === leaf { leaves.append((number, lastRowID)) }
    return number
  }

  private mutating func add(
    child: UInt32, _ divider: [UInt8], level: Int, _ pages: inout PageStream
  ) throws {
    if level == levels.count { levels.append(TreePage(kind.interior)) }
    let page = levels[level]
    if !page.hasRoom(for: 4 + divider.count) {
      // The last child becomes the rightmost one, its divider parts this page from the next.
      let last = page.removeLastCell()
      page.rightmost = last.withUnsafeBytes { UInt32(bigEndian: $0.loadUnaligned(as: UInt32.self)) }
      let number = try write(page, to: &pages)
      page.clear()
      try add(child: number, Array(last[4...]), level: level + 1, &pages)
    }
    let place = page.addCell(4 + divider.count)
    place.storeBytes(of: child.bigEndian, as: UInt32.self)
    divider.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress { memcpy(place + 4, start, bytes.count) }
    }
  }

  /// Writes the pages that are not full, and the root; its page.
  @discardableResult
  mutating func finish(_ pages: inout PageStream) throws -> UInt32 {
    var top = leaf
    for page in levels {
      page.rightmost = try write(top, to: &pages)
      top = page
    }
    guard let root else { return try write(top, to: &pages) }
    try pages.replace(root, with: top.bytes)
    if kind == .table, top === leaf { leaves.append((root, lastRowID)) }
    return root
  }
}
