import DueFormats
import DueModel
import DueSystem
import GRDB

/// One row of the archive's index. Texts are empty for what is not known.
package struct ArchiveRow {
  package var id: ArchiveID
  package var endpoint: Bytes
  package var user: Bytes
  package var at: Instant
  package var channel: Bytes
  package var status: Bytes
  package var campaign: Bytes
  package var treatment: Bytes
  package var journey: Bytes
  package var run: Bytes
  package var activity: Bytes
  package var template: Bytes
  package var version: Int?
  package var basis: Bytes
  /// Below the archive.
  package var path: Bytes
  package var bytes: Int
  package var sha256: EventUID

  package init(
    id: ArchiveID, endpoint: Bytes, user: Bytes, at: Instant, channel: Bytes, status: Bytes,
    campaign: Bytes, treatment: Bytes, journey: Bytes, run: Bytes, activity: Bytes,
    template: Bytes, version: Int?, basis: Bytes, path: Bytes, bytes: Int, sha256: EventUID
  ) {
    self.id = id
    self.endpoint = endpoint
    self.user = user
    self.at = at
    self.channel = channel
    self.status = status
    self.campaign = campaign
    self.treatment = treatment
    self.journey = journey
    self.run = run
    self.activity = activity
    self.template = template
    self.version = version
    self.basis = basis
    self.path = path
    self.bytes = bytes
    self.sha256 = sha256
  }
}

/// A message that left, as the outbox has it.
package struct OutboxText {
  /// Valid until the next is asked for.
  package var body: Bytes
  /// Number, sender id or address; empty for the carrier's choice.
  package var sender: String
  /// The template in use, if the text is one's.
  package var template: (name: String, version: Int)?
  /// It was cancelled, or held back, and went to nobody.
  package var neverLeft: Bool
}

/// Looks up and adds messages of the archive; the statements of one transaction.
package final class ArchiveDesk {
  private let project: Project?
  private let database: Database
  private let find: RowStatement
  private let findErased: RowStatement
  /// Whether anything was ever erased on demand.
  private let hasErased: Bool
  private let findPath: RowStatement
  private let findAddress: RowStatement
  private let findSent: RowStatement
  private var runs: [String: [StoredRun]] = [:]

  /// - Parameter project: nil where the store does not have it yet.
  package init(_ project: Project?, _ database: Database) throws {
    self.project = project
    self.database = database
    find = try RowStatement("SELECT path FROM archive_message WHERE id = ?1", database)
    findErased = try RowStatement("SELECT 1 FROM archive_erased WHERE id = ?1", database)
    hasErased =
      try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM archive_erased)") ?? false
    findPath = try RowStatement(
      "SELECT 1 FROM archive_message WHERE endpoint = ?1 AND path = ?2 AND id <> ?3", database)
    findAddress = try RowStatement(
      "SELECT address FROM endpoint WHERE project = ?1 AND id = ?2", database)
    findSent = try RowStatement(
      """
      SELECT \(LongTextTable.body), o.sender, o.state FROM endpoint e
        JOIN outbox o ON o.key = ?3 || '-' || e.seq AND o.channel = ?4
      WHERE e.project = ?1 AND e.id = ?2 AND o.endpoint = ?2
      """, database)
  }

  package enum Standing {
    /// The message is kept; its path below the archive, valid until the next is asked for.
    case kept(Bytes)
    case erased
  }

  /// How a message stands; nil where the archive never had it.
  package func standing(_ id: ArchiveID) throws -> Standing? {
    try id.withBytes { bytes in
      find.bind(blob: 1, bytes)
      if try find.step() {
        text.removeAll()
        text.append(find.text(0))
        find.reset()
        return .kept(text.bytes)
      }
      guard hasErased else { return nil }
      findErased.bind(blob: 1, bytes)
      guard try findErased.step() else { return nil }
      findErased.reset()
      return .erased
    }
  }

  /// Whether another message than `id` has its file at `path`.
  package func isTaken(_ path: Bytes, by endpoint: Bytes, otherThan id: ArchiveID) throws -> Bool {
    findPath.bind(1, endpoint)
    findPath.bind(2, path)
    return try id.withBytes { bytes in
      findPath.bind(blob: 3, bytes)
      defer { findPath.reset() }
      return try findPath.step()
    }
  }

  /// The address of an endpoint.
  package func address(of endpoint: Bytes) throws -> String? {
    guard let project else { return nil }
    findAddress.bind(1, project.seq)
    findAddress.bind(2, endpoint)
    guard try findAddress.step() else { return nil }
    defer { findAddress.reset() }
    return findAddress.isNull(0) ? nil : findAddress.text(0).string
  }

  /// The text of a campaign's message to an endpoint; nil where the outbox does not have it.
  package func sent(
    campaign: Bytes, treatment: Bytes, activity: Bytes, endpoint: Bytes, channel: Channel
  ) throws -> OutboxText? {
    // Bodies of other channels are no texts.
    guard let project, channel == .sms || channel == .voice else { return nil }
    let runs = try runs(of: campaign.string, in: project)
    if runs.isEmpty { return nil }
    let treatment = treatment.isEmpty ? "0" : treatment.string
    let wanted = activity.string
    guard
      let run = runs.first(where: { run in
        wanted == (treatment == "0" ? run.id : Message.key(of: ["activity", run.id, treatment]))
      })
    else { return nil }
    var key = run.id
    return try key.withUTF8 { key in
      findSent.bind(1, project.seq)
      findSent.bind(2, endpoint)
      findSent.bind(3, Bytes(key))
      var name = channel.recordName
      let isThere = try name.withUTF8 { name in
        findSent.bind(4, Bytes(name))
        return try findSent.step()
      }
      guard isThere else { return nil }
      text.removeAll()
      text.append(findSent.text(0))
      defer { findSent.reset() }
      let state = OutboxState(rawValue: findSent.text(2).string)
      return OutboxText(
        body: text.bytes, sender: findSent.text(1).string,
        template: Self.template(run, treatment, channel),
        neverLeft: state == .cancelled || state == .expired || state == .suppressed)
    }
  }

  /// The text that was found last.
  private var text = ByteBuffer(capacity: 4096)

  private static func template(_ run: StoredRun, _ treatment: String, _ channel: Channel) -> (
    name: String, version: Int
  )? {
    let names = run.templates[treatment]?[channel.rawValue]
    guard let name = names?["Name"]?.string, let version = names?["Version"]?.string,
      let number = Int(version)
    else { return nil }
    return (name, number)
  }

  private func runs(of campaign: String, in project: Project) throws -> [StoredRun] {
    if let known = runs[campaign] { return known }
    let found = try CampaignTable.find(id: campaign, in: project, database).map {
      try CampaignTable.runs(of: $0, database)
    }
    runs[campaign] = found ?? []
    return found ?? []
  }
}

/// Adds messages to the index; the statement of one transaction.
package struct ArchiveWriter: ~Copyable {
  private let project: Project
  private let insert: RowStatement

  package init(_ project: Project, _ database: Database) throws {
    self.project = project
    insert = try RowStatement(
      """
      INSERT INTO archive_message (id, project, endpoint, user, at, channel, status, campaign,
        treatment, journey, run, activity, template, version, basis, path, bytes, sha256)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
      ON CONFLICT (id) DO NOTHING
      """, database)
  }

  /// Adds `row`, unless it is there.
  package func add(_ row: ArchiveRow) throws {
    try row.id.withBytes { id in
      try row.sha256.withBytes { digest in
        insert.bind(blob: 1, id)
        insert.bind(2, project.seq)
        insert.bind(3, row.endpoint)
        insert.bind(4, row.user)
        insert.bind(5, row.at.milliseconds)
        insert.bind(6, row.channel)
        insert.bind(7, row.status)
        insert.bind(8, row.campaign)
        insert.bind(9, row.treatment)
        insert.bind(10, row.journey)
        insert.bind(11, row.run)
        insert.bind(12, row.activity)
        insert.bind(13, row.template)
        insert.bind(14, row.version.map(Int64.init))
        insert.bind(15, row.basis)
        insert.bind(16, row.path)
        insert.bind(17, Int64(row.bytes))
        insert.bind(blob: 18, digest)
        try insert.run()
      }
    }
  }
}
