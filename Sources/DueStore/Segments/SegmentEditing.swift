import DueFormats
import DueSystem
import GRDB

/// Adds endpoints to an imported segment and takes them away, one by one.
///
/// The first change makes a version, with the members of the one before it; later changes of the
/// same run go into that version, unless somebody else has made a newer one.
package final class SegmentEditing {
  private let project: Project
  private let reference: String
  /// `segment.seq` of the version that this run made.
  private var own: Int64?
  private var isChanged = false
  /// The newest version, as the transaction in hand has found it.
  private var found: StoredSegment?

  package init(_ reference: String, in project: Project) {
    self.reference = reference
    self.project = project
  }

  /// Looks anew for what others may have changed: at the start of a transaction.
  package func begins() { found = nil }

  /// - Throws: status 78 where it is not an imported segment of the store.
  @discardableResult
  package func check(_ database: Database) throws -> StoredSegment {
    if let found { return found }
    let newest = try look(database)
    found = newest
    return newest
  }

  private func look(_ database: Database) throws -> StoredSegment {
    guard let found = try SegmentTable.find(reference, in: project, database) else {
      throw RunFault(
        .configuration, "expected a segment of the store, found none called '\(reference)'")
    }
    guard found.isImported else {
      throw RunFault(
        .configuration,
        "expected an imported segment, found '\(reference)', which follows from its definition")
    }
    return found
  }

  /// Whether the endpoint at `seq` is listed as a member.
  package func contains(_ seq: Int64, _ database: Database) throws -> Bool {
    try run(around: seq, of: check(database).seq, database) != nil
  }

  private func run(around seq: Int64, of segment: Int64, _ database: Database) throws
    -> ClosedRange<Int64>?
  {
    let row = try Row.fetchOne(
      database.cachedStatement(
        sql: """
          SELECT first, last FROM segment_range WHERE segment = ? AND first <= ?
          ORDER BY first DESC LIMIT 1
          """), arguments: [segment, seq])
    guard let row, seq <= row["last"] else { return nil }
    return (row["first"] as Int64)...(row["last"] as Int64)
  }

  /// Makes the endpoint at `seq` a member, or no member; whether that is new.
  package func change(_ seq: Int64, isMember: Bool, now: Instant, _ database: Database) throws
    -> Bool
  {
    let newest = try check(database)
    guard try (run(around: seq, of: newest.seq, database) != nil) != isMember else { return false }
    let segment = try version(of: newest, now: now, database)
    isChanged = true
    if isMember {
      try add(seq, to: segment, database)
    } else {
      try remove(seq, from: segment, database)
    }
    return true
  }

  private func version(of newest: StoredSegment, now: Instant, _ database: Database) throws -> Int64
  {
    if let own, own == newest.seq { return own }
    var definition = newest.definition
    definition["Version"] = .integer(newest.version + 1)
    definition["LastModifiedDate"] = .string(now.iso8601)
    try database.execute(
      sql: """
        INSERT INTO segment (project, id, version, name, type, definition, created, modified)
        SELECT project, id, version + 1, name, type, ?2, created, ?3 FROM segment WHERE seq = ?1
        """, arguments: [newest.seq, definition.text, now.milliseconds])
    let seq = database.lastInsertedRowID
    for (table, columns) in [("segment_range", "first, last"), ("segment_user", "user")] {
      try database.execute(
        sql: """
          INSERT INTO \(table) (segment, \(columns)) SELECT ?, \(columns) FROM \(table)
          WHERE segment = ?
          """, arguments: [seq, newest.seq])
    }
    own = seq
    found = nil
    return seq
  }

  private func add(_ seq: Int64, to segment: Int64, _ database: Database) throws {
    let before = try run(around: seq - 1, of: segment, database)
    let after = try run(around: seq + 1, of: segment, database)
    for part in [before, after].compactMap({ $0 }) {
      try delete(part.lowerBound, of: segment, database)
    }
    let merged = (before?.lowerBound ?? seq)...(after?.upperBound ?? seq)
    try insert(merged, into: segment, database)
  }

  private func remove(_ seq: Int64, from segment: Int64, _ database: Database) throws {
    guard let run = try run(around: seq, of: segment, database) else { return }
    try delete(run.lowerBound, of: segment, database)
    if run.lowerBound < seq { try insert(run.lowerBound...(seq - 1), into: segment, database) }
    if seq < run.upperBound { try insert((seq + 1)...run.upperBound, into: segment, database) }
  }

  private func insert(_ run: ClosedRange<Int64>, into segment: Int64, _ database: Database) throws {
    try database.cachedStatement(
      sql: "INSERT INTO segment_range (segment, first, last) VALUES (?, ?, ?)"
    ).execute(arguments: [segment, run.lowerBound, run.upperBound])
  }

  private func delete(_ first: Int64, of segment: Int64, _ database: Database) throws {
    try database.cachedStatement(
      sql: "DELETE FROM segment_range WHERE segment = ? AND first = ?"
    ).execute(arguments: [segment, first])
  }

  /// Writes the number of members into the definition: at the end of a transaction.
  package func settle(_ database: Database) throws {
    guard isChanged, let own else { return }
    isChanged = false
    guard
      var definition = try String.fetchOne(
        database, sql: "SELECT definition FROM segment WHERE seq = ?", arguments: [own]
      ).map({ try JSON(parsing: $0) }), definition["ImportDefinition"]?.members != nil
    else { return }
    let size =
      try Int.fetchOne(
        database,
        sql: """
          SELECT (SELECT coalesce(sum(last - first + 1), 0) FROM segment_range WHERE segment = ?1)
            + (SELECT count(*) FROM segment_user WHERE segment = ?1)
          """, arguments: [own]) ?? 0
    definition["ImportDefinition"]?["Size"] = .integer(size)
    try database.execute(
      sql: "UPDATE segment SET definition = ? WHERE seq = ?", arguments: [definition.text, own])
  }

  /// Forgets a version that a transaction made which was not kept.
  package func rolledBack() {
    own = nil
    isChanged = false
    found = nil
  }
}
