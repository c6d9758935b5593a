import CDueScan
import DueSystem

extension UnsafeRawBufferPointer {
  /// Whether these bytes are well-formed UTF-8.
  package var isUTF8: Bool {
    guard let start = baseAddress?.assumingMemoryBound(to: UInt8.self) else { return true }
    return due_utf8_run(start, count) == count
  }
}
