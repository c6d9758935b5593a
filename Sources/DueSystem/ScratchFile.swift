import Glibc

/// A file without a name, gone when the run ends however it ends.
package struct ScratchFile: ~Copyable {
  package let descriptor: Descriptor

  /// Makes the file in `$TMPDIR`, or in /tmp.
  package static func make() throws -> ScratchFile {
    let directory = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
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

  /// The file as input, from its beginning, under the name that its user knows.
  package consuming func reopened(as name: String) throws -> ByteSource {
    lseek(descriptor.number, 0, SEEK_SET)
    return try ByteSource.reading(descriptor, name: name)
  }
}
