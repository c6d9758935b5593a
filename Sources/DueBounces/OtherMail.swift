import DueMIME
import DueSystem
import Glibc

/// Keeps mail that is neither a bounce nor a complaint, in a Maildir, for people to read.
///
/// A file is named after its content: the same mail read twice is kept once, also where somebody has
/// read it since. It is written whole, then moved to `new`.
package struct OtherMail {
  private let directory: String

  /// - Throws: status 73 where the directory cannot be made.
  package init(_ directory: String) throws {
    for name in ["tmp", "new", "cur"] { try makeDirectories("\(directory)/\(name)") }
    self.directory = directory
  }

  /// Keeps `message`; it is on the disk when this returns.
  package func keep(_ message: Bytes) throws {
    let name = SHA256(message).hex
    let path = "\(directory)/new/\(name)"
    if access(path, F_OK) == 0 || isRead(name) { return }
    try putInPlace(message, as: path, by: "\(directory)/tmp/\(name).\(getpid())")
  }

  /// Whether a mail program has moved it to `cur`, with its marks after the name.
  private func isRead(_ name: String) -> Bool {
    guard let entries = opendir("\(directory)/cur") else { return false }
    defer { closedir(entries) }
    while let entry = readdir(entries) {
      let found = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        bytes.prefix(name.utf8.count).elementsEqual(name.utf8)
      }
      if found { return true }
    }
    return false
  }
}
