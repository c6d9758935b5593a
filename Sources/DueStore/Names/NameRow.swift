import DueFormats
import DueModel
import DueSystem
import GRDB

/// What the store knows of a resource at present.
package struct ResourceName: Sendable, Equatable {
  package let kind: ResourceKind
  package let id: String
  package let name: String
  package let state: String?
  package let segmentID: String?
  /// Event types, with `;` between them.
  package let eventNames: String?
  /// JSON: treatment or activity, by id.
  package let parts: String?
  package let firstSeen: Instant
  package let lastSeen: Instant
  package let deletedAt: Instant?

  init(_ row: Row) throws {
    guard let kind = ResourceKind(rawValue: row["kind"]) else {
      throw RunFault(.software, "resource_name: expected a kind, found '\(row["kind"] as String)'")
    }
    self.kind = kind
    id = row["id"]
    name = row["name"]
    state = row["state"]
    segmentID = row["segment_id"]
    eventNames = row["event_names"]
    parts = row["parts"]
    firstSeen = Instant(milliseconds: row["first_seen"])
    lastSeen = Instant(milliseconds: row["last_seen"])
    deletedAt = (row["deleted_at"] as Int64?).map(Instant.init(milliseconds:))
  }

  /// Whether `other` says the same, whenever it was seen.
  func says(the other: ResourceName) -> Bool {
    name == other.name && state == other.state && segmentID == other.segmentID
      && eventNames == other.eventNames && parts == other.parts && deletedAt == other.deletedAt
  }
}

/// One resource in the tables of names, and what is to be noted of it.
struct NameRow {
  private let key: StatementArguments
  private let content: StatementArguments

  init(_ facts: ResourceFacts, in project: Project?) {
    let owner = facts.kind == .template ? 0 : project?.seq ?? 0
    key = [owner, facts.kind.rawValue, facts.id]
    let parts = facts.parts.map { JSON.Member($0.id, $0.json) }
    content = [
      facts.name, facts.state, facts.segmentID,
      facts.eventNames.isEmpty ? nil : facts.eventNames.joined(separator: ";"),
      parts.isEmpty ? nil : JSON.object(parts).text,
    ]
  }

  private static let place = "project = ?1 AND kind = ?2 AND id = ?3"

  func current(_ database: Database) throws -> ResourceName? {
    try Row.fetchOne(
      database, sql: "SELECT * FROM resource_name WHERE \(Self.place)", arguments: key
    ).map(ResourceName.init)
  }

  /// Whether the history says the same of that time already.
  func isInForce(at instant: Instant, _ database: Database) throws -> Bool {
    try Bool.fetchOne(
      database.cachedStatement(
        sql: """
          SELECT deleted = 0 AND name IS ?5 AND state IS ?6 AND segment_id IS ?7
            AND event_names IS ?8 AND parts IS ?9
          FROM resource_name_history WHERE \(Self.place) AND since <= ?4
          ORDER BY since DESC LIMIT 1
          """), arguments: key + [instant.milliseconds] + content) ?? false
  }

  /// Whether a deletion is the last thing that was seen.
  func isGone(_ database: Database) throws -> Bool {
    try Bool.fetchOne(
      database.cachedStatement(
        sql: """
          SELECT deleted FROM resource_name_history WHERE \(Self.place)
          ORDER BY since DESC LIMIT 1
          """), arguments: key) ?? false
  }

  /// Puts what is to be noted into the history.
  ///
  /// - Parameter revives: a deletion at that very time does not stand.
  func write(since instant: Instant, revives: Bool, _ database: Database) throws {
    try database.cachedStatement(
      sql: """
        INSERT INTO resource_name_history
          (project, kind, id, since, deleted, name, state, segment_id, event_names, parts)
        VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?7, ?8, ?9)
        ON CONFLICT DO UPDATE SET name = excluded.name, state = excluded.state,
          segment_id = excluded.segment_id, event_names = excluded.event_names,
          parts = excluded.parts, deleted = CASE WHEN ?10 THEN 0 ELSE deleted END
        """
    ).execute(arguments: key + [instant.milliseconds] + content + [revives])
  }

  /// Puts what is to be noted into the history, unless that time has a name.
  func fill(since instant: Instant, _ database: Database) throws {
    try database.cachedStatement(
      sql: """
        INSERT INTO resource_name_history
          (project, kind, id, since, deleted, name, state, segment_id, event_names, parts)
        VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?7, ?8, ?9)
        ON CONFLICT DO UPDATE SET name = excluded.name, state = excluded.state,
          segment_id = excluded.segment_id, event_names = excluded.event_names,
          parts = excluded.parts WHERE name IS NULL
        """
    ).execute(arguments: key + [instant.milliseconds] + content)
  }

  /// Puts a deletion into the history.
  func writeDeletion(at instant: Instant, _ database: Database) throws {
    try database.cachedStatement(
      sql: """
        INSERT INTO resource_name_history (project, kind, id, since, deleted)
        VALUES (?1, ?2, ?3, ?4, 1) ON CONFLICT DO UPDATE SET deleted = 1
        """
    ).execute(arguments: key + [instant.milliseconds])
  }

  /// Makes the present what the history says: what was named last, and whether it is gone since.
  ///
  /// - Parameter now: when it was seen, where the history does not say.
  func settle(created: Instant?, now: Instant, _ database: Database) throws {
    try database.cachedStatement(
      sql: """
        WITH h AS MATERIALIZED (SELECT * FROM resource_name_history WHERE \(Self.place)),
          gone AS (SELECT min(since) AS since FROM h WHERE deleted = 1
            AND since >= (SELECT max(since) FROM h WHERE name IS NOT NULL)),
          known AS (SELECT min(since) AS first, max(since) AS last FROM h WHERE since > 0)
        INSERT INTO resource_name
          (project, kind, id, name, deleted, state, segment_id, event_names, parts,
           first_seen, last_seen, deleted_at)
        SELECT ?1, ?2, ?3, h.name, gone.since IS NOT NULL, h.state, h.segment_id, h.event_names,
          h.parts, min(coalesce(known.first, ?4, ?5), coalesce(?4, known.first, ?5)),
          coalesce(known.last, ?5), gone.since
        FROM h, gone, known WHERE h.name IS NOT NULL ORDER BY h.since DESC LIMIT 1
        ON CONFLICT DO UPDATE SET name = excluded.name, deleted = excluded.deleted,
          state = excluded.state, segment_id = excluded.segment_id,
          event_names = excluded.event_names, parts = excluded.parts,
          first_seen = min(first_seen, excluded.first_seen), last_seen = excluded.last_seen,
          deleted_at = excluded.deleted_at
        """
    ).execute(arguments: key + [created?.milliseconds, now.milliseconds])
  }
}
