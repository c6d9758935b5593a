import DueFormats
import DueSystem
import GRDB

/// Events by the numbers of their rows, as lines of a lake.
package struct EventRows: ~Copyable {
  package enum Form: Sendable {
    /// The event's own text.
    case text
    /// What is known of the event, and its text, in the columns of `columns`.
    case csv
  }

  /// The columns of an event in CSV.
  package static let columns = [
    "event_uid", "event_type", "event_ms", "arrival_ms", "message_id", "is_final",
    "ingest_timestamp", "project", "source_file", "source_line", "raw",
  ]

  private let row: RowStatement
  private let isText: Bool
  private var line = ByteBuffer(capacity: 4096)

  package init(_ form: Form, _ database: StoreView) throws {
    isText = form == .text
    row = try RowStatement(isText ? Self.text : Self.csv, database)
  }

  private static let text = "SELECT raw FROM event_raw WHERE seq = ?"

  private static let csv = """
    SELECT lower(hex(e.uid)), g.type, e.at, e.arrived, e.message, e.final,
      strftime('%Y-%m-%d %H:00:00', e.hour * 3600, 'unixepoch'), g.project, f.path, e.line, r.raw
    FROM event e CROSS JOIN event_group g ON g.seq = e.grp
      CROSS JOIN event_raw r ON r.seq = e.seq LEFT JOIN load_file f ON f.seq = e.file
    WHERE e.seq = ?
    """

  /// Hands an event to `body`, without a line end; false where the event is gone.
  package mutating func with(_ seq: Int64, _ body: (Bytes) throws -> Void) throws -> Bool {
    row.bind(1, seq)
    defer { row.reset() }
    guard try row.step() else { return false }
    if isText {
      try body(row.text(0))
      return true
    }
    line.removeAll()
    for column in Self.columns.indices {
      if column > 0 { line.append(UInt8(ascii: ",")) }
      line.append(csvField: row.text(Int32(column)))
    }
    try body(line.bytes)
    return true
  }
}
