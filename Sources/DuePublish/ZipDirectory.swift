import DueSystem
import Glibc

/// What the directory of a zip says, in the order in which libarchive gives its members: names as
/// they are written, which libarchive changes, and kinds of files that it takes for files.
///
/// Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 to 4.3.16, 4.4.2 and 4.5.3.
struct ZipDirectory {
  /// What must not be published of a member, whatever libarchive makes of it.
  enum Oddity: Equatable {
    case noughtInName
    case backslashInName
    case otherNameInside
    case special
  }

  struct Entry {
    /// Nil where it is not UTF-8.
    var name: String?
    var oddity: Oddity?
    fileprivate var offset: Int
  }

  /// By where the members stand in the file.
  private(set) var entries: [Entry] = []
  private let file: Int32
  private let name: String

  private static let mostBytes = 64 << 20
  /// What a number of 32 bits is where it stands elsewhere, in 64.
  private static let elsewhere = 0xffff_ffff

  /// - Throws: status 66 for a directory that is damaged or too large.
  init(_ number: Int32, name: String) throws {
    file = number
    self.name = name
    var status = stat()
    guard fstat(number, &status) == 0 else { throw systemFault(name, errno, .noInput) }
    // The record at the end has 22 bytes, and a comment of at most 65,535.
    let tail = min(Int(status.st_size), 22 + 65_535)
    let tailStart = Int(status.st_size) - tail
    let end = read(tail, at: tailStart)
    guard let record = Self.lastRecord(end) else { throw damaged }
    var (size, start) = (Self.number(end, record + 12, 4), Self.number(end, record + 16, 4))
    var directoryEnd = tailStart + record
    if size == Self.elsewhere || start == Self.elsewhere
      || Self.number(end, record + 10, 2) == 0xffff
    {
      let locator = read(20, at: directoryEnd - 20)
      guard locator.count == 20, Self.number(locator, 0, 4) == 0x0706_4b50 else { throw damaged }
      directoryEnd = Self.number(locator, 8, 8)
      let large = read(56, at: directoryEnd)
      guard large.count == 56, Self.number(large, 0, 4) == 0x0606_4b50 else { throw damaged }
      (size, start) = (Self.number(large, 40, 8), Self.number(large, 48, 8))
    }
    guard size <= Self.mostBytes, size <= directoryEnd else { throw damaged }
    // Where something stands before the zip, all places are counted from behind that.
    try take(read(size, at: directoryEnd - size), before: directoryEnd - size - start)
  }

  private var damaged: RunFault {
    RunFault(.noInput, "\(name): expected a zip with a directory of its files, found it damaged")
  }

  private mutating func take(_ directory: [UInt8], before: Int) throws {
    var place = 0
    while place < directory.count {
      guard place + 46 <= directory.count, Self.number(directory, place, 4) == 0x0201_4b50 else {
        throw damaged
      }
      let start = place + 46
      let length = Self.number(directory, place + 28, 2)
      let extra = start + length
      let extraEnd = extra + Self.number(directory, place + 30, 2)
      guard extraEnd <= directory.count else { throw damaged }
      // The upper half of the attributes are those of Unix where it made the file.
      let isUnix = directory[place + 5] == 3
      let mode = isUnix ? UInt32(Self.number(directory, place + 40, 2)) : 0
      let offset = try offset(Array(directory[place..<extraEnd]), extra - place)
      note(Array(directory[start..<extra]), mode, at: offset &+ before)
      place = extraEnd + Self.number(directory, place + 32, 2)
    }
    entries.sort { $0.offset < $1.offset }
    // Of two at one place, libarchive gives one.
    for (a, b) in zip(entries, entries.dropFirst()) where a.offset == b.offset { throw damaged }
  }

  /// Where the member of an entry stands.
  private func offset(_ entry: [UInt8], _ extra: Int) throws -> Int {
    let offset = Self.number(entry, 42, 4)
    guard offset == Self.elsewhere else { return offset }
    var place = extra
    while place + 4 <= entry.count {
      let end = place + 4 + Self.number(entry, place + 2, 2)
      guard end <= entry.count else { break }
      if Self.number(entry, place, 2) == 1 {
        // The two sizes go before it, where they, too, are elsewhere.
        let sizes = [20, 24].count { Self.number(entry, $0, 4) == Self.elsewhere }
        guard place + 4 + 8 * sizes + 8 <= end else { break }
        return Self.number(entry, place + 4 + 8 * sizes, 8)
      }
      place = end
    }
    throw damaged
  }

  private mutating func note(_ name: [UInt8], _ mode: UInt32, at offset: Int) {
    let header = read(30, at: offset)
    var oddity: Oddity?
    if name.contains(0) {
      oddity = .noughtInName
    } else if name.contains(UInt8(ascii: "\\")) {
      oddity = .backslashInName
    } else if ![0, S_IFREG, S_IFDIR, S_IFLNK].contains(mode & S_IFMT) {
      oddity = .special
    } else if header.count < 30
      || read(Self.number(header, 26, 2), at: offset + 30) != name
    {
      oddity = .otherNameInside
    }
    entries.append(
      Entry(name: String(validating: name, as: UTF8.self), oddity: oddity, offset: offset))
  }

  private static func lastRecord(_ end: [UInt8]) -> Int? {
    var place = end.count - 22
    while place >= 0, number(end, place, 4) != 0x0605_4b50 { place -= 1 }
    return place < 0 ? nil : place
  }

  /// At most `Int.max`.
  private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int {
    let number = bytes[start..<(start + count)].reversed().reduce(UInt64(0)) {
      $0 << 8 | UInt64($1)
    }
    return Int(clamping: number)
  }

  /// As many bytes as there are; none at a place that no file has.
  private func read(_ count: Int, at place: Int) -> [UInt8] {
    guard count > 0, place >= 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: count)
    let got = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, count, off_t(place)) }
    return Array(bytes.prefix(max(0, got)))
  }
}

extension ZipDirectory.Oddity: CustomStringConvertible {
  var description: String {
    switch self {
    case .noughtInName: "a NUL in it"
    case .backslashInName: "a backslash in it"
    case .otherNameInside: "another one before its content"
    case .special: "a link or a device"
    }
  }
}
