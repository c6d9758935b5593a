import DueSystem
import Glibc

/// Makes endpoints INACTIVE in the leaf pages of their table, where these have just been written.
///
/// A page is read, written anew with the longer rows, and put back. Rows for which it has no room
/// are left to SQLite, which knows how to part a page.
///
/// Source: SQLite, "Database File Format", sections 1.6 and 2.1.
struct StatusEditor {
  private let old: UnsafeMutableRawPointer
  private let page = TreePage(TreePage.tableLeaf)
  /// Columns before the status: seq, project, country and channel.
  private static let before = 4
  private static let inactive: StaticString = "INACTIVE"
  /// The type of a text of eight bytes.
  private static let inactiveType: UInt8 = 29
  /// How much longer a cell may become: the text, and its length in one byte more.
  private static let growth = 9

  /// - Parameters:
  ///   - losers: rows whose status is to be INACTIVE.
  ///   - leaves: the pages of the table in order, and the last row of each.
  /// - Returns: those of `losers` that are still to be seen to.
  static func deactivate(
    _ losers: SeqSet, in leaves: [(page: UInt32, lastRowID: Int64)], _ pages: inout PageStream
  ) throws -> [Int64] {
    if losers.count == 0 { return [] }
    let editor = StatusEditor(
      old: .allocate(byteCount: PageStream.pageSize, alignment: 16))
    defer { editor.old.deallocate() }
    var left: [Int64] = []
    var here: [Int64] = []
    var rest = leaves[...]
    for seq in losers.ranges.joined() {
      while let leaf = rest.first, leaf.lastRowID < seq {
        try editor.rewrite(leaf.page, here, &left, &pages)
        here.removeAll(keepingCapacity: true)
        rest.removeFirst()
      }
      here.append(seq)
    }
    if let leaf = rest.first {
      try editor.rewrite(leaf.page, here, &left, &pages)
    } else {
      left += here
    }
    return left
  }

  /// Writes one page anew, with the rows of `losers`, which are in order and all of it, INACTIVE.
  private func rewrite(
    _ number: UInt32, _ losers: [Int64], _ left: inout [Int64], _ pages: inout PageStream
  ) throws {
    if losers.isEmpty { return }
    try pages.read(number, into: old)
    let source = Bytes(start: old, count: PageStream.pageSize)
    let count = word(3)
    var room = word(5) - 8 - 2 * count
    page.clear()
    var next = losers[...]
    for index in 0..<count {
      let cell = Cell(Bytes(rebasing: source[word(8 + 2 * index)...]))
      guard cell.rowID == next.first else {
        copy(cell.bytes, to: page.addCell(cell.bytes.count))
        continue
      }
      next.removeFirst()
      if room >= Self.growth, let record = cell.record, let at = status(of: record) {
        room -= deactivate(record, cell.rowID, at) - cell.bytes.count
      } else {
        left.append(cell.rowID)
        copy(cell.bytes, to: page.addCell(cell.bytes.count))
      }
    }
    left += next
    try pages.replace(number, with: page.bytes)
  }

  /// A row as it stands in its page.
  private struct Cell {
    let bytes: Bytes
    let rowID: Int64
    /// The row; nil for one that is longer than a page keeps, or might become so.
    let record: Bytes?

    /// - Parameter rest: the page from the cell on.
    init(_ rest: Bytes) {
      var place = 0
      let size = Int(RecordCells.varint(rest, &place))
      rowID = Int64(bitPattern: RecordCells.varint(rest, &place))
      let kind = TreeBuilder.Kind.table
      let isWhole = size <= kind.localLimit
      let length = isWhole ? size : kind.localSize(size) + 4  // and the page of the rest
      bytes = Bytes(rebasing: rest[..<(place + length)])
      let mayGrow = size + StatusEditor.growth <= kind.localLimit
      record = mayGrow ? Bytes(rebasing: bytes[place...]) : nil
    }
  }

  private func word(_ offset: Int) -> Int {
    Int(UInt16(bigEndian: old.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
  }

  private func copy(_ bytes: Bytes, to place: UnsafeMutableRawPointer) {
    if let start = bytes.baseAddress { memcpy(place, start, bytes.count) }
  }

  /// Where type and value of the status are in `record`; nil where it has a status.
  private func status(of record: Bytes) -> (type: Int, value: Int)? {
    var type = 0
    var value = Int(RecordCells.varint(record, &type))
    for _ in 0..<Self.before {
      value += RecordCells.size(ofType: RecordCells.varint(record, &type))
    }
    return record[type] == 0 ? (type, value) : nil
  }

  /// Adds the row to the page, its status INACTIVE; the length of its cell.
  private func deactivate(_ record: Bytes, _ rowID: Int64, _ at: (type: Int, value: Int)) -> Int {
    let size = record.count + Self.inactive.utf8CodeUnitCount
    let length =
      Varint.size(UInt64(size)) + Varint.size(UInt64(bitPattern: rowID)) + size
    var place = page.addCell(length)
    place += Varint.write(UInt64(size), to: place)
    place += Varint.write(UInt64(bitPattern: rowID), to: place)
    copy(Bytes(rebasing: record[..<at.value]), to: place)
    place.storeBytes(of: Self.inactiveType, toByteOffset: at.type, as: UInt8.self)
    place += at.value
    memcpy(place, Self.inactive.utf8Start, Self.inactive.utf8CodeUnitCount)
    copy(
      Bytes(rebasing: record[at.value...]), to: place + Self.inactive.utf8CodeUnitCount)
    return length
  }
}
