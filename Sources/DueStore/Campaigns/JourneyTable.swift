import DueFormats
import DueModel
import DueSystem
import GRDB

/// Journeys, as their definitions have them.
package enum JourneyTable {
  static let schema = """
    CREATE TABLE journey (
      seq INTEGER PRIMARY KEY,
      project INTEGER NOT NULL,
      id TEXT NOT NULL,
      name TEXT NOT NULL,
      definition TEXT NOT NULL,   -- JSON: JourneyResponse, unknown members included
      loaded INTEGER NOT NULL,    -- milliseconds since 1970
      changed INTEGER NOT NULL,
      UNIQUE (project, id)
    ) STRICT;
    CREATE INDEX journey_name ON journey (project, name);
    """

  static let views = """
    CREATE VIEW journeys AS
      SELECT p.name AS project, j.id, j.name, json_extract(j.definition, '$.State') AS state,
        j.definition, strftime('%Y-%m-%dT%H:%M:%fZ', j.changed / 1000.0, 'unixepoch') AS changed_at
      FROM journey j JOIN project p ON p.seq = j.project;
    """

  /// What became of a journey that was saved.
  package enum Change: String, Sendable { case added, changed, unchanged }

  /// Keeps `definition` under its id, in the place of what was there.
  ///
  /// - Precondition: it has an `Id` and a `Name`.
  package static func save(
    _ definition: JSON, in project: Project, now: Instant, _ database: Database
  ) throws -> Change {
    guard let facts = ResourceFacts(.journey, definition) else {
      preconditionFailure("a journey without an id or a name")
    }
    let text = definition.text
    let known = try String.fetchOne(
      database, sql: "SELECT definition FROM journey WHERE project = ? AND id = ?",
      arguments: [project.seq, facts.id])
    guard known != text else { return .unchanged }
    try database.execute(
      sql: """
        INSERT INTO journey (project, id, name, definition, loaded, changed)
        VALUES (?, ?, ?, ?, ?5, ?5)
        ON CONFLICT DO UPDATE SET name = excluded.name, definition = excluded.definition,
          changed = excluded.changed
        """, arguments: [project.seq, facts.id, facts.name, text, now.milliseconds])
    var sighting = Sighting(of: definition, now: now)
    sighting.aliveSince = now
    try NameTable.note(facts, in: project, sighting, now: now, database)
    return known == nil ? .added : .changed
  }

  /// The journey of that id, else the newest of that name.
  package static func find(
    _ reference: String, in project: Project, _ database: Database
  ) throws -> JSON? {
    let text = try String.fetchOne(
      database,
      sql: """
        SELECT definition FROM journey WHERE project = ?1 AND (id = ?2 OR name = ?2)
        ORDER BY id = ?2 DESC, seq DESC LIMIT 1
        """, arguments: [project.seq, reference])
    return try text.map { try JSON(parsing: $0) }
  }

  /// All journeys, by name, then id.
  package static func list(in project: Project, _ database: Database) throws -> [JSON] {
    try String.fetchAll(
      database, sql: "SELECT definition FROM journey WHERE project = ? ORDER BY name, id",
      arguments: [project.seq]
    ).map { try JSON(parsing: $0) }
  }

  /// Takes a journey out; false where there is none of that id.
  package static func delete(
    id: String, in project: Project, now: Instant, _ database: Database
  ) throws -> Bool {
    try database.execute(
      sql: "DELETE FROM journey WHERE project = ? AND id = ?", arguments: [project.seq, id])
    guard database.changesCount > 0 else { return false }
    try NameTable.noteDeleted(.journey, id: id, in: project, at: now, database)
    return true
  }
}
