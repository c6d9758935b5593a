import DueSystem
import GRDB
import GRDBSQLite

/// Tells where endpoints and users lie in the store, by their ids.
package struct PlaceLookup {
  private let endpoint: Statement
  private let user: Statement

  package init(in project: Project, _ database: Database) throws {
    endpoint = try database.makeStatement(
      sql: "SELECT seq, user FROM endpoint WHERE project = \(project.seq) AND id = ?")
    user = try database.makeStatement(
      sql: "SELECT seq FROM user WHERE project = \(project.seq) AND id = ?")
  }

  /// `endpoint.seq` of the endpoint called `id` and `user.seq` of its user; 0 where there is none.
  package func endpoint(_ id: Bytes) -> (seq: Int64, user: Int64) { find(id, endpoint) }

  /// `user.seq` of the user called `id`; 0 where there is none.
  package func user(_ id: Bytes) -> Int64 { find(id, user).seq }

  private func find(_ id: Bytes, _ statement: Statement) -> (seq: Int64, user: Int64) {
    let handle = statement.sqliteStatement
    defer { sqlite3_reset(handle) }
    // The bytes stay where they are until the reset: no copy (SQLITE_STATIC, which is nil).
    sqlite3_bind_text(
      handle, 1, id.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(id.count), nil)
    guard sqlite3_step(handle) == SQLITE_ROW else { return (0, 0) }
    // NULL, and a column that is not there, are read as 0.
    return (sqlite3_column_int64(handle, 0), sqlite3_column_int64(handle, 1))
  }
}
