import DueSystem
import Glibc

/// The files that operands mean: files as they are, and of directories the JSON below them.
package enum FileTree {
  /// Files of a directory come in the order of their paths' bytes: those whose names end with
  /// `.json`, `.jsonl` or `.ndjson`, perhaps compressed. Hidden ones, and links to directories, are
  /// left out.
  ///
  /// - Throws: status 66 for a directory that cannot be read.
  package static func files(_ operands: [String]) throws -> [String] {
    var found: [String] = []
    for operand in operands {
      var status = stat()
      if operand != "-", stat(operand, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
        try collect(operand, into: &found)
      } else {
        found.append(operand)
      }
    }
    return found
  }

  private static func collect(_ directory: String, into found: inout [String]) throws {
    guard let stream = opendir(directory) else { throw systemFault(directory, errno, .noInput) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }  // hidden, also `.` and `..`
    }
    for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      let path = directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
      var status = stat()
      guard lstat(path, &status) == 0 else { continue }  // it went meanwhile
      switch status.st_mode & S_IFMT {
      case S_IFDIR: try collect(path, into: &found)
      case S_IFREG where isJSON(name): found.append(path)
      case S_IFLNK where isJSON(name):
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG { found.append(path) }
      default: break
      }
    }
  }

  private static func isJSON(_ name: String) -> Bool {
    let compressed = [".gz", ".zst", ".bz2", ".xz"].first { name.hasSuffix($0) }
    let plain = name.dropLast(compressed?.count ?? 0)
    return [".json", ".jsonl", ".ndjson"].contains { plain.hasSuffix($0) }
  }
}
