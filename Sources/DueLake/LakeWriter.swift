import DueStore
import DueSystem
import Glibc

/// Writes partitions of a lake aside, and puts them in their places once they are on the disk.
struct LakeWriter {
  private let lake: String
  private let layout: LakeLayout
  private let packer: BlockPacker
  /// Where partitions are written; engines pass over it for its first letter.
  private let staging: String
  private var staged: [Staged] = []
  /// Bytes in the file that is being written, before compression.
  private var size = 0
  private var stagedSize = 0

  private struct Staged {
    let partition: String
    let events: Int
    let digest: String
    var files: [String] = []
  }

  /// Bytes of a file before compression: what one reader of an engine likes to have.
  private static let fileLimit = 256 << 20
  /// Bytes before compression, and partitions, that wait for one another.
  private static let batchLimit = (bytes: 1 << 30, partitions: 1024)

  init(_ lake: String, _ layout: LakeLayout, threads: Int) throws {
    self.lake = lake
    self.layout = layout
    packer = try BlockPacker(layout.compression, threads: threads)
    staging = "\(lake)/_due_staging"
    try removeTree(staging)
    try makeDirectories(staging)
  }

  private func place(_ number: Int) -> String { "\(staging)/\(number)" }

  /// Begins a partition.
  mutating func begin(_ partition: String, events: Int, digest: String) throws {
    staged.append(Staged(partition: partition, events: events, digest: digest))
    try makeDirectories(place(staged.count - 1))
    try beginFile()
  }

  private mutating func beginFile() throws {
    let number = staged.count - 1
    let name = layout.file(staged[number].files.count)
    staged[number].files.append(name)
    try packer.begin("\(place(number))/\(name)")
    size = 0
    if layout.format == .csv {
      let names = Array((EventRows.columns.joined(separator: ",") + "\n").utf8)
      try names.withUnsafeBytes { try packer.write($0) }
    }
  }

  /// Ends a line.
  mutating func lineFeed() throws {
    try withUnsafeBytes(of: UInt8(ascii: "\n")) { try packer.write($0) }
  }

  /// Appends a line, without its line end.
  mutating func write(_ line: Bytes) throws {
    if size > 0, size + line.count > Self.fileLimit {
      try packer.end()
      try beginFile()
    }
    try packer.write(line)
    size += line.count
    stagedSize += line.count
  }

  /// Ends a partition.
  mutating func end() throws { try packer.end() }

  /// Whether what is staged should get to its place.
  var isFull: Bool {
    stagedSize >= Self.batchLimit.bytes || staged.count >= Self.batchLimit.partitions
  }

  /// Puts what is staged in its place, durably, and notes it.
  mutating func commit(_ manifest: inout LakeManifest) throws {
    if staged.isEmpty { return }
    try packer.settle()
    try synchronizeFileSystem(staging)
    for (number, partition) in staged.enumerated() {
      let files = try partition.files.map {
        LakeManifest.File(name: $0, size: try fileSize("\(place(number))/\($0)"))
      }
      try exchangeDirectories(place(number), "\(lake)/\(partition.partition)")
      manifest[partition.partition] = LakeManifest.Entry(
        events: partition.events, digest: partition.digest, files: files)
    }
    try synchronizeFileSystem(staging)
    try save(manifest)
    staged = []
    stagedSize = 0
    try removeTree(staging)
    try makeDirectories(staging)
  }

  func save(_ manifest: LakeManifest) throws { try manifest.save(aside: staging) }

  /// Puts a directory with one file in its place, durably: a file that is half written is seen by
  /// nobody, under whatever name.
  func put(_ partition: String, _ file: String, _ write: (inout ByteSink) throws -> Void) throws {
    let place = "\(staging)/put"
    try removeTree(place)
    try makeDirectories(place)
    var sink = try ByteSink("\(place)/\(file)")
    try write(&sink)
    try sink.finish()
    try exchangeDirectories(place, "\(lake)/\(partition)")
    try synchronizeDirectory(directory(of: "\(lake)/\(partition)"))
  }

  /// Takes the place for what is staged away.
  func finish() throws { try removeTree(staging) }
}

/// Bytes of a file.
///
/// - Throws: status 66 where there is none.
func fileSize(_ path: String) throws -> Int64 {
  var status = stat()
  guard stat(path, &status) == 0 else { throw systemFault(path) }
  return Int64(status.st_size)
}
