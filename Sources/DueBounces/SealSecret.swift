import DueMIME
import DueSystem
import Glibc

/// The secret with which the keys in our envelope senders are sealed.
package enum SealSecret {
  /// Reads the secret in the file at `path`, without the white space around it.
  ///
  /// - Throws: status 77 where others than its owner can read it, 78 where it is too short, 66
  ///   where it is not there.
  package static func read(_ path: String) throws -> [UInt8] {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & 0o077 != 0 {
      throw RunFault(
        .noPermission, "\(path): expected a file that only its owner reads (mode 0600)")
    }
    let text = Array(try ByteSource.text(of: path, limit: 1 << 20).utf8)
    let secret = text.withUnsafeBytes { Array($0.trimmedSpace) }
    guard secret.count >= 16 else {
      throw RunFault(
        .configuration, "\(path): expected a secret of 16 bytes or more, found \(secret.count)")
    }
    return secret
  }
}
