import DueSystem
import GRDBSQLite

/// One question in SQL that may only read, and its answer row by row.
package final class Question {
  private let connection: QuestionConnection
  private let statement: OpaquePointer
  private let watch: QuestionWatch

  package enum Value {
    case null
    case integer(Int64)
    case real(Double)
    case text(Bytes)
    case blob(Bytes)
  }

  /// - Parameters:
  ///   - connection: one that is confined.
  ///   - isOver: whether the question has taken long enough; asked while it is prepared, too.
  /// - Throws: status 64 for SQL that SQLite does not understand or that would do more than read,
  ///   75 where it has taken too long.
  init(
    _ sql: String, _ parameters: [String: String], numbers: [String: Int64] = [:],
    on connection: QuestionConnection, isOver: @escaping @Sendable () -> Bool
  ) throws {
    self.connection = connection
    let watch = try QuestionWatch(connection, isOver: isOver)
    self.watch = watch
    statement = try watch.whileBusy { try connection.prepare(sql) }
    try bind(parameters, numbers)  // from here on, `deinit` finalizes
  }

  deinit { sqlite3_finalize(statement) }

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
    switch watch.whileBusy({ sqlite3_step(statement) }) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw connection.fault(.usage)
    }
  }

  /// A value of the row, valid until the next one.
  package func value(_ column: Int) -> Value {
    let index = Int32(column)
    switch sqlite3_column_type(statement, index) {
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, index))
    case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, index))
    case SQLITE_TEXT: return .text(text(column))
    case SQLITE_BLOB:
      let start = sqlite3_column_blob(statement, index)
      return .blob(Bytes(start: start, count: Int(sqlite3_column_bytes(statement, index))))
    default: return .null
    }
  }

  /// A value of the row as text, as SQLite writes it, valid until the next row; none for NULL.
  package func text(_ column: Int) -> Bytes {
    let index = Int32(column)
    guard let start = sqlite3_column_text(statement, index) else {
      return Bytes(start: nil, count: 0)
    }
    return Bytes(start: start, count: Int(sqlite3_column_bytes(statement, index)))
  }
}
