import CDueStore
import DueSystem
import GRDBSQLite
import Glibc

/// A connection on which others ask, in SQL of theirs.
///
/// Until `confine`, it is ours; from then on an authorizer lets it select and nothing else: no table
/// is made, no file attached, no setting changed.
final class QuestionConnection {
  let handle: OpaquePointer
  /// Of `main`, questions read what views show whose names end with `viewMark`.
  private var readsViewsAlone = false

  /// What a question may make: values of that many bytes, steps of SQLite's machine, and parts of a
  /// `UNION` and its like.
  private static let limits: [(limit: Int32, value: Int32)] = [
    (SQLITE_LIMIT_LENGTH, 1 << 24), (SQLITE_LIMIT_VDBE_OP, 100_000),
    (SQLITE_LIMIT_COMPOUND_SELECT, 100),
  ]

  static let tookTooLong = RunFault(
    .tryAgain, "the question took too long: --timeout gives it more time")

  /// Opens the database at `path`, not read-only: whoever comes first takes back what a killed
  /// writer has left.
  ///
  /// - Throws: status 66 where it cannot be opened.
  init(_ path: String) throws {
    var opened: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI
    // A name that begins with `file:` would be taken for a URI.
    let name = path.hasPrefix("/") ? path : "./\(path)"
    let code = sqlite3_open_v2(name, &opened, flags, nil)
    guard code == SQLITE_OK, let connection = opened else {
      sqlite3_close_v2(opened)
      throw RunFault(.noInput, "\(path): cannot be opened")
    }
    handle = connection
    sqlite3_busy_timeout(connection, 60_000)
    due_store_keep_log_on_close(UnsafeMutableRawPointer(connection))
  }

  deinit { sqlite3_close_v2(handle) }

