import DueSystem
import Glibc

/// A file that is to be published.
package struct SourceFile: ~Copyable {
  package let path: SitePath
  package let name: String
  package let descriptor: Descriptor
}

/// The files of a directory, by path: plain files alone.
///
/// Links are refused, for they lead out of the directory; so are names that a site cannot have and,
/// unless they are asked for, those that look secret. The site itself, where it is in the directory,
/// is passed over.
package struct SourceTree {
  private let takesSecrets: Bool
  private let site: String

  /// - Parameter site: the directory of the site, which may be missing.
  package init(takesSecrets: Bool, site: String) {
    self.takesSecrets = takesSecrets
    self.site = site
  }

  /// Whether `name` is that of a file, and not of a directory.
  package static func isFile(_ name: String) -> Bool { sizeOfFile(name) != nil }

  /// Gives `body` the file at `name`, or each file below it.
  ///
  /// - Parameters:
  ///   - place: where it goes on the site; nil for the top.
  ///   - hidden: is told what is left out because it begins with a dot.
  /// - Throws: status 65 for a link or a name that is refused, 66 for what cannot be read.
  package func forEach(
    _ name: String, as place: String?, hidden: (String) -> Void,
    _ body: (borrowing SourceFile) throws -> Void
  ) throws {
    var status = stat()
    guard stat(name, &status) == 0 else {
      let code = errno
      // The arguments of a program are texts here: what is none has lost its bytes.
      if code == ENOENT, name.contains("\u{FFFD}") {
        throw RunFault(.noInput, "\(name): expected a name in UTF-8, found another one")
      }
      throw systemFault(name, code, .noInput)
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      guard !isSite(status) else {
        throw RunFault(.badData, "\(name): expected files for the site, found the site itself")
      }
      let directory = try Descriptor(name, O_RDONLY | O_DIRECTORY, status: .noInput)
      try walk(directory, name, place, hidden, body)
    } else {
      // A link that was named by hand is meant.
      try take(AT_FDCWD, name, name, place ?? baseName(of: name), follows: true, body)
    }
  }

  private func isSite(_ status: stat) -> Bool {
    var other = stat()
    return stat(site, &other) == 0 && other.st_dev == status.st_dev
      && other.st_ino == status.st_ino
  }

  /// By descriptors, not by paths: a directory that becomes a link meanwhile is not followed.
  private func walk(
    _ directory: borrowing Descriptor, _ path: String, _ place: String?,
    _ hidden: (String) -> Void, _ body: (borrowing SourceFile) throws -> Void
  ) throws {
    for name in try Site.names(in: directory, knownAs: path).sorted() {
      let source = "\(path)/\(name)"
      let target = place.map { "\($0)/\(name)" } ?? name
      var status = stat()
      guard fstatat(directory.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
        throw systemFault(source, errno, .noInput)
      }
      // What begins with a dot is not for others, and seldom meant: .git, .DS_Store.
      if name.utf8.first == UInt8(ascii: "."), name != ".well-known" {
        hidden(source)
        continue
      }
      switch status.st_mode & S_IFMT {
      case S_IFDIR:
        if isSite(status) { continue }
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
        let below = try Self.open(directory.number, name, flags, knownAs: source)
        try walk(below, source, target, hidden, body)
      case S_IFREG: try take(directory.number, name, source, target, follows: false, body)
      default:
        throw RunFault(
          .badData, "\(source): expected a file or a directory, found a link or a device")
      }
    }
  }

  private static func open(_ directory: Int32, _ name: String, _ flags: Int32, knownAs: String)
    throws -> Descriptor
  {
    var number: Int32
    repeat {
      number = openat(directory, name, flags | O_CLOEXEC)
    } while number < 0 && errno == EINTR
    guard number >= 0 else { throw systemFault(knownAs, errno, .noInput) }
    return Descriptor(owning: number)
  }

  private func take(
    _ directory: Int32, _ name: String, _ source: String, _ place: String, follows: Bool,
    _ body: (borrowing SourceFile) throws -> Void
  ) throws {
    let path: SitePath
    do {
      path = try SitePath(place)
    } catch let fault as RunFault {
      throw RunFault(.badData, "\(source): \(fault.description)")
    }
    // Another name on the site makes it no less secret.
    guard takesSecrets || !path.looksSecret && !SitePath.looksSecret(baseName(of: source)) else {
      throw RunFault(
        .badData,
        "\(source): expected a file for the whole world to read, found a name of secrets "
          + "(--force publishes it)")
    }
    // Not through a link that has come since.
    let flags = O_RDONLY | O_NONBLOCK | (follows ? 0 : O_NOFOLLOW)
    let file = try Self.open(directory, name, flags, knownAs: source)
    var status = stat()
    guard fstat(file.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw RunFault(.noInput, "\(source): expected a file, found something else")
    }
    try body(SourceFile(path: path, name: source, descriptor: file))
  }
}
