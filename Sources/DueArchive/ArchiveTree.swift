import CDueSystem
import DueSystem
import Glibc

/// The directory that the messages are in, and the lock of those who change it.
///
/// Paths are relative to it and are made by `ArchivePath`: no part of them is `..`.
package final class ArchiveTree {
  /// The directory as its user knows it.
  let path: String
  private let root: Descriptor
  private let lockPath: String
  private var pathBytes = ByteBuffer(capacity: 512)
  /// Whether the last file that was written needed directories.
  private var isNew: Int32 = 0

  /// Where packs are. No endpoint's directory is called so: `@` is never left as it is.
  static let packs = "@packs"

  /// Opens the archive of the store in `directory`.
  ///
  /// - Parameter creates: make it where it is missing.
  /// - Throws: status 73 where it cannot be made; nil where there is none and it is not made.
  package static func open(_ directory: String, creates: Bool) throws -> ArchiveTree? {
    let path = "\(directory)/archive"
    if creates, mkdir(path, 0o700) != 0, errno != EEXIST {
      throw systemFault(path, errno, .cannotCreate)
    }
    if !creates, access(path, F_OK) != 0, errno == ENOENT { return nil }
    let root = try Descriptor(
      path, O_RDONLY | O_DIRECTORY, status: creates ? .cannotCreate : nil)
    return ArchiveTree(path, root, lockPath: "\(directory)/archive.lock")
  }

  private init(_ path: String, _ root: consuming Descriptor, lockPath: String) {
    self.path = path
    self.root = root
    self.lockPath = lockPath
  }

  /// Waits until nobody else changes the archive, and keeps others from it until the lock goes.
  func lock() throws -> FileLock { try FileLock.exclusive(lockPath) }

  private func withPath<T>(_ path: Bytes, _ body: (UnsafePointer<CChar>) -> T) -> T {
    pathBytes.removeAll()
    pathBytes.append(path)
    pathBytes.append(0)
    return pathBytes.bytes.withMemoryRebound(to: CChar.self) { buffer in
      guard let start = buffer.baseAddress else { preconditionFailure("a path without bytes") }
      return body(start)
    }
  }

  /// Writes a file, its directories where they are missing; what was there is replaced.
  func write(_ bytes: Bytes, at path: Bytes) throws {
    guard let start = bytes.baseAddress else { preconditionFailure("a message without bytes") }
    let code = withPath(path) { due_write_beneath(root.number, $0, &isNew, start, bytes.count) }
    guard code == 0 else {
      throw systemFault("\(self.path)/\(path.string)", code, code == ENOSPC ? .inputOutput : nil)
    }
  }

  /// Waits until all that was written or removed is on the disk.
  func synchronize() throws {
    let code = due_syncfs(root.number)
    guard code == 0 else { throw systemFault(path, code, .inputOutput) }
  }

  /// Removes a file, and its directories as far as nothing else is in them.
  func remove(_ path: Bytes) throws {
    let code = withPath(path) { due_remove_beneath(root.number, $0) }
    guard code == 0 else { throw systemFault("\(self.path)/\(path.string)", code) }
  }

  /// Opens a file for reading; nil where there is none.
  func open(_ path: String) throws -> Descriptor? {
    let number = due_open_beneath(root.number, path)
    guard number >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw systemFault("\(self.path)/\(path)")
    }
    return Descriptor(owning: number)
  }

  /// As `remove(_:)`.
  func remove(_ path: String) throws {
    let code = due_remove_beneath(root.number, path)
    guard code == 0 else { throw systemFault("\(self.path)/\(path)", code) }
  }

  /// Removes half-written packs of runs that were killed. The caller has the lock.
  func removeRemainders() throws {
    guard exists(Self.packs) else { return }
    for name in try entries(of: "\(path)/\(Self.packs)") where name.hasPrefix(".") {
      try remove("\(Self.packs)/\(name)")
    }
  }

  func exists(_ path: String) -> Bool { faccessat(root.number, path, F_OK, 0) == 0 }

  /// Hands every file below the archive to `body`, by its path.
  func walk(_ body: (String) throws -> Void) throws { try walk("", body) }

  private func walk(_ directory: String, _ body: (String) throws -> Void) throws {
    for name in try entries(of: "\(path)/\(directory)") {
      let file = directory + name
      var status = stat()
      guard lstat("\(path)/\(file)", &status) == 0 else { continue }  // it has gone since
      if status.st_mode & S_IFMT == S_IFDIR {
        try walk(file + "/", body)
      } else {
        try body(file)
      }
    }
  }
}

/// The names in a directory, sorted.
func entries(of directory: String) throws -> [String] {
  guard let stream = opendir(directory) else { throw systemFault(directory) }
  defer { closedir(stream) }
  var names: [String] = []
  while let entry = readdir(stream) {
    let name = String(cString: due_entry_name(entry))
    if name != ".", name != ".." { names.append(name) }
  }
  return names.sorted()
}
