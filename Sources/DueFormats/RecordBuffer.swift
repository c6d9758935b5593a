import DueSystem
import Glibc

/// A window over a byte source that slides from record to record.
///
/// Records are read where they lie: a reader looks at `start[first..<end]`, takes the record at
/// the front, and asks for more when the window ends inside one. 64 zero bytes always follow
/// `end`, so that vector scans may look past it.
struct RecordBuffer: ~Copyable {
  private(set) var start: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// Where the record in hand begins.
  var first = 0
  private(set) var end = 0
  private(set) var isAtEnd = false
  private var source: ByteSource

  static let padding = 64
  private static let initialCapacity = 256 * 1024

  init(_ source: consuming ByteSource) {
    self.source = source
    capacity = Self.initialCapacity
    start = .allocate(capacity: capacity + Self.padding)
    memset(start, 0, capacity + Self.padding)
  }

  deinit { start.deallocate() }

  var name: String { source.name }

  /// Bytes of the source before the record in hand.
  var offset: Int64 { source.offset - Int64(end - first) }

  var size: Int64? { source.size }

  /// Reads more bytes after those of the record in hand, which moves to the front; false when
  /// there are none.
  ///
  /// The window grows while the record in hand is more than half of it, to twice
  /// `RecordLimit.bytes` at most: a reader gives up a record that is longer than the limit.
  mutating func fill() throws -> Bool {
    if isAtEnd { return false }
    let kept = end - first
    if kept > capacity / 2 {
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2 + Self.padding)
      larger.update(from: start + first, count: kept)
      start.deallocate()
      start = larger
      capacity *= 2
    } else if first > 0 {
      memmove(start, start + first, kept)
    }
    first = 0
    end = kept
    let count = try source.read(
      into: UnsafeMutableRawBufferPointer(start: start + end, count: capacity - end))
    end += count
    memset(start + end, 0, Self.padding)
    isAtEnd = count == 0
    return count > 0
  }

  /// Passes over a UTF-8 byte order mark at the front.
  ///
  /// - Throws: status 66 for UTF-16, which no reader of ours takes.
  mutating func skipByteOrderMark() throws {
    while end < 3, try fill() {}
    if end >= 3, start[0] == 0xEF, start[1] == 0xBB, start[2] == 0xBF {
      first = 3
    } else if end >= 2, (start[0], start[1]) == (0xFF, 0xFE) || (start[0], start[1]) == (0xFE, 0xFF)
    {
      throw RunFault(
        .noInput, "\(name): expected UTF-8, found UTF-16: iconv -f UTF-16 -t UTF-8 mends it")
    } else if end >= 2, (start[0] == 0) != (start[1] == 0) {
      // No text of ours begins with NUL; ASCII in UTF-16 has one in every other byte.
      let form = start[0] == 0 ? "UTF-16BE" : "UTF-16LE"
      throw RunFault(
        .noInput,
        "\(name): expected UTF-8, found UTF-16 without a byte order mark: "
          + "iconv -f \(form) -t UTF-8 mends it")
    }
  }

  /// Refuses a file whose lines end with CR alone, which would be one record for all its lines.
  ///
  /// - Parameters:
  ///   - record: the first one.
  ///   - quotes: between quotes a CR is text, as CSV has it.
  /// - Throws: status 66.
  func requireLineFeeds(in record: Bytes, quotes: Bool) throws {
    var inQuotes = false
    var afterReturn = false
    for byte in record {
      if afterReturn, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
        throw RunFault(
          .noInput,
          "\(name): expected lines that end with LF or CRLF, found CR alone: "
            + "tr '\\r' '\\n' mends it")
      }
      if quotes, byte == UInt8(ascii: "\"") { inQuotes.toggle() }
      afterReturn = byte == UInt8(ascii: "\r") && !inQuotes
    }
  }

  /// What the window holds of the record in hand.
  var window: Bytes { Bytes(start: start + first, count: end - first) }
}

/// How long a record may be.
///
/// Pinpoint's largest record, an event, has 1,000 KB. The limit keeps memory constant: a file of
/// one endless line is refused record by record, not read into memory.
package enum RecordLimit {
  package static let bytes = 16 * 1024 * 1024
}

/// Why the bytes of one record are not a record of their format. The run goes on without it.
package enum FormatFault: Error, Equatable, CustomStringConvertible {
  case tooLong
  case badUTF8(column: Int)
  case strayQuote(field: Int)
  case unclosedQuote(field: Int)
  case json(JSONFault)

  package var description: String {
    switch self {
    case .tooLong: "expected at most \(RecordLimit.bytes >> 20) MiB in a record, found more"
    case .badUTF8(let column): "expected UTF-8, found another byte at column \(column)"
    case .strayQuote(let field):
      "expected a quote only at the ends of field \(field), found one inside it"
    case .unclosedQuote(let field): "expected a closing quote for field \(field), found the end"
    case .json(let fault):
      "expected JSON, found an error at column \(fault.offset + 1): "
        + fault.problem.rawValue
    }
  }
}
