import DueSystem
import Glibc

/// A site: a directory of contents by their hashes, of generations that say which path has which of
/// them, and of trees that any web server can serve.
///
///     objects/ab/cdef…    contents, each once, never changed
///     generations/N       the files of the site at one time: JSON lines, by path
///     trees/N             the same as a tree of hard links
///     public              a link to the tree of today: what a web server serves
///
/// A change writes contents, a generation and its tree, and then turns `public`, which takes effect
/// at one instant for all paths. Whatever is killed before that leaves the site as it was, and its
/// leavings to the next change. Everything here is for the whole world to read.
package final class Site: Sendable {
  package let directory: String

  /// - Parameter mayBeMissing: a site that is not there is one without files, to be looked at alone.
  /// - Throws: status 66 where there is no site.
  package init(_ directory: String, mayBeMissing: Bool = false) throws {
    self.directory = directory
    guard mayBeMissing || access("\(directory)/objects", F_OK) == 0 else {
      throw RunFault(
        .noInput, "\(directory): expected a site, found none (due-publish put makes one)")
    }
  }

  /// Makes the site where it is missing; whether it was.
  package static func create(_ directory: String) throws -> Bool {
    if access("\(directory)/objects", F_OK) == 0 { return false }
    for part in ["generations", "trees", "objects"] { try makeDirectories("\(directory)/\(part)") }
    return true
  }

  func object(_ digest: String) -> String {
    "\(directory)/objects/\(digest.prefix(2))/\(digest.dropFirst(2))"
  }

  func has(_ digest: String) -> Bool { access(object(digest), F_OK) == 0 }

  func generation(_ number: Int) -> String { "\(directory)/generations/\(number)" }

  private func tree(_ number: Int) -> String { "\(directory)/trees/\(number)" }

  var link: String { "\(directory)/public" }

  // MARK: Looking

  /// The generation that is public; 0 for none.
  ///
  /// - Throws: status 74 where `public` is gone or another thing: taking it for a site without
  ///   files would throw all that the site has been away.
  package func current() throws -> Int {
    var target = [UInt8](repeating: 0, count: 64)
    let count = target.withUnsafeMutableBufferPointer { target in
      target.baseAddress.map {
        let start = UnsafeMutableRawPointer($0).assumingMemoryBound(to: CChar.self)
        return readlink(link, start, target.count)
      } ?? 0
    }
    if count < 0, errno == ENOENT {
      // A first change that was killed has left the first generation at most.
      let kept = "\(directory)/generations"
      guard try access(kept, F_OK) != 0 || Self.numbers(in: kept).allSatisfy({ $0 == 1 }) else {
        throw RunFault(.inputOutput, "\(link): expected a link to a tree, found none")
      }
      return 0
    }
    guard count > 0,
      let number = Int(baseName(of: String(decoding: target[..<count], as: UTF8.self)))
    else { throw RunFault(.inputOutput, "\(link): expected a link to a tree, found another thing") }
    return number
  }

  /// The files of today.
  package func manifest() throws -> Manifest {
    let number = try current()
    return number == 0 ? Manifest() : try Manifest(reading: generation(number))
  }

  /// The numbers of all generations that are kept, up to the public one, ascending.
  package func generations() throws -> [Int] {
    let last = try current()
    return try Self.numbers(in: "\(directory)/generations").filter { $0 <= last }
  }

  package func manifest(of number: Int) throws -> Manifest {
    try Manifest(reading: generation(number))
  }

  static func numbers(in directory: String) throws -> [Int] {
    try names(in: directory).compactMap { Int($0) }.sorted()
  }

  static func names(in directory: String) throws -> [String] {
    try names(in: Descriptor(directory, O_RDONLY | O_DIRECTORY), knownAs: directory)
  }

  static func names(in directory: borrowing Descriptor, knownAs name: String) throws -> [String] {
    let again = fcntl(directory.number, F_DUPFD_CLOEXEC, 0)
    guard again >= 0, let stream = fdopendir(again) else {
      let code = errno
      close(again)
      throw systemFault(name, code)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  // MARK: Changing

  /// Keeps others who change the site away.
  package func lock() throws -> FileLock { try FileLock.exclusive("\(directory)/.lock") }

  /// Removes what runs that were killed have left. The caller holds the lock.
  package func removeRemainders() throws {
    let last = try current()
    for name in try Self.names(in: "\(directory)/trees")
    where Int(name).map({ $0 > last }) ?? true {
      try removeTree("\(directory)/trees/\(name)")
    }
    for name in try Self.names(in: "\(directory)/generations")
    where Int(name).map({ $0 > last }) ?? true {
      unlink("\(directory)/generations/\(name)")
    }
    for name in try Self.names(in: "\(directory)/objects") where name.hasPrefix(".") {
      unlink("\(directory)/objects/\(name)")
    }
    unlink("\(link).new")
  }

  /// The hash and size of the content that is left to read of `source`.
  func measure(_ source: borrowing Descriptor, name: String) throws -> (digest: String, size: Int64)
  {
    var status = stat()
    guard fstat(source.number, &status) == 0 else { throw systemFault(name, errno, .inputOutput) }
    return (try SHA256(reading: source, name: name).hex, Int64(status.st_size))
  }

  /// Keeps the content that is left to read of `source`; its hash and size.
  func keep(_ source: borrowing Descriptor, name: String) throws -> (digest: String, size: Int64) {
    let temporary = "\(directory)/objects/.new.\(getpid())"
    defer { unlink(temporary) }
    let file = try Descriptor(
      temporary, O_RDWR | O_CREAT | O_TRUNC, mode: 0o644, status: .cannotCreate)
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { block.deallocate() }
    var size: Int64 = 0
    while true {
      let count = try source.read(into: block, name: name)
      if count == 0 { break }
      try file.write(Bytes(rebasing: Bytes(block)[..<count]), name: temporary)
      size += Int64(count)
    }
    lseek(file.number, 0, SEEK_SET)
    let digest = try SHA256(reading: file, name: temporary).hex
    let place = object(digest)
    if has(digest) { return (digest, size) }
    fchmod(file.number, 0o644)
    try file.synchronize(name: temporary)
    try makeDirectories(DueSystem.directory(of: place))
    try putInPlace(temporary, as: place)
    return (digest, size)
  }

  /// Makes `manifest` the next generation, and public. The caller holds the lock.
  func publish(_ manifest: Manifest, at now: Instant) throws -> Manifest {
    var next = manifest
    let before = try current()
    next.generation = before + 1
    next.at = now
    try buildTree(next)
    let file = generation(next.generation)
    try Array(next.text.utf8).withUnsafeBytes { try putInPlace($0, as: file, by: "\(file).new") }
    chmod(file, 0o644)
    // Links and directories of the tree too, before anybody is led to them.
    try synchronizeFileSystem(directory)
    unlink("\(link).new")
    guard symlink("trees/\(next.generation)", "\(link).new") == 0 else {
      throw systemFault("\(link).new", errno, .cannotCreate)
    }
    try putInPlace("\(link).new", as: link)
    // The tree before stays for who is just reading it; those before that one go.
    for number in try Self.numbers(in: "\(directory)/trees") where number < before {
      try removeTree(tree(number))
    }
    return next
  }

  private func buildTree(_ manifest: Manifest) throws {
    let root = tree(manifest.generation)
    try removeTree(root)
    try makeDirectories(root)
    var made: Set<SitePath> = []
    for entry in manifest.present {
      if let parent = entry.path.directories.first, made.insert(parent).inserted {
        try makeDirectories("\(root)/\(parent.text)")
      }
      let place = "\(root)/\(entry.path.text)"
      guard Glibc.link(object(entry.digest), place) != 0 else { continue }
      guard errno == EMLINK || errno == EPERM || errno == EXDEV else {
        throw systemFault(place, errno, .cannotCreate)
      }
      try copy(object(entry.digest), to: place)
    }
  }

  private func copy(_ source: String, to place: String) throws {
    let from = try Descriptor(source, O_RDONLY)
    let file = try Descriptor(
      place, O_WRONLY | O_CREAT | O_EXCL, mode: 0o644, status: .cannotCreate)
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { block.deallocate() }
    while true {
      let count = try from.read(into: block, name: source)
      if count == 0 { return }
      try file.write(Bytes(rebasing: Bytes(block)[..<count]), name: place)
    }
  }
}
