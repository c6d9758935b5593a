import DueFormats
import DueModel
import DueSystem
import Glibc

/// A file that another run has taken since it was listed.
struct Gone: Error {}

/// What is in a small file.
struct FileBytes {
  /// No gateway writes more into one message.
  private static let limit = 1 << 20

  let bytes: [UInt8]

  /// - Throws: `RecordFault` where it is larger than a message can be, `Gone` where it is none.
  init(_ path: String) throws {
    guard access(path, F_OK) == 0 || errno != ENOENT else { throw Gone() }
    let file = try Descriptor(path, O_RDONLY | O_NOFOLLOW)
    var text = ByteBuffer()
    try text.fill(Self.limit + 1) { try file.read(into: $0, name: path) }
    guard text.count <= Self.limit else {
      throw RecordFault(column: nil, "expected a message of at most 1 MiB, found more")
    }
    bytes = Array(text.bytes)
  }

  /// The bytes of a mail, decompressed where it is compressed, at most `InboundMailReader.limit`.
  ///
  /// - Throws: `Gone` where there is no file, `RecordFault` where what is compressed is damaged.
  init(mail path: String) throws {
    guard access(path, F_OK) == 0 || errno != ENOENT else { throw Gone() }
    var text = ByteBuffer(capacity: 1 << 16)
    do {
      var source = try ByteSource.open(path)
      while text.count < InboundMailReader.limit {
        let room = min(1 << 16, InboundMailReader.limit - text.count)
        guard try text.fill(upTo: room, { try source.read(into: $0) }) > 0 else { break }
      }
    } catch let fault as RunFault where fault.exitStatus == .noInput {
      // One damaged file is one that cannot be read.
      throw RecordFault(column: nil, "expected a mail, found what cannot be read: \(fault)")
    }
    bytes = Array(text.bytes)
  }

  func read<T>(_ body: (Bytes) throws -> T) throws -> T { try bytes.withUnsafeBytes(body) }
}
