import DueFormats
import DueModel
import DueSystem
import GRDB

/// When something was so, and how that is known.
package struct Sighting: Sendable {
  package var at: Instant
  /// When the resource was made; nil where nobody says.
  package var created: Instant?
  /// The time is its own. Otherwise it is that of the run, and the same once more says nothing.
  package var isDated = true
  /// It says less than a definition does: what was seen of the same moment stays.
  package var isHint = false
  /// The store has the resource from this moment on: a deletion before it does not stand.
  package var aliveSince: Instant?

  /// The dates that a definition brings along, or `now`.
  package init(of definition: JSON, now: Instant) {
    func date(_ member: String) -> Instant? { definition[member]?.string.flatMap(Instant.init) }
    created = date("CreationDate")
    let modified = date("LastModifiedDate") ?? created
    at = modified ?? now
    isDated = modified != nil
  }

  package init(at: Instant) { self.at = at }

  /// A time of which nobody knows when it was.
  package static let unknownTime = Instant(milliseconds: 0)

  /// As the store's own tables have it.
  init(stored at: Instant, created: Instant, now: Instant) {
    self.at = at
    self.created = created
    aliveSince = now
  }
}

extension NameTable {
  /// What a note did.
  package enum Change: String, Sendable {
    /// Of a resource that was not known; of one that was otherwise.
    case added, changed
    /// Nothing.
    case unchanged
    /// It tells of the past and went into the history.
    case older
    /// A deletion of what nobody has named.
    case unknown
  }

  /// Notes that a resource was as `facts` say.
  ///
  /// - Parameters:
  ///   - project: whose it is; of templates it does not count.
  ///   - now: the moment of the run.
  @discardableResult
  package static func note(
    _ facts: ResourceFacts, in project: Project?, _ sighting: Sighting, now: Instant,
    _ database: Database
  ) throws -> Change {
    let row = NameRow(facts, in: project)
    if try !sighting.isDated && row.isInForce(at: sighting.at, database) { return .unchanged }
    let before = try row.current(database)
    if sighting.isHint {
      try row.fill(since: sighting.at, database)
    } else {
      try row.write(since: sighting.at, revives: false, database)
    }
    try row.settle(created: sighting.created, now: now, database)
    if let since = sighting.aliveSince, let deleted = try row.current(database)?.deletedAt {
      try row.write(since: max(since, deleted), revives: true, database)
      try row.settle(created: nil, now: now, database)
    }
    guard let before else { return .added }
    guard let after = try row.current(database), before.says(the: after) else { return .changed }
    return before.lastSeen > sighting.at ? .older : .unchanged
  }

  /// Notes that a resource was deleted. Of one that nobody has named yet the history alone learns,
  /// so that a definition that is seen later is known to be gone.
  ///
  /// - Parameter isDated: the time is that of the deletion; otherwise it is that of the run, and
  ///   the same once more says nothing.
  @discardableResult
  package static func noteDeleted(
    _ kind: ResourceKind, id: String, in project: Project?, at instant: Instant,
    isDated: Bool = true, _ database: Database
  ) throws -> Change {
    let row = NameRow(ResourceFacts(kind, id: id, name: ""), in: project)
    let before = try row.current(database)
    if try !isDated && row.isGone(database) { return before == nil ? .unknown : .unchanged }
    try row.writeDeletion(at: instant, database)
    try row.settle(created: nil, now: instant, database)
    guard let before else { return .unknown }
    guard let after = try row.current(database), before.says(the: after) else { return .changed }
    return before.deletedAt == nil ? .older : .unchanged
  }
}

extension NameTable {
  static func noteSegment(
    _ id: String, _ name: String, in project: Project, modified: Instant, created: Instant,
    now: Instant, _ database: Database
  ) throws {
    let facts = ResourceFacts(.segment, id: id, name: name)
    try note(
      facts, in: project, Sighting(stored: modified, created: created, now: now), now: now,
      database)
  }

  static func note(_ campaign: StoredCampaign, in project: Project, _ database: Database) throws {
    guard var facts = ResourceFacts(.campaign, campaign.definition, id: campaign.id) else {
      preconditionFailure("a campaign without a name")
    }
    facts.segmentID = try facts.segmentID.map { try segmentID($0, in: project, database) }
    var sighting = Sighting(of: campaign.definition, now: campaign.created)
    sighting.isDated = true
    sighting.aliveSince = campaign.closed == .deleted ? nil : campaign.created
    try note(facts, in: project, sighting, now: campaign.created, database)
    if campaign.closed == .deleted {
      try noteDeleted(
        .campaign, id: campaign.id, in: project, at: campaign.modified, database)
    }
  }

  /// The id of the segment that a definition may call by its name.
  private static func segmentID(
    _ reference: String, in project: Project, _ database: Database
  ) throws -> String {
    try String.fetchOne(
      database,
      sql: """
        SELECT id FROM segment WHERE project = ?1 AND (id = ?2 OR name = ?2)
        ORDER BY id = ?2 DESC, deleted IS NOT NULL, seq DESC LIMIT 1
        """, arguments: [project.seq, reference]) ?? reference
  }

  /// - Precondition: `campaign` is in the store.
  static func noteDeleted(_ campaign: StoredCampaign, at now: Instant, _ database: Database) throws
  {
    let row = try Row.fetchOne(
      database,
      sql:
        "SELECT p.seq, p.name FROM campaign c JOIN project p ON p.seq = c.project WHERE c.seq = ?",
      arguments: [campaign.seq])
    guard let row else { preconditionFailure("a campaign that is not in the store") }
    let project = Project(seq: row[0], name: row[1])
    try noteDeleted(.campaign, id: campaign.id, in: project, at: now, database)
  }

  static func noteTemplate(
    _ name: String, type: String, modified: Instant, created: Instant, now: Instant,
    _ database: Database
  ) throws {
    let id = ResourceFacts.templateID(name, type: type)
    try note(
      ResourceFacts(.template, id: id, name: name), in: nil,
      Sighting(stored: modified, created: created, now: now), now: now, database)
  }

  /// Notes the names in a store that has definitions, and did not keep names yet.
  package static func takeAll(_ database: Database) throws {
    func instant(_ row: Row, _ column: String) -> Instant? {
      (row[column] as Int64?).map(Instant.init(milliseconds:))
    }
    let projects = try Row.fetchAll(database, sql: "SELECT seq, name FROM project").map {
      Project(seq: $0["seq"], name: $0["name"])
    }
    for project in projects {
      for row in try Row.fetchAll(
        database, sql: "SELECT * FROM segment WHERE project = ? ORDER BY seq",
        arguments: [project.seq])
      {
        guard let modified = instant(row, "modified"), let created = instant(row, "created") else {
          continue
        }
        try noteSegment(
          row["id"], row["name"], in: project, modified: modified, created: created,
          now: modified, database)
        guard let deleted = instant(row, "deleted") else { continue }
        try noteDeleted(.segment, id: row["id"], in: project, at: deleted, database)
      }
      for campaign in try CampaignTable.list(in: project, database).reversed() {
        try note(campaign, in: project, database)
      }
    }
    for row in try Row.fetchAll(database, sql: "SELECT * FROM template ORDER BY modified") {
      let template = try StoredTemplate(row)
      try noteTemplate(
        template.name, type: template.type, modified: template.modified,
        created: template.created, now: template.modified, database)
    }
  }
}
