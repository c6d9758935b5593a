import CDueScan
import DueSystem
import Glibc

/// Reads CSV record by record, fields as ranges of bytes in a sliding window (RFC 4180).
///
/// Lines end with LF or CRLF; quoted fields may hold delimiters, line ends and doubled quotes; a
/// byte order mark is dropped; blank lines are skipped. A quote inside an unquoted field, or text
/// after a closing quote, makes the record bad, with its line, and nothing after it; the first of
/// them is text where it is asked for, as most programs read it.
///
/// After `next()` the record is there until the next call. Memory is constant whatever the file's
/// size: a record longer than `RecordLimit.bytes` is passed over and reported.
///
/// - Complexity: O(*n*); more than 2 GB/s where few fields are looked at.
package struct CSVReader: ~Copyable {
  private var buffer: RecordBuffer
  private let delimiter: UInt8
  private let takesStrayQuotes: Bool
  /// One word a field: start (31 bits), end (31 bits), "was quoted", "has doubled quotes".
  private var ranges: UnsafeMutablePointer<UInt64>
  private var rangeCapacity = 64
  /// How many fields the record has.
  package private(set) var count = 0
  /// The physical line on which the record begins; the first is 1.
  package private(set) var line = 0
  private var nextLine = 1
  private var recordEnd = 0
  /// Why the record cannot be used, if so.
  package private(set) var fault: FormatFault?
  private var atStart = true
  /// Decoded fields, each at the place it has in the record: the source stays as it was.
  private var scratch: UnsafeMutablePointer<UInt8>
  private var scratchCapacity = 1024

  /// - Parameter takesStrayQuotes: a quote inside an unquoted field is text: `5" nails`.
  package init(
    _ source: consuming ByteSource, delimiter: UInt8 = UInt8(ascii: ","),
    takesStrayQuotes: Bool = false
  ) {
    buffer = RecordBuffer(source)
    self.delimiter = delimiter
    self.takesStrayQuotes = takesStrayQuotes
    ranges = .allocate(capacity: rangeCapacity)
    scratch = .allocate(capacity: scratchCapacity)
  }

  deinit {
    ranges.deallocate()
    scratch.deallocate()
  }

  package var name: String { buffer.name }
  /// Bytes read before the record, and of the whole file where that is known: for progress.
  package var offset: Int64 { buffer.offset }
  package var size: Int64? { buffer.size }

  /// The bytes of the record as they stand in the file, its line end included.
  package var source: UnsafeRawBufferPointer {
    .init(start: buffer.start + buffer.first, count: max(0, recordEnd - buffer.first))
  }

  /// The bytes of field `i` between its quotes; doubled quotes are still double.
  package func raw(_ i: Int) -> UnsafeRawBufferPointer {
    let range = ranges[i]
    let start = Int(truncatingIfNeeded: range >> 33)
    let end = Int(truncatingIfNeeded: range >> 2 & 0x7fff_ffff)
    return .init(start: buffer.start + buffer.first + start, count: end &- start)
  }

  /// Whether field `i` stood in quotes: `""` is an empty text, nothing at all is no value.
  package func isQuoted(_ i: Int) -> Bool { ranges[i] & 1 == 1 }

  /// The bytes of field `i` with doubled quotes undone; valid until the next record.
  package func field(_ i: Int) -> UnsafeRawBufferPointer {
    let range = ranges[i]
    guard range & 2 == 2 else { return raw(i) }
    let base = buffer.start + buffer.first
    let start = Int(truncatingIfNeeded: range >> 33)
    let end = Int(truncatingIfNeeded: range >> 2 & 0x7fff_ffff)
    var to = start
    var p = start
    while p < end {
      scratch[to] = base[p]
      p += base[p] == UInt8(ascii: "\"") ? 2 : 1
      to += 1
    }
    return .init(start: scratch + start, count: to - start)
  }

  package func string(_ i: Int) -> String { String(decoding: field(i), as: UTF8.self) }

  /// Moves to the next record that is not a blank line; false at the end.
  ///
  /// Look at `fault` before the fields.
  ///
  /// - Throws: status 66 for UTF-16, and where the first record shows that lines end with CR alone.
  package mutating func next() throws -> Bool {
    guard atStart else { return try advance() }
    atStart = false
    try buffer.skipByteOrderMark()
    recordEnd = buffer.first
    guard try advance() else { return false }
    if fault != .tooLong { try buffer.requireLineFeeds(in: source, quotes: true) }
    return true
  }

  private mutating func advance() throws -> Bool {
    while true {
      guard try scan() else { return false }
      let blank = count == 1 && raw(0).isEmpty && !isQuoted(0) && fault == nil
      if !blank { break }
    }
    if fault == nil {
      let bytes = source
      let start = bytes.baseAddress!.assumingMemoryBound(to: UInt8.self)
      let valid = due_utf8_run(start, bytes.count)
      if valid < bytes.count { fault = .badUTF8(column: valid + 1) }
    }
    return true
  }

  /// Finds the fields of the record that begins where the last one ended.
  private mutating func scan() throws -> Bool {
    buffer.first = recordEnd
    line = nextLine
    fault = nil
    if buffer.first == buffer.end {
      guard try buffer.fill() else {
        recordEnd = buffer.first
        return false
      }
    }
    while !scanWindow() {
      if buffer.end - buffer.first > RecordLimit.bytes { return try passOver() }
      if try !buffer.fill() {
        scanLastRecord()
        break
      }
    }
    let start = buffer.start + buffer.first
    reserveScratch(recordEnd - buffer.first)
    // A carriage return before the line feed belongs to the line end.
    if count > 0, ranges[count - 1] & 1 == 0 {
      let range = ranges[count - 1]
      let end = Int(truncatingIfNeeded: range >> 2 & 0x7fff_ffff)
      if end > Int(truncatingIfNeeded: range >> 33), start[end - 1] == UInt8(ascii: "\r") {
        ranges[count - 1] = range &- 4
      }
    }
    return true
  }

  private mutating func reserveScratch(_ n: Int) {
    guard n > scratchCapacity else { return }
    scratch.deallocate()
    scratchCapacity = n * 2
    scratch = .allocate(capacity: scratchCapacity)
  }

  @inline(__always)
  private mutating func push(_ start: Int, _ end: Int, quoted: Bool, doubled: Bool) {
    if count == rangeCapacity { growRanges() }
    ranges[count] =
      UInt64(truncatingIfNeeded: start) << 33 | UInt64(truncatingIfNeeded: end) << 2
      | (doubled ? 2 : 0) | (quoted ? 1 : 0)
    count &+= 1
  }

  private mutating func growRanges() {
    let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: rangeCapacity * 2)
    larger.update(from: ranges, count: count)
    ranges.deallocate()
    ranges = larger
    rangeCapacity *= 2
  }

  /// What the scan knows of the field in hand; places count from the record's start.
  private struct Field {
    var start = 0
    var inQuotes = false
    var quoted = false
    var doubled = false
    /// Place after the last closing quote.
    var close = 0
  }

  /// Scans the window for one whole record; false when the window ends first.
  private mutating func scanWindow() -> Bool {
    let base = buffer.start + buffer.first
    let limit = buffer.end - buffer.first
    let delimiter = self.delimiter
    var field = Field()
    var lines = 0
    count = 0
    var block = 0
    while block < limit {
      var bits = due_csv_mask(base + block, delimiter)
      while bits != 0 {
        let p = block &+ bits.trailingZeroBitCount
        bits &= bits &- 1
        let byte = base[p]
        if byte == UInt8(ascii: "\"") {
          quote(&field, base, p)
        } else if byte == UInt8(ascii: "\n") {
          lines &+= 1
          if field.inQuotes { continue }
          end(&field, base, p, atLineEnd: true)
          recordEnd = buffer.first &+ p &+ 1
          nextLine = line &+ lines
          return true
        } else if !field.inQuotes {
          end(&field, base, p, atLineEnd: false)
        }
      }
      block &+= 64
    }
    tail = field
    tailLines = lines
    return false
  }

  private var tail = Field()
  private var tailLines = 0

  @inline(__always)
  private mutating func quote(_ field: inout Field, _ base: UnsafeMutablePointer<UInt8>, _ p: Int) {
    if field.inQuotes {
      field.inQuotes = false
      field.close = p &+ 1
    } else if p == field.start {
      field.inQuotes = true
      field.quoted = true
    } else if field.quoted, p == field.close {
      field.inQuotes = true
      field.doubled = true
    } else if fault == nil, field.quoted || !takesStrayQuotes {
      fault = .strayQuote(field: count &+ 1)
    }
  }

  @inline(__always)
  private mutating func end(
    _ field: inout Field, _ base: UnsafeMutablePointer<UInt8>, _ p: Int, atLineEnd: Bool
  ) {
    if field.quoted {
      let carriageReturn = atLineEnd && p == field.close &+ 1 && base[p - 1] == UInt8(ascii: "\r")
      if field.close != p, !carriageReturn, fault == nil { fault = .strayQuote(field: count &+ 1) }
      push(field.start &+ 1, field.close &- 1, quoted: true, doubled: field.doubled)
    } else {
      push(field.start, p, quoted: false, doubled: false)
    }
    field = Field(start: p &+ 1)
  }

  /// The last record of a file that does not end with a line end.
  private mutating func scanLastRecord() {
    // The window has not changed since `scanWindow` failed, but its record may have moved.
    _ = scanWindow()
    let limit = buffer.end - buffer.first
    var field = tail
    if field.inQuotes {
      fault = .unclosedQuote(field: count + 1)
      field = Field(start: limit)
    }
    end(&field, buffer.start + buffer.first, limit, atLineEnd: true)
    recordEnd = buffer.end
    nextLine = line + tailLines
  }

  /// Passes over a record that is too long, without keeping it.
  private mutating func passOver() throws -> Bool {
    if line == 1 { try buffer.requireLineFeeds(in: buffer.window, quotes: true) }
    var inQuotes = false
    var lines = 0
    count = 0
    while true {
      let base = buffer.start + buffer.first
      let limit = buffer.end - buffer.first
      var p = 0
      while p < limit {
        switch base[p] {
        case UInt8(ascii: "\""): inQuotes.toggle()
        case UInt8(ascii: "\n"):
          lines += 1
          if !inQuotes {
            buffer.first += p + 1
            recordEnd = buffer.first
            nextLine = line + lines
            fault = .tooLong
            return true
          }
        default: break
        }
        p += 1
      }
      buffer.first = buffer.end
      if try !buffer.fill() { break }
    }
    recordEnd = buffer.end
    buffer.first = buffer.end
    nextLine = line + lines
    fault = .tooLong
    return true
  }
}
