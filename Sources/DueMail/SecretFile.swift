import DueSystem
import Glibc

/// A secret in a file that nobody but its owner reads.
package enum SecretFile {
  /// What stands on the first line of the file, without its line end.
  ///
  /// - Throws: status 77 for a file that others may read or write, 78 for one without a secret.
  package static func read(_ path: String) throws -> [UInt8] {
    let file = try Descriptor(path, O_RDONLY)
    var status = stat()
    guard fstat(file.number, &status) == 0, status.st_mode & 0o077 == 0 else {
      throw RunFault(.noPermission, "\(path): expected mode 0600 for a secret, found more")
    }
    var block = [UInt8](repeating: 0, count: 4096)
    let count = try block.withUnsafeMutableBytes { try file.read(into: $0, name: path) }
    let line = block[..<count].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    guard !line.isEmpty, line.count < 4096 else {
      throw RunFault(.configuration, "\(path): expected a secret on the first line, found none")
    }
    return Array(line)
  }
}
