import DueSystem
import Glibc

/// Reads one JSON value after another: a line each, glued together without line ends, or spread
/// over many lines, as event streams are delivered.
///
/// After `next()` the value is there until the next call. A value that is malformed, or longer
/// than `RecordLimit.bytes`, is reported, and reading goes on at the next line, or where a glued
/// object plainly begins.
package struct JSONStreamReader: ~Copyable {
  private var buffer: RecordBuffer
  private var tape = JSONTape()
  private var atStart = true
  /// Where the value in hand ends in the window.
  private var recordEnd = 0
  /// The first bytes of a value that is too long to keep, and how many are kept.
  private var shown = ByteBuffer(capacity: 16)
  private static let shownBytes = 64 * 1024
  private var parsed: JSONValue?
  /// Why the value cannot be used, if so.
  package private(set) var fault: FormatFault?
  /// The physical line on which the value begins; the first is 1.
  package private(set) var line = 1
  private var endLine = 1

  package init(_ source: consuming ByteSource) { buffer = RecordBuffer(source) }

  package var name: String { buffer.name }
  /// Bytes of the input, decompressed, before the value.
  package var offset: Int64 { buffer.offset }
  package var size: Int64? { buffer.size }

  /// The bytes of the value, without white space around it. With a `fault`, the bytes that are
  /// passed over; of a value that is too long, the first of them.
  package var source: Bytes {
    fault == .tooLong
      ? shown.bytes : Bytes(start: buffer.start + buffer.first, count: recordEnd - buffer.first)
  }

  /// The value. Look at `fault` first.
  package var value: JSONValue {
    guard let parsed else { preconditionFailure("no value: look at `fault` first") }
    return parsed
  }

  /// Moves to the next value; false at the end. Look at `fault` before `value`.
  package mutating func next() throws -> Bool {
    if atStart {
      atStart = false
      try buffer.skipByteOrderMark()
      recordEnd = buffer.first
    }
    buffer.first = recordEnd
    line = endLine
    fault = nil
    parsed = nil
    guard try skipSpace() else { return false }
    try parse()
    endLine = line + (fault == .tooLong ? 0 : Self.lineFeeds(in: source))
    return true
  }

  /// Moves to the next value, over lines that `take` deals with as they stand: it gets a line that
  /// may hold a value, and says whether that is done with. 64 bytes behind a line may be read.
  package mutating func next(passing take: (Bytes) throws -> Bool) throws -> Bool {
    if atStart {
      atStart = false
      try buffer.skipByteOrderMark()
      recordEnd = buffer.first
    }
    while true {
      buffer.first = recordEnd
      line = endLine
      fault = nil
      parsed = nil
      guard try skipSpace() else { return false }
      endLine = line
      guard let length = try wholeLine(), try take(Bytes(rebasing: buffer.window[..<length])) else {
        break
      }
      recordEnd = buffer.first + length
    }
    try parse()
    endLine = line + (fault == .tooLong ? 0 : Self.lineFeeds(in: source))
    return true
  }

  /// The length of the line in hand; nil for one that is longer than the window is at first.
  private mutating func wholeLine() throws -> Int? {
    var searched = 0
    while true {
      let length = buffer.end - buffer.first
      let start = buffer.start + buffer.first
      if let end = memchr(start + searched, 0x0a, length - searched) {
        return start.distance(to: end.bound)
      }
      if buffer.isAtEnd { return length }
      if length > 1 << 17 { return nil }
      searched = length
      if try !buffer.fill() { return length }
    }
  }

  /// Passes over white space; false at the end of the input.
  private mutating func skipSpace() throws -> Bool {
    while true {
      while buffer.first < buffer.end {
        let byte = buffer.start[buffer.first]
        guard
          byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
            || byte == 0x1e  // the separator of RFC 7464
        else { return true }
        if byte == 0x0a { line += 1 }
        buffer.first += 1
      }
      recordEnd = buffer.first
      if try !buffer.fill() { return false }
    }
  }

  private mutating func parse() throws {
    while true {
      let length = buffer.end - buffer.first
      do throws(JSONFault) {
        let (value, count) = try tape.parse(
          prefixOf: Bytes(start: buffer.start + buffer.first, count: length))
        if count < length || value.isArray || value.isObject || value.isString || buffer.isAtEnd {
          parsed = value
          recordEnd = buffer.first + count
          return
        }
      } catch {
        // What is wrong near the end of the window may only be cut there.
        if buffer.isAtEnd || error.problem != .endOfText && error.offset + 16 < length {
          return try fail(error)
        }
      }
      guard length <= RecordLimit.bytes else { return try passOver() }
      try fillOn(from: length)
    }
  }

  /// Reads on until the value in hand may be whole: to the end of a line, or to twice its length.
  private mutating func fillOn(from length: Int) throws {
    var searched = length
    while try buffer.fill() {
      let count = buffer.end - buffer.first
      if count >= 2 * length || count > RecordLimit.bytes { return }
      let fresh = buffer.start + buffer.first + searched
      if count <= 1 << 16, memchr(fresh, 0x0a, count - searched) != nil { return }
      searched = count
    }
  }

  /// Takes the bytes up to the next line, or to the next object glued to this one, as malformed.
  private mutating func fail(_ fault: JSONFault) throws {
    self.fault = .json(fault)
    if fault.problem == .badUTF8 {
      recordEnd = buffer.first + tape.valueEnd
      return
    }
    var searched = max(fault.offset - 1, 0)
    if let found = memchr(buffer.start + buffer.first, 0x0a, searched) {
      searched = (buffer.start + buffer.first).distance(to: found.bound)
    }
    while true {
      let length = buffer.end - buffer.first
      if let count = endOfFailure(from: searched, length) {
        recordEnd = buffer.first + count
        break
      }
      if length > RecordLimit.bytes { return try passOver() }
      searched = max(searched, length - 2)
      if try !buffer.fill() {
        recordEnd = buffer.end
        break
      }
    }
    while recordEnd > buffer.first + 1, buffer.start[recordEnd - 1] == 0x0d { recordEnd -= 1 }
  }

  /// How many bytes of the window go to the next line, or to the next glued object; nil where
  /// neither is there. The bytes before `searched` have neither.
  private func endOfFailure(from searched: Int, _ length: Int) -> Int? {
    let start = buffer.start + buffer.first
    let lineEnd = memchr(start + searched, 0x0a, length - searched)
      .map { start.distance(to: $0.bound) }
    // `}{"` is no part of a good text, other than in a string: there another object begins.
    let end = lineEnd ?? length
    var place = searched
    while place + 2 < end, let brace = memchr(start + place, 0x7d, end - place - 2) {
      place = start.distance(to: brace.bound) + 1
      if start[place] == 0x7b, start[place + 1] == 0x22 { return place }
    }
    return lineEnd
  }

  /// Passes over the rest of a line whose value is too long, without keeping it.
  private mutating func passOver() throws {
    fault = .tooLong
    shown.removeAll()
    while true {
      let start = buffer.start + buffer.first
      let found = memchr(start, 0x0a, buffer.end - buffer.first)
      let count = found.map { start.distance(to: $0.bound) } ?? buffer.end - buffer.first
      shown.append(Bytes(start: start, count: min(count, Self.shownBytes - shown.count)))
      recordEnd = buffer.first + count
      if found != nil { return }
      buffer.first = buffer.end
      if try !buffer.fill() { return }
    }
  }

  private static func lineFeeds(in text: Bytes) -> Int {
    guard var place = text.baseAddress else { return 0 }
    let end = place + text.count
    var count = 0
    while let found = memchr(place, 0x0a, end - place) {
      count += 1
      place = UnsafeRawPointer(found) + 1
    }
    return count
  }
}

extension UnsafeMutableRawPointer {
  fileprivate var bound: UnsafeMutablePointer<UInt8> { assumingMemoryBound(to: UInt8.self) }
}
