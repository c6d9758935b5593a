import CDueSystem
import Glibc

/// Writes a tar archive (POSIX pax) under zstd: the same members in the same order, the same bytes.
package struct TarWriter: ~Copyable {
  private let tar: OpaquePointer
  private let name: String

  /// - Parameters:
  ///   - descriptor: an open file, which stays its owner's.
  ///   - name: what faults call it.
  package init(_ descriptor: Int32, name: String) throws {
    guard let tar = due_tar_create(descriptor) else { throw missingLibrary(name) }
    self.tar = tar
    self.name = name
  }

  deinit { due_tar_free(tar) }

  /// Adds a file of mode 0600 that was changed at `time`.
  package borrowing func add(_ path: String, at time: Instant, _ bytes: Bytes) throws {
    let start = bytes.baseAddress ?? UnsafeRawPointer(tar)  // any place will do for no bytes
    let seconds = Int64((Double(time.milliseconds) / 1000).rounded(.down))
    guard due_tar_add(tar, path, seconds, start, bytes.count) == 0 else { throw fault() }
  }

  package borrowing func finish() throws {
    guard due_tar_finish(tar) == 0 else { throw fault() }
  }

  private borrowing func fault() -> RunFault { TarFault.of(tar, name) }
}

/// Reads a tar archive, compressed or not, member by member.
package struct TarReader: ~Copyable {
  private let tar: OpaquePointer
  private let descriptor: Descriptor
  private let name: String
  private var content = ByteBuffer(capacity: 1 << 14)
  private var size = 0
  private var isRead = true
  /// The path of the member in hand.
  package private(set) var path = ""
  /// When it was changed.
  package private(set) var time = Instant(milliseconds: 0)

  /// Longer members are no messages.
  private static let limit: Int64 = 1 << 30

  package init(_ descriptor: consuming Descriptor, name: String) throws {
    guard let tar = due_tar_open(descriptor.number) else { throw missingLibrary(name) }
    self.tar = tar
    self.descriptor = descriptor
    self.name = name
  }

  deinit { due_tar_free(tar) }

  /// Moves to the next member; false at the end.
  ///
  /// - Throws: status 74 for an archive that is damaged or cut short.
  package mutating func next() throws -> Bool {
    var found: UnsafePointer<CChar>?
    var length: Int64 = 0
    var seconds: Int64 = 0
    let status = due_tar_next(tar, &found, &length, &seconds)
    guard status >= 0, length <= Self.limit else { throw fault() }
    guard status > 0, let found else { return false }
    path = String(cString: found)
    time = Instant(milliseconds: seconds * 1000)
    size = Int(length)
    isRead = false
    return true
  }

  /// The bytes of the member, valid until `next`.
  package mutating func bytes() throws -> Bytes {
    if isRead { return content.bytes }
    isRead = true
    content.removeAll()
    let tar = tar
    var count = 1
    content.fill(size) { place in
      guard let start = place.baseAddress else { return 0 }
      count = due_tar_read(tar, start, place.count)
      return max(count, 0)
    }
    guard count > 0 || size == 0 else { throw fault() }
    return content.bytes
  }

  private func fault() -> RunFault { TarFault.of(tar, name) }
}

private enum TarFault {
  static func of(_ tar: OpaquePointer, _ name: String) -> RunFault {
    RunFault(.inputOutput, "\(name): \(String(cString: due_tar_reason(tar)))")
  }
}

/// Compresses small texts: the same bytes in, the same bytes out.
package enum Compression {
  /// Appends `bytes`, compressed by `gzip` or `zstd`, to `buffer`.
  package static func append(
    _ bytes: Bytes, by filter: StaticString, to buffer: inout ByteBuffer
  ) throws {
    guard let start = bytes.baseAddress else { return }
    // What cannot be compressed grows by its frames.
    let room = bytes.count + bytes.count / 64 + 65_536
    let name = UnsafeRawPointer(filter.utf8Start).assumingMemoryBound(to: CChar.self)
    var written = 0
    buffer.fill(upTo: room) { place in
      guard let out = place.baseAddress else { return 0 }
      written = due_compress(name, start, bytes.count, out, place.count)
      return max(written, 0)
    }
    guard written >= 0 else {
      throw RunFault(
        .configuration, "--compress: libarchive.so.13 is not installed (Debian: libarchive13)")
    }
  }
}

/// Why an archive cannot be read or written: libarchive is loaded when it is wanted.
package func missingLibrary(_ name: String) -> RunFault {
  RunFault(.configuration, "\(name): libarchive.so.13 is not installed (Debian: libarchive13)")
}
