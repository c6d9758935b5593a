import DueEventSQL
import DueSystem
import GRDB

/// The views by events as tables, `m_` before their names: for databases too large to read the
/// events' JSON for each question.
///
/// A table is filled in the order of loading, some thousand events in each transaction, and a later
/// turn goes on where the one before has ended. Events that go take their rows along, whoever
/// removes them; and a view that a release says otherwise is filled from the start.
package struct EventMaterial {
  private let store: EventStore
  private static let batch: Int64 = 20_000

  private static let state = """
    -- The views that stand here as tables, m_NAME, and how far each is filled.
    CREATE TABLE IF NOT EXISTS materialized (
      name TEXT PRIMARY KEY,
      query TEXT NOT NULL,        -- what fills it
      seq INTEGER NOT NULL        -- the last event in it: event.seq
    ) STRICT, WITHOUT ROWID;
    -- The numbers of the last events, when they go, are given again.
    CREATE TRIGGER IF NOT EXISTS materialized_gone AFTER DELETE ON event BEGIN
      UPDATE materialized SET seq = (SELECT coalesce(max(seq), 0) FROM event)
      WHERE seq > (SELECT coalesce(max(seq), 0) FROM event);
    END;
    """

  package init(_ store: EventStore) { self.store = store }

  private static let views = EventSQL.views.filter(\.isByEvent)

  /// Makes the tables that are missing and brings all of them up to date; how many events were new
  /// to them.
  package func refresh() throws -> Int {
    try store.write { try prepare($0) }
    var events = 0
    while let part = try store.write({ try fill($0) }) { events += part }
    return events
  }

  /// Takes the tables away.
  package static func drop(_ database: StoreView) throws {
    guard try database.tableExists("materialized") else { return }
    for name in try String.fetchAll(database, sql: "SELECT name FROM materialized") {
      try drop(name, database)
    }
    try database.execute(sql: "DROP TRIGGER materialized_gone; DROP TABLE materialized")
  }

  private static func drop(_ name: String, _ database: Database) throws {
    try database.execute(
      sql: "DROP TRIGGER IF EXISTS m_\(name)_gone; DROP TABLE IF EXISTS m_\(name)")
    try database.execute(sql: "DELETE FROM materialized WHERE name = ?", arguments: [name])
  }

  private func prepare(_ database: Database) throws {
    try database.execute(sql: Self.state)
    let rows = try Row.fetchAll(database, sql: "SELECT name, query FROM materialized")
    var filled: [String: String] = [:]
    for row in rows { filled[row[0]] = row[1] }
    for name in filled.keys.sorted() where !Self.views.contains(where: { $0.name == name }) {
      try Self.drop(name, database)
    }
    for view in Self.views {
      let query = EventSQL.numberedRows(view)
      if filled[view.name] == query { continue }
      try Self.drop(view.name, database)
      try Self.make(view, query, database)
    }
  }

  private static func make(_ view: SQLView, _ query: String, _ database: Database) throws {
    let name = "m_\(view.name)"
    let columns = view.columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
    try database.execute(
      sql: """
        CREATE TABLE \(name) (seq INTEGER NOT NULL, \(columns));
        CREATE INDEX \(name)_seq ON \(name) (seq);
        CREATE TRIGGER \(name)_gone AFTER DELETE ON event BEGIN
          DELETE FROM \(name) WHERE seq = OLD.seq;
        END;
        """)
    try database.execute(
      sql: "INSERT INTO materialized VALUES (?, ?, 0)", arguments: [view.name, query])
  }

  /// Adds the next events to the tables that are filled the least; how many events there were, nil
  /// where all are in.
  private func fill(_ database: Database) throws -> Int? {
    guard let filled = try Int64.fetchOne(database, sql: "SELECT min(seq) FROM materialized"),
      let first = try Int64.fetchOne(
        database, sql: "SELECT min(seq) FROM event WHERE seq > ?", arguments: [filled])
    else { return nil }
    let others = try Int64.fetchOne(
      database, sql: "SELECT min(seq) FROM materialized WHERE seq > ?", arguments: [filled])
    let top = try Int64.fetchOne(database, sql: "SELECT max(seq) FROM event") ?? first
    let range = first...max(first, min(first + Self.batch - 1, top, others ?? .max))
    try database.execute(sql: EventSchema.numbered(range))
    let rows = try Row.fetchAll(
      database, sql: "SELECT name, query FROM materialized WHERE seq = ?", arguments: [filled])
    for row in rows {
      try database.execute(sql: "INSERT INTO main.m_\(row[0] as String) \(row[1] as String)")
    }
    try database.execute(sql: EventSchema.withoutNumbered)
    try database.execute(
      sql: "UPDATE materialized SET seq = ? WHERE seq = ?", arguments: [range.upperBound, filled])
    return try Int.fetchOne(
      database, sql: "SELECT count(*) FROM event WHERE seq BETWEEN ? AND ?",
      arguments: [range.lowerBound, range.upperBound])
  }
}
