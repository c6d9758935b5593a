import DueFormats
import DueModel
import DueStore
import DueSystem

/// Gives the place in the store of an endpoint of a file, for segments that were imported.
package typealias PlaceFinder = (EndpointView) throws -> EndpointPlace

/// The members among the endpoints of a file of JSON lines, in the order of their ids.
///
/// Every line stands for itself: user attributes are those of the line. Of several lines with one
/// id the last that is a member counts. Where records are wanted later, the lines of members are
/// kept in memory.
package struct FileMembers: ~Copyable, MemberSource {
  private var list = MemberList()
  private var lines = ByteBuffer(capacity: 1 << 16)
  private var record = EndpointRecord()
  private var tape = JSONTape()
  private var index = 0
  /// Lines read, those that were rejected too.
  package private(set) var lineCount = 0

  package var count: Int { list.count }

  /// Reads the file at `path`; `-` is standard input.
  ///
  /// - Parameters:
  ///   - keepsRecords: false where ids are all that is wanted.
  ///   - place: asked for every endpoint, where given.
  package init(
    _ program: SegmentProgram, path: String, keepsRecords: Bool, place: PlaceFinder? = nil,
    rejects: RejectLog
  ) throws {
    var reader = JSONLinesReader(try ByteSource.open(path))
    while try reader.next() {
      lineCount += 1
      guard let endpoint = try Self.endpoint(of: &record, reader, rejects) else { continue }
      guard program.contains(endpoint, at: try place?(endpoint) ?? EndpointPlace()) else {
        continue
      }
      list.append(endpoint.id, place: Int64(lines.count))
      guard keepsRecords else { continue }
      lines.append(reader.value.source)
      lines.append(UInt8(ascii: "\n"))
    }
    list.sort()
  }

  /// Gives `body` the endpoint called `id` of the file at `path`; nil where there is none.
  package static func with<T>(
    _ id: String, path: String, rejects: RejectLog, _ body: (EndpointView) throws -> T
  ) throws -> T? {
    var record = EndpointRecord()
    var reader = JSONLinesReader(try ByteSource.open(path))
    var id = id
    var found: T?
    while try reader.next() {
      guard let endpoint = try endpoint(of: &record, reader, rejects) else { continue }
      if id.withUTF8({ endpoint.id.equals(Bytes($0)) }) { found = try body(endpoint) }
    }
    return found
  }

  private static func endpoint(
    of record: inout EndpointRecord, _ reader: borrowing JSONLinesReader, _ rejects: RejectLog
  ) throws -> EndpointView? {
    func reject(_ reason: String, column: String? = nil) throws {
      let rejection = Rejection(
        file: reader.name, line: reader.line, column: column, reason: reason)
      try rejects.add(rejection, json: reader.source)
    }
    if let fault = reader.fault {
      try reject(fault.description)
      return nil
    }
    do throws(RecordFault) {
      return try record.view(of: reader.value)
    } catch {
      try reject(error.description, column: error.column)
      return nil
    }
  }

  package func id(at index: Int) -> Bytes { list.id(at: index) }

  package mutating func rewind() { index = 0 }

  package mutating func next() throws -> EndpointView? {
    guard index < list.count else { return nil }
    index += 1
    return try record.view(of: tape.parse(line(index - 1)))
  }

  package func appendRecord(of endpoint: EndpointView, to buffer: inout ByteBuffer) {
    buffer.append(line(index - 1))
  }

  private func line(_ index: Int) -> Bytes {
    let rest = Bytes(rebasing: lines.bytes[Int(list.place(at: index))...])
    // Every line that is kept ends so, and JSON has no bare line end inside a string.
    return Bytes(rebasing: rest[..<(rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.count)])
  }
}
