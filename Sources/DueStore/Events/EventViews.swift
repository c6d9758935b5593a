import DueEventSQL
import GRDB

/// The views of due-event-views(5) in an event database: texts that SQLite keeps, made anew whenever
/// a release says them otherwise.
package enum EventViews {
  /// Names of campaigns and the rest, for views that cannot look into `due.db`; see `EventNames`.
  static let names = """
    -- Names by id, as due.db had them last. Application is the project, where an id has names in
    -- several of them, and else empty.
    CREATE TABLE IF NOT EXISTS names (
      application TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, name TEXT,
      PRIMARY KEY (kind, id, application)
    ) STRICT, WITHOUT ROWID;
    """

  /// Makes every view, in the place of older ones of the same names.
  package static func create(cutMilliseconds: Bool = false, _ database: StoreView) throws {
    try drop(database)
    try database.execute(sql: names)
    for view in EventSQL.views {
      try database.execute(
        sql: EventSQL.statement(view, for: .sqlite, cutMilliseconds: cutMilliseconds))
    }
  }

  /// Takes every view away, the last one first.
  package static func drop(_ database: StoreView) throws {
    for view in EventSQL.views.reversed() {
      try database.execute(sql: "DROP VIEW IF EXISTS \(view.name)")
    }
  }

  /// Names of those views that are there.
  package static func present(_ database: StoreView) throws -> Set<String> {
    try Set(
      String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'view'"))
  }
}
