import DueSystem
import GRDBSQLite
import Glibc

/// The tables that questions about the endpoints of a project may ask: those of the store, those of
/// the event database, and those of files.
///
/// The views `endpoints`, `users`, `segments` and `segment_members` show the project alone, and of
/// the store nothing else can be read. What is attached lives as long as this, in temporary
/// files of SQLite's.
package final class EndpointQuestions {
  private let connection: QuestionConnection
  private var isConfined = false

  /// Names that are ours, or of files.
  private var taken: Set = [
    "main", "temp", "history", "endpoints", "users", "segments", "segment_members", "endpoint",
    "user", "segment",
  ]

  /// - Throws: status 66 without a store, or a project of that name in it.
  package init(_ directory: String, project: String) throws {
    // Which looks whether the store is there, and one of this due.
    let seq = try Store(directory, .read).read { try Project.named(project, $0).seq }
    connection = try QuestionConnection("\(directory)/due.db")
    if EventStore.isThere(directory) {
      let events = EventStore.path(in: directory)
      try connection.execute("ATTACH \(sqlLiteral(Self.uri(of: events, mode: "rw"))) AS history")
    }
    try connection.execute(
      "PRAGMA cache_size = -24576; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")
    try connection.execute(Self.views(ofProject: seq))
  }

  private static func uri(of path: String, mode: String) -> String {
    var text = "file:"
    for byte in path.utf8 {
      let isPlain =
        byte &- 48 < 10 || byte &- 65 < 26 || byte &- 97 < 26 || "/._-".utf8.contains(byte)
      text += isPlain ? String(UnicodeScalar(byte)) : hexadecimal(byte)
    }
    return "\(text)?mode=\(mode)"
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }

  private static func member(_ column: String, _ name: String, as title: String) -> String {
    "\(column) ->> '$.\(name)' AS \(title)"
  }

  /// The store's views, of one project, with a column for each member that an endpoint has.
  private static func views(ofProject seq: Int64) -> String {
    let location = [
      ("City", "city"), ("Region", "region"), ("PostalCode", "postal_code"),
      ("Latitude", "latitude"), ("Longitude", "longitude"),
    ].map { member("e.location", $0, as: $1) }
    let demographic = [
      ("AppVersion", "app_version"), ("Locale", "locale"), ("Make", "make"), ("Model", "model"),
      ("ModelVersion", "model_version"), ("Platform", "platform"),
      ("PlatformVersion", "platform_version"), ("Timezone", "timezone"),
    ].map { member("e.demographic", $0, as: $1) }
    return view(
      "endpoints",
      """
      SELECT e.id AS endpoint_id, e.id AS id, e.channel, e.address,
        coalesce(e.status, 'ACTIVE') AS status, coalesce(e.opt_out, 'NONE') AS opt_out,
        strftime('%Y-%m-%dT%H:%M:%fZ', e.effective / 1000.0, 'unixepoch') AS effective_date,
        e.country, \((location + demographic).joined(separator: ", ")),
        e.attributes, e.metrics, u.id AS user_id, u.attributes AS user_attributes
      FROM main.endpoint e LEFT JOIN main.user u ON u.seq = e.user
      WHERE e.project = \(seq)
      """)
      + view(
        "users", "SELECT id AS user_id, id, attributes FROM main.user WHERE project = \(seq)")
      + view("segments", segments(ofProject: seq)) + view("segment_members", members(of: seq))
  }

  /// A view that questions see, through one that may read the store.
  private static func view(_ name: String, _ select: String) -> String {
    let inner = sqlName(name + QuestionConnection.viewMark)
    return """
      CREATE TEMP VIEW \(inner) AS \(select);
      CREATE TEMP VIEW \(name) AS SELECT * FROM temp.\(inner);

      """
  }

  /// As the view `segments` of the store.
  private static func segments(ofProject seq: Int64) -> String {
    let times = ["created", "modified", "deleted"].map {
      "strftime('%Y-%m-%dT%H:%M:%fZ', s.\($0) / 1000.0, 'unixepoch') AS \($0)"
    }
    return """
      SELECT p.name AS project, s.id, s.version, s.name, s.type, s.definition,
        \(times.joined(separator: ", "))
      FROM main.segment s JOIN main.project p ON p.seq = s.project WHERE s.project = \(seq)
      """
  }

  /// As the view `segment_members` of the store.
  private static func members(of seq: Int64) -> String {
    """
    SELECT p.name AS project, s.id AS segment_id, s.version, e.id AS endpoint_id
    FROM main.segment s JOIN main.project p ON p.seq = s.project
      JOIN main.segment_range r ON r.segment = s.seq
      JOIN main.endpoint e ON e.seq BETWEEN r.first AND r.last AND e.project = s.project
    WHERE s.project = \(seq)
    UNION
    SELECT p.name, s.id, s.version, e.id
    FROM main.segment s JOIN main.project p ON p.seq = s.project
      JOIN main.segment_user m ON m.segment = s.seq
      JOIN main.endpoint e ON e.user = m.user
    WHERE s.project = \(seq)
    """
  }

  // MARK: Files

  /// Attaches the SQLite database at `path` as `name`, read-only.
  ///
  /// - Throws: status 66 where it is none.
  package func attach(database path: String, as name: String) throws {
    try check(name)
    taken.insert(name.lowercased())
    do {
      let source = sqlLiteral(Self.uri(of: path, mode: "ro"))
      try connection.execute("ATTACH \(source) AS \(sqlName(name))")
      _ = try connection.has("", in: name)
    } catch let fault as RunFault {
      throw RunFault(.noInput, "\(path): \(fault.description)")
    }
  }

  /// Makes the table `name`, to be filled by what it returns.
  ///
  package func makeTable(_ name: String, _ columns: [(name: String, kind: AttachedTable.Kind)])
    throws -> AttachedTable
  {
    try check(name)
    taken.insert(name.lowercased())
    let list = columns.map { "\(sqlName($0.name)) \($0.kind.rawValue)" }.joined(separator: ", ")
    try connection.execute("CREATE TEMP TABLE \(sqlName(name)) (\(list)); BEGIN;")
    let marks = Array(repeating: "?", count: columns.count).joined(separator: ", ")
    return AttachedTable(
      connection, name,
      try connection.prepare("INSERT INTO temp.\(sqlName(name)) VALUES (\(marks))"))
  }

  /// Looks whether a file may be attached as `name`.
  ///
  /// - Throws: status 64 where it may not.
  package func check(_ name: String) throws {
    precondition(!isConfined, "files come before questions")
    let isName = name.utf8.allSatisfy { $0 | 0x20 &- 97 < 26 || $0 &- 48 < 10 || $0 == 95 }
    guard isName, name.utf8.first.map({ $0 &- 48 < 10 }) == false else {
      throw RunFault(
        .usage, "expected a name of letters, digits and _ in --attach, found '\(name)'")
    }
    guard !taken.contains(name.lowercased()) else {
      throw RunFault(.usage, "expected a name that is free in --attach, found '\(name)'")
    }
  }

  // MARK: Questions

  /// Asks a question.
  ///
  /// - Parameter isOver: whether it has taken long enough.
  /// - Throws: status 64 for SQL that SQLite does not understand or that would do more than read.
  package func ask(
    _ sql: String, _ parameters: [String: String], isOver: @escaping @Sendable () -> Bool
  ) throws -> Question {
    if !isConfined { try connection.confine(toViews: true) }
    isConfined = true
    return try Question(sql, parameters, on: connection, isOver: isOver)
  }

  /// How SQLite would answer a question: a line for each step, those within another further in.
  package func plan(
    _ sql: String, _ parameters: [String: String], isOver: @escaping @Sendable () -> Bool
  ) throws -> [String] {
    let steps = try ask("EXPLAIN QUERY PLAN \(sql)", parameters, isOver: isOver)
    var depths: [Int64: Int] = [:]
    var lines: [String] = []
    while try steps.next() {
      guard case .integer(let id) = steps.value(0), case .integer(let parent) = steps.value(1)
      else { continue }
      let depth = depths[parent].map { $0 + 1 } ?? 0
      depths[id] = depth
      lines.append(
        String(repeating: "  ", count: depth)
          + steps.text(3).string.replacing(QuestionConnection.viewMark, with: ""))
    }
    return lines
  }
}

