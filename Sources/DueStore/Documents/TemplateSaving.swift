import DueFormats
import DueSystem
import GRDB

/// What became of a template that was saved.
package struct SavedTemplate: Sendable, Equatable {
  package enum Change: String, Sendable {
    case created, version, overwritten, unchanged
  }

  package var version: Int
  package var change: Change
  /// Whether this version is the active one now.
  package var isActive: Bool

  package init(version: Int, change: Change, isActive: Bool) {
    self.version = version
    self.change = change
    self.isActive = isActive
  }
}

/// How a template is saved.
package struct TemplateSaving: Sendable {
  /// The version that the document names, if it names one.
  package var version: Int?
  /// Put the text in the place of the latest version, or of the one named.
  package var overwrites: Bool
  /// Make it the active version.
  package var activates: Bool

  package init(version: Int? = nil, overwrites: Bool = false, activates: Bool = true) {
    self.version = version
    self.overwrites = overwrites
    self.activates = activates
  }
}

extension TemplateTable {
  /// Members that say when and which, not what: versions that differ in these alone are one.
  private static let circumstances: Set = [
    "Arn", "CreationDate", "LastModifiedDate", "Version",
  ]

  /// Saves `content` as a version: the one it names, else the latest plus one, else 1.
  ///
  /// What the latest version, or the one named, says already is not saved again. A new version
  /// becomes active unless it is older than the latest, or `saving` says otherwise: from `now`
  /// on, or, when the document brings its version and its date along, from that date.
  ///
  /// - Throws: status 78 when the version named is there and says something else.
  package static func save(
    _ name: String, type: String, content: JSON, _ saving: TemplateSaving, now: Instant,
    _ database: Database
  ) throws -> SavedTemplate {
    let latest = try Int.fetchOne(
      database, sql: "SELECT max(version) FROM template WHERE name = ? AND type = ?",
      arguments: [name, type])
    let target = saving.version ?? latest ?? 1
    let old = try find(name, type: type, version: target, at: now, database)
    var version = target
    var change = SavedTemplate.Change.created
    if let old {
      if isSame(old.content, content) {
        change = .unchanged
      } else if saving.overwrites {
        change = .overwritten
      } else if saving.version == nil {
        version = target + 1
        change = .version
      } else {
        throw RunFault(
          .configuration,
          "\(name): version \(target) is there and says something else (--overwrite replaces it)")
      }
    } else if latest != nil {
      change = .version
    }
    if change != .unchanged {
      try put(name, type, version, content, now, isNew: change != .overwritten, database)
    }
    // A version that somebody went back from stays where it is when it is saved again.
    if saving.activates, change != .unchanged, version >= latest ?? 0 {
      let since = try activation(
        name, type, saving.version == nil ? nil : content, isNew: old == nil, now, database)
      _ = try activate(name, type: type, version: version, at: since, database)
    }
    let active = try activeVersion(name, type: type, at: now, database)
    return SavedTemplate(version: version, change: change, isActive: active == version)
  }

  private static func isSame(_ a: JSON, _ b: JSON) -> Bool { says(a) == says(b) }

  /// Only what a template says, its members in the order of their names.
  private static func says(_ content: JSON) -> [JSON.Member] {
    (content.members ?? []).filter { !circumstances.contains($0.name) && !$0.value.isNull }
      .sorted { $0.name < $1.name }
  }

  private static func put(
    _ name: String, _ type: String, _ version: Int, _ content: JSON, _ now: Instant, isNew: Bool,
    _ database: Database
  ) throws {
    let created = date("CreationDate", content) ?? now
    let modified = isNew ? date("LastModifiedDate", content) ?? now : now
    var content = content
    content["Version"] = .string(String(version))
    content["CreationDate"] = .string(created.iso8601)
    content["LastModifiedDate"] = .string(modified.iso8601)
    try database.execute(
      sql: """
        INSERT INTO template (name, type, version, content, created, modified)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (name, type, version) DO UPDATE SET
          content = excluded.content, modified = excluded.modified
        """,
      arguments: [
        name, type, version, content.text, created.milliseconds, modified.milliseconds,
      ])
    try NameTable.noteTemplate(
      name, type: type, modified: modified, created: created, now: now, database)
  }

  /// When a version became active: the date it brings along, if no other became active later.
  private static func activation(
    _ name: String, _ type: String, _ content: JSON?, isNew: Bool, _ now: Instant,
    _ database: Database
  ) throws -> Instant {
    guard isNew, let content, let date = date("LastModifiedDate", content), date < now else {
      return now
    }
    let last = try activations(of: name, type: type, database).last?.since
    return last.map { $0 > date } ?? false ? now : date
  }

  private static func date(_ member: String, _ content: JSON) -> Instant? {
    content[member]?.string.flatMap { Instant($0) }
  }
}
