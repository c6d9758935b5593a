import DueFormats
import DueSystem
import GRDB

/// Documents that a migration brought and no other table has: settings of applications, jobs,
/// activities of campaigns that ran elsewhere, and what nobody here knows. Kept so that an export
/// can give them back.
package enum KeptDocuments {
  static let schema = """
    CREATE TABLE kept_document (
      seq INTEGER PRIMARY KEY,
      project INTEGER NOT NULL,
      kind TEXT NOT NULL,         -- the name of its response; empty: it came without one
      id TEXT NOT NULL,           -- its Id; where it has none, a digest of it
      document TEXT NOT NULL,     -- JSON, as it came
      kept INTEGER NOT NULL,      -- milliseconds since 1970
      UNIQUE (project, kind, id)
    ) STRICT;
    """

  static let views = """
    CREATE VIEW kept_documents AS
      SELECT p.name AS project, k.kind, k.id, k.document,
        strftime('%Y-%m-%dT%H:%M:%fZ', k.kept / 1000.0, 'unixepoch') AS kept
      FROM kept_document k JOIN project p ON p.seq = k.project;
    """

  /// One of them.
  package struct Document: Sendable, Equatable {
    /// The name of its response, such as `ApplicationSettingsResource`.
    package var kind: String
    package var json: JSON
  }

  package enum Change: String, Sendable { case added, changed, unchanged }

  /// Keeps `json` in the place of what has its kind and id.
  package static func keep(
    _ json: JSON, kind: String, in project: Project, now: Instant, _ database: Database
  ) throws -> Change {
    let text = json.text
    let id = json["Id"]?.string ?? String(SHA256(text).hex.prefix(32))
    let known = try String.fetchOne(
      database,
      sql: "SELECT document FROM kept_document WHERE project = ? AND kind = ? AND id = ?",
      arguments: [project.seq, kind, id])
    guard known != text else { return .unchanged }
    try database.execute(
      sql: """
        INSERT INTO kept_document (project, kind, id, document, kept) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (project, kind, id) DO UPDATE SET document = excluded.document,
          kept = excluded.kept
        """, arguments: [project.seq, kind, id, text, now.milliseconds])
    return known == nil ? .added : .changed
  }

  /// All of them, in the order of kinds and ids.
  package static func list(in project: Project, _ database: Database) throws -> [Document] {
    try Row.fetchAll(
      database,
      sql: "SELECT kind, document FROM kept_document WHERE project = ? ORDER BY kind, id",
      arguments: [project.seq]
    ).map { Document(kind: $0["kind"], json: try JSON(parsing: $0["document"] as String)) }
  }
}
