import CDueSystem
import DueSystem
import Glibc

/// What an archive says of one of its members.
struct ArchiveMember {
  enum Kind { case file, directory, encrypted, other }

  var name: String
  var kind: Kind
  /// Bytes as the archive declares them; 0 where it does not.
  var size: Int64
  /// What the directory of a zip says of it that is not to be published.
  var oddity: ZipDirectory.Oddity?

  var isDirectory: Bool { kind == .directory }
}

/// Reads an archive member by member: tar, compressed or not, or zip.
final class ArchiveMembers {
  private let archive: OpaquePointer
  private let file: Descriptor
  private let name: String
  /// Members of a zip stand for themselves; what is passed over in it need not be unpacked. Known
  /// with the first member.
  private(set) var isZip = false
  private var directory: ZipDirectory?
  private var count = 0
  /// Bytes that were read of the member in hand.
  private(set) var bytesRead: Int64 = 0

  /// - Throws: status 78 where libarchive is not there, 66 for a file that cannot be read.
  init(_ file: consuming Descriptor, name: String) throws {
    guard let archive = due_archive_open(file.number) else { throw missingLibrary(name) }
    self.archive = archive
    self.file = file
    self.name = name
  }

  deinit { due_tar_free(archive) }

  /// The next member; nil at the end.
  ///
  /// - Throws: status 66 for an archive that is damaged or cut short.
  func next() throws -> ArchiveMember? {
    var member = due_member()
    let status = due_archive_next(archive, &member)
    guard status >= 0 else {
      if isEmptyZip { return nil }
      throw RunFault(.noInput, "\(name): \(reason)")
    }
    isZip = member.is_zip != 0
    bytesRead = 0
    if isZip, directory == nil { directory = try ZipDirectory(file.number, name: name) }
    if status == 0 {
      guard directory?.entries.count ?? 0 == (isZip ? count : 0) else { throw mismatch }
      return nil
    }
    let kind: ArchiveMember.Kind =
      switch member.kind {
      case Int32(DUE_MEMBER_FILE): .file
      case Int32(DUE_MEMBER_DIRECTORY): .directory
      case Int32(DUE_MEMBER_ENCRYPTED): .encrypted
      default: .other
      }
    var found = ArchiveMember(
      name: member.path.map { String(cString: $0) } ?? "", kind: kind, size: max(0, member.size))
    guard let directory else { return found }
    guard count < directory.entries.count else { throw mismatch }
    let entry = directory.entries[count]
    count += 1
    // As it is written: libarchive gives it composed, and with slashes.
    if let name = entry.name { found.name = name }
    found.oddity = entry.oddity
    return found
  }

  /// Whether the file is a zip of no members, which libarchive does not know for one.
  private var isEmptyZip: Bool {
    var mark = [UInt8](repeating: 0, count: 4)
    guard pread(file.number, &mark, 4, 0) == 4, mark == [0x50, 0x4b, 5, 6] else { return false }
    return (try? ZipDirectory(file.number, name: name))?.entries.isEmpty ?? false
  }

  private var mismatch: RunFault {
    RunFault(.noInput, "\(name): expected the files of its directory, found others")
  }

  private var reason: String { String(cString: due_tar_reason(archive)) }

  /// The content of a member, to be read from its beginning.
  struct Content: ~Copyable {
    let file: Descriptor
    let size: Int64
  }

  /// Reads the member in hand.
  ///
  /// - Throws: a fault with status 65 where it has more than `limit` bytes, or is damaged.
  func content(of member: ArchiveMember, atMost limit: Int64) throws -> Content {
    let tooLarge = RunFault(.badData, "expected at most \(limit) more bytes, found a larger file")
    guard member.size <= limit else { throw tooLarge }
    let scratch = try ScratchFile.make()
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
    defer { block.deallocate() }
    guard let start = block.baseAddress else { throw tooLarge }
    var size: Int64 = 0
    while true {
      let count = due_tar_read(archive, start, block.count)
      guard count >= 0 else {
        throw RunFault(.badData, "expected its whole content, found it damaged (\(reason))")
      }
      if count == 0 { return Content(file: try scratch.rewound(), size: size) }
      size += Int64(count)
      bytesRead = size
      // Whatever the archive declared.
      guard size <= limit else { throw tooLarge }
      try scratch.write(Bytes(rebasing: Bytes(block)[..<count]))
    }
  }
}
