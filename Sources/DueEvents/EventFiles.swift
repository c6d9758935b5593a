import DueStore
import DueSystem
import Glibc

/// The files that an operand means.
enum EventFiles {
  /// The file at `path`; of a directory all files in it, by name, but for hidden
  /// ones and those that lakes keep for themselves, whose names begin with `_`.
  static func of(_ path: String) throws -> [String] {
    guard path != "-", isDirectory(path) else { return [path] }
    guard let directory = opendir(path) else { throw systemFault(path) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix("."), !name.hasPrefix("_") { names.append(name) }
    }
    let prefix = path.hasSuffix("/") ? path : path + "/"
    return try names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
      .flatMap { try of(prefix + $0) }
  }

  private static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// What tells the file at `path` from others, and from itself once it has changed.
  static func identity(of path: String, name: String) -> LoadedFile {
    var file = LoadedFile(path: name)
    var status = stat()
    guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return file
    }
    file.inode = Int64(truncatingIfNeeded: status.st_ino)
    file.size = Int64(status.st_size)
    file.modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    return file
  }
}
