import CDueSystem
import DueDelivery
import DueSystem
import Glibc

/// The directories of a gateway that takes messages as files.
///
/// They are the gateway's, so what is not there is not made, but for the place where files are
/// written before they appear. That is beside the directory that the gateway looks into, on its
/// file system, and belongs to its group, as the files do: the gateway reads, moves and rewrites
/// them.
struct GatewayDirectory {
  /// Files that are being written.
  static let temporaryName = "due-tmp"
  /// Read and written by the gateway's group.
  static let fileMode: mode_t = 0o660

  let root: String
  let new: String
  let temporary: String

  /// - Parameter new: the directory in `path` that the gateway takes files from.
  /// - Throws: status 73 where it is missing.
  init(_ path: String, new name: String) throws {
    root = try realPath(of: path)
    new = "\(root)/\(name)"
    temporary = "\(root)/\(Self.temporaryName)"
    var status = stat()
    guard stat(new, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw RunFault(.cannotCreate, "expected the directory \(new) of the gateway, found none")
    }
    if mkdir(temporary, 0o770) == 0 {
      // Who may not give it to the group is no member: then the gateway is of no group of ours.
      _ = chown(temporary, uid_t.max, status.st_gid)
      _ = chmod(temporary, 0o2770)
    } else if errno != EEXIST {
      throw systemFault(temporary, errno, .cannotCreate)
    }
  }

  /// The names of the files in those of `directories` that are there.
  func names(in directories: [String]) -> [String] {
    var names: [String] = []
    for directory in directories {
      guard let stream = opendir("\(root)/\(directory)") else { continue }
      defer { closedir(stream) }
      while let entry = readdir(stream) { names.append(String(cString: due_entry_name(entry))) }
    }
    return names
  }
}
