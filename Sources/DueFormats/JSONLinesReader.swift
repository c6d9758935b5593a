import CDueScan
import DueSystem
import Glibc

/// Reads JSON lines record by record: one value a line, blank lines skipped.
///
/// After `next()` the record is there until the next call. A line longer than `RecordLimit.bytes`
/// is passed over and reported.
package struct JSONLinesReader: ~Copyable {
  private var buffer: RecordBuffer
  private var tape = JSONTape()
  private var recordEnd = 0
  private var atStart = true
  /// The line of the record; the first is 1.
  package private(set) var line = 0
  /// Why the line cannot be used, if so.
  package private(set) var fault: FormatFault?
  private var parsed: JSONValue?

  package init(_ source: consuming ByteSource) { buffer = RecordBuffer(source) }

  package var name: String { buffer.name }
  package var offset: Int64 { buffer.offset }
  package var size: Int64? { buffer.size }

  /// The bytes of the line, its line end included.
  package var source: UnsafeRawBufferPointer {
    .init(start: buffer.start + buffer.first, count: recordEnd - buffer.first)
  }

  /// The record. Look at `fault` first.
  package var value: JSONValue {
    guard let parsed else { preconditionFailure("no record: look at `fault` first") }
    return parsed
  }

  /// Moves to the next line that is not blank; false at the end. Look at `fault` before `value`.
  package mutating func next() throws -> Bool {
    if atStart {
      atStart = false
      try buffer.skipByteOrderMark()
      recordEnd = buffer.first
    }
    while true {
      guard let length = try nextLine() else { return false }
      if fault != nil { return true }
      let text = UnsafeRawBufferPointer(start: buffer.start + buffer.first, count: length)
      if text.allSatisfy({ $0 == 0x20 || $0 == 0x0d || $0 == 0x09 || $0 == 0x0a }) { continue }
      do throws(JSONFault) {
        parsed = try tape.parse(text)
      } catch {
        parsed = nil
        fault = .json(error)
      }
      return true
    }
  }

  /// Finds the next line and returns its length without the line end; nil at the end.
  private mutating func nextLine() throws -> Int? {
    buffer.first = recordEnd
    line += 1
    fault = nil
    var searched = 0
    while true {
      let base = buffer.start + buffer.first
      let limit = buffer.end - buffer.first
      if let found = memchr(base + searched, 10, limit - searched) {
        let length = base.distance(to: found.assumingMemoryBound(to: UInt8.self))
        recordEnd = buffer.first + length + 1
        return length
      }
      searched = limit
      if limit > RecordLimit.bytes { return try passOver() }
      if try !buffer.fill() {
        recordEnd = buffer.end
        return limit == 0 ? nil : limit
      }
    }
  }

  private mutating func passOver() throws -> Int {
    fault = .tooLong
    while true {
      let base = buffer.start + buffer.first
      if let found = memchr(base, 10, buffer.end - buffer.first) {
        buffer.first += base.distance(to: found.assumingMemoryBound(to: UInt8.self)) + 1
        break
      }
      buffer.first = buffer.end
      if try !buffer.fill() { break }
    }
    recordEnd = buffer.first
    return 0
  }
}
