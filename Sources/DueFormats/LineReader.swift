import DueSystem
import Glibc

/// Reads a text line by line, lines as bytes in a sliding window.
///
/// After `next()` the line is there until the next call. A line longer than `RecordLimit.bytes` is
/// passed over and reported.
package struct LineReader: ~Copyable {
  private var buffer: RecordBuffer
  private var recordEnd = 0
  private var length = 0
  private var atStart = true
  /// The number of the line; the first is 1.
  package private(set) var number = 0
  /// Whether the line was too long to keep.
  package private(set) var isTooLong = false

  package init(_ source: consuming ByteSource) { buffer = RecordBuffer(source) }

  package var name: String { buffer.name }
  package var offset: Int64 { buffer.offset }
  package var size: Int64? { buffer.size }

  /// The bytes of the line, its line end included.
  package var source: UnsafeRawBufferPointer {
    .init(start: buffer.start + buffer.first, count: recordEnd - buffer.first)
  }

  /// The bytes of the line without its line feed.
  package var text: UnsafeRawBufferPointer {
    .init(start: buffer.start + buffer.first, count: length)
  }

  /// Moves to the next line; false at the end.
  ///
  /// - Throws: status 66 for UTF-16, and where the first line shows that lines end with CR alone.
  package mutating func next() throws -> Bool {
    guard atStart else { return try advance() }
    atStart = false
    try buffer.skipByteOrderMark()
    recordEnd = buffer.first
    guard try advance() else { return false }
    if !isTooLong { try buffer.requireLineFeeds(in: text, quotes: false) }
    return true
  }

  private mutating func advance() throws -> Bool {
    buffer.first = recordEnd
    number += 1
    isTooLong = false
    var searched = 0
    while true {
      let base = buffer.start + buffer.first
      let limit = buffer.end - buffer.first
      if let found = memchr(base + searched, 10, limit - searched) {
        length = base.distance(to: found.assumingMemoryBound(to: UInt8.self))
        recordEnd = buffer.first + length + 1
        return true
      }
      searched = limit
      if limit > RecordLimit.bytes {
        if number == 1 { try buffer.requireLineFeeds(in: buffer.window, quotes: false) }
        try passOver()
        return true
      }
      if try !buffer.fill() {
        recordEnd = buffer.end
        length = limit
        return limit > 0
      }
    }
  }

  /// Passes over a line that is too long, without keeping it.
  private mutating func passOver() throws {
    isTooLong = true
    length = 0
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
  }
}
