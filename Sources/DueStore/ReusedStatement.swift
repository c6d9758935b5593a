import DueFormats
import DueSystem
import GRDB
import GRDBSQLite

/// A statement of ours that runs again and again: values bound and columns read without detours.
///
/// Prepared once a connection; valid inside the transaction it was made in.
struct ReusedStatement {
  private let statement: Statement
  private let handle: OpaquePointer
  private let connection: OpaquePointer?

  init(_ sql: String, _ database: Database) throws {
    self.init(try database.cachedStatement(sql: sql), database)
  }

  init(_ statement: Statement, _ database: Database) {
    self.statement = statement
    handle = statement.sqliteStatement
    connection = database.sqliteConnection
  }

  // MARK: Values in; parameters count from 1.

  func bind(_ parameter: Int32, _ value: Int64?) {
    if let value {
      sqlite3_bind_int64(handle, parameter, value)
    } else {
      sqlite3_bind_null(handle, parameter)
    }
  }

  func bind(_ parameter: Int32, _ value: Double) { sqlite3_bind_double(handle, parameter, value) }

  /// Binds a copy of `text`.
  func bind(_ parameter: Int32, _ text: String) {
    var text = text
    text.withUTF8 { bind(parameter, Bytes($0)) }
  }

  func bind(_ parameter: Int32, _ text: Bytes) {
    // SQLite takes a copy (SQLITE_TRANSIENT), which for short texts costs less than care.
    let copy = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    sqlite3_bind_text(
      handle, parameter, text.baseAddress?.assumingMemoryBound(to: CChar.self),
      Int32(text.count), copy)
    if text.baseAddress == nil { sqlite3_bind_text(handle, parameter, "", 0, nil) }
  }

  /// Binds a copy of bytes that are no text.
  func bind(_ parameter: Int32, blob: Bytes) {
    let copy = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    sqlite3_bind_blob(handle, parameter, blob.baseAddress, Int32(blob.count), copy)
    if blob.baseAddress == nil { sqlite3_bind_zeroblob(handle, parameter, 0) }
  }

  /// Binds NULL for an empty text.
  func bind(orNull parameter: Int32, _ text: String) {
    if text.isEmpty { sqlite3_bind_null(handle, parameter) } else { bind(parameter, text) }
  }

  // MARK: Running

  /// Runs a statement that gives no rows; returns how many rows it changed.
  @discardableResult
  func run() throws -> Int {
    defer { sqlite3_reset(handle) }
    guard sqlite3_step(handle) == SQLITE_DONE else { throw failure() }
    return Int(sqlite3_changes(connection))
  }

  /// Moves to the next row; false at the end. `reset` before the next run.
  func step() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw failure()
    }
  }

  func reset() { sqlite3_reset(handle) }

  private func failure() -> DatabaseError {
    let error = DatabaseError(
      resultCode: ResultCode(rawValue: sqlite3_errcode(connection)),
      message: String(cString: sqlite3_errmsg(connection)))
    sqlite3_reset(handle)
    return error
  }

  // MARK: Columns out, counted from 0

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  func double(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }

  func instant(_ column: Int32) -> Instant? {
    isNull(column) ? nil : Instant(milliseconds: integer(column))
  }

  /// The bytes of a text, valid until the next step; none for NULL.
  func bytes(_ column: Int32) -> Bytes {
    guard let start = sqlite3_column_text(handle, column) else {
      return Bytes(start: nil, count: 0)
    }
    return Bytes(start: start, count: Int(sqlite3_column_bytes(handle, column)))
  }

  /// The text of a column; empty for NULL.
  func string(_ column: Int32) -> String { bytes(column).string }
}
