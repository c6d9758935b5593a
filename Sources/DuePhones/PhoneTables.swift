import DueSystem
import Glibc

/// The tables of `phone-numbers.dat` in memory, as `scripts/build-phone-data.py` wrote them.
///
/// The file bears a checksum over everything but its head, so indexes inside it are trusted once
/// it has been loaded. All numbers are little-endian. data/README.md describes the format.
struct PhoneTables: ~Copyable {
  /// What the file says of itself: version of the metadata, date, licence notice; a line each.
  let notice: String
  private let memory: UnsafeMutableRawPointer
  private let pool: UnsafeRawPointer
  /// Automata: ten next states for each state, and the bits of what a state accepts.
  let steps: UnsafePointer<UInt16>
  let accepts: UnsafePointer<UInt32>
  let programs: UnsafePointer<UInt32>
  private let codes: UnsafeRawPointer
  private let codeCount: Int
  private let regions: UnsafeRawPointer
  let regionCount: Int
  private let formats: UnsafeRawPointer
  let carriers: PrefixTable
  let places: PrefixTable
  let zones: PrefixTable
  /// Calling code to its index among the codes, plus one; 0 where no country has it.
  private let codeIndex: UnsafeMutablePointer<UInt16>
  /// The two letters of a region to its index, plus one.
  private let regionIndex: UnsafeMutablePointer<UInt16>

  private static let sectionCount = 14
  private static let headSize = 32

  /// Reads the file at `path`.
  ///
  /// - Throws: status 78 when it is missing, damaged, or of another version of the format.
  static func load(_ path: String) throws -> PhoneTables {
    let file = try Descriptor(path, O_RDONLY, status: .configuration)
    var status = stat()
    guard fstat(file.number, &status) == 0 else {
      throw systemFault(path, errno, .configuration)
    }
    let size = Int(status.st_size)
    guard size >= headSize, size % 8 == 0, size < 1 << 28 else { throw damaged(path) }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    do {
      var filled = 0
      while filled < size {
        let rest = UnsafeMutableRawBufferPointer(start: memory + filled, count: size - filled)
        let count = try file.read(into: rest, name: path)
        guard count > 0 else { throw damaged(path) }
        filled += count
      }
      return PhoneTables(memory, try sections(of: memory, size: size, path: path))
    } catch {
      memory.deallocate()
      throw error
    }
  }

  private static func damaged(_ path: String) -> RunFault {
    RunFault(
      .configuration, "\(path): not the phone number data this version reads; install it again")
  }

  /// Where each section begins and how long it is, when the file is whole.
  private static func sections(of memory: UnsafeMutableRawPointer, size: Int, path: String)
    throws -> [UnsafeRawBufferPointer]
  {
    let head = UnsafeRawPointer(memory)
    guard head.load(as: UInt64.self) == 0x454e_4f48_5045_5544,  // "DUEPHONE"
      head.load(fromByteOffset: 8, as: UInt32.self) == 1,
      head.load(fromByteOffset: 12, as: UInt32.self) == UInt32(sectionCount),
      head.load(fromByteOffset: 16, as: UInt64.self) == UInt64(size),
      size >= headSize + 8 * sectionCount,
      head.load(fromByteOffset: 24, as: UInt64.self)
        == checksum(UnsafeRawBufferPointer(start: head + headSize, count: size - headSize))
    else { throw damaged(path) }
    return try (0..<sectionCount).map { index in
      let entry = head + headSize + 8 * index
      let start = Int(entry.load(as: UInt32.self))
      let count = Int(entry.load(fromByteOffset: 4, as: UInt32.self))
      guard start % 8 == 0, start + count <= size else { throw damaged(path) }
      return UnsafeRawBufferPointer(start: head + start, count: count)
    }
  }

  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for word in bytes.bindMemory(to: UInt64.self) {
      hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
      hash ^= hash >> 32
    }
    return hash
  }

  private init(_ memory: UnsafeMutableRawPointer, _ sections: [UnsafeRawBufferPointer]) {
    func start(_ index: Int) -> UnsafeRawPointer {
      sections[index].baseAddress ?? UnsafeRawPointer(memory)
    }
    func words(_ index: Int) -> UnsafePointer<UInt32> {
      start(index).assumingMemoryBound(to: UInt32.self)
    }
    self.memory = memory
    notice = String(decoding: sections[0], as: UTF8.self)
    pool = start(1)
    steps = start(2).assumingMemoryBound(to: UInt16.self)
    accepts = words(3)
    programs = words(4)
    codes = start(5)
    codeCount = sections[5].count / 12
    regions = start(6)
    regionCount = sections[6].count / PhoneRegion.size
    formats = start(7)
    carriers = PrefixTable(nodes: words(8), values: words(9))
    places = PrefixTable(nodes: words(10), values: words(11))
    zones = PrefixTable(nodes: words(12), values: words(13))
    codeIndex = .allocate(capacity: 1000)
    codeIndex.initialize(repeating: 0, count: 1000)
    regionIndex = .allocate(capacity: 26 * 26)
    regionIndex.initialize(repeating: 0, count: 26 * 26)
    for index in 0..<codeCount {
      let code = Int(codes.load(fromByteOffset: 12 * index, as: UInt16.self))
      if code < 1000 { codeIndex[code] = UInt16(index + 1) }
    }
    for index in 0..<regionCount {
      if let letters = region(index).id.letters { regionIndex[letters] = UInt16(index + 1) }
    }
  }

  deinit {
    memory.deallocate()
    codeIndex.deallocate()
    regionIndex.deallocate()
  }

  /// The bytes of `text`; valid as long as the tables.
  @inline(__always)
  func bytes(_ text: PhoneText) -> UnsafeRawBufferPointer {
    let start = pool + Int(text.offset)
    return UnsafeRawBufferPointer(
      start: start + 2, count: Int(start.loadUnaligned(as: UInt16.self)))
  }

  @inline(__always)
  func region(_ index: Int) -> PhoneRegion { PhoneRegion(base: regions + index * PhoneRegion.size) }

  /// The region `code`, if numbers can be at home there.
  func region(_ code: RegionCode) -> PhoneRegion? {
    guard let letters = code.letters, regionIndex[letters] > 0 else { return nil }
    return region(Int(regionIndex[letters]) - 1)
  }

  @inline(__always)
  func format(_ index: Int) -> NumberFormat { NumberFormat(base: formats + index * 24) }

  /// The country calling code `code`, if any country has it.
  @inline(__always)
  func callingCode(_ code: Int) -> CallingCode? {
    guard code < 1000 else { return nil }
    let index = Int(codeIndex[code])
    return index == 0 ? nil : CallingCode(base: codes + 12 * (index - 1))
  }
}

/// A text of the tables: `PhoneBook.bytes(_:)` and `PhoneBook.string(_:)` read it.
package struct PhoneText: Sendable, Equatable {
  let offset: UInt32

  init(offset: UInt32 = 0) { self.offset = offset }

  package var isEmpty: Bool { offset == 0 }
}
