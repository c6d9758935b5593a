import Glibc

/// Where files go that end with the run: `$TMPDIR`, else /tmp, as tempnam(3) has it.
package func temporaryDirectory() -> String {
  guard let value = getenv("TMPDIR"), value.pointee != 0 else { return "/tmp" }
  return String(cString: value)
}

/// A file without a name, gone when the run ends however it ends.
package struct ScratchFile: ~Copyable {
  package let descriptor: Descriptor

  package static func make() throws -> ScratchFile {
    let directory = temporaryDirectory()
    var template = Array("\(directory)/due-XXXXXX".utf8CString)
    let number = mkstemp(&template)
    guard number >= 0 else { throw systemFault(directory, errno, .cannotCreate) }
    _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    unlink(template)
    return ScratchFile(descriptor: Descriptor(owning: number))
  }

  private init(descriptor: consuming Descriptor) { self.descriptor = descriptor }

  package borrowing func write(_ bytes: Bytes) throws {
    try descriptor.write(bytes, name: "temporary file")
  }

  /// Forgets what was written after the first `size` bytes.
  package borrowing func truncate(to size: Int) throws {
    guard ftruncate(descriptor.number, off_t(size)) == 0,
      lseek(descriptor.number, off_t(size), SEEK_SET) >= 0
    else { throw systemFault("temporary file", errno, .inputOutput) }
  }

  /// The digest of all that was written.
  package borrowing func digest() throws -> SHA256 {
    lseek(descriptor.number, 0, SEEK_SET)
    return try SHA256(reading: descriptor, name: "temporary file")
  }

  /// The file as input, from its beginning, under the name that its user knows.
  package consuming func reopened(as name: String) throws -> ByteSource {
    lseek(descriptor.number, 0, SEEK_SET)
    return try ByteSource.reading(descriptor, name: name)
  }
}