/// A table that a file fills, row by row.
package final class AttachedTable {
  /// What a column has: a join looks into an index where both sides are of one kind.
  package enum Kind: String, Sendable {
    case text = "TEXT"
    /// Texts that are numbers count as such.
    case number = "NUMERIC"
    case any = ""
  }

  private let connection: QuestionConnection
  private let name: String
  private let statement: OpaquePointer

  fileprivate init(
    _ connection: QuestionConnection, _ name: String, _ statement: OpaquePointer
  ) {
    self.connection = connection
    self.name = name
    self.statement = statement
  }

  deinit { sqlite3_finalize(statement) }

  /// Gives the next row a text, which must stay where it is until `add`; NULL for nil.
  package func set(_ column: Int, _ text: Bytes?) {
    let index = Int32(column) + 1
    guard let text else {
      sqlite3_bind_null(statement, index)
      return
    }
    let start = text.baseAddress?.assumingMemoryBound(to: CChar.self)
    sqlite3_bind_text(statement, index, start, Int32(text.count), nil)
    if start == nil { sqlite3_bind_text(statement, index, "", 0, nil) }
  }

  package func set(_ column: Int, _ number: Double) {
    sqlite3_bind_double(statement, Int32(column) + 1, number)
  }

  package func set(_ column: Int, _ number: Int64) {
    sqlite3_bind_int64(statement, Int32(column) + 1, number)
  }

  /// Adds the row; the next one begins with NULL in every column.
  package func add() throws {
    let code = sqlite3_step(statement)
    sqlite3_reset(statement)
    sqlite3_clear_bindings(statement)
    guard code == SQLITE_DONE else { throw connection.fault(.inputOutput) }
  }

  /// Ends the table: it has all its rows. SQLite is told how many.
  package func finish() throws { try connection.execute("COMMIT; ANALYZE temp.\(sqlName(name));") }
}
