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
  }

  /// The longest cell that is written: longer ones would need overflow pages.
  static let cellLimit = 3_500

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
    let row = kind == .table ? UInt64(bitPattern: rowID) : nil
    let size = UInt64(record.count)
    let length = Varint.size(size) + (row.map(Varint.size) ?? 0) + record.count
    if !leaf.hasRoom(for: length) { try turnLeaf(&pages) }
    var place = leaf.addCell(length)
    place += Varint.write(size, to: place)
    if let row { place += Varint.write(row, to: place) }
    record.write(to: place)
    lastRowID = rowID
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
