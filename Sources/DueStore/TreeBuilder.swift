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

  /// - Parameter root: the page where the tree is to begin; nil for any.
  init(_ kind: Kind, root: UInt32? = nil) {
    self.kind = kind
    self.root = root
    leaf = TreePage(kind.leaf)
  }

  /// Adds a row or a key. A key's `rowID` is not used: it is part of the record.
  mutating func add(_ record: borrowing RecordText, rowID: Int64, to pages: inout PageStream) throws
  {
    let size = record.count
    leaf.cell.removeAll()
    leaf.cell.append(varint: UInt64(size))
    if kind == .table { leaf.cell.append(varint: UInt64(bitPattern: rowID)) }
    record.append(to: &leaf.cell)
    if !leaf.hasRoom { try turnLeaf(&pages) }
    leaf.takeCell()
    lastRowID = rowID
  }

  /// Writes the full leaf, its divider into the level above.
  private mutating func turnLeaf(_ pages: inout PageStream) throws {
    let divider: [UInt8]
    if kind == .table {
      var key = ByteBuffer(capacity: 16)
      key.append(varint: UInt64(bitPattern: lastRowID))
      divider = Array(key.bytes)
    } else {
      divider = leaf.removeLastCell()
    }
    let number = try leaf.write(to: &pages)
    leaf.clear()
    try add(child: number, divider, level: 0, &pages)
  }

  private mutating func add(
    child: UInt32, _ divider: [UInt8], level: Int, _ pages: inout PageStream
  ) throws {
    if level == levels.count { levels.append(TreePage(kind.interior)) }
    let page = levels[level]
    page.cell.removeAll()
    page.cell.append(bigEndian: Int64(child), bytes: 4)
    divider.withUnsafeBytes { page.cell.append($0) }
    if !page.hasRoom {
      // The last child becomes the rightmost one, its divider parts this page from the next.
      let last = page.removeLastCell()
      page.rightmost = last.withUnsafeBytes { UInt32(bigEndian: $0.loadUnaligned(as: UInt32.self)) }
      let number = try page.write(to: &pages)
      page.clear()
      try add(child: number, Array(last[4...]), level: level + 1, &pages)
    }
    page.takeCell()
  }

  /// Writes the pages that are not full, and the root; its page.
  @discardableResult
  mutating func finish(_ pages: inout PageStream) throws -> UInt32 {
    var top = leaf
    for page in levels {
      page.rightmost = try top.write(to: &pages)
      top = page
    }
    guard let root else { return try top.write(to: &pages) }
    try pages.replace(root, with: top.bytes)
    return root
  }
}

/// One page of a B-tree while it fills: pointers from the front, cells from the back.
private final class TreePage {
  private let base: UnsafeMutableRawPointer
  private let type: UInt8
  private let headerSize: Int
  // One builder has the page, so access need not be checked at every byte.
  @exclusivity(unchecked) private var count = 0
  @exclusivity(unchecked) private var content = PageStream.pageSize
  /// The child after the last cell of an interior page.
  var rightmost: UInt32 = 0
  /// The cell that comes next.
  @exclusivity(unchecked) var cell = ByteBuffer(capacity: 4096)

  init(_ type: UInt8) {
    base = .allocate(byteCount: PageStream.pageSize, alignment: 16)
    memset(base, 0, PageStream.pageSize)
    self.type = type
    headerSize = type & 8 == 8 ? 8 : 12
  }

  deinit { base.deallocate() }

  func clear() {
    count = 0
    content = PageStream.pageSize
    rightmost = 0
    memset(base, 0, PageStream.pageSize)
  }

  /// Pages are not filled to the brim: a row that changes soon may grow a little.
  private static let reserve = 384

  var hasRoom: Bool {
    content - cell.count >= headerSize + 2 * (count + 1) + (type == 0x0d ? Self.reserve : 0)
  }

  func takeCell() {
    content -= cell.count
    guard let from = cell.bytes.baseAddress else { preconditionFailure("an empty cell") }
    memcpy(base + content, from, cell.count)
    store(UInt16(content), at: headerSize + 2 * count)
    count += 1
  }

  func removeLastCell() -> [UInt8] {
    count -= 1
    let end = count == 0 ? PageStream.pageSize : load(at: headerSize + 2 * (count - 1))
    let bytes = Array(Bytes(start: base + content, count: end - content))
    memset(base + content, 0, end - content)
    store(0, at: headerSize + 2 * count)
    content = end
    return bytes
  }

  var bytes: Bytes {
    (base).storeBytes(of: type, as: UInt8.self)
    store(UInt16(count), at: 3)
    store(UInt16(content), at: 5)
    if headerSize == 12 { (base + 8).storeBytes(of: rightmost.bigEndian, as: UInt32.self) }
    return Bytes(start: base, count: PageStream.pageSize)
  }

  func write(to pages: inout PageStream) throws -> UInt32 { try pages.add(bytes) }

  private func store(_ value: UInt16, at offset: Int) {
    (base + offset).storeBytes(of: value.bigEndian, as: UInt16.self)
  }

  private func load(at offset: Int) -> Int {
    Int(UInt16(bigEndian: (base + offset).load(as: UInt16.self)))
  }
}
