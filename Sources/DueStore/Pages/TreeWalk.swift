import CDueStore
import DueSystem
import Glibc

/// Walks all entries of one B-tree in the file of a database, in order.
///
/// Source: SQLite, "Database File Format", section 1.6.
struct TreeWalk: ~Copyable {
  private let file: UnsafeMutableRawPointer
  private let root: UInt32
  private let isTable: Bool
  private var levels: [TreeLevel] = []
  private var depth = 0
  private var isAtStart = true
  /// The entry in hand stands in an interior page: what comes after it is below.
  private var isAboveNext = false
  /// The row of the entry in hand, in a table.
  private(set) var rowID: Int64 = 0
  /// The record of the entry in hand, valid until the walk goes on.
  private(set) var record = Bytes(start: nil, count: 0)
  private var long = ByteBuffer(capacity: 1024)

  init(_ file: UnsafeMutableRawPointer, root: UInt32, isTable: Bool) {
    self.file = file
    self.root = root
    self.isTable = isTable
  }

  /// Moves to the next entry; false at the end.
  ///
  /// - Throws: status 74 where a page is not of the tree.
  mutating func next() throws -> Bool {
    if isAtStart {
      isAtStart = false
      try descend(to: root)
    } else if isAboveNext {
      isAboveNext = false
      try descend()
    }
    while depth > 0 {
      let page = levels[depth - 1]
      guard page.index < page.count else {
        depth -= 1
        guard depth > 0 else { return false }
        let above = levels[depth - 1]
        // Back from the last page below: that is all of this one.
        guard above.index < above.count else {
          above.index = above.count + 1
          continue
        }
        if !isTable {
          try take(above)
          isAboveNext = true
          return true
        }
        above.index += 1
        try descend()
        continue
      }
      try take(page)
      return true
    }
    return false
  }

  private mutating func take(_ page: TreeLevel) throws {
    if isTable { rowID = page.rowID(page.index) }
    if let payload = page.payload(page.index) {
      record = payload
    } else {
      try takeLong(page)
    }
    page.index += 1
  }

  private mutating func takeLong(_ page: TreeLevel) throws {
    guard let (size, local, first) = page.longPayload(page.index) else { throw Self.damage }
    long.removeAll()
    long.append(local)
    var next = first
    try withUnsafeTemporaryAllocation(byteCount: PageStream.pageSize, alignment: 16) { bytes in
      guard let base = bytes.baseAddress else { return }
      while long.count < size {
        guard next > 0, readPage(next, file, base) else { throw Self.damage }
        next = UInt32(bigEndian: base.load(as: UInt32.self))
        long.append(Bytes(rebasing: Bytes(bytes)[4...].prefix(size - long.count)))
      }
    }
    record = long.bytes
  }

  private mutating func descend() throws {
    guard let child = levels[depth - 1].child(levels[depth - 1].index) else { throw Self.damage }
    try descend(to: child)
  }

  private mutating func descend(to child: UInt32) throws {
    if depth == levels.count { levels.append(TreeLevel(isTable: isTable)) }
    guard depth < 20, child > 0, levels[depth].read(child, of: file) else { throw Self.damage }
    depth += 1
    if !levels[depth - 1].isLeaf { try descend() }
  }

  private static var damage: RunFault {
    RunFault(.inputOutput, "due.db: expected the pages of a table, found something else")
  }
}

/// Reads a page of a database; whether it is there.
func readPage(
  _ number: UInt32, _ file: UnsafeMutableRawPointer, _ page: UnsafeMutableRawPointer
) -> Bool {
  let offset = (Int64(number) - 1) * Int64(PageStream.pageSize)
  return due_store_read(file, page, Int32(PageStream.pageSize), offset) == 0
}
