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
/// unless they are asked for, those that look secret.
package struct SourceTree {
  private let takesSecrets: Bool

  package init(takesSecrets: Bool) { self.takesSecrets = takesSecrets }

  /// Gives `body` the file at `name`, or each file below it.
  ///
  /// - Parameter place: where it goes on the site; nil for the top.
  /// - Throws: status 65 for a link or a name that is refused, 66 for what cannot be read.
  package func forEach(
    _ name: String, as place: String?, _ body: (borrowing SourceFile) throws -> Void
  ) throws {
    var status = stat()
    guard stat(name, &status) == 0 else { throw systemFault(name, errno, .noInput) }
    if status.st_mode & S_IFMT == S_IFDIR {
      try walk(name, place, body)
    } else {
      // A link that was named by hand is meant.
      try take(name, place ?? baseName(of: name), follows: true, body)
    }
  }

  private func walk(
    _ directory: String, _ place: String?, _ body: (borrowing SourceFile) throws -> Void
  ) throws {
    for name in try Site.names(in: directory).sorted() {
      let source = "\(directory)/\(name)"
      let target = place.map { "\($0)/\(name)" } ?? name
      var status = stat()
      guard lstat(source, &status) == 0 else { throw systemFault(source, errno, .noInput) }
      // What begins with a dot is not for others, and seldom meant: .git, .DS_Store.
      if name.hasPrefix("."), name != ".well-known" { continue }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: try walk(source, target, body)
      case S_IFREG: try take(source, target, follows: false, body)
      default:
        throw RunFault(
          .badData, "\(source): expected a file or a directory, found a link or a device")
      }
    }
  }

  private func take(
    _ source: String, _ place: String, follows: Bool,
    _ body: (borrowing SourceFile) throws -> Void
  ) throws {
    let path: SitePath
    do {
      path = try SitePath(place)
    } catch let fault as RunFault {
      throw RunFault(.badData, "\(source): \(fault.description)")
    }
    guard takesSecrets || !path.looksSecret else {
      throw RunFault(
        .badData,
        "\(source): expected a file for the whole world to read, found a name of secrets "
          + "(--force publishes it)")
    }
    // Not through a link that has come since.
    let flags = O_RDONLY | O_NONBLOCK | (follows ? 0 : O_NOFOLLOW)
    let file = try Descriptor(source, flags, status: .noInput)
    var status = stat()
    guard fstat(file.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw RunFault(.noInput, "\(source): expected a file, found something else")
    }
    try body(SourceFile(path: path, name: source, descriptor: file))
  }
}
