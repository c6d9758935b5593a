import CDueSystem
import DueSystem
import Glibc

/// The watched directory and the places beside it: `.work`, `done` and `failed`.
package struct DropDirectory: Sendable {
  package let path: Path
  package let done: Path
  package let failed: Path
  package var work: Path { path / ".work" }

  /// Whether the times of files are this machine's own, so that their age can be trusted.
  package let hasLocalTimes: Bool

  /// Finds the directory; makes nothing yet.
  ///
  /// `done` and `failed` without a slash are names in it.
  ///
  /// - Throws: status 66 where it is not, 77 where it is not writable.
  package init(_ directory: String, done: String, failed: String) throws {
    var status = stat()
    guard stat(directory, &status) == 0, let real = realpath(directory, nil) else {
      throw systemFault(directory, errno, errno == EACCES ? .noPermission : .noInput)
    }
    defer { free(real) }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw RunFault(.noInput, "\(directory): expected a directory to watch, found a file")
    }
    guard access(directory, R_OK | W_OK | X_OK) == 0 else {
      throw systemFault(directory, errno, .noPermission)
    }
    let path = Path(String(cString: real))
    self.path = path
    func place(_ text: String) -> Path { text.contains("/") ? Path(text) : path / text }
    self.done = place(done)
    self.failed = place(failed)
    hasLocalTimes = due_is_remote(directory) == 0
  }

  /// Makes what is missing, and tries whether files can be moved there.
  ///
  /// - Throws: 64 where files would come back, 73 and 77 where a directory cannot be made, 78 where
  ///   it is on another file system, so that no rename leads there.
  package func prepare() throws {
    try make(work, mode: 0o700)
    for place in [done, failed] {
      try make(place, mode: 0o777)
      guard !Self.isSame(place, path), !Self.isSame(place, work) else {
        throw RunFault(.usage, "\(place.text): expected a directory other than the watched one")
      }
    }
    let lock = try FileLock.exclusive((work / "lock").text)
    for place in [done, failed] { try tryMoving(to: place) }
    _ = consume lock
  }

  /// Moves a file of our own there and back. One that a crash left is taken away by the next.
  private func tryMoving(to place: Path) throws {
    let trial = work / "trial"
    let target = place / ".due-watch.due-tmp"
    _ = try Descriptor(trial.text, O_WRONLY | O_CREAT, mode: 0o600, status: .cannotCreate)
    defer { for path in [trial, target] { path.withCString { _ = unlink($0) } } }
    guard rename(trial.text, target.text) != 0 else { return }
    if errno == EXDEV {
      throw RunFault(
        .configuration,
        "\(place.text): expected a directory on the same file system as \(path.text)")
    }
    throw systemFault(place.text, errno, errno == EACCES ? .noPermission : .cannotCreate)
  }

  private func make(_ directory: Path, mode: UInt32) throws {
    guard mkdir(directory.text, mode) != 0, errno != EEXIST else { return }
    let refused = errno == EACCES || errno == EROFS || errno == EPERM
    throw systemFault(directory.text, errno, refused ? .noPermission : .cannotCreate)
  }

  /// Makes a place anew that somebody removed.
  func remake(_ directory: Path) { mkdir(directory.text, 0o777) }

  private static func isSame(_ a: Path, _ b: Path) -> Bool {
    var first = stat()
    var second = stat()
    return stat(a.text, &first) == 0 && stat(b.text, &second) == 0
      && first.st_ino == second.st_ino && first.st_dev == second.st_dev
  }

  /// The names of what lies in `directory`, without `.` and `..`.
  ///
  /// - Throws: status 74, or 66 where the directory has gone.
  static func names(in directory: Path) throws -> [FileName] {
    guard let stream = directory.withCString({ opendir($0) }) else {
      throw systemFault(directory.text, errno)
    }
    defer { closedir(stream) }
    var names: [FileName] = []
    while let entry = readdir(stream) {
      let length = strlen(due_entry_name(entry))
      let name = UnsafeRawBufferPointer(start: due_entry_name(entry), count: length)
      if !name.equals(".") && !name.equals("..") { names.append(FileName(bytes: Array(name))) }
    }
    return names
  }

  /// The files that lie there now and pass `filter`, oldest first, those of one time by name.
  package func files(passing filter: NameFilter) throws -> [FileName] {
    var found: [(name: FileName, time: timespec)] = []
    for name in try Self.names(in: path) where filter.accepts(name) {
      var status = stat()
      guard (path / name).withCString({ lstat($0, &status) }) == 0 else { continue }
      found.append((name, status.st_mtim))
    }
    found.sort {
      ($0.time.tv_sec, $0.time.tv_nsec, $0.name) < ($1.time.tv_sec, $1.time.tv_nsec, $1.name)
    }
    return found.map(\.name)
  }
}
