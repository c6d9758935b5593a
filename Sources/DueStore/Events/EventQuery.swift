import CDueStore
import DueFormats
import DueSystem
import GRDBSQLite
import Glibc

/// One question to the event database, in SQL that may only read.
///
/// The question sees `events.db` and, where there is one, `due.db` as the schema `due`, with the
/// names of campaigns and journeys in the view `names`. An authorizer lets it select and nothing
/// else: no table is made, no file attached, no setting changed.
package final class EventQuery {
  private let connection: OpaquePointer
  private let statement: OpaquePointer
  private let deadline: Deadline

  /// Asked again and again while the question runs: whether it has taken long enough.
  private final class Deadline {
    let isOver: () -> Bool
    var wasOver = false
    init(_ isOver: @escaping () -> Bool) { self.isOver = isOver }
  }

  package enum Value {
    case null
    case integer(Int64)
    case real(Double)
    case text(Bytes)
    case blob(Bytes)
  }

  /// - Parameter isOver: whether the question has taken long enough.
  /// - Throws: status 64 for SQL that SQLite does not understand or that would do more than read.
  package init(
    _ sql: String, _ parameters: [String: String], numbers: [String: Int64] = [:],
    in directory: String, isOver: @escaping () -> Bool
  ) throws {
    _ = try EventStore(directory)  // which looks whether it is one of ours
    connection = try Self.open(EventStore.path(in: directory), directory)
    deadline = Deadline(isOver)
    do {
      statement = try Self.prepare(sql, connection)
    } catch {
      sqlite3_close_v2(connection)
      throw error
    }
    try bind(parameters, numbers)  // from here on, `deinit` closes
    let context = Unmanaged.passUnretained(deadline).toOpaque()
    sqlite3_progress_handler(
      connection, 20_000,
      { context in
        guard let context else { return 0 }
        let deadline = Unmanaged<Deadline>.fromOpaque(context).takeUnretainedValue()
        if deadline.isOver() { deadline.wasOver = true }
        return deadline.wasOver ? 1 : 0
      }, context)
  }

  deinit {
    sqlite3_finalize(statement)
    sqlite3_close_v2(connection)
  }

  // MARK: Opening

  private static func open(_ path: String, _ directory: String) throws -> OpaquePointer {
    var opened: OpaquePointer?
    // Not read-only: whoever comes first takes back what a killed writer has left.
    let code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE, nil)
    guard code == SQLITE_OK, let connection = opened else {
      sqlite3_close_v2(opened)
      throw RunFault(.noInput, "\(path): cannot be opened")
    }
    sqlite3_busy_timeout(connection, 60_000)
    due_store_keep_log_on_close(UnsafeMutableRawPointer(connection))
    do {
      try attachNames(directory, connection)
      // The tables of JSON are made when they are used first, which the authorizer would refuse.
      try execute(
        """
        SELECT 1 FROM json_each('[]'), json_tree('[]');
        PRAGMA query_only = ON;
        PRAGMA cache_size = -24576;
        """, connection)
    } catch {
      sqlite3_close_v2(connection)
      throw error
    }
    sqlite3_set_authorizer(connection, authorize, nil)
    return connection
  }

  private static func attachNames(_ directory: String, _ connection: OpaquePointer) throws {
    var source = "SELECT '' AS application, '' AS kind, '' AS id, '' AS name WHERE 0"
    if try has("main", "names", connection) {
      source = "SELECT application, kind, id, name FROM main.names"
    }
    let store = "\(directory)/due.db"
    if access(store, F_OK) == 0 {
      let quoted = store.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "''")
      try execute("ATTACH '\(quoted)' AS due", connection)
      if try has("due", "resource_names", connection) {
        source =
          "SELECT coalesce(project, '') AS application, kind, id, name FROM due.resource_names"
      }
    }
    try execute("CREATE TEMP VIEW names AS \(source)", connection)
  }

  private static func has(_ schema: String, _ name: String, _ connection: OpaquePointer) throws
    -> Bool
  {
    let sql = "SELECT 1 FROM \(schema).sqlite_schema WHERE name = '\(name)'"
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK else {
      throw fault(.inputOutput, connection)
    }
    defer { sqlite3_finalize(statement) }
    return sqlite3_step(statement) == SQLITE_ROW
  }

  private static func execute(_ sql: String, _ connection: OpaquePointer) throws {
    guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else {
      throw fault(.inputOutput, connection)
    }
  }

  /// Lets a statement select, read, call functions and recurse.
  private static let authorize:
    @convention(c) (
      UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
      UnsafePointer<CChar>?, UnsafePointer<CChar>?
    ) -> Int32 = { _, action, _, name, _, _ in
      switch action {
      case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: return SQLITE_OK
      case SQLITE_FUNCTION:
        // It loads code of others into this program.
        guard let name, strcasecmp(name, "load_extension") != 0 else { return SQLITE_DENY }
        return SQLITE_OK
      default: return SQLITE_DENY
      }
    }

  private static func prepare(_ sql: String, _ connection: OpaquePointer) throws -> OpaquePointer {
    var text = sql
    return try text.withUTF8 { bytes in
      let start = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
      var statement: OpaquePointer?
      var tail: UnsafePointer<CChar>?
      let code = sqlite3_prepare_v2(connection, start, Int32(bytes.count), &statement, &tail)
      guard code == SQLITE_OK else { throw fault(.usage, connection) }
      guard let statement else { throw RunFault(.usage, "expected a question in SQL, found none") }
      var rest = bytes[...]
      if let start, let tail { rest = bytes[(tail - start)...] }
      guard rest.allSatisfy({ $0 <= 0x20 || $0 == UInt8(ascii: ";") }) else {
        sqlite3_finalize(statement)
        throw RunFault(.usage, "expected one statement, found more")
      }
      return statement
    }
  }

  private func bind(_ parameters: [String: String], _ numbers: [String: Int64]) throws {
    var left = Set(parameters.keys)
    let copy = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    for index in 1..<(sqlite3_bind_parameter_count(statement) + 1) {
      guard let start = sqlite3_bind_parameter_name(statement, index) else {
        throw RunFault(.usage, "expected parameters with names, such as :email, found '?'")
      }
      let name = String(cString: start + 1)
      left.remove(name)
      if let value = parameters[name] {
        sqlite3_bind_text(statement, index, value, Int32(value.utf8.count), copy)
      } else if let number = numbers[name] {
        sqlite3_bind_int64(statement, index, number)
      } else {
        throw RunFault(.usage, "expected --param \(name)=…, found none")
      }
    }
    if let name = left.sorted().first {
      throw RunFault(.usage, "expected a parameter of the question in --param, found '\(name)'")
    }
  }

  private static func fault(_ status: ExitStatus, _ connection: OpaquePointer) -> RunFault {
    let message = String(cString: sqlite3_errmsg(connection))
    let status: ExitStatus =
      switch sqlite3_errcode(connection) & 0xff {
      case SQLITE_BUSY, SQLITE_LOCKED: .tryAgain
      case SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_FULL, SQLITE_NOTADB: .inputOutput
      case SQLITE_AUTH: .usage
      default: status
      }
    return RunFault(
      status, message == "not authorized" ? "expected a question that only reads" : message)
  }

  // MARK: The answer

  package var columns: [String] {
    (0..<sqlite3_column_count(statement)).map { column in
      sqlite3_column_name(statement, column).map { String(cString: $0) } ?? ""
    }
  }

  /// Moves to the next row; false at the end.
  ///
  /// - Throws: status 75 where the question has taken too long, 64 for what SQLite cannot answer.
  package func next() throws -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case SQLITE_INTERRUPT where deadline.wasOver:
      throw RunFault(.tryAgain, "the question took too long: --timeout gives it more time")
    default: throw Self.fault(.usage, connection)
    }
  }

  /// A value of the row, valid until the next one.
  package func value(_ column: Int) -> Value {
    let index = Int32(column)
    switch sqlite3_column_type(statement, index) {
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, index))
    case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, index))
    case SQLITE_TEXT:
      let start = sqlite3_column_text(statement, index)
      return .text(Bytes(start: start, count: Int(sqlite3_column_bytes(statement, index))))
    case SQLITE_BLOB:
      let start = sqlite3_column_blob(statement, index)
      return .blob(Bytes(start: start, count: Int(sqlite3_column_bytes(statement, index))))
    default: return .null
    }
  }
}
