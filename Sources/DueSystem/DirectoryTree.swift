import CDueSystem
import Glibc

/// Makes the directory `path` and those above it that are not there.
package func makeDirectories(_ path: String) throws {
  if mkdir(path, 0o777) == 0 { return }
  if errno == ENOENT {
    try makeDirectories(directory(of: path))
    if mkdir(path, 0o777) == 0 { return }
  }
  let code = errno
  var status = stat()
  let isThere = code == EEXIST && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  guard isThere else {
    throw systemFault(path, code == EEXIST ? ENOTDIR : code, .cannotCreate)
  }
}

/// Removes the directory `path` and all that is in it; none is as good.
package func removeTree(_ path: String) throws {
  guard due_remove_tree(path) == 0 else { throw systemFault(path, errno, .inputOutput) }
}

/// Puts the directory `new` into the place of `path`, and what was there into that of `new`: at one
/// instant where the file system can, so that no reader finds neither.
package func exchangeDirectories(_ new: String, _ path: String) throws {
  if access(path, F_OK) != 0 {
    try makeDirectories(directory(of: path))
    guard rename(new, path) == 0 else { throw systemFault(path, errno, .cannotCreate) }
    return
  }
  if due_exchange(new, path) == 0 { return }
  guard errno == EINVAL || errno == ENOSYS else { throw systemFault(path, errno, .cannotCreate) }
  let old = new + ".old"
  guard rename(path, old) == 0, rename(new, path) == 0 else {
    throw systemFault(path, errno, .cannotCreate)
  }
}

/// Waits until all that was written to the file system of `directory` is on the disk.
package func synchronizeFileSystem(_ directory: String) throws {
  let descriptor = try Descriptor(directory, O_RDONLY | O_DIRECTORY)
  let code = due_syncfs(descriptor.number)
  guard code == 0 else { throw systemFault(directory, code, .inputOutput) }
}
