import DueFormats
import DueSystem

/// The file that says what was erased; it can be written before anything is.
final class Certificate {
  private let path: String
  private var sink: ByteSink

  init(_ path: String) throws {
    self.path = path
    sink = try ByteSink(path)
  }

  /// - Parameter isNews: whether this run erased anything: what an earlier run certified, perhaps
  ///   one that was killed at its very end, stays certified.
  func write(_ document: JSON, isNews: Bool) throws {
    if !isNews, sizeOfFile(path) ?? 0 > 0 { return }
    sink.buffer.append(document)
    sink.buffer.append(UInt8(ascii: "\n"))
    try sink.finish()
  }
}
