import DueSystem
import Glibc

/// A store that goes when the run ends: where a dry run finds no store, it must not leave one.
package final class ScratchDirectory {
  /// The directory, which is empty at first.
  package let path: String

  /// A scratch store where `directory` has none; nil where it has.
  package static func ifMissing(_ directory: String) throws -> ScratchDirectory? {
    access("\(directory)/due.db", F_OK) == 0 ? nil : try ScratchDirectory()
  }

  package init() throws {
    let parent = temporaryDirectory()
    var template = Array("\(parent)/due-dry-run-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw systemFault(parent, errno, .cannotCreate) }
    path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
  }

  deinit {
    for name in ["due.db", "due.db-wal", "due.db-shm", "lock"] { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
