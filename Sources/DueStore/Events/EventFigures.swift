import DueFormats
import DueSystem
import GRDB

/// The events with the names and people of `due.db` beside them, for whoever counts.
///
/// Beside the views of due-event-views(5), SQL finds `resource_names` (project, kind, id, name),
/// and `people` (user_id, endpoint_id, address): the endpoints of the user who is asked for.
package struct EventFigures: ~Copyable {
  private let database: Database

  private init(_ database: Database) { self.database = database }

  /// Runs `body` on one consistent view of the events in `directory`.
  ///
  /// - Parameter user: whose endpoints are wanted; nil for nobody's.
  /// - Throws: status 66 when there is no event database.
  package static func read<T>(
    _ directory: String, user: String?, _ body: (borrowing EventFigures) throws -> T
  ) throws -> T {
    let events = try EventStore(directory)
    let names = try Names(directory, user: user)
    return try events.read { database in
      try names.write(to: database)
      return try body(EventFigures(database))
    }
  }

  /// The rows of a question, as they are.
  package func rows(_ sql: String, _ parameters: [String: JSON]) throws -> [[JSON]] {
    let statement = try prepare(sql, parameters)
    let columns = statement.columnCount
    var rows: [[JSON]] = []
    let cursor = try Row.fetchCursor(statement)
    while let row = try cursor.next() {
      rows.append((0..<columns).map { Self.json(row[$0]) })
    }
    return rows
  }

  /// Hands each row of a question to `body`: its first column as bytes, the others as numbers.
  package func forEach(
    _ sql: String, _ parameters: [String: JSON],
    _ body: (_ who: Bytes, _ at: Int64, _ bits: Int64, _ amount: Double) -> Void
  ) throws {
    let statement = try RowStatement(prepare(sql, parameters), database)
    while try statement.step() {
      body(statement.text(0), statement.integer(1), statement.integer(2), statement.double(3))
    }
  }

  private func prepare(_ sql: String, _ parameters: [String: JSON]) throws -> Statement {
    let statement = try database.makeStatement(sql: sql)
    let wanted = parameters.filter { sql.contains(":\($0.key)") }
    try statement.setArguments(StatementArguments(wanted.mapValues(Self.value)))
    return statement
  }

  private static func value(_ json: JSON) -> (any DatabaseValueConvertible)? {
    switch json {
    case .string(let text): text
    case .number(let digits):
      Int64(digits).map { $0 as any DatabaseValueConvertible } ?? Double(digits)
    case .bool(let bool): bool
    default: nil
    }
  }

  private static func json(_ value: DatabaseValue) -> JSON {
    switch value.storage {
    case .null: .null
    case .int64(let number): .integer(number)
    case .double(let number): number.isFinite ? .number("\(number)") : .null
    case .string(let text): .string(text)
    case .blob(let data): .string(String(decoding: data, as: UTF8.self))
    }
  }
}

extension EventFigures {
  /// What `due.db` knows of ids; a store without it knows nothing.
  private struct Names {
    private var names: [Row] = []
    private var people: [Row] = []

    init(_ directory: String, user: String?) throws {
      let store: Store
      do {
        store = try Store(directory, .read)
      } catch let fault as RunFault where fault.exitStatus == .noInput {
        return
      }
      (names, people) = try store.read { database in
        let names = try Row.fetchAll(
          database, sql: "SELECT project, kind, id, name FROM resource_names WHERE name <> ''")
        guard let user else { return (names, []) }
        let people = try Row.fetchAll(
          database,
          sql: """
            SELECT p.name, u.id, e.id, e.address FROM user u JOIN endpoint e ON e.user = u.seq
              JOIN project p ON p.seq = e.project
            WHERE u.id = ?
            """, arguments: [user])
        return (names, people)
      }
    }

    /// Makes temporary tables of them.
    func write(to database: Database) throws {
      try database.execute(
        sql: """
          CREATE TEMP TABLE resource_names (project TEXT, kind TEXT, id TEXT, name TEXT,
            PRIMARY KEY (kind, id, project)) WITHOUT ROWID;
          CREATE TEMP TABLE people (project TEXT, user_id TEXT, endpoint_id TEXT, address TEXT);
          """)
      for (table, rows) in [("resource_names", names), ("people", people)] {
        let insert = try database.makeStatement(
          sql: "INSERT OR IGNORE INTO temp.\(table) VALUES (?, ?, ?, ?)")
        for row in rows {
          try insert.execute(arguments: StatementArguments(row.databaseValues))
        }
      }
    }
  }
}
