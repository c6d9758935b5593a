import CDueSystem
import Glibc

/// Bytes of a file, a pipe or standard input, in order, decompressed where they are compressed.
///
/// gzip, zstd, bzip2 and xz are known by their first bytes, whatever the name and also from pipes.
package struct ByteSource: ~Copyable {
  /// The name that faults give: the path as the user wrote it, or `standard input`.
  package let name: String
  private let descriptor: Descriptor
  private var head: [UInt8] = []
  private var inflate: OpaquePointer?
  /// Bytes delivered so far.
  package private(set) var offset: Int64 = 0

  /// Opens `path`; `-` is standard input.
  ///
  /// - Throws: status 66 when it cannot be opened or its compression cannot be read.
  package static func open(_ path: String) throws -> ByteSource {
    var source = try ByteSource(path)
    try source.detectCompression()
    return source
  }

  /// Reads an open file under the name that its user knows.
  package static func reading(_ descriptor: consuming Descriptor, name: String) throws -> ByteSource
  {
    var source = ByteSource(descriptor, name: name)
    try source.detectCompression()
    return source
  }

  /// Opens `path` as a file that waits for nobody: what comes from a pipe is read to its end
  /// first, into a file without a name.
  package static func spooled(_ path: String) throws -> ByteSource {
    let source = try ByteSource(path)
    var status = stat()
    if fstat(source.descriptor.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
      return try open(path)
    }
    let scratch = try ScratchFile.make()
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
    defer { block.deallocate() }
    while true {
      let count = try source.descriptor.read(into: block, name: source.name)
      if count == 0 { return try scratch.reopened(as: source.name) }
      try scratch.write(Bytes(rebasing: Bytes(block)[..<count]))
    }
  }

  private init(_ descriptor: consuming Descriptor, name: String) {
    self.name = name
    self.descriptor = descriptor
  }

  private init(_ path: String) throws {
    let name = path == "-" ? "standard input" : path
    let opened = try Self.descriptor(path)
    var status = stat()
    if fstat(opened.number, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw RunFault(.noInput, "\(name): is a directory")
    }
    self.name = name
    descriptor = opened
  }

  private static func descriptor(_ path: String) throws -> Descriptor {
    if path == "-" { return Descriptor(owning: STDIN_FILENO, closes: false) }
    return try Descriptor(path, O_RDONLY, status: .noInput)
  }

  deinit { if let inflate { due_inflate_close(inflate) } }

  private static let magics: [[UInt8]] = [
    [0x1f, 0x8b], [0x28, 0xb5, 0x2f, 0xfd], [0x42, 0x5a, 0x68], [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0],
  ]

  private mutating func detectCompression() throws {
    var block = [UInt8](repeating: 0, count: 4096)
    var count = 0
    while count < 6 {  // a pipe may give less at first
      let more = try block.withUnsafeMutableBytes {
        try descriptor.read(into: .init(rebasing: $0[count...]), name: name)
      }
      if more == 0 { break }
      count += more
    }
    head = Array(block[..<count])
    guard Self.magics.contains(where: { head.starts(with: $0) }) else { return }
    var reason: UnsafePointer<CChar>?
    inflate = due_inflate_open(descriptor.number, head, head.count, &reason)
    head = []
    if inflate == nil {
      throw RunFault(.noInput, "\(name): \(reason.map { String(cString: $0) } ?? "unreadable")")
    }
  }

  /// Puts up to `buffer.count` bytes into `buffer`; 0 at the end.
  ///
  /// - Throws: status 74 when reading fails, 66 when compressed data is damaged or cut short.
  package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var count: Int
    if !head.isEmpty {
      count = min(head.count, buffer.count)
      buffer.copyBytes(from: head[..<count])
      head.removeFirst(count)
    } else {
      count = try readOn(into: buffer)
    }
    offset += Int64(count)
    return count
  }

  /// Reads what comes after the bytes kept in `head`.
  private mutating func readOn(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let inflate else { return try descriptor.read(into: buffer, name: name) }
    let count = due_inflate_read(inflate, buffer.baseAddress!, buffer.count)
    if count < 0 {
      throw RunFault(.noInput, "\(name): \(String(cString: due_inflate_reason(inflate)))")
    }
    return count
  }

  /// The first byte that is neither space nor part of a byte order mark, decompressed; nil where
  /// the first block has none. Nothing is taken away: `read` gives it again.
  package mutating func peek() throws -> UInt8? {
    if head.isEmpty {
      var block = [UInt8](repeating: 0, count: 4096)
      let count = try block.withUnsafeMutableBytes { try readOn(into: $0) }
      head = Array(block[..<count])
    }
    return head.first { $0 > 0x20 && ![0xEF, 0xBB, 0xBF].contains($0) }
  }

  /// Size in bytes of an uncompressed regular file, for progress; nil where it cannot be known.
  package var size: Int64? {
    var status = stat()
    guard inflate == nil, fstat(descriptor.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG
    else { return nil }
    return Int64(status.st_size)
  }
}

extension ByteSource {
  /// The whole text of the file at `path`, plain or compressed; `-` is standard input.
  ///
  /// For definitions, templates and settings, not for records.
  package static func text(of path: String, limit: Int = 256 << 20) throws -> String {
    try whole(path, limit).string
  }

  /// The same of a text whose every character counts: without the mark that some editors put before
  /// UTF-8.
  ///
  /// - Throws: status 78, with the line, for what is no UTF-8, and for a byte of zero.
  package static func exactText(of path: String, limit: Int = 256 << 20) throws -> String {
    let whole = try whole(path, limit)
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let bytes = whole.bytes.starts(with: mark) ? whole.bytes.dropFirst(3) : whole.bytes[...]
    if let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) { return text }
    let bad = bytes.split(separator: 10, omittingEmptySubsequences: false).firstIndex { line in
      line.contains(0) || String(validating: line, as: UTF8.self) == nil
    }
    let name = path == "-" ? "standard input" : path
    throw RunFault(
      .configuration,
      "\(name):\((bad ?? 0) + 1): expected text in UTF-8, found another encoding")
  }

  private static func whole(_ path: String, _ limit: Int) throws -> ByteBuffer {
    var source = try open(path)
    var text = ByteBuffer(capacity: 1 << 16)
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 8)
    defer { block.deallocate() }
    while true {
      let count = try source.read(into: block)
      if count == 0 { return text }
      text.append(Bytes(rebasing: block[..<count]))
      guard text.count <= limit else {
        throw RunFault(
          .noInput, "\(source.name): expected a text of at most \(limit >> 20) MiB, found more")
      }
    }
  }
}

/// The size of a file with that name; nil for what is none.
package func sizeOfFile(_ path: String) -> Int64? {
  var status = stat()
  guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
  return Int64(status.st_size)
}
