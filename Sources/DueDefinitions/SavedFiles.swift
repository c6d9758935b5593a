import DueSystem
import Glibc

/// The files that operands mean: files as they are, and of directories every file below them, in
/// the order of their paths' bytes.
///
/// Links below a directory are not followed: they may lead anywhere. Hidden names are left out. Both
/// are told.
package struct SavedFiles: Sendable {
  /// A file, and the directories that it lies in, from the operand down.
  package struct File: Sendable, Equatable {
    package var path: String
    package var directories: [String]
  }

  package private(set) var files: [File] = []
  /// Paths that were not read, and why.
  package private(set) var passedOver: [(path: String, reason: String)] = []

  /// - Throws: status 66 for a directory that cannot be read.
  package init(_ operands: [String]) throws {
    for operand in operands {
      var status = stat()
      if operand != "-", stat(operand, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
        try collect(operand, [baseName(of: operand)])
      } else {
        files.append(File(path: operand, directories: []))
      }
    }
  }

  private mutating func collect(_ directory: String, _ directories: [String]) throws {
    for name in try Self.names(in: directory) {
      let path = directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
      if name.hasPrefix(".") {
        passedOver.append((path, "is hidden"))
        continue
      }
      var status = stat()
      guard lstat(path, &status) == 0 else { continue }  // it went meanwhile
      switch status.st_mode & S_IFMT {
      case S_IFDIR: try collect(path, directories + [name])
      case S_IFREG: files.append(File(path: path, directories: directories))
      case S_IFLNK: passedOver.append((path, "is a link, which may lead anywhere"))
      default: passedOver.append((path, "is no file"))
      }
    }
  }

  private static func names(in directory: String) throws -> [String] {
    guard let stream = opendir(directory) else { throw systemFault(directory, errno, .noInput) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
