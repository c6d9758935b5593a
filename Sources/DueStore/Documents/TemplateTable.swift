import DueFormats
import DueSystem
import GRDB

/// Message templates: every version ever saved, and which of them was active when.
///
/// Templates belong to the store, not to a project. A message that names no version takes the one
/// that is active at its moment, so the archive can tell later what was sent.
package enum TemplateTable {
  static let schema = """
    CREATE TABLE template (
      name TEXT NOT NULL,
      type TEXT NOT NULL,         -- EMAIL, SMS, PUSH, VOICE, INAPP
      version INTEGER NOT NULL,   -- from 1; never given again
      content TEXT NOT NULL,      -- JSON: EmailTemplateResponse and so on
      created INTEGER NOT NULL,   -- milliseconds since 1970
      modified INTEGER NOT NULL,
      PRIMARY KEY (name, type, version)
    ) STRICT;

    CREATE TABLE template_active (
      seq INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      type TEXT NOT NULL,
      version INTEGER NOT NULL,
      since INTEGER NOT NULL      -- milliseconds since 1970; until the next row's
    ) STRICT;
    CREATE INDEX template_active_since ON template_active (name, type, since);
    """

  static let views = """
    CREATE VIEW templates AS
      SELECT t.name, t.type, t.version, t.content,
        strftime('%Y-%m-%dT%H:%M:%fZ', t.created / 1000.0, 'unixepoch') AS created,
        strftime('%Y-%m-%dT%H:%M:%fZ', t.modified / 1000.0, 'unixepoch') AS modified,
        t.version = (SELECT a.version FROM template_active a WHERE a.name = t.name
          AND a.type = t.type ORDER BY a.since DESC, a.seq DESC LIMIT 1) AS active
      FROM template t;

    CREATE VIEW template_activations AS
      SELECT name, type, version,
        strftime('%Y-%m-%dT%H:%M:%fZ', since / 1000.0, 'unixepoch') AS since
      FROM template_active;
    """

  // MARK: Asking

  /// The version asked for, or the one that was active at `instant`; nil when there is none.
  package static func find(
    _ name: String, type: String, version: Int? = nil, at instant: Instant, _ database: Database
  ) throws -> StoredTemplate? {
    let wanted = try version ?? activeVersion(name, type: type, at: instant, database)
    guard let wanted else { return nil }
    return try Row.fetchOne(
      database, sql: "SELECT * FROM template WHERE name = ? AND type = ? AND version = ?",
      arguments: [name, type, wanted]
    ).map(StoredTemplate.init)
  }

  /// The version that was active at `instant`; nil when none was yet.
  package static func activeVersion(
    _ name: String, type: String, at instant: Instant, _ database: Database
  ) throws -> Int? {
    try Int.fetchOne(
      database,
      sql: """
        SELECT version FROM template_active WHERE name = ? AND type = ? AND since <= ?
        ORDER BY since DESC, seq DESC LIMIT 1
        """, arguments: [name, type, instant.milliseconds])
  }

  /// The types of the templates called `name`.
  package static func types(of name: String, _ database: Database) throws -> [String] {
    try String.fetchAll(
      database, sql: "SELECT DISTINCT type FROM template WHERE name = ? ORDER BY type",
      arguments: [name])
  }

  /// Templates by name, type and version: all versions, or of each the one that is active at
  /// `instant`, or the newest where none is.
  package static func list(
    name: String? = nil, type: String? = nil, versions: Bool = false, at instant: Instant,
    _ database: Database
  ) throws -> [StoredTemplate] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT * FROM template t WHERE (?1 IS NULL OR name = ?1) AND (?2 IS NULL OR type = ?2)
          AND (?3 OR version = coalesce(
            (SELECT a.version FROM template_active a WHERE a.name = t.name AND a.type = t.type
               AND a.since <= ?4 ORDER BY a.since DESC, a.seq DESC LIMIT 1),
            (SELECT max(version) FROM template WHERE name = t.name AND type = t.type)))
        ORDER BY name, type, version
        """, arguments: [name, type, versions, instant.milliseconds])
    return try rows.map(StoredTemplate.init)
  }

  /// When which version became active, oldest first.
  package static func activations(
    of name: String, type: String, _ database: Database
  ) throws -> [(version: Int, since: Instant)] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT version, since FROM template_active WHERE name = ? AND type = ?
        ORDER BY since, seq
        """, arguments: [name, type]
    ).map { ($0["version"], Instant(milliseconds: $0["since"])) }
  }

  // MARK: Changing

  /// Makes a version the active one from `instant` on; returns whether that changed anything.
  ///
  /// - Throws: status 66 for a version that is not there.
  package static func activate(
    _ name: String, type: String, version: Int, at instant: Instant, _ database: Database
  ) throws -> Bool {
    guard try find(name, type: type, version: version, at: instant, database) != nil else {
      throw RunFault(.noInput, "expected a version of template '\(name)', found \(version)")
    }
    if try activeVersion(name, type: type, at: instant, database) == version { return false }
    try database.execute(
      sql: "INSERT INTO template_active (name, type, version, since) VALUES (?, ?, ?, ?)",
      arguments: [name, type, version, instant.milliseconds])
    return true
  }
}

/// One version of a template, as it is stored.
package struct StoredTemplate: Sendable {
  package let name: String
  package let type: String
  package let version: Int
  /// The members of Pinpoint's response, `TemplateName`, `TemplateType` and `Version` included.
  package let content: JSON
  package let created: Instant
  package let modified: Instant

  init(_ row: Row) throws {
    name = row["name"]
    type = row["type"]
    version = row["version"]
    content = try JSON(parsing: row["content"] as String)
    created = Instant(milliseconds: row["created"])
    modified = Instant(milliseconds: row["modified"])
  }
}
