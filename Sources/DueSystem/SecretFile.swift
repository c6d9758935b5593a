import Glibc

/// A secret in a file that nobody but its owner reads.
package enum SecretFile {
  /// The most bytes of such a file.
  private static let limit = 64 << 10

  /// The fewest bytes of a secret that seals what strangers see: fewer could be guessed.
  package static let ofSeals = 16

  /// What stands on the first line of the file, without its line end.
  ///
  /// - Parameter least: the fewest bytes that it may have.
  /// - Throws: status 77 for a file that others may read or write, 78 for one without a secret, or
  ///   with a shorter one.
  package static func read(_ path: String, atLeast least: Int = 1) throws -> [UInt8] {
    let line = try contents(path).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    guard !line.isEmpty, line.count < 4096 else {
      throw RunFault(.configuration, "\(path): expected a secret on the first line, found none")
    }
    guard line.count >= least else {
      throw RunFault(
        .configuration, "\(path): expected a secret of \(least) bytes or more, found \(line.count)")
    }
    return Array(line)
  }

  /// The lines of the file that are not empty, without their line ends.
  ///
  /// - Throws: status 77 for a file that others may read or write, 78 for one without a line.
  package static func lines(_ path: String) throws -> [String] {
    let lines = try contents(path)
      .split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
      .map { String(decoding: $0, as: UTF8.self) }
    guard !lines.isEmpty else {
      throw RunFault(.configuration, "\(path): expected a line, found none")
    }
    return lines
  }

  private static func contents(_ path: String) throws -> [UInt8] {
    let file = try Descriptor(path, O_RDONLY)
    var status = stat()
    guard fstat(file.number, &status) == 0, status.st_mode & 0o077 == 0 else {
      throw RunFault(.noPermission, "\(path): expected mode 0600 for a secret, found more")
    }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 4096)
    while bytes.count <= limit {
      let count = try block.withUnsafeMutableBytes { try file.read(into: $0, name: path) }
      if count == 0 { return bytes }
      bytes += block[..<count]
    }
    throw RunFault(.configuration, "\(path): expected at most \(limit) bytes, found more")
  }
}
