import CDueStore
import DueSystem

/// One page of a B-tree that is read.
final class TreeLevel {
  private let base: UnsafeMutableRawPointer
  private let isTable: Bool
  @exclusivity(unchecked) private(set) var isLeaf = true
  @exclusivity(unchecked) private(set) var count = 0
  @exclusivity(unchecked) private var cells = 0
  /// The cell in hand; `count` for what comes after the last.
  @exclusivity(unchecked) var index = 0

  private static let size = PageStream.pageSize

  init(isTable: Bool) {
    base = .allocate(byteCount: Self.size, alignment: 16)
    self.isTable = isTable
  }

  deinit { base.deallocate() }

  /// Whether the page is there and of the tree's kind.
  func read(_ number: UInt32, of file: UnsafeMutableRawPointer) -> Bool {
    let offset = (Int64(number) - 1) * Int64(Self.size)
    guard due_store_read(file, base, Int32(Self.size), offset) == 0 else { return false }
    let header = number == 1 ? 100 : 0
    let type = base.load(fromByteOffset: header, as: UInt8.self)
    guard type == (isTable ? 0x0d : 0x0a) || type == (isTable ? 0x05 : 0x02) else { return false }
    isLeaf = type & 8 == 8
    count = load(header + 3)
    cells = header + (isLeaf ? 8 : 12)
    index = 0
    return cells + 2 * count <= Self.size
  }

  @inline(__always)
  private func load(_ offset: Int) -> Int {
    Int(UInt16(bigEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
  }

  /// The bytes from cell `index` to the end of the page.
  @inline(__always)
  private func cell(_ index: Int) -> Bytes {
    let start = min(load(cells + 2 * index), Self.size)
    return Bytes(start: base + start, count: Self.size - start)
  }

  func rowID(_ index: Int) -> Int64 {
    let cell = cell(index)
    var place = isLeaf ? 0 : 4
    if isLeaf { _ = RecordCells.varint(cell, &place) }
    return Int64(bitPattern: RecordCells.varint(cell, &place))
  }

  /// The beginning of a record that is longer than a page keeps, and the page with its next part.
  func longPayload(_ index: Int) -> (size: Int, local: Bytes, rest: UInt32)? {
    let cell = cell(index)
    var place = isLeaf ? 0 : 4
    let size = Int(truncatingIfNeeded: RecordCells.varint(cell, &place))
    if isTable { _ = RecordCells.varint(cell, &place) }
    let kind = isTable ? TreeBuilder.Kind.table : .index
    let local = kind.localSize(size)
    guard size > kind.localLimit, place + local + 4 <= cell.count else { return nil }
    let rest = cell.loadUnaligned(fromByteOffset: place + local, as: UInt32.self)
    return (size, Bytes(rebasing: cell[place..<(place + local)]), UInt32(bigEndian: rest))
  }

  /// The record of cell `index`; nil where the page has only part of it.
  func payload(_ index: Int) -> Bytes? {
    let cell = cell(index)
    var place = isLeaf ? 0 : 4
    let size = RecordCells.varint(cell, &place)
    if isTable { _ = RecordCells.varint(cell, &place) }
    let limit = isTable ? TreeBuilder.Kind.table.localLimit : TreeBuilder.Kind.index.localLimit
    guard size <= UInt64(limit), place + Int(size) <= cell.count else { return nil }
    return Bytes(rebasing: cell[place..<(place + Int(size))])
  }

  /// The page before cell `index` of an interior page, or after the last.
  func child(_ index: Int) -> UInt32? {
    if isLeaf { return nil }
    if index == count {
      return UInt32(bigEndian: base.loadUnaligned(fromByteOffset: cells - 4, as: UInt32.self))
    }
    let cell = cell(index)
    guard cell.count >= 4 else { return nil }
    return UInt32(bigEndian: cell.loadUnaligned(as: UInt32.self))
  }
}
