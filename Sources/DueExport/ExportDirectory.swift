import DueFormats
import DueSystem
import Glibc

/// A directory that appears whole, in the place of an earlier export, or not at all.
package final class ExportDirectory {
  /// Where the files are written until `commit`.
  package let scratch: String
  private let path: String
  private var isCommitted = false

  /// The file that tells an export from any other directory.
  package static let manifest = "manifest.json"
  /// Goes before the counts in it.
  package static let mark = "DueExport"
  /// All that an export has in it, beside `.` and `..`.
  private static let names: Set = [
    ".", "..", manifest, "definitions.jsonl", "endpoints.jsonl.gz", "members.jsonl.gz",
  ]

  /// - Throws: status 73 where `path` is something else than an export, with nothing else in it, or
  ///   an empty directory: it would be replaced.
  package init(_ path: String) throws {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    guard Self.isReplaceable(path) else {
      throw RunFault(
        .cannotCreate,
        "\(path): expected an earlier export, an empty directory or nothing, found something else")
    }
    self.path = path
    scratch = "\(directory(of: path))/.\(baseName(of: path)).\(getpid()).due-tmp"
    try removeTree(scratch)
    try makeDirectories(directory(of: path))
    guard mkdir(scratch, 0o700) == 0 else { throw systemFault(path, errno, .cannotCreate) }
  }

  deinit {
    // What was not finished is of no use; the first fault is the one to tell.
    if !isCommitted { try? removeTree(scratch) }
  }

  private static func isReplaceable(_ path: String) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0 else { return errno == ENOENT }
    guard status.st_mode & S_IFMT == S_IFDIR else { return false }
    guard let stream = opendir(path) else { return false }
    defer { closedir(stream) }
    var count = 0
    while let entry = readdir(stream) {
      count += 1
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      // What somebody put beside an export would be gone with it.
      guard names.contains(name) else { return false }
    }
    if let text = try? ByteSource.text(of: "\(path)/\(manifest)", limit: 1 << 16) {
      return text.hasPrefix("{\"\(mark)\":")
    }
    return count == 2  // `.` and `..`
  }

  /// Writes the manifest, and puts the directory in its place, durably.
  package func commit(_ counts: JSON) throws {
    var sink = try ByteSink("\(scratch)/\(Self.manifest)")
    sink.buffer.append(.object([.init(Self.mark, counts)]))
    sink.buffer.append(UInt8(ascii: "\n"))
    try sink.finish()
    try synchronizeFileSystem(scratch)
    try exchangeDirectories(scratch, path)
    isCommitted = true
    try removeTree(scratch)
  }
}
