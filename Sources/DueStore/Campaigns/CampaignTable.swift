import DueFormats
import DueSystem
import GRDB

/// Campaigns, their runs, and what each run decided for each member of its segment.
///
/// A member's row is written in the transaction that puts its message into the outbox, once a run
/// and endpoint. The message's key is the run's id and the endpoint's `seq`, so that a row and its
/// message find each other.
package enum CampaignTable {
  static let schema = """
    CREATE TABLE campaign (
      seq INTEGER PRIMARY KEY,
      project INTEGER NOT NULL,
      id TEXT NOT NULL,
      name TEXT NOT NULL,
      definition TEXT NOT NULL,   -- JSON: CampaignResponse, unknown members included
      input TEXT,                 -- JSON: what it was asked for with, for notices
      once_key TEXT,
      created INTEGER NOT NULL,   -- milliseconds since 1970
      modified INTEGER NOT NULL,
      paused INTEGER NOT NULL,    -- 0 or 1
      closed TEXT,                -- DELETED; COMPLETED: it had ended before it came here
      UNIQUE (project, id)
    ) STRICT;
    CREATE INDEX campaign_name ON campaign (project, name);
    CREATE UNIQUE INDEX campaign_once ON campaign (project, once_key) WHERE once_key IS NOT NULL;

    CREATE TABLE campaign_run (
      seq INTEGER PRIMARY KEY,
      campaign INTEGER NOT NULL,  -- campaign.seq
      number INTEGER NOT NULL,    -- the first is 1
      id TEXT NOT NULL UNIQUE,    -- of its batch in the outbox, and of its activity
      scheduled INTEGER NOT NULL,
      shown INTEGER,              -- what clocks show when it goes out, where each has its own
      started INTEGER NOT NULL,
      segment_id TEXT NOT NULL,
      segment_version INTEGER NOT NULL,
      templates TEXT NOT NULL,    -- JSON: treatment -> channel -> Name and Version in use
      members INTEGER NOT NULL,
      handover TEXT NOT NULL,     -- outbox, or messages: another program delivers
      told INTEGER,               -- its messages and events have left
      ended INTEGER,              -- every message had its end, and notices said so
      UNIQUE (campaign, number)
    ) STRICT;

    CREATE TABLE campaign_member (
      run INTEGER NOT NULL,       -- campaign_run.seq
      endpoint INTEGER NOT NULL,  -- endpoint.seq
      status TEXT NOT NULL,       -- SUCCESS: the message is in the outbox; else why not
      treatment INTEGER NOT NULL, -- place among the campaign's treatments
      detail TEXT,
      PRIMARY KEY (run, endpoint)
    ) STRICT, WITHOUT ROWID;
    """

  static let takenOver = """
    -- Milliseconds since 1970. A campaign of another system that comes again and again: what was
    -- due until then was that system's, and only what comes later is run here.
    ALTER TABLE campaign ADD COLUMN taken_over INTEGER;
    DROP VIEW campaigns;
    CREATE VIEW campaigns AS
      SELECT p.name AS project, c.id, c.name, c.definition, c.paused, c.closed,
        strftime('%Y-%m-%dT%H:%M:%fZ', c.created / 1000.0, 'unixepoch') AS created_at,
        strftime('%Y-%m-%dT%H:%M:%fZ', c.taken_over / 1000.0, 'unixepoch') AS taken_over_at
      FROM campaign c JOIN project p ON p.seq = c.project;
    """

  static let views = """
    CREATE VIEW campaigns AS
      SELECT p.name AS project, c.id, c.name, c.definition, c.paused, c.closed,
        strftime('%Y-%m-%dT%H:%M:%fZ', c.created / 1000.0, 'unixepoch') AS created_at
      FROM campaign c JOIN project p ON p.seq = c.project;

    CREATE VIEW campaign_members AS
      SELECT p.name AS project, c.id AS campaign_id, c.name AS campaign, r.number AS run,
        e.id AS endpoint_id, m.status, m.detail, o.key, o.state AS outbox_state, o.code,
        strftime('%Y-%m-%dT%H:%M:%fZ', r.started / 1000.0, 'unixepoch') AS started_at
      FROM campaign_member m JOIN campaign_run r ON r.seq = m.run
        JOIN campaign c ON c.seq = r.campaign JOIN project p ON p.seq = c.project
        LEFT JOIN endpoint e ON e.seq = m.endpoint
        LEFT JOIN outbox o ON o.key = r.id || '-' || m.endpoint;
    """

  // MARK: Campaigns

  package static func find(id: String, in project: Project, _ database: Database) throws
    -> StoredCampaign?
  {
    try fetch("id = ?", [id], in: project, database).first
  }

  /// The campaign of that id, else the newest of that name; a deleted one where there is no other.
  package static func find(_ reference: String, in project: Project, _ database: Database) throws
    -> StoredCampaign?
  {
    try find(id: reference, in: project, database) ?? named(reference, in: project, database).first
  }

  /// The campaign that was made under `onceKey`.
  package static func find(onceKey: String, in project: Project, _ database: Database) throws
    -> StoredCampaign?
  {
    try fetch("once_key = ?", [onceKey], in: project, database).first
  }

  /// The campaigns of that name, the newest first; deleted ones come last.
  package static func named(_ name: String, in project: Project, _ database: Database) throws
    -> [StoredCampaign]
  {
    try fetch("name = ?", [name], in: project, database)
  }

  /// All campaigns, the newest first; deleted ones come last.
  package static func list(in project: Project, _ database: Database) throws -> [StoredCampaign] {
    try fetch("true", [], in: project, database)
  }

  private static func fetch(
    _ condition: String, _ arguments: StatementArguments, in project: Project, _ database: Database
  ) throws -> [StoredCampaign] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT * FROM campaign WHERE project = \(project.seq) AND \(condition)
        ORDER BY closed IS 'DELETED', seq DESC
        """, arguments: arguments
    ).map(StoredCampaign.init)
  }

  /// Adds a campaign; its id and once-key must be new.
  package static func insert(_ campaign: NewCampaign, in project: Project, _ database: Database)
    throws -> StoredCampaign
  {
    try database.execute(
      sql: """
        INSERT INTO campaign (project, id, name, definition, input, once_key, created, modified,
          paused, closed, taken_over)
        VALUES (?, ?, ?, ?, ?, ?, ?7, ?7, ?, ?, ?)
        """,
      arguments: [
        project.seq, campaign.id, campaign.name, campaign.definition.text, campaign.input?.text,
        campaign.onceKey, campaign.created.milliseconds, campaign.isPaused,
        campaign.closed?.rawValue, campaign.takenOver?.milliseconds,
      ])
    guard let stored = try find(id: campaign.id, in: project, database) else {
      throw RunFault(.software, "campaign: a row that was inserted cannot be found")
    }
    try NameTable.note(stored, in: project, database)
    return stored
  }

  /// What follows a run's id in that of its batch of mails: a batch has one channel.
  package static let mailSuffix = "-email"
  /// The same of its batch for a custom channel.
  package static let customSuffix = "-custom"

  /// The batches of the runs of a campaign, which is the query's only further argument.
  private static let batches = """
    SELECT r.id || s.suffix FROM campaign_run r,
      (SELECT '' AS suffix UNION SELECT '\(mailSuffix)' UNION SELECT '\(customSuffix)') s
    WHERE r.campaign = ?
    """

  /// How many campaigns were ever made in the project, deleted ones included.
  package static func count(in project: Project, _ database: Database) throws -> Int {
    try Int.fetchOne(
      database, sql: "SELECT count(*) FROM campaign WHERE project = ?", arguments: [project.seq])
      ?? 0
  }

  /// Pauses a campaign and what waits of it in the outbox, or takes that back.
  package static func setPaused(
    _ campaign: StoredCampaign, _ paused: Bool, at now: Instant, _ database: Database
  ) throws {
    try database.execute(
      sql: "UPDATE campaign SET paused = ?, modified = ? WHERE seq = ?",
      arguments: [paused, now.milliseconds, campaign.seq])
    let (from, to): (Batch.State, Batch.State) = paused ? (.active, .paused) : (.paused, .active)
    try database.execute(
      sql: """
        UPDATE batch SET state = ? WHERE state = ?
          AND id IN (\(batches))
        """, arguments: [to.rawValue, from.rawValue, campaign.seq])
  }

  /// Ends a campaign, and cancels what waits of it in the outbox.
  package static func delete(
    _ campaign: StoredCampaign, at now: Instant, _ database: Database
  ) throws {
    try database.execute(
      sql: "UPDATE campaign SET closed = 'DELETED', modified = ? WHERE seq = ?",
      arguments: [now.milliseconds, campaign.seq])
    try NameTable.noteDeleted(campaign, at: now, database)
    let batches = try Int64.fetchAll(
      database,
      sql: """
        SELECT seq FROM batch WHERE id IN (\(Self.batches))
        """, arguments: [campaign.seq])
    for batch in batches {
      try database.execute(
        sql: """
          UPDATE outbox SET state = 'cancelled', changed = ? WHERE batch = ? AND state = 'ready'
          """, arguments: [now.milliseconds, batch])
      try database.execute(
        sql: "UPDATE batch SET state = 'cancelled' WHERE seq = ?", arguments: [batch])
    }
  }
}

/// A campaign to be stored.
package struct NewCampaign: Sendable {
  package var id: String
  package var name: String
  package var definition: JSON
  /// What it was asked for with; nil where nobody asked for more than the definition.
  package var input: JSON?
  package var onceKey: String?
  package var created: Instant
  package var isPaused: Bool
  package var closed: StoredCampaign.Closed?
  /// Runs that were due until then were another system's.
  package var takenOver: Instant?

  package init(
    id: String, name: String, definition: JSON, input: JSON? = nil, onceKey: String? = nil,
    created: Instant, isPaused: Bool = false, closed: StoredCampaign.Closed? = nil,
    takenOver: Instant? = nil
  ) {
    self.id = id
    self.name = name
    self.definition = definition
    self.input = input
    self.onceKey = onceKey
    self.created = created
    self.isPaused = isPaused
    self.closed = closed
    self.takenOver = takenOver
  }
}

/// A campaign as it is stored.
package struct StoredCampaign: Sendable, Equatable {
  /// Why nothing more will run.
  package enum Closed: String, Sendable {
    case deleted = "DELETED"
    /// It had ended before it came here.
    case completed = "COMPLETED"
  }

  package let seq: Int64
  package let id: String
  package let name: String
  /// `CampaignResponse` without its state, which follows from the rest.
  package let definition: JSON
  package let input: JSON?
  package let onceKey: String?
  package let created: Instant
  package let modified: Instant
  package let isPaused: Bool
  package let closed: Closed?
  /// Runs that were due until then were another system's.
  package let takenOver: Instant?

  init(_ row: Row) throws {
    seq = row["seq"]
    id = row["id"]
    name = row["name"]
    definition = try JSON(parsing: row["definition"] as String)
    input = try (row["input"] as String?).map { try JSON(parsing: $0) }
    onceKey = row["once_key"]
    created = Instant(milliseconds: row["created"])
    modified = Instant(milliseconds: row["modified"])
    isPaused = row["paused"]
    closed = (row["closed"] as String?).flatMap(Closed.init)
    takenOver = (row["taken_over"] as Int64?).map(Instant.init(milliseconds:))
  }
}
