import DueSystem

/// Reads JSON lines record by record: one value a line, blank lines skipped.
///
/// After `next()` the record is there until the next call. A line longer than `RecordLimit.bytes`
/// is passed over and reported.
package struct JSONLinesReader: ~Copyable {
  private var lines: LineReader
  private var tape = JSONTape()
  /// Why the line cannot be used, if so.
  package private(set) var fault: FormatFault?
  private var parsed: JSONValue?

  package init(_ source: consuming ByteSource) { lines = LineReader(source) }

  package var name: String { lines.name }
  package var offset: Int64 { lines.offset }
  package var size: Int64? { lines.size }
  /// The line of the record; the first is 1.
  package var line: Int { lines.number }

  /// The bytes of the line, its line end included.
  package var source: UnsafeRawBufferPointer { lines.source }

  /// The record. Look at `fault` first.
  package var value: JSONValue {
    guard let parsed else { preconditionFailure("no record: look at `fault` first") }
    return parsed
  }

  /// Moves to the next line that is not blank; false at the end. Look at `fault` before `value`.
  package mutating func next() throws -> Bool {
    while try lines.next() {
      fault = nil
      if lines.isTooLong {
        fault = .tooLong
        return true
      }
      let text = lines.text
      if text.first.map({ $0 > 0x20 }) != true, Self.isBlank(text) { continue }
      do throws(JSONFault) {
        parsed = try tape.parse(text)
      } catch {
        parsed = nil
        fault = .json(error)
      }
      return true
    }
    return false
  }

  private static func isBlank(_ text: Bytes) -> Bool {
    text.allSatisfy { $0 == 0x20 || $0 == 0x0d || $0 == 0x09 || $0 == 0x0a }
  }
}
