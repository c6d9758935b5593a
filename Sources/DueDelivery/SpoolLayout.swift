import DueModel
import DueSystem
import Glibc

/// Where the files of a spool lie, and how messages are written in them.
package struct SpoolLayout {
  /// How attempts name the transport.
  package var name: String
  /// Where files are written, on the file system of `new` and out of the other program's sight.
  package var temporary: String
  /// Where the other program finds them.
  package var new: String
  /// Mode of files that somebody else must read or rewrite; nil for ours alone.
  package var mode: mode_t?
  /// Whether senders have rates by default: not where the other program paces them.
  package var isPaced = true
  /// Whether the other program has, or had, the file of an attempt of which no list is left: somebody
  /// may have emptied the directory of temporary files.
  package var hasTaken: (Outgoing) -> Bool = { _ in false }
  /// How a message of a channel is written; nil where the other program takes none of it.
  package let form: (Channel) -> (any SpoolForm)?

  package init(
    name: String, temporary: String, new: String, form: @escaping (Channel) -> (any SpoolForm)?
  ) {
    self.name = name
    self.temporary = temporary
    self.new = new
    self.form = form
  }
}

/// The path of what is at `path`, without links and from the root on.
///
/// - Throws: status 73 where nothing is.
package func realPath(of path: String) throws -> String {
  guard let real = realpath(path, nil) else { throw systemFault(path, errno, .cannotCreate) }
  defer { free(real) }
  return String(cString: real)
}
