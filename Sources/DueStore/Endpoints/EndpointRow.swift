import DueModel
import DueSystem
import GRDB
import GRDBSQLite

/// Columns of one row, by their place in the list: of a statement, or of a function's arguments.
protocol RowValues {
  /// The bytes of a text, where they lie; empty for NULL.
  func text(_ column: Int32) -> Bytes
  /// Nil for NULL.
  func integer(_ column: Int32) -> Int64?
}

extension EndpointView {
  /// Takes over the `columns` of a row whose first is `endpoint.seq`; returns `user.seq`, 0 for
  /// none.
  @inline(__always)
  mutating func read(_ columns: EndpointColumns, of row: some RowValues) -> Int64 {
    var user: Int64 = 0
    var i: Int32 = 0
    @inline(__always) func wants(_ column: EndpointColumns) -> Bool {
      guard columns.contains(column) else { return false }
      i += 1
      return true
    }
    if wants(.id) { id = row.text(i) }
    if wants(.channel) { channel = row.text(i) }
    if wants(.address) { address = row.text(i) }
    if wants(.status) { isActive = !row.text(i).equals("INACTIVE") }
    if wants(.optOut) { isOptedOut = row.text(i).equals("ALL") }
    if wants(.effective) { effective = row.integer(i).map(Instant.init(milliseconds:)) }
    if wants(.created) { created = row.integer(i).map(Instant.init(milliseconds:)) }
    if wants(.cohort) { cohort = row.integer(i).map { Int($0) } }
    if wants(.country) { country = row.text(i) }
    if wants(.location) { location = row.text(i) }
    if wants(.demographic) { demographic = row.text(i) }
    if wants(.attributes) { attributes = row.text(i) }
    if wants(.metrics) { metrics = row.text(i) }
    if wants(.requestID) { requestID = row.text(i) }
    if wants(.user) { user = row.integer(i) ?? 0 }
    if wants(.userID) { userID = row.text(i) }
    if wants(.userAttributes) { userAttributes = row.text(i) }
    return user
  }
}

/// The row a statement stands on, as an endpoint.
struct EndpointRow {
  let handle: OpaquePointer
  let columns: EndpointColumns
  /// `endpoint.seq`.
  private(set) var seq: Int64 = 0
  /// `user.seq`; 0 for none.
  private(set) var user: Int64 = 0
  /// Valid until the statement moves on.
  private(set) var view = EndpointView()

  init(_ statement: Statement, _ columns: EndpointColumns) {
    handle = statement.sqliteStatement
    self.columns = columns
  }

  /// Moves the statement on; false at the end.
  mutating func advance() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW:
      seq = sqlite3_column_int64(handle, 0)
      user = view.read(columns, of: Columns(handle: handle))
      return true
    case SQLITE_DONE: return false
    default: throw DatabaseError.last(of: sqlite3_db_handle(handle))
    }
  }

  fileprivate struct Columns: RowValues {
    let handle: OpaquePointer

    /// Asked for as a blob, a text is left where it lies in SQLite's page.
    @inline(__always)
    func text(_ column: Int32) -> Bytes {
      guard let start = sqlite3_column_blob(handle, column) else {
        return Bytes(start: nil, count: 0)
      }
      return Bytes(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }

    @inline(__always)
    func integer(_ column: Int32) -> Int64? {
      sqlite3_column_type(handle, column) == SQLITE_NULL
        ? nil : sqlite3_column_int64(handle, column)
    }
  }
}

extension RowStatement {
  /// Takes over the `columns` of the row that the statement stands on, whose first is
  /// `endpoint.seq`; returns `user.seq`, 0 for none.
  func read(_ columns: EndpointColumns, into view: inout EndpointView) -> Int64 {
    view.read(columns, of: EndpointRow.Columns(handle: handle))
  }
}

extension DatabaseError {
  /// What `connection` said last.
  static func last(of connection: OpaquePointer?) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: sqlite3_errcode(connection)),
      message: String(cString: sqlite3_errmsg(connection)))
  }
}
