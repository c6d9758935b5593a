import DueFormats
import DueSystem

/// How a file of JSON is laid out.
enum JSONLayout {
  /// A value on each line; lines that are none are texts.
  case lines
  /// Values that go on over several lines, as `aws` and `jq` write them.
  case spread

  /// - Throws: status 66 for a file that is neither: what one takes out of it would damage it.
  init(_ source: consuming ByteSource) throws {
    var reader = JSONStreamReader(source)
    var isSpread = false
    var fault: (line: Int, isOpen: Bool)?
    while try reader.next() {
      let first = reader.source.first
      if let fault, fault.isOpen, first != UInt8(ascii: "{") {
        throw Self.refusal(reader, fault.line)
      }
      let isOpen = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
      if reader.fault != nil {
        // A record that was cut off is followed by another record, or by nothing.
        if reader.fault == .tooLong || first == UInt8(ascii: "[") {
          throw Self.refusal(reader, reader.line)
        }
        fault = (reader.line, isOpen)
      } else {
        fault = fault.map { ($0.line, false) }
        isSpread = isSpread || isOpen && reader.source.contains(UInt8(ascii: "\n"))
      }
      if isSpread, let fault { throw Self.refusal(reader, fault.line) }
    }
    self = isSpread ? .spread : .lines
  }

  private static func refusal(_ reader: borrowing JSONStreamReader, _ line: Int) -> RunFault {
    RunFault(
      .noInput,
      "\(reader.name):\(line): expected JSON, found a value that is broken or too long; "
        + "nothing was taken out of the file")
  }
}
