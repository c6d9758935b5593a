import DueFormats
import DueSystem
import GRDB

/// What became of a segment that was saved.
package struct SavedSegment: Sendable, Equatable {
  package var id: String
  package var version: Int
  /// A version was added; otherwise the store had it already.
  package var isNew: Bool
  /// The store has that version with another content, which stays.
  package var differs = false

  package init(id: String, version: Int, isNew: Bool) {
    self.id = id
    self.version = version
    self.isNew = isNew
  }
}

extension SegmentTable {
  /// Members that say when and where, not who: two versions that differ in these alone are one.
  private static let circumstances: Set = [
    "ApplicationId", "Arn", "CreationDate", "Id", "LastModifiedDate", "SegmentType", "Version",
  ]

  /// Saves `definition`, a `WriteSegmentRequest` or `SegmentResponse`.
  ///
  /// Without an `Id` it becomes a version of the segment of the same name, or a new segment whose
  /// id follows from its name. With a `Version` that the store has not, it becomes that version,
  /// else the next. What the store has already is not saved twice. An imported segment keeps the
  /// members that it has.
  ///
  /// - Parameters:
  ///   - members: those of an imported segment, where they came with it. A version that is there and
  ///     has none yet gets them.
  ///   - keepsVersions: a version that is there stays as it is, whatever the definition says.
  /// - Throws: status 78 without a name, or when several segments have the name.
  package static func save(
    _ definition: JSON, members: ImportedMembers? = nil, keepsVersions: Bool = false,
    in project: Project, now: Instant, _ database: Database
  ) throws -> SavedSegment {
    let given = definition["Id"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    guard let name = definition["Name"]?.string.flatMap({ $0.isEmpty ? nil : $0 }) ?? given else {
      throw RunFault(.configuration, "expected a 'Name' or an 'Id' in the segment, found neither")
    }
    let isImport =
      definition["SegmentType"] == "IMPORT" || !(definition["ImportDefinition"]?.isNull ?? true)
    let draft = SegmentDraft(
      id: given, name: name, version: Self.version(of: definition), isImport: isImport,
      definition: definition)
    if let members, !members.isEmpty, let id = given, let version = draft.version,
      let there = try find(id: id, version: version, in: project, database),
      there.isImported, try self.members(of: there, database).isEmpty
    {
      try insert(members, into: there.seq, database)
    }
    if keepsVersions, let id = given, let version = draft.version,
      let there = try find(id: id, version: version, in: project, database)
    {
      var saved = SavedSegment(id: id, version: version, isNew: false)
      saved.differs = try !isSame(there, draft, members, database)
      return saved
    }
    return try save(draft, members: members, in: project, now: now, database)
  }

  /// The version of a definition, which some tools write as a text.
  private static func version(of definition: JSON) -> Int? {
    definition["Version"].flatMap { $0.integer ?? $0.string.flatMap { Int($0) } }
  }

  /// Saves the segment that an import defines.
  ///
  /// - Parameters:
  ///   - id: nil for the segment of that name, or a new one.
  ///   - append: adds to the members that the segment has; otherwise they are replaced.
  ///   - ranges: runs of `endpoint.seq`, in any order.
  ///   - users: `user.seq` of users listed without an endpoint.
  ///   - importDefinition: `ImportDefinition`: `Format`, `S3Url`, `Size`, `ChannelCounts` and so on.
  /// - Throws: status 78 when several segments have the name.
  package static func saveImported(
    _ project: Project, name: String, id: String?, append: Bool, ranges: [ClosedRange<Int64>],
    users: [Int64], importDefinition: JSON, now: Instant, _ database: Database
  ) throws -> SavedSegment {
    var members = ImportedMembers(ranges: ranges, users: users)
    let draft = SegmentDraft(
      id: id, name: name, version: nil, isImport: true,
      definition: ["Name": .string(name), "ImportDefinition": importDefinition])
    if append, let old = try newest(of: draft, in: project, database) {
      let before = try self.members(of: old, database)
      members = ImportedMembers(
        ranges: before.ranges + members.ranges, users: before.users + members.users)
    }
    return try save(draft, members: members, in: project, now: now, database)
  }

  private struct SegmentDraft {
    var id: String?
    var name: String
    var version: Int?
    var isImport: Bool
    var definition: JSON
  }

  private static func newest(
    of draft: SegmentDraft, in project: Project, _ database: Database
  ) throws -> StoredSegment? {
    if let id = draft.id { return try find(id: id, version: nil, in: project, database) }
    let found = try find(draft.name, in: project, database)
    return found?.name == draft.name ? found : nil
  }

  private static func save(
    _ draft: SegmentDraft, members: ImportedMembers?, in project: Project, now: Instant,
    _ database: Database
  ) throws -> SavedSegment {
    let newest = try newest(of: draft, in: project, database)
    let id = try draft.id ?? newest?.id ?? newID(draft.name, in: project, database)
    let kept =
      try members ?? (draft.isImport ? newest.map { try self.members(of: $0, database) } : nil)
    if let same = try draft.version.map({
      try find(id: id, version: $0, in: project, database)
    }) ?? newest, try isSame(same, draft, kept, database) {
      return SavedSegment(id: id, version: same.version, isNew: false)
    }
    let last =
      try Int.fetchOne(
        database, sql: "SELECT max(version) FROM segment WHERE project = ? AND id = ?",
        arguments: [project.seq, id]) ?? 0
    let isFree = try draft.version.map { version in
      try Int.fetchOne(
        database, sql: "SELECT 1 FROM segment WHERE project = ? AND id = ? AND version = ?",
        arguments: [project.seq, id, version]) == nil
    }
    let version = isFree == true ? draft.version ?? last + 1 : last + 1
    try insert(draft, id: id, version: version, kept, in: project, now: now, database)
    return SavedSegment(id: id, version: version, isNew: true)
  }

  private static func isSame(
    _ old: StoredSegment, _ draft: SegmentDraft, _ members: ImportedMembers?, _ database: Database
  ) throws -> Bool {
    func content(_ json: JSON) -> [JSON.Member] {
      (json.members ?? []).filter { !circumstances.contains($0.name) }
    }
    guard old.name == draft.name, old.isImported == draft.isImport,
      content(old.definition) == content(draft.definition)
    else { return false }
    return try members.map { try self.members(of: old, database) == $0 } ?? true
  }

  /// 32 hexadecimal digits that follow from the name, or, where they are taken, from its count.
  private static func newID(_ name: String, in project: Project, _ database: Database) throws
    -> String
  {
    var attempt = 0
    while true {
      let suffix = attempt == 0 ? "" : "\n\(attempt)"
      let id = String(SHA256("segment\n\(project.name)\n\(name)\(suffix)").hex.prefix(32))
      let taken = try Int.fetchOne(
        database, sql: "SELECT 1 FROM segment WHERE project = ? AND id = ?",
        arguments: [project.seq, id])
      if taken == nil { return id }
      attempt += 1
    }
  }

  private static func insert(
    _ draft: SegmentDraft, id: String, version: Int, _ members: ImportedMembers?,
    in project: Project, now: Instant, _ database: Database
  ) throws {
    let first = try Int64.fetchOne(
      database, sql: "SELECT min(created) FROM segment WHERE project = ? AND id = ?",
      arguments: [project.seq, id])
    func instant(_ name: String) -> Instant? {
      draft.definition[name]?.string.flatMap(Instant.init)
    }
    let created = instant("CreationDate") ?? first.map(Instant.init(milliseconds:)) ?? now
    let modified = instant("LastModifiedDate") ?? now
    let type = draft.isImport ? "IMPORT" : "DIMENSIONAL"
    var definition = draft.definition
    definition["Id"] = .string(id)
    definition["Name"] = .string(draft.name)
    definition["SegmentType"] = .string(type)
    definition["Version"] = .integer(version)
    if definition["ApplicationId"] == nil { definition["ApplicationId"] = .string(project.name) }
    if instant("CreationDate") == nil { definition["CreationDate"] = .string(created.iso8601) }
    if instant("LastModifiedDate") == nil {
      definition["LastModifiedDate"] = .string(modified.iso8601)
    }
    try database.execute(
      sql: """
        INSERT INTO segment (project, id, version, name, type, definition, created, modified)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        project.seq, id, version, draft.name, type, definition.text, created.milliseconds,
        modified.milliseconds,
      ])
    try insert(members ?? ImportedMembers(), into: database.lastInsertedRowID, database)
    try NameTable.noteSegment(
      id, draft.name, in: project, modified: modified, created: created, now: now, database)
  }

  private static func insert(
    _ members: ImportedMembers, into segment: Int64, _ database: Database
  ) throws {
    let range = try RowStatement(
      "INSERT INTO segment_range (segment, first, last) VALUES (?1, ?2, ?3)", database)
    range.bind(1, segment)
    for run in members.ranges {
      range.bind(2, run.lowerBound)
      range.bind(3, run.upperBound)
      try range.run()
    }
    let user = try RowStatement(
      "INSERT INTO segment_user (segment, user) VALUES (?1, ?2)", database)
    user.bind(1, segment)
    for seq in members.users {
      user.bind(2, seq)
      try user.run()
    }
  }
}
