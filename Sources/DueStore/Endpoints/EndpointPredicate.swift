import DueModel
import DueSystem
import GRDB
import GRDBSQLite

/// A question that SQLite asks of each row, so that rows that do not matter never leave it.
package final class EndpointPredicate {
  /// What the question looks at.
  let columns: EndpointColumns
  /// Told of an endpoint, its place in the store, and that of its user, 0 for none.
  private let holds: (EndpointView, Int64, Int64) -> Bool
  /// Of its own memory: one for all rows.
  private let view: UnsafeMutablePointer<EndpointView>

  package init(
    _ columns: EndpointColumns, holds: @escaping (EndpointView, Int64, Int64) -> Bool
  ) {
    self.columns = columns
    self.holds = holds
    view = .allocate(capacity: 1)
    view.initialize(to: EndpointView())
  }

  deinit { view.deallocate() }

  /// What SQLite calls the pointer to a predicate, so that no other pointer is taken for one.
  private static var kind: UnsafePointer<CChar> {
    UnsafeRawPointer(("due" as StaticString).utf8Start).assumingMemoryBound(to: CChar.self)
  }

  /// Of the predicate itself, which is the statement's last parameter, and of the columns.
  var sql: String { "due_holds(?, \(columns.list))" }

  /// Makes `due_holds` known to a connection.
  static func register(_ database: Database) throws {
    let connection = database.sqliteConnection
    let code = sqlite3_create_function_v2(
      connection, "due_holds", -1, SQLITE_UTF8, nil, ask, nil, nil, nil)
    guard code == SQLITE_OK else { throw DatabaseError.last(of: connection) }
  }

  /// Makes this predicate the last parameter of `statement`, which must not outlive it.
  func bind(to statement: Statement) {
    let handle = statement.sqliteStatement
    sqlite3_bind_pointer(
      handle, sqlite3_bind_parameter_count(handle), Unmanaged.passUnretained(self).toOpaque(),
      Self.kind, nil)
  }

  private static let ask:
    @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void = {
      context, count, arguments in
      guard count > 1, let arguments,
        let pointer = sqlite3_value_pointer(arguments[0], EndpointPredicate.kind)
      else { return sqlite3_result_null(context) }
      let row = Arguments(first: arguments + 1)
      let isTrue = Unmanaged<EndpointPredicate>.fromOpaque(pointer)._withUnsafeGuaranteedRef {
        let user = $0.view.pointee.read($0.columns, of: row)
        return $0.holds($0.view.pointee, row.integer(0) ?? 0, user)
      }
      sqlite3_result_int(context, isTrue ? 1 : 0)
    }

  private struct Arguments: RowValues {
    let first: UnsafeMutablePointer<OpaquePointer?>

    @inline(__always)
    func text(_ column: Int32) -> Bytes {
      let value = first[Int(column)]
      guard let start = sqlite3_value_blob(value) else { return Bytes(start: nil, count: 0) }
      return Bytes(start: start, count: Int(sqlite3_value_bytes(value)))
    }

    @inline(__always)
    func integer(_ column: Int32) -> Int64? {
      let value = first[Int(column)]
      return sqlite3_value_type(value) == SQLITE_NULL ? nil : sqlite3_value_int64(value)
    }
  }
}
