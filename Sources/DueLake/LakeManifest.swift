import DueFormats
import DueSystem
import Glibc

/// What an export has put into a lake: one line for each partition, in a file beside them that all
/// engines pass over for its first letter.
///
/// A partition is written again only where its events are others than the line says, or its files
/// are not those that were written.
struct LakeManifest {
  /// One partition.
  struct Entry: Equatable {
    var events: Int
    /// SHA-256 over the uids of its events and how they were written, as hexadecimal digits.
    var digest: String
    /// Names and sizes in bytes of its files.
    var files: [File]
  }

  struct File: Equatable {
    var name: String
    var size: Int64
  }

  private let path: String
  /// What all partitions have in common; a lake that was written otherwise is another lake.
  let settings: String
  private(set) var entries: [String: Entry] = [:]

  static let name = "_due_export.jsonl"

  /// Reads the manifest of the lake in `directory`; a lake without one is a new one.
  ///
  /// - Throws: status 64 for a lake that was exported with other settings, 66 for a manifest that
  ///   cannot be read.
  init(_ directory: String, settings: String) throws {
    path = "\(directory)/\(Self.name)"
    self.settings = settings
    guard access(path, F_OK) == 0 else { return }
    var lines = LineReader(try ByteSource.open(path))
    while try lines.next() { try read(lines.text) }
  }

  private mutating func read(_ line: Bytes) throws {
    guard let json = try? JSON(parsing: line) else { throw damaged() }
    if let found = json["settings"]?.string {
      guard found == settings else {
        throw RunFault(
          .usage, "\(path): expected a lake of '\(settings)', found one of '\(found)'")
      }
      return
    }
    guard let partition = json["partition"]?.string, let events = json["events"]?.integer,
      let digest = json["digest"]?.string, let files = json["files"]?.members
    else { throw damaged() }
    entries[partition] = Entry(
      events: events, digest: digest,
      files: files.map { File(name: $0.name, size: Int64($0.value.integer ?? -1)) })
  }

  private func damaged() -> RunFault {
    RunFault(.noInput, "\(path): expected what an export writes, found something else")
  }

  subscript(partition: String) -> Entry? {
    get { entries[partition] }
    set { entries[partition] = newValue }
  }

  /// Writes the manifest, durably; what is half written lies in the directory `aside`.
  func save(aside: String) throws {
    let new = "\(aside)/\(Self.name)"
    var sink = try ByteSink(new)
    sink.buffer.append(JSON.object([.init("settings", .string(settings))]))
    sink.buffer.append(UInt8(ascii: "\n"))
    for (partition, entry) in entries.sorted(by: { $0.key < $1.key }) {
      sink.buffer.append(
        JSON.object([
          .init("partition", .string(partition)), .init("events", .integer(entry.events)),
          .init("digest", .string(entry.digest)),
          .init("files", .object(entry.files.map { .init($0.name, .integer($0.size)) })),
        ]))
      sink.buffer.append(UInt8(ascii: "\n"))
      try sink.recordEnded()
    }
    try sink.finish()
    try putInPlace(new, as: path)
  }
}
