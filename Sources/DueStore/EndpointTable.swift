import DueFormats
import DueModel
import DueSystem
import GRDB
import GRDBSQLite

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
    CREATE INDEX endpoint_address ON endpoint (address_key) WHERE address_key IS NOT NULL;
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

/// Reads endpoints row by row, in the order of the store or of their ids.
package struct EndpointCursor: ~Copyable {
  private let statement: Statement
  private let handle: OpaquePointer
  private let database: Database

  /// Columns, in the order in which `view` reads them.
  static let columns = """
    e.seq, e.id, e.channel, e.address, e.status, e.opt_out, e.effective, e.created, e.cohort,
    e.country, e.location, e.demographic, e.attributes, e.metrics, e.request_id, u.id, u.attributes
    """

  /// - Parameters:
  ///   - condition: SQL over `e` (endpoint) and `u` (user), such as `e.country = 'US'`; only ever
  ///     text of ours. Values go in `arguments`.
  ///   - order: SQL after ORDER BY; nil for the order of the store.
  package init(
    _ project: Project, where condition: String = "true", arguments: StatementArguments = [],
    order: String? = nil, _ database: Database
  ) throws {
    let prepared = try database.makeStatement(
      sql: """
        SELECT \(Self.columns) FROM endpoint e LEFT JOIN user u ON u.seq = e.user
        WHERE e.project = \(project.seq) AND (\(condition))
        \(order.map { "ORDER BY \($0)" } ?? "")
        """)
    try prepared.setArguments(arguments)
    statement = prepared
    handle = prepared.sqliteStatement
    self.database = database
  }

  /// The place of the endpoint in the store.
  package private(set) var seq: Int64 = 0

  /// The next endpoint, or nil at the end; valid until the next call.
  package mutating func next() throws -> EndpointView? {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: break
    case SQLITE_DONE: return nil
    default:
      throw DatabaseError(
        resultCode: ResultCode(rawValue: sqlite3_errcode(database.sqliteConnection)),
        message: String(cString: sqlite3_errmsg(database.sqliteConnection)))
    }
    seq = sqlite3_column_int64(handle, 0)
    var view = EndpointView()
    view.id = text(1)
    view.channel = text(2)
    view.address = text(3)
    view.isActive = isNull(4) || !text(4).equals("INACTIVE")
    view.isOptedOut = !isNull(5) && text(5).equals("ALL")
    view.effective = instant(6)
    view.created = instant(7)
    view.cohort = isNull(8) ? nil : Int(sqlite3_column_int64(handle, 8))
    view.country = text(9)
    view.location = text(10)
    view.demographic = text(11)
    view.attributes = text(12)
    view.metrics = text(13)
    view.requestID = text(14)
    view.userID = text(15)
    view.userAttributes = text(16)
    return view
  }

  private func isNull(_ column: Int32) -> Bool {
    sqlite3_column_type(handle, column) == SQLITE_NULL
  }

  private func text(_ column: Int32) -> Bytes {
    guard let start = sqlite3_column_text(handle, column) else {
      return Bytes(start: nil, count: 0)
    }
    return Bytes(start: start, count: Int(sqlite3_column_bytes(handle, column)))
  }

  private func instant(_ column: Int32) -> Instant? {
    isNull(column) ? nil : Instant(milliseconds: sqlite3_column_int64(handle, column))
  }
}
