import DueFormats
import DueModel
import DueStore
import DueSystem

/// Endpoints as Pinpoint's import and export files have them, in the order of the store.
///
/// What is exported is walked over, once for JSON lines and twice for CSV, whose columns have to
/// be known first; no endpoint is kept in memory.
package struct EndpointExport {
  /// Calls what it is given with each endpoint, in the same order every time.
  package typealias Walk = ((EndpointView) throws -> Void) throws -> Void

  private let walk: Walk

  package init(_ walk: @escaping Walk) { self.walk = walk }

  /// All endpoints of `project`.
  package init(allOf project: Project, _ view: StoreView) {
    self.init { body in
      var cursor = try EndpointCursor(project, .all, [], view)
      while try cursor.advance() { try body(cursor.view) }
    }
  }

  /// Writes the endpoints; how many there are.
  package func write(_ format: RecordFormat, to sink: inout RecordSink) throws -> Int {
    var count = 0
    switch format {
    case .jsonl:
      try walk { endpoint in
        count += 1
        sink.buffer.append(endpoint)
        sink.buffer.append(UInt8(ascii: "\n"))
        try sink.recordEnded()
      }
    case .csv:
      var table = EndpointCSV(isWhole: true)
      try walk { table.note($0) }
      table.appendHeader(to: &sink.buffer)
      try walk { endpoint in
        count += 1
        table.append(endpoint, to: &sink.buffer)
        try sink.recordEnded()
      }
    }
    return count
  }
}
