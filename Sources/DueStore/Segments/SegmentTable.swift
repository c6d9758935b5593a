import DueFormats
import DueModel
import DueSystem
import GRDB

/// Segments: every version of every definition, and who is in the imported ones.
///
/// An imported segment keeps its members as runs of `endpoint.seq`, so a fresh import of any size
/// is one row. Users of user-id lists are kept as users: their endpoints are those of the moment
/// that the segment is used.
package enum SegmentTable {
  static let schema = """
    CREATE TABLE segment (
      seq INTEGER PRIMARY KEY,
      project INTEGER NOT NULL,
      id TEXT NOT NULL,
      version INTEGER NOT NULL,
      name TEXT NOT NULL,
      type TEXT NOT NULL,         -- DIMENSIONAL or IMPORT
      definition TEXT NOT NULL,   -- JSON: SegmentResponse, unknown members included
      created INTEGER NOT NULL,   -- milliseconds since 1970: the first version
      modified INTEGER NOT NULL,  -- this version
      deleted INTEGER,
      UNIQUE (project, id, version)
    ) STRICT;
    CREATE INDEX segment_name ON segment (project, name);

    CREATE TABLE segment_range (
      segment INTEGER NOT NULL,   -- segment.seq
      first INTEGER NOT NULL,     -- endpoint.seq
      last INTEGER NOT NULL,
      PRIMARY KEY (segment, first)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE segment_user (
      segment INTEGER NOT NULL,   -- segment.seq
      user INTEGER NOT NULL,      -- user.seq
      PRIMARY KEY (segment, user)
    ) STRICT, WITHOUT ROWID;
    """

  static let views = """
    CREATE VIEW segments AS
      SELECT p.name AS project, s.id, s.version, s.name, s.type, s.definition,
        strftime('%Y-%m-%dT%H:%M:%fZ', s.created / 1000.0, 'unixepoch') AS created,
        strftime('%Y-%m-%dT%H:%M:%fZ', s.modified / 1000.0, 'unixepoch') AS modified,
        strftime('%Y-%m-%dT%H:%M:%fZ', s.deleted / 1000.0, 'unixepoch') AS deleted
      FROM segment s JOIN project p ON p.seq = s.project;

    -- Members of imported segments; those of dimensional ones are a matter of the moment.
    CREATE VIEW segment_members AS
      SELECT p.name AS project, s.id AS segment_id, s.version, e.id AS endpoint_id
      FROM segment s JOIN project p ON p.seq = s.project
        JOIN segment_range r ON r.segment = s.seq
        JOIN endpoint e ON e.seq BETWEEN r.first AND r.last AND e.project = s.project
      UNION
      SELECT p.name, s.id, s.version, e.id
      FROM segment s JOIN project p ON p.seq = s.project
        JOIN segment_user m ON m.segment = s.seq
        JOIN endpoint e ON e.user = m.user;
    """

  /// The newest version of the segment with that id or name, or the version asked for.
  ///
  /// Ids go before names. A deleted segment is not found.
  ///
  /// - Throws: status 78 when several segments have the name.
  package static func find(
    _ reference: String, version: Int? = nil, in project: Project, _ database: Database
  ) throws -> StoredSegment? {
    if let found = try find(id: reference, version: version, in: project, database) {
      return found
    }
    let ids = try String.fetchAll(
      database,
      sql: """
        SELECT id FROM segment s WHERE project = ? AND name = ? AND deleted IS NULL AND version =
          (SELECT max(version) FROM segment WHERE project = s.project AND id = s.id)
        ORDER BY id
        """, arguments: [project.seq, reference])
    guard ids.count < 2 else {
      throw RunFault(
        .configuration,
        "expected the name of one segment, found '\(reference)' to name "
          + ids.map { "'\($0)'" }.joined(separator: ", "))
    }
    return try ids.first.flatMap { try find(id: $0, version: version, in: project, database) }
  }

  static func find(id: String, version: Int?, in project: Project, _ database: Database) throws
    -> StoredSegment?
  {
    try Row.fetchOne(
      database,
      sql: """
        SELECT * FROM segment WHERE project = ? AND id = ? AND deleted IS NULL
          AND (?3 IS NULL OR version = ?3) ORDER BY version DESC LIMIT 1
        """, arguments: [project.seq, id, version]
    ).map(StoredSegment.init)
  }

  /// The newest version of every segment that is not deleted, by name, then id; with `versions`,
  /// every version.
  package static func list(
    in project: Project, versions: Bool = false, _ database: Database
  ) throws -> [StoredSegment] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT * FROM segment s WHERE project = ? AND deleted IS NULL
          AND (? OR version =
            (SELECT max(version) FROM segment WHERE project = s.project AND id = s.id))
        ORDER BY name, id, version
        """, arguments: [project.seq, versions])
    return try rows.map(StoredSegment.init)
  }

  /// Marks every version of a segment as deleted; returns whether there was one.
  package static func delete(
    id: String, in project: Project, now: Instant, _ database: Database
  ) throws -> Bool {
    try database.execute(
      sql: "UPDATE segment SET deleted = ? WHERE project = ? AND id = ? AND deleted IS NULL",
      arguments: [now.milliseconds, project.seq, id])
    guard database.changesCount > 0 else { return false }
    try NameTable.noteDeleted(.segment, id: id, in: project, at: now, database)
    return true
  }

  /// Who is in an imported segment: runs of `endpoint.seq`, ascending and apart, and users.
  package static func members(of segment: StoredSegment, _ database: Database) throws
    -> ImportedMembers
  {
    var members = ImportedMembers()
    let ranges = try RowStatement(
      "SELECT first, last FROM segment_range WHERE segment = ?1 ORDER BY first", database)
    ranges.bind(1, segment.seq)
    while try ranges.step() { members.add(ranges.integer(0)...ranges.integer(1)) }
    members.users = try Int64.fetchAll(
      database, sql: "SELECT user FROM segment_user WHERE segment = ? ORDER BY user",
      arguments: [segment.seq])
    return members
  }
}

/// One version of a segment, as it is stored.
package struct StoredSegment: Sendable {
  package let seq: Int64
  package let id: String
  package let version: Int
  package let name: String
  /// Members were imported; otherwise they follow from the definition.
  package let isImported: Bool
  /// `SegmentResponse`, with its ids and dates, and whatever members it came with.
  package let definition: JSON

  init(_ row: Row) throws {
    seq = row["seq"]
    id = row["id"]
    version = row["version"]
    name = row["name"]
    isImported = row["type"] == "IMPORT"
    definition = try JSON(parsing: row["definition"] as String)
  }
}

/// The members of an imported segment.
package struct ImportedMembers: Sendable, Equatable {
  /// Runs of `endpoint.seq`, ascending, none touching the next.
  package private(set) var ranges: [ClosedRange<Int64>] = []
  /// `user.seq`, ascending, each once.
  package var users: [Int64] = []

  package init() {}

  package var isEmpty: Bool { ranges.isEmpty && users.isEmpty }

  /// - Parameters: runs and users in any order, overlapping as they like.
  package init(ranges: [ClosedRange<Int64>], users: [Int64]) {
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) { add(range) }
    for user in users.sorted() where user != self.users.last { self.users.append(user) }
  }

  /// Adds a run that begins no earlier than those before it.
  mutating func add(_ range: ClosedRange<Int64>) {
    if let last = ranges.last, range.lowerBound <= last.upperBound + 1 {
      ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
    } else {
      ranges.append(range)
    }
  }
}
