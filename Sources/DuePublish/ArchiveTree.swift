import DueSystem
import Glibc

/// The files in an archive, tar or zip, as if they lay in a directory.
///
/// Whoever made it is not trusted. Nothing is written to where a name leads: each file is read by
/// itself. What cannot be published is refused by its name, and the rest goes on: names that lead
/// elsewhere, links, devices, encrypted files, names that come twice or look secret, and what is
/// larger than all of it may be.
package struct ArchiveTree {
  private let takesSecrets: Bool
  /// Bytes that all files of one archive may have.
  private let limit: Int64

  /// More than a site has use for.
  private static let mostFiles = 100_000

  package init(takesSecrets: Bool, limit: Int64) {
    self.takesSecrets = takesSecrets
    self.limit = limit
  }

  /// Gives `body` each file of the archive in the file at `path`; `-` is standard input.
  ///
  /// - Parameters:
  ///   - place: where the archive goes on the site; nil for the top.
  ///   - refuse: is told of each file that is left out.
  /// - Throws: status 66 for what is no archive, or one that is damaged or cut short.
  package func forEach(
    _ path: String, as place: String?, refuse: (String) -> Void,
    _ body: (borrowing SourceFile) throws -> Void
  ) throws {
    let archive = path == "-" ? "standard input" : path
    let file = try Self.open(path)
    var names = MemberNames(
      below: place, takesSecrets: takesSecrets, zip: try ZipDirectory(file, name: archive))
    let members = try ArchiveMembers(file, name: archive)
    var left = limit
    var count = 0
    while let member = try members.next() {
      count += member.isDirectory ? 0 : 1
      guard count <= Self.mostFiles else {
        return refuse("\(archive): expected at most \(Self.mostFiles) files; the rest is left out")
      }
      // What is passed over in a tar is unpacked all the same.
      var size = members.isZip ? 0 : member.size
      do {
        if let target = try names.path(of: member) {
          let content = try members.content(of: member, atMost: left)
          size = content.size
          let source = SourceFile(
            path: target, name: "\(archive): \(member.name)", descriptor: content.file)
          do {
            try body(source)
          } catch let fault as RunFault where fault.exitStatus == .badData {
            refuse("\(archive): \(fault.description)")
          }
        }
      } catch let fault as RunFault where fault.exitStatus == .badData {
        refuse("\(archive): \(member.name): \(fault.description)")
      }
      guard size <= left else {
        return refuse("\(archive): the rest of it, behind '\(member.name)', is left out")
      }
      left -= size
    }
  }

  /// Opens an archive as a file: the directory of a zip is at its end.
  private static func open(_ path: String) throws -> Descriptor {
    if path != "-" {
      let file = try Descriptor(path, O_RDONLY | O_NONBLOCK, status: .noInput)
      var status = stat()
      if fstat(file.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG { return file }
      throw RunFault(.noInput, "\(path): expected an archive, found something else")
    }
    let input = Descriptor(owning: STDIN_FILENO, closes: false)
    let scratch = try ScratchFile.make()
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
    defer { block.deallocate() }
    while true {
      let count = try input.read(into: block, name: "standard input")
      if count == 0 { return try scratch.rewound() }
      try scratch.write(Bytes(rebasing: Bytes(block)[..<count]))
    }
  }
}

extension ScratchFile {
  /// The file once more, to be read from its beginning.
  borrowing func rewound() throws -> Descriptor {
    let number = fcntl(descriptor.number, F_DUPFD_CLOEXEC, 0)
    guard number >= 0, lseek(number, 0, SEEK_SET) == 0 else {
      throw systemFault("temporary file", errno, .inputOutput)
    }
    return Descriptor(owning: number)
  }
}

/// Says where members of one archive go.
private struct MemberNames {
  private let place: String?
  private let takesSecrets: Bool
  private let zip: ZipDirectory
  private var seen: Set<SitePath> = []

  init(below place: String?, takesSecrets: Bool, zip: ZipDirectory) {
    self.place = place
    self.takesSecrets = takesSecrets
    self.zip = zip
  }

  /// The path of a file; nil for a directory and for what is not for others.
  ///
  /// - Throws: a fault with status 65 for what is refused.
  mutating func path(of member: ArchiveMember) throws -> SitePath? {
    if member.isDirectory { return nil }
    var name = member.name[...]
    // As tar(1) writes what is in the directory where it is.
    while name.hasPrefix("./") { name = name.dropFirst(2) }
    if let found = zip.oddities[Array(member.name.utf8)] {
      throw RunFault(.badData, "expected a file with a path of plain names, found \(found)")
    }
    guard let path = try plain(name) else { return nil }
    switch member.kind {
    case .file: break
    case .encrypted:
      throw RunFault(.badData, "expected a file that can be read, found it encrypted")
    case .other, .directory: throw RunFault(.badData, "expected a file, found a link or a device")
    }
    guard takesSecrets || !path.looksSecret else {
      throw RunFault(
        .badData,
        "expected a file for the whole world to read, found a name of secrets (--force publishes it)"
      )
    }
    guard seen.insert(path).inserted else {
      throw RunFault(.badData, "expected each name once, found it again")
    }
    return path
  }

  /// The path; nil where a part of it begins with a dot, as those that are left out of directories.
  private func plain(_ name: Substring) throws -> SitePath? {
    let isDrive = name.utf8.dropFirst().first == UInt8(ascii: ":")
    guard !isDrive else {
      throw RunFault(.badData, "expected a path of plain names, found a drive of Windows")
    }
    let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let hidden = parts.map { part in
      let text = Substring(part)
      return part.first == UInt8(ascii: ".") && ![".", "..", ".well-known"].contains(text)
    }
    // What is left out has to be a path, too, but for its dots.
    let shown = Swift.zip(parts, hidden).map {
      $1 ? "x" + Substring($0).dropFirst() : Substring($0)
    }
    guard let path = try? SitePath((place.map { "\($0)/" } ?? "") + shown.joined(separator: "/"))
    else { throw RunFault(.badData, "expected a path of plain names, found '\(name)'") }
    return hidden.contains(true) ? nil : path
  }
}
