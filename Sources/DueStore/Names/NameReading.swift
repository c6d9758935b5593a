import DueModel
import DueSystem
import GRDB

/// What a resource was called from some time on.
package struct NamedSince: Sendable, Equatable {
  package let kind: ResourceKind
  package let id: String
  package let since: Instant
  /// Nil where all that was seen is a deletion.
  package let name: String?
  package let isDeleted: Bool
  package let state: String?
  package let segmentID: String?
  package let eventNames: String?
  /// JSON: treatment or activity -> name, type, templates.
  package let parts: String?

  init(_ row: Row) throws {
    guard let kind = ResourceKind(rawValue: row["kind"]) else {
      throw RunFault(.software, "resource_name_history: expected a kind, found another word")
    }
    self.kind = kind
    id = row["id"]
    since = Instant(milliseconds: row["since"])
    name = row["name"]
    isDeleted = row["deleted"]
    state = row["state"]
    segmentID = row["segment_id"]
    eventNames = row["event_names"]
    parts = row["parts"]
  }
}

extension NameTable {
  /// What is known at present, by kind, then id; templates of the store too.
  package static func list(in project: Project, _ database: Database) throws -> [ResourceName] {
    try Row.fetchAll(
      database,
      sql: "SELECT * FROM resource_name WHERE project IN (?, 0) ORDER BY kind, id",
      arguments: [project.seq]
    ).map(ResourceName.init)
  }

  /// The resources with that id, or, where there are none, with that name.
  package static func find(_ reference: String, in project: Project, _ database: Database) throws
    -> [ResourceName]
  {
    for column in ["id", "name"] {
      let found = try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM resource_name WHERE project IN (?, 0) AND \(column) = ? ORDER BY kind, id
          """, arguments: [project.seq, reference]
      ).map(ResourceName.init)
      if !found.isEmpty { return found }
    }
    return []
  }

  /// All that was seen, by kind, id and time; of one resource alone where it is named.
  package static func history(
    of resource: ResourceName? = nil, in project: Project, _ database: Database
  ) throws -> [NamedSince] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT * FROM resource_name_history WHERE project IN (?1, 0)
          AND (?2 IS NULL OR kind = ?2 AND id = ?3) ORDER BY kind, id, since
        """, arguments: [project.seq, resource?.kind.rawValue, resource?.id]
    ).map(NamedSince.init)
  }
}
