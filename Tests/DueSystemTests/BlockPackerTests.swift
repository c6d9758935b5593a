import DueSystem
import Foundation
import Testing

@Suite struct BlockPackerTests {
  /// Bytes that compress as events do; `seed` makes them others.
  private static func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
    var line: [UInt8] = []
    for i in 0..<257 { line.append(UInt8(0x41 + (UInt64(i * i) ^ seed) % 26)) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + line.count)
    while bytes.count < count { bytes += line }
    return Array(bytes[..<count])
  }

  /// Sizes around a block of 1 MiB.
  private static let sizes = [0, 1, 1 << 20, (1 << 20) + 1, 3, 2_500_000, (1 << 20) - 1, 0, 17]

  private func write(_ form: BlockPacker.Form, threads: Int, piece: Int, in directory: String)
    throws -> [String]
  {
    let packer = try BlockPacker(form, threads: threads)
    let paths = Self.sizes.indices.map { "\(directory)/\(form.rawValue)-\(threads)-\(piece)-\($0)" }
    for (i, size) in Self.sizes.enumerated() {
      try packer.begin(paths[i])
      let bytes = Self.bytes(size, seed: UInt64(i))
      for start in stride(from: 0, to: size, by: piece) {
        try bytes[start..<min(size, start + piece)].withUnsafeBytes { try packer.write($0) }
      }
      try packer.end()
    }
    try packer.settle()
    return paths
  }

  private func read(_ path: String) throws -> [UInt8] {
    var source = try ByteSource.open(path)
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = try block.withUnsafeMutableBytes { try source.read(into: $0) }
      if count == 0 { return bytes }
      bytes += block[..<count]
    }
  }

  @Test("what was written is read again", arguments: BlockPacker.Form.allCases, [1, 2, 8])
  func roundTrip(form: BlockPacker.Form, threads: Int) throws {
    let directory = NSTemporaryDirectory() + "/due-packer-\(UUID().uuidString)"
    try makeDirectories(directory)
    defer { try? removeTree(directory) }
    let paths = try write(form, threads: threads, piece: 70_001, in: directory)
    for (i, size) in Self.sizes.enumerated() {
      #expect(try read(paths[i]) == Self.bytes(size, seed: UInt64(i)), "\(size) bytes")
    }
  }

  @Test("bytes depend neither on threads nor on pieces", arguments: BlockPacker.Form.allCases)
  func sameBytes(form: BlockPacker.Form) throws {
    let directory = NSTemporaryDirectory() + "/due-packer-\(UUID().uuidString)"
    try makeDirectories(directory)
    defer { try? removeTree(directory) }
    let one = try write(form, threads: 1, piece: 4096, in: directory)
    let many = try write(form, threads: 8, piece: 3_000_000, in: directory)
    for (a, b) in zip(one, many) {
      #expect(FileManager.default.contentsEqual(atPath: a, andPath: b))
    }
  }

  @Test("a file that cannot be made is told, and a disk that is full")
  func faults() throws {
    let packer = try BlockPacker(.gz, threads: 2)
    #expect(throws: RunFault.self) { try packer.begin("/none/file") }
    try packer.begin("/dev/full")
    let bytes = Self.bytes(8 << 20, seed: 9)
    #expect(throws: RunFault(.inputOutput, "/dev/full: No space left on device")) {
      try bytes.withUnsafeBytes { try packer.write($0) }
      try packer.end()
      try packer.settle()
    }
  }
}
