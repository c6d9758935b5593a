import DueSystem
import GRDB
import GRDBSQLite

/// A prepared statement used once a row: values are bound and read as bytes, without a `String`.
///
/// Bound bytes must stay where they are until the statement has run.
struct RowStatement: ~Copyable {
  private let statement: Statement
  let handle: OpaquePointer
  private let connection: OpaquePointer

  init(_ sql: String, _ database: Database) throws {
    try self.init(database.makeStatement(sql: sql), database)
  }

  /// A statement whose values may have been bound already.
  init(_ prepared: Statement, _ database: Database) throws {
    statement = prepared
    handle = statement.sqliteStatement
    guard let open = database.sqliteConnection else { preconditionFailure("a closed database") }
    connection = open
  }

  /// Binds text; empty bytes are NULL.
  func bind(_ index: Int32, _ text: Bytes) {
    guard let start = text.baseAddress, text.count > 0 else {
      sqlite3_bind_null(handle, index)
      return
    }
    let characters = start.assumingMemoryBound(to: CChar.self)
    sqlite3_bind_text(handle, index, characters, Int32(text.count), nil)
  }

  /// Binds bytes that are no text.
  func bind(blob index: Int32, _ bytes: Bytes) {
    sqlite3_bind_blob(handle, index, bytes.baseAddress, Int32(bytes.count), nil)
  }

  func bind(_ index: Int32, _ value: Int64?) {
    if let value {
      sqlite3_bind_int64(handle, index, value)
    } else {
      sqlite3_bind_null(handle, index)
    }
  }

  func bind(_ index: Int32, _ text: StaticString) {
    let start = UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
    sqlite3_bind_text(handle, index, start, Int32(text.utf8CodeUnitCount), nil)
  }

  /// Moves to the next row; false at the end, and then the statement may be used again.
  func step() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE:
      sqlite3_reset(handle)
      return false
    default: throw fault()
    }
  }

  /// Runs a statement that has no rows.
  func run() throws {
    let code = sqlite3_step(handle)
    guard code == SQLITE_DONE else { throw fault() }
    sqlite3_reset(handle)
  }

  func reset() { sqlite3_reset(handle) }

  private func fault() -> DatabaseError {
    defer { sqlite3_reset(handle) }
    return DatabaseError(
      resultCode: ResultCode(rawValue: sqlite3_errcode(connection)),
      message: String(cString: sqlite3_errmsg(connection)))
  }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  func bind(_ index: Int32, _ value: Double) { sqlite3_bind_double(handle, index, value) }

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  func double(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }

  func optional(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

  /// The bytes of what is no text, valid until the next step; none for NULL.
  func blob(_ column: Int32) -> Bytes {
    Bytes(
      start: sqlite3_column_blob(handle, column), count: Int(sqlite3_column_bytes(handle, column)))
  }

  /// The bytes of a text, valid until the next step; none for NULL.
  func text(_ column: Int32) -> Bytes {
    guard let start = sqlite3_column_text(handle, column) else {
      return Bytes(start: nil, count: 0)
    }
    return Bytes(start: start, count: Int(sqlite3_column_bytes(handle, column)))
  }
}
