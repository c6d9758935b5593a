import DueFormats
import DueSystem
import DueTool

extension OutputFileOptions {
  /// Writes one JSON value a line.
  func write(_ values: [JSON]) throws {
    var sink = try ByteSink(output)
    for value in values {
      sink.buffer.append(value)
      sink.buffer.append(UInt8(ascii: "\n"))
      try sink.recordEnded()
    }
    try sink.finish()
  }
}
