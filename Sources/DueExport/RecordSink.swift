import DueSystem

/// Where exported records leave, plain or under gzip: as `ByteSink`, a file is replaced only when
/// complete.
package struct RecordSink: ~Copyable {
  /// The records that have not left yet.
  package var buffer = ByteBuffer(capacity: 1 << 18)
  private var sink: ByteSink
  private let isCompressed: Bool
  private var hasFlushed = false

  /// A gzip stream of nothing: a file without a byte is none.
  private static let emptyMember: [UInt8] =
    [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0]
    + Array(repeating: 0, count: 8)

  /// A gzip stream of its own each, which readers take for one: memory stays the same whatever
  /// comes.
  private static let blockSize = 1 << 20

  /// - Parameters:
  ///   - path: nil, or `-`: standard output; what ends with `.gz` is written under gzip.
  ///   - isCompressed: whether anything else is too.
  package init(_ path: String?, isCompressed: Bool = false) throws {
    sink = try ByteSink(path)
    self.isCompressed = isCompressed || path?.hasSuffix(".gz") == true
  }

  /// Lets records leave once there is a block of them: call it after each.
  package mutating func recordEnded() throws {
    if buffer.count >= (isCompressed ? Self.blockSize : 1 << 17) { try flush() }
  }

  private mutating func flush() throws {
    hasFlushed = true
    if isCompressed {
      try Compression.append(buffer.bytes, by: "gzip", to: &sink.buffer)
    } else {
      sink.buffer.append(buffer.bytes)
    }
    buffer.removeAll()
    try sink.recordEnded()
  }

  /// Lets all leave, and puts a file in its place.
  package mutating func finish() throws {
    if buffer.count > 0 { try flush() }
    if isCompressed, !hasFlushed {
      for byte in Self.emptyMember { sink.buffer.append(byte) }
    }
    try sink.finish()
  }
}
