import DueSystem

/// A text that an option names as `@file`.
enum TextFile {
  /// The text of the file at `path`, without the line end at its end; `-` is standard input.
  ///
  /// - Throws: status 66 when it cannot be opened, 65 when it is not UTF-8.
  static func read(_ path: String) throws -> String {
    var source = try ByteSource.open(path)
    var bytes = ByteBuffer()
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 8)
    defer { block.deallocate() }
    while case let count = try source.read(into: block), count > 0 {
      bytes.append(Bytes(rebasing: block[..<count]))
      guard bytes.count < 1 << 24 else {
        throw RunFault(.badData, "\(source.name): expected a text, found more than 16 MiB")
      }
    }
    guard let text = String(validating: bytes.bytes, as: UTF8.self) else {
      throw RunFault(.badData, "\(source.name): expected UTF-8")
    }
    var scalars = text.unicodeScalars[...]
    if scalars.last == "\n" { scalars.removeLast() }
    if scalars.last == "\r" { scalars.removeLast() }
    return String(scalars)
  }
}

/// Lines for standard output.
struct OutputLines {
  /// Writes `lines`, each with a line end.
  static func write(_ lines: [String]) throws {
    var sink = try ByteSink()
    for line in lines {
      sink.buffer.append(line)
      sink.buffer.append(UInt8(ascii: "\n"))
      try sink.recordEnded()
    }
    try sink.finish()
  }
}