  /// Runs statements of ours.
  func execute(_ sql: String) throws {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw fault(.inputOutput) }
  }

  /// Whether the database `schema` has a table or view called `name`.
  func has(_ name: String, in schema: String) throws -> Bool {
    let sql = "SELECT 1 FROM \(sqlName(schema)).sqlite_schema WHERE name = \(sqlLiteral(name))"
    let statement = try prepare(sql)
    defer { sqlite3_finalize(statement) }
    return sqlite3_step(statement) == SQLITE_ROW
  }

  /// The first value of the answer to a question of ours; nil for none.
  func integer(_ sql: String) throws -> Int64? {
    let statement = try prepare(sql)
    defer { sqlite3_finalize(statement) }
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return sqlite3_column_int64(statement, 0)
    case SQLITE_DONE: return nil
    default: throw fault(.inputOutput)
    }
  }

  /// Lets the connection read, and nothing else, from here on.
  ///
  /// - Parameter toViews: of `main`, only what views show whose names end with `viewMark`.
  func confine(toViews: Bool = false) throws {
    // The tables of JSON are made when they are used first, which the authorizer would refuse.
    try execute("SELECT 1 FROM json_each('[]'), json_tree('[]'); PRAGMA query_only = ON;")
    for (limit, value) in Self.limits { sqlite3_limit(handle, limit, value) }
    let authorize = toViews ? Self.authorizeViews : Self.authorize
    sqlite3_set_authorizer(handle, authorize, nil)
    readsViewsAlone = toViews
  }

  /// What ends the names of views through which questions may read tables of the store. SQL has no
  /// escape by which a question without this character could name one.
  static let viewMark = "\u{1}"

  private typealias Authorizer =
    @convention(c) (
      UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
      UnsafePointer<CChar>?, UnsafePointer<CChar>?
    ) -> Int32

  /// Lets a statement select, read, call functions and recurse.
  private static let authorize: Authorizer = { _, action, first, name, _, _ in
    switch action {
    case SQLITE_READ:
      // By the key, whoever is to be forgotten could be told by guessing.
      guard let first, strcasecmp(first, "forget_key") != 0 else { return SQLITE_DENY }
      return SQLITE_OK
    case SQLITE_SELECT, SQLITE_RECURSIVE: return SQLITE_OK
    case SQLITE_FUNCTION:
      // It loads code of others into this program.
      guard let name, strcasecmp(name, "load_extension") != 0 else { return SQLITE_DENY }
      return SQLITE_OK
    default: return SQLITE_DENY
    }
  }

  /// The same, and of the tables of `main` what our views show.
  private static let authorizeViews: Authorizer = { context, action, first, name, database, view in
    let answer = authorize(context, action, first, name, database, view)
    guard answer == SQLITE_OK, action == SQLITE_READ, let first, let database,
      strcasecmp(database, "main") == 0
    else { return answer }
    // Of what a view shows nothing is asked: only that its rows are there.
    if name.map({ $0.pointee == 0 }) ?? true, isShown(first) { return SQLITE_OK }
    // Tables that functions make are there, too.
    if strcmp(first, "json_each") == 0 || strcmp(first, "json_tree") == 0 { return SQLITE_OK }
    guard let view, let end = strchr(view, 1), end[1] == 0 else { return SQLITE_DENY }
    return SQLITE_OK
  }

  /// Whether our views show rows of `table`.
  private static func isShown(_ table: UnsafePointer<CChar>) -> Bool {
    let shown = ["endpoint", "user", "segment", "segment_range", "segment_user", "project"]
    return shown.contains(String(cString: table).lowercased())
  }

  /// Prepares one statement; whoever asks for it finalizes it.
  ///
  /// - Throws: status 64 for SQL that is none, or more than one statement.
  func prepare(_ sql: String) throws -> OpaquePointer {
    var text = sql
    return try text.withUTF8 { bytes in
      guard !readsViewsAlone || !bytes.contains(1) else {
        throw RunFault(.usage, "expected a question in SQL, found a control character")
      }
      let start = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
      var statement: OpaquePointer?
      var tail: UnsafePointer<CChar>?
      let code = sqlite3_prepare_v2(handle, start, Int32(bytes.count), &statement, &tail)
      guard code == SQLITE_OK else { throw fault(.usage) }
      guard let statement else { throw RunFault(.usage, "expected a question in SQL, found none") }
      guard tail.map({ isEmpty($0, bytes.count - (start?.distance(to: $0) ?? 0)) }) ?? true else {
        sqlite3_finalize(statement)
        throw RunFault(.usage, "expected one statement, found more")
      }
      return statement
    }
  }

  /// Whether SQL has no statement: nothing but blanks, semicolons and comments.
  private func isEmpty(_ sql: UnsafePointer<CChar>, _ count: Int) -> Bool {
    var start = sql
    let end = sql + count
    while start < end {
      var statement: OpaquePointer?
      var tail: UnsafePointer<CChar>?
      let code = sqlite3_prepare_v2(handle, start, Int32(end - start), &statement, &tail)
      guard code == SQLITE_OK, statement == nil, let tail else {
        sqlite3_finalize(statement)
        return false
      }
      guard tail > start else { return true }
      start = tail
    }
    return true
  }

  /// What SQLite says of its last error; `status` where that does not tell.
  func fault(_ status: ExitStatus) -> RunFault {
    // Nobody but the watch interrupts.
    if sqlite3_errcode(handle) & 0xff == SQLITE_INTERRUPT { return Self.tookTooLong }
    let message = String(cString: sqlite3_errmsg(handle))
    let status: ExitStatus =
      switch sqlite3_errcode(handle) & 0xff {
      case SQLITE_BUSY, SQLITE_LOCKED: .tryAgain
      case SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_FULL, SQLITE_NOTADB: .inputOutput
      case SQLITE_AUTH: .usage
      default: status
      }
    return RunFault(
      status, message == "not authorized" ? "expected a question that only reads" : message)
  }
}

/// `text` as a literal of SQL.
func sqlLiteral(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }

/// `name` as an identifier of SQL.
func sqlName(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }
