import DueFormats
import DueModel
import DueSystem
import GRDB

/// One run of a campaign, as it is stored.
package struct StoredRun: Sendable, Equatable {
  /// Who delivers the messages.
  package enum Handover: String, Sendable {
    /// Our senders, from the outbox.
    case outbox
    /// Whoever reads the message records.
    case messages
  }

  package var seq: Int64
  package var number: Int
  /// Of its batch in the outbox and of its activity; message keys begin with it.
  package var id: String
  package var scheduled: Instant
  package var shown: Instant?
  package var started: Instant
  package var segmentID: String
  package var segmentVersion: Int
  package var templates: JSON
  package var members: Int
  package var handover: Handover
  /// Its messages and events have left.
  package var told: Instant?
  /// Every message had its end.
  package var ended: Instant?

  package init(
    number: Int, id: String, scheduled: Instant, shown: Instant?, started: Instant,
    segmentID: String, segmentVersion: Int, templates: JSON, handover: Handover
  ) {
    seq = 0
    self.number = number
    self.id = id
    self.scheduled = scheduled
    self.shown = shown
    self.started = started
    self.segmentID = segmentID
    self.segmentVersion = segmentVersion
    self.templates = templates
    members = 0
    self.handover = handover
  }

  init(_ row: Row) throws {
    func instant(_ column: String) -> Instant? {
      (row[column] as Int64?).map(Instant.init(milliseconds:))
    }
    seq = row["seq"]
    number = row["number"]
    id = row["id"]
    scheduled = Instant(milliseconds: row["scheduled"])
    shown = instant("shown")
    started = Instant(milliseconds: row["started"])
    segmentID = row["segment_id"]
    segmentVersion = row["segment_version"]
    templates = try JSON(parsing: row["templates"] as String)
    members = row["members"]
    guard let handover = Handover(rawValue: row["handover"]) else {
      throw RunFault(.software, "campaign_run: expected outbox or messages in 'handover'")
    }
    self.handover = handover
    told = instant("told")
    ended = instant("ended")
  }
}

extension CampaignTable {
  /// The runs of a campaign, the first first.
  package static func runs(of campaign: StoredCampaign, _ database: Database) throws -> [StoredRun]
  {
    try Row.fetchAll(
      database, sql: "SELECT * FROM campaign_run WHERE campaign = ? ORDER BY number",
      arguments: [campaign.seq]
    ).map(StoredRun.init)
  }

  /// Adds a run; `seq` of the result is its place in the store.
  package static func insert(
    _ run: StoredRun, of campaign: StoredCampaign, _ database: Database
  ) throws -> StoredRun {
    try database.execute(
      sql: """
        INSERT INTO campaign_run (campaign, number, id, scheduled, shown, started, segment_id,
          segment_version, templates, members, handover)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)
        """,
      arguments: [
        campaign.seq, run.number, run.id, run.scheduled.milliseconds, run.shown?.milliseconds,
        run.started.milliseconds, run.segmentID, run.segmentVersion, run.templates.text,
        run.handover.rawValue,
      ])
    var run = run
    run.seq = database.lastInsertedRowID
    return run
  }

  package static func setMembers(_ run: StoredRun, _ members: Int, _ database: Database) throws {
    try database.execute(
      sql: "UPDATE campaign_run SET members = ? WHERE seq = ?", arguments: [members, run.seq])
  }

  /// Notes that the messages and events of a run have left.
  package static func setTold(_ run: StoredRun, at now: Instant, _ database: Database) throws {
    try database.execute(
      sql: "UPDATE campaign_run SET told = ? WHERE seq = ?",
      arguments: [now.milliseconds, run.seq])
  }

  /// Notes that every message of a run had its end.
  package static func setEnded(_ run: StoredRun, at now: Instant, _ database: Database) throws {
    try database.execute(
      sql: "UPDATE campaign_run SET ended = ? WHERE seq = ?",
      arguments: [now.milliseconds, run.seq])
    try HookAnswers.remove(of: run, database)
  }

  /// Whether messages of the run still wait, are on their way, or are uncertain.
  package static func isOpen(_ run: StoredRun, _ database: Database) throws -> Bool {
    guard run.handover == .outbox, run.ended == nil else { return false }
    // Two questions, for each has an index that answers it.
    return try Bool.fetchOne(
      database,
      sql: """
        SELECT EXISTS (SELECT 1 FROM outbox o JOIN batch b ON b.seq = o.batch
            WHERE b.id IN (?1, ?2, ?3) AND o.state = 'ready')
          OR EXISTS (SELECT 1 FROM outbox o JOIN batch b ON b.seq = o.batch
            WHERE b.id IN (?1, ?2, ?3) AND o.state IN ('submitting', 'uncertain'))
        """,
      arguments: [
        run.id, run.id + CampaignTable.mailSuffix, run.id + CampaignTable.customSuffix,
      ]) ?? false
  }

  /// Address keys that more than one endpoint of the store has.
  package static func sharedAddresses(_ database: Database) throws -> Set<Int64> {
    var keys: Set<Int64> = []
    let rows = try Int64.fetchCursor(
      database,
      sql: """
        SELECT address_key FROM endpoint WHERE address_key IS NOT NULL
        GROUP BY address_key HAVING count(*) > 1
        """)
    while let key = try rows.next() { keys.insert(key) }
    return keys
  }
}

/// Writes what a run decided, member by member, inside the caller's transaction.
package struct CampaignMemberWriter: ~Copyable {
  private let insert: ReusedStatement
  private let run: Int64

  package init(_ run: StoredRun, _ database: Database) throws {
    insert = try ReusedStatement(
      """
      INSERT INTO campaign_member (run, endpoint, status, treatment, detail)
      VALUES (?1, ?2, ?3, ?4, ?5)
      """, database)
    self.run = run.seq
  }

  /// - Parameters:
  ///   - endpoint: `endpoint.seq`.
  ///   - treatment: place among the campaign's treatments.
  ///   - detail: why the message could not be made; empty for none.
  package borrowing func add(
    endpoint: Int64, status: String, treatment: Int, detail: String = ""
  ) throws {
    insert.bind(1, run)
    insert.bind(2, endpoint)
    insert.bind(3, status)
    insert.bind(4, Int64(treatment))
    insert.bind(orNull: 5, detail)
    try insert.run()
  }
}

/// Tells how many messages an endpoint had in some runs.
package struct CampaignHistory: ~Copyable {
  private let find: ReusedStatement
  private let runs: [Int64]

  /// - Parameter runs: `seq` of the runs that count.
  package init(runs: [Int64], _ database: Database) throws {
    let statement = try ReusedStatement(
      "SELECT status = 'SUCCESS' FROM campaign_member WHERE run = ?1 AND endpoint = ?2", database)
    find = statement
    self.runs = runs
  }

  /// The runs of all campaigns of a project that began after `since`.
  package static func runs(in project: Project, since: Instant, _ database: Database) throws
    -> [Int64]
  {
    try Int64.fetchAll(
      database,
      sql: """
        SELECT r.seq FROM campaign_run r JOIN campaign c ON c.seq = r.campaign
        WHERE c.project = ? AND r.started > ?
        """, arguments: [project.seq, since.milliseconds])
  }

  /// How many messages the endpoint at `seq` had.
  package borrowing func count(endpoint seq: Int64) throws -> Int {
    var count = 0
    for run in runs {
      find.bind(1, run)
      find.bind(2, seq)
      if try find.step() { count += Int(find.integer(0)) }
      find.reset()
    }
    return count
  }
}

/// Reads the endpoints of a run again, in the order of their ids, with what was decided for each.
package struct CampaignMemberCursor: ~Copyable {
  private var endpoints: EndpointCursor
  private let find: ReusedStatement
  private let run: Int64
  /// `endpoint.seq` of the member in hand.
  package private(set) var seq: Int64 = 0
  /// What was decided for it: `SendStatus`, and the place among the campaign's treatments.
  package private(set) var status = ""
  package private(set) var treatment = 0

  /// - Parameter statuses: the decisions that are wanted.
  package init(
    _ run: StoredRun, in project: Project, statuses: [String], _ database: Database
  ) throws {
    let marks = repeatElement("?", count: statuses.count).joined(separator: ", ")
    let condition = """
      e.seq IN (SELECT endpoint FROM campaign_member
        WHERE run = \(run.seq) AND status IN (\(marks)))
      """
    let endpoints = try EndpointCursor(
      project, where: condition, arguments: StatementArguments(statuses), order: "e.id", database)
    let find = try ReusedStatement(
      "SELECT status, treatment FROM campaign_member WHERE run = ?1 AND endpoint = ?2", database)
    self.endpoints = endpoints
    self.find = find
    self.run = run.seq
  }

  /// The next member's endpoint; nil at the end. Valid until the next call.
  package mutating func next() throws -> EndpointView? {
    guard let view = try endpoints.next() else { return nil }
    seq = endpoints.seq
    find.bind(1, run)
    find.bind(2, seq)
    defer { find.reset() }
    guard try find.step() else { throw RunFault(.software, "campaign: a member has no row") }
    status = find.string(0)
    treatment = Int(find.integer(1))
    return view
  }
}
