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
  ///   - hidden: gets the name of each that is passed over as it, or a directory, begins with a dot.
  /// - Throws: status 66 for what is no archive, or one that is damaged or cut short, 64 for a place
  ///   that no site has.
  package func forEach(
    _ path: String, as place: String?, refuse: (String) -> Void,
    hidden: (String) -> Void, _ body: (borrowing SourceFile) throws -> Void
  ) throws {
    let archive = path == "-" ? "standard input" : path
    let file = try Self.open(path)
    if let place { _ = try SitePath(place) }
    var names = MemberNames(below: place, takesSecrets: takesSecrets)
    let members = try ArchiveMembers(file, name: archive)
    var left = limit
    var count = 0
    while let member = try members.next() {
      count += 1
      guard count <= Self.mostFiles else {
        return refuse(
          "\(archive): expected at most \(Self.mostFiles) files and directories; the rest is left out"
        )
      }
      // What is passed over in a tar is unpacked all the same.
      let skipped = members.isZip ? 0 : member.size
      do {
        if let target = try names.path(of: member) {
          let content = try members.content(of: member, atMost: left)
          let source = SourceFile(
            path: target, name: "\(archive): \(member.name)", descriptor: content.file)
          try Self.hand(source, to: body) { refuse("\(archive): \($0)") }
        } else if !member.isDirectory {
          hidden("\(archive): \(member.name)")
        }
      } catch let fault as RunFault where fault.exitStatus == .badData {
        refuse("\(archive): \(member.name): \(fault.description)")
      }
      let size = max(skipped, members.bytesRead)
      guard size <= left else {
        return refuse("\(archive): the rest of it, behind '\(member.name)', is left out")
      }
      left -= size
    }
  }

  /// Hands a file over; what is wrong with its path names it already.
  private static func hand(
    _ source: borrowing SourceFile, to body: (borrowing SourceFile) throws -> Void,
    refuse: (String) -> Void
  ) throws {
    do {
      try body(source)
    } catch let fault as RunFault where fault.exitStatus == .badData {
      refuse(fault.description)
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
  private var seen: Set<SitePath> = []

  init(below place: String?, takesSecrets: Bool) {
    self.place = place
    self.takesSecrets = takesSecrets
  }

  /// The path of a file; nil for a directory and for what is not for others.
  ///
  /// - Throws: a fault with status 65 for what is refused.
  mutating func path(of member: ArchiveMember) throws -> SitePath? {
    var name = Substring(member.name)
    // As tar(1) writes what is in the directory where it is.
    while name.hasPrefix("./") { name = name.dropFirst(2) }
    if let found = member.oddity {
      throw RunFault(.badData, "expected a file with a path of plain names, found \(found)")
    }
    if member.isDirectory {
      guard member.size == 0 else {
        throw RunFault(.badData, "expected nothing in a directory itself, found a content")
      }
      if name.utf8.last == UInt8(ascii: "/") { name = Substring(name.utf8.dropLast()) }
      if !name.isEmpty, name != "." { _ = try plain(name) }
      return nil
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
