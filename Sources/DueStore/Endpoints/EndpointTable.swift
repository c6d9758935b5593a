import DueFormats
import DueModel
import DueSystem
import GRDB

/// Endpoints and users.
///
/// An endpoint's `seq` is its place in the store: given in the order of arrival and never given
/// again, so that sets of endpoints are sets of small numbers. User attributes are kept once a
/// user, and every endpoint of the user shows them (Pinpoint synchronises them likewise).
package enum EndpointTable {
  static let schema = """
    CREATE TABLE project (
      seq INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE
    ) STRICT;

    CREATE TABLE user (
      seq INTEGER PRIMARY KEY,
      project INTEGER NOT NULL,
      id TEXT NOT NULL,
      attributes TEXT,            -- JSON: name -> list of strings
      UNIQUE (project, id)
    ) STRICT;

    -- What a segment looks at first stands first: SQLite reads a row from the left.
    CREATE TABLE endpoint (
      seq INTEGER PRIMARY KEY,
      project INTEGER NOT NULL,
      country TEXT,
      channel TEXT,
      status TEXT,                -- NULL: ACTIVE
      opt_out TEXT,               -- NULL: NONE
      effective INTEGER,          -- milliseconds since 1970
      created INTEGER,
      cohort INTEGER,             -- 0 to 99; NULL: from the id
      user INTEGER,               -- user.seq
      id TEXT NOT NULL,
      address TEXT,
      address_key INTEGER,        -- AddressKey
      attributes TEXT,            -- JSON: name -> list of strings
      metrics TEXT,               -- JSON: name -> number
      location TEXT,              -- JSON, without Country
      demographic TEXT,           -- JSON
      request_id TEXT,
      UNIQUE (project, id)
    ) STRICT;
    -- The status too: of the many that may share an address, the active one is looked for.
    CREATE INDEX endpoint_address ON endpoint (address_key, status)
      WHERE address_key IS NOT NULL;
    """

  /// The tables as people and other programs read them.
  static let views = """
    CREATE VIEW endpoints AS
      SELECT p.name AS project, e.id, e.channel, e.address,
        coalesce(e.status, 'ACTIVE') AS status, coalesce(e.opt_out, 'NONE') AS opt_out,
        strftime('%Y-%m-%dT%H:%M:%fZ', e.effective / 1000.0, 'unixepoch') AS effective_date,
        e.country, e.location, e.demographic, e.attributes, e.metrics,
        u.id AS user_id, u.attributes AS user_attributes
      FROM endpoint e JOIN project p ON p.seq = e.project LEFT JOIN user u ON u.seq = e.user;

    CREATE VIEW users AS
      SELECT p.name AS project, u.id, u.attributes
      FROM user u JOIN project p ON p.seq = u.project;
    """
}

/// One project of the store: Pinpoint's application.
package struct Project: Sendable, Equatable {
  package let seq: Int64
  package let name: String

  /// The names of all projects.
  package static func names(_ database: Database) throws -> [String] {
    try String.fetchAll(database, sql: "SELECT name FROM project ORDER BY name")
  }

  /// The project called `name`, created where `create` asks for it.
  ///
  /// - Throws: status 66 for a project that is not there.
  package static func named(_ name: String, create: Bool = false, _ database: Database) throws
    -> Project
  {
    if let seq = try Int64.fetchOne(
      database, sql: "SELECT seq FROM project WHERE name = ?", arguments: [name])
    {
      return Project(seq: seq, name: name)
    }
    guard create else {
      throw RunFault(.noInput, "expected a project of the store, found '\(name)'")
    }
    try database.execute(sql: "INSERT INTO project (name) VALUES (?)", arguments: [name])
    return Project(seq: database.lastInsertedRowID, name: name)
  }
}
