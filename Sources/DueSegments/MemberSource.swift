import DueFormats
import DueModel
import DueStore
import DueSystem

/// Members of a segment, one by one, in the order of their ids.
package protocol MemberSource: ~Copyable {
  var count: Int { get }

  /// The id of the member at `index`; valid until the source changes.
  func id(at index: Int) -> Bytes

  /// Starts again with the first.
  mutating func rewind()

  /// The next member, whole; nil at the end. Valid until the next call.
  mutating func next() throws -> EndpointView?

  /// Appends the record of the member in hand as one line of JSON, without its line end.
  func appendRecord(of endpoint: EndpointView, to buffer: inout ByteBuffer)
}

/// How members are written.
package enum MemberForm: Sendable {
  /// One id a line.
  case ids
  /// CSV as Pinpoint imports it.
  case csv
  /// Endpoint records.
  case jsonl
}

extension MemberSource where Self: ~Copyable {
  /// Writes every member to `sink`.
  package mutating func write(_ form: MemberForm, to sink: inout ByteSink) throws {
    switch form {
    case .ids:
      for i in 0..<count {
        sink.buffer.append(id(at: i))
        sink.buffer.append(UInt8(ascii: "\n"))
        try sink.recordEnded()
      }
    case .csv:
      var table = EndpointCSV()
      while let endpoint = try next() { table.note(endpoint) }
      rewind()
      table.appendHeader(to: &sink.buffer)
      while let endpoint = try next() {
        table.append(endpoint, to: &sink.buffer)
        try sink.recordEnded()
      }
    case .jsonl:
      while let endpoint = try next() {
        appendRecord(of: endpoint, to: &sink.buffer)
        sink.buffer.append(UInt8(ascii: "\n"))
        try sink.recordEnded()
      }
    }
  }
}
