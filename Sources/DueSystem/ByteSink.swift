import Glibc

/// Where records leave: standard output, or a file that is replaced only when complete.
///
/// Bytes gather in `buffer` and leave in blocks. Without `finish` a file is left as it was.
package struct ByteSink: ~Copyable {
  package var buffer = ByteBuffer(capacity: 256 * 1024)
  private let descriptor: Descriptor
  private let replacement: ReplacementFile?
  package let name: String

  /// Standard output, or, with a `path`, the file of that name; `-` is standard output.
  package init(_ path: String? = nil) throws {
    if let path, path != "-" {
      let file = try ReplacementFile(path)
      descriptor = Descriptor(owning: file.descriptor, closes: false)
      replacement = file
      name = path
    } else {
      descriptor = Descriptor(owning: STDOUT_FILENO, closes: false)
      replacement = nil
      name = "standard output"
    }
  }

  /// Lets bytes leave once there is a block of them: call it after each record.
  @inlinable package mutating func recordEnded() throws {
    if buffer.count >= 128 * 1024 { try flush() }
  }

  /// Lets all bytes leave now.
  package mutating func flush() throws {
    try descriptor.write(buffer.bytes, name: name)
    buffer.removeAll()
  }

  /// Lets all bytes leave now, onto the disk where they go to a file: for who takes away what they
  /// were made of.
  package mutating func flushDurably() throws {
    try flush()
    // What is no file, such as a pipe, cannot be told to.
    guard fsync(descriptor.number) != 0, errno != EINVAL, errno != EROFS else { return }
    throw systemFault(name, errno, .inputOutput)
  }

  /// Whether the bytes go to a file that appears only when all is done.
  package var isReplacement: Bool { replacement != nil }

  /// Lets all bytes leave, and puts a file in its place.
  package mutating func finish() throws {
    try flush()
    try replacement?.commit()
  }
}

/// A file that appears under its name only when `commit` is called: temporary file, fsync, rename.
///
/// A device or a pipe, such as /dev/full, has no name to replace and is written directly. Where
/// `path` is a link, the file it leads to is replaced. Left uncommitted, nothing remains.
package final class ReplacementFile {
  package let descriptor: Int32
  private let path: String
  private let temporary: String?
  private var committed = false

  /// - Parameter mode: permission of a new file, before umask(2); an old file keeps its own.
  package init(_ path: String, mode: UInt32 = 0o666) throws {
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG {
      var file = try Descriptor(path, O_WRONLY, status: .cannotCreate)
      self.path = path
      temporary = nil
      descriptor = file.release()
      return
    }
    var target = path
    if exists, let real = realpath(path, nil) {
      target = String(cString: real)
      free(real)
    }
    self.path = target
    let name = "\(directory(of: target))/.\(baseName(of: target)).\(getpid()).due-tmp"
    // A fault names the file that its user knows.
    var file = try Descriptor(
      name, O_WRONLY | O_CREAT | O_TRUNC, mode: mode, status: .cannotCreate, knownAs: path)
    if exists { fchmod(file.number, status.st_mode & 0o7777) }
    temporary = name
    descriptor = file.release()
  }

  deinit {
    close(descriptor)
    if let temporary, !committed { unlink(temporary) }
  }

  /// Puts the file in its place, durably.
  package func commit() throws {
    guard let temporary else { return }
    guard fsync(descriptor) == 0 else { throw systemFault(path, errno, .inputOutput) }
    try putInPlace(temporary, as: path) { committed = true }
  }
}

/// Gives a finished file, whose bytes are on the disk, its name, durably.
///
/// - Parameter renamed: is told before the directory is on the disk too.
/// - Throws: status 73 where it cannot be renamed, 74 where the directory cannot be written.
package func putInPlace(_ temporary: String, as path: String, renamed: () -> Void = {}) throws {
  guard rename(temporary, path) == 0 else { throw systemFault(path, errno, .cannotCreate) }
  renamed()
  try synchronizeDirectory(directory(of: path))
}

/// Writes `bytes` to `temporary`, of mode 0600, and gives it its name, durably: under `path` there is
/// all of it, or nothing.
///
/// - Throws: status 73 where it cannot be made or renamed, 74 where it cannot be written.
package func putInPlace(_ bytes: Bytes, as path: String, by temporary: String) throws {
  let file = try Descriptor(
    temporary, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600, status: .cannotCreate)
  do {
    try file.write(bytes, name: temporary)
    try file.synchronize(name: temporary)
    try putInPlace(temporary, as: path)
  } catch {
    unlink(temporary)
    throw error
  }
}

/// The part of `path` before its last slash, or `.`.
package func directory(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// The part of `path` after its last slash.
package func baseName(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return path }
  return String(path[path.index(after: slash)...])
}
