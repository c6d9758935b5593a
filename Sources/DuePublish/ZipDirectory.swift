import DueSystem
import Glibc

/// What the directory of a zip says and libarchive does not tell: names that it changes, up to
/// their first NUL or with slashes for backslashes, and kinds of files that it takes for files.
///
/// Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.12, 4.3.16 and 4.4.2.
struct ZipDirectory {
  /// What is odd about a member, by its name as libarchive gives it; none for what is no zip.
  private(set) var oddities: [[UInt8]: String] = [:]

  /// A directory of more files than are read anyway.
  private static let mostBytes = 64 << 20

  init(_ file: borrowing Descriptor, name: String) throws {
    var status = stat()
    guard fstat(file.number, &status) == 0 else { throw systemFault(name, errno, .noInput) }
    // The record at the end has 22 bytes, and a comment of at most 65,535.
    let tail = min(Int(status.st_size), 22 + 65_535)
    let end = Self.read(file.number, tail, at: Int(status.st_size) - tail)
    guard let record = Self.lastRecord(end) else { return }
    let size = Self.number(end, record + 12, 4)
    guard size <= Self.mostBytes else { return }
    let directory = Self.read(file.number, size, at: Self.number(end, record + 16, 4))
    var place = 0
    while place + 46 <= directory.count, Self.number(directory, place, 4) == 0x0201_4b50 {
      let length = Self.number(directory, place + 28, 2)
      let start = place + 46
      let member = directory[start..<min(directory.count, start + length)]
      // The upper half of the attributes are those of Unix where it made the file.
      let isUnix = directory[place + 5] == 3
      let mode = isUnix ? UInt32(Self.number(directory, place + 40, 2)) : 0
      note(Array(member), mode)
      place =
        start + length + Self.number(directory, place + 30, 2)
        + Self.number(directory, place + 32, 2)
    }
  }

  private mutating func note(_ name: [UInt8], _ mode: UInt32) {
    let backslash = UInt8(ascii: "\\")
    let cut = Array(name.prefix { $0 != 0 })
    let slashed = cut.map { $0 == backslash ? UInt8(ascii: "/") : $0 }
    var found: String?
    if cut.count < name.count {
      found = "a NUL in it"
    } else if name.contains(backslash) {
      found = "'\(String(decoding: name, as: UTF8.self))'"
    } else if ![0, S_IFREG, S_IFDIR, S_IFLNK].contains(mode & S_IFMT) {
      found = "a link or a device"
    }
    guard let found else { return }
    oddities[cut] = found
    oddities[slashed] = found
  }

  private static func lastRecord(_ end: [UInt8]) -> Int? {
    var place = end.count - 22
    while place >= 0, number(end, place, 4) != 0x0605_4b50 { place -= 1 }
    return place < 0 ? nil : place
  }

  private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int {
    bytes[start..<(start + count)].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// As many bytes as there are.
  private static func read(_ file: Int32, _ count: Int, at place: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let got = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, count, off_t(place)) }
    return Array(bytes.prefix(max(0, got)))
  }
}
