import DueSystem
import Glibc

/// One page of a B-tree while it fills: pointers from the front, cells from the back.
///
/// Source: SQLite, "Database File Format", section 1.6.
final class TreePage {
  private let base: UnsafeMutableRawPointer
  private let type: UInt8
  private let headerSize: Int
  // One builder has the page, so access need not be checked at every byte.
  @exclusivity(unchecked) private var count = 0
  @exclusivity(unchecked) private var content = PageStream.pageSize
  /// The child after the last cell of an interior page.
  var rightmost: UInt32 = 0

  static let tableLeaf: UInt8 = 0x0d

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

  @inline(__always)
  func hasRoom(for length: Int) -> Bool {
    free >= length + 2 + (type == Self.tableLeaf ? Self.reserve : 0)
  }

  var isEmpty: Bool { count == 0 }

  /// Bytes between the pointers and the cells.
  private var free: Int { content &- headerSize &- 2 &* count }

  /// Adds a cell of `length` bytes, for which there is room; where they are to be written.
  @inline(__always)
  func addCell(_ length: Int) -> UnsafeMutableRawPointer {
    content &-= length
    precondition(content >= headerSize &+ 2 &* (count &+ 1), "a page without room")
    store(UInt16(content), at: headerSize &+ 2 &* count)
    count &+= 1
    return base + content
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
    base.storeBytes(of: type, as: UInt8.self)
    store(UInt16(count), at: 3)
    store(UInt16(content), at: 5)
    if headerSize == 12 { (base + 8).storeBytes(of: rightmost.bigEndian, as: UInt32.self) }
    return Bytes(start: base, count: PageStream.pageSize)
  }

  @inline(__always)
  private func store(_ value: UInt16, at offset: Int) {
    (base + offset).storeBytes(of: value.bigEndian, as: UInt16.self)
  }

  private func load(at offset: Int) -> Int {
    Int(UInt16(bigEndian: (base + offset).load(as: UInt16.self)))
  }
}
