import DueSystem
import GRDB
import Glibc

/// Names of campaigns, journeys, segments and templates beside the events.
///
/// They are kept in `due.db`, which the views of an event database cannot look into: whoever loads,
/// exports or makes views brings them over.
package enum EventNames {
  /// A name, and where it counts.
  package struct Name: Sendable, Equatable {
    /// The project of an id that several have; empty for an id of one alone.
    package var application: String
    package var kind: String
    package var id: String
    package var name: String?
  }

  /// The names that the store in `directory` knows; none where there is no store.
  package static func known(in directory: String) throws -> [Name] {
    guard access("\(directory)/due.db", F_OK) == 0 else { return [] }
    return try Store(directory, .read).read { database in
      guard try database.viewExists("resource_names") else { return [] }
      // Those of templates belong to no project.
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT CASE WHEN count(*) OVER (PARTITION BY kind, id) > 1 THEN coalesce(project, '')
            ELSE '' END, kind, id, name
          FROM resource_names
          ORDER BY kind, id, 1
          """)
      return rows.map { Name(application: $0[0], kind: $0[1], id: $0[2], name: $0[3]) }
    }
  }

  /// The names beside the events.
  package static func all(_ database: StoreView) throws -> [Name] {
    guard try database.tableExists("names") else { return [] }
    let rows = try Row.fetchAll(
      database, sql: "SELECT application, kind, id, name FROM names ORDER BY kind, id, application")
    return rows.map { Name(application: $0[0], kind: $0[1], id: $0[2], name: $0[3]) }
  }

  /// Brings the names of `directory` over, where they are not those beside the events already.
  package static func refresh(_ events: EventStore, from directory: String) throws {
    let names = try known(in: directory)
    if names.isEmpty { return }
    if try events.read({ try all($0) }) == names { return }
    try events.write { try replace(names, $0) }
  }

  /// Puts `names` in the place of those beside the events.
  package static func replace(_ names: [Name], _ database: StoreView) throws {
    try database.execute(sql: EventViews.names)
    if try all(database) == names { return }
    try database.execute(sql: "DELETE FROM names")
    for name in names {
      try database.execute(
        sql: "INSERT INTO names (application, kind, id, name) VALUES (?, ?, ?, ?)",
        arguments: [name.application, name.kind, name.id, name.name])
    }
  }
}
