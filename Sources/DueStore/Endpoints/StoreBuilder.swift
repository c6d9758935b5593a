import DueModel
import DueSystem
import GRDB
import Glibc

/// Makes a store that is not there yet, all at once.
///
/// The database is built beside its place, without a journal, and appears under its name when it
/// is whole and on the disk. A run killed before that leaves a file that the next one removes.
package enum StoreBuilder {
  /// Builds the store in `directory`, unless there is one.
  ///
  /// - Parameters:
  ///   - load: gives the records to be loaded.
  ///   - complete: does the rest, in one transaction, when the tables stand.
  /// - Returns: whether it was built: false where a store is there, or not of the known form.
  package static func build(
    in directory: String, project name: String, takesAddresses: Bool, now: Instant,
    load: (inout EndpointLoad) throws -> Void,
    complete: (Store.Transaction, Project) throws -> Void
  ) throws -> Bool {
    let path = "\(directory)/due.db"
    if isThere(path) { return false }
    if mkdir(directory, 0o700) != 0, errno != EEXIST {
      throw systemFault(directory, errno, .cannotCreate)
    }
    let lock = try FileLock.exclusive("\(directory)/lock")
    defer { _ = lock }
    if isThere(path) { return false }
    let temporary = "\(path).new"
    discard(temporary)
    var isBuilt = false
    defer { if !isBuilt { discard(temporary) } }
    _ = try Descriptor(temporary, O_RDWR | O_CREAT | O_EXCL, mode: 0o600, status: .cannotCreate)
    guard let (project, roots, index) = try begin(temporary, project: name) else { return false }
    var loading = EndpointLoad(
      project, takesAddresses: takesAddresses, now: now,
      pages: try PageStream.append(to: temporary),
      roots: roots)
    try load(&loading)
    let (root, losers) = try loading.finish()
    if !losers.isEmpty { try open(temporary) { try deactivate(losers, $0) } }
    try open(temporary) { try declare(index, at: root, $0) }
    try open(temporary) { database in
      try database.inTransaction {
        try complete(database, project)
        return .commit
      }
    }
    try settle(temporary, as: path, hasLog: true)
    isBuilt = true
    return true
  }

  /// Makes the endpoints INACTIVE, while no index hangs on their status.
  static func deactivate(_ losers: [Int64], _ database: Database) throws {
    let change = try RowStatement(
      "UPDATE endpoint SET status = 'INACTIVE' WHERE seq = ?1", database)
    try database.execute(sql: "BEGIN")
    for seq in losers {
      change.bind(1, seq)
      try change.run()
    }
    try database.execute(sql: "COMMIT")
  }

  /// Tells the schema of an index that is there.
  static func declare(_ sql: String, at root: UInt32, _ database: Database) throws {
    try database.execute(sql: "PRAGMA writable_schema = ON")
    try database.execute(
      sql: "INSERT INTO sqlite_schema VALUES ('index', 'endpoint_address', 'endpoint', ?, ?)",
      arguments: [Int64(root), sql])
    try database.execute(sql: "PRAGMA writable_schema = OFF")
  }

  private static func isThere(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_size > 0
  }

  /// Removes a database that is not finished, and what SQLite has put beside it.
  static func discard(_ path: String) {
    for suffix in ["", "-journal", "-wal", "-shm"] { unlink(path + suffix) }
  }

  /// Runs `body` on a database that nobody else knows, and that need not outlive a crash.
  static func open<T>(_ path: String, _ body: (Database) throws -> T) throws -> T {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.prepareDatabase { database in
      try database.execute(
        sql: """
          PRAGMA page_size = \(PageStream.pageSize);
          PRAGMA journal_mode = OFF;
          PRAGMA synchronous = OFF;
          PRAGMA cache_size = -8192;
          """)
    }
    return try Store.translating(path) {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      let result = try queue.inDatabase(body)
      try queue.close()
      return result
    }
  }

  /// Makes the tables, empty, without the index of addresses, whose definition is returned; nil
  /// where they are not as `EndpointLoad` writes them.
  private static func begin(_ path: String, project name: String) throws
    -> (Project, LoadRoots, index: String)?
  {
    var result: (Project, LoadRoots, index: String)?
    try open(path) { database in
      try database.execute(sql: Schema.statements(from: 0))
      let project = try Project.named(name, create: true, database)
      let index = try String.fetchOne(
        database, sql: "SELECT sql FROM sqlite_schema WHERE name = 'endpoint_address'")
      guard let index, index.contains("(address_key, status)"), let roots = try roots(database)
      else { return }
      try database.execute(sql: "DROP INDEX endpoint_address")
      result = (project, roots, index)
    }
    return result
  }

  private static let columns = [
    "endpoint": [
      "seq", "project", "country", "channel", "status", "opt_out", "effective", "created",
      "cohort", "user", "id", "address", "address_key", "attributes", "metrics", "location",
      "demographic", "request_id",
    ],
    "user": ["seq", "project", "id", "attributes"],
  ]

  /// Where the tables begin; nil where their columns are not those that are known here.
  static func roots(_ database: Database) throws -> LoadRoots? {
    for (table, names) in columns {
      let found = try String.fetchAll(
        database, sql: "SELECT name FROM pragma_table_info('\(table)') ORDER BY cid")
      guard found == names else { return nil }
    }
    var pages: [String: UInt32] = [:]
    let rows = try Row.fetchAll(
      database,
      sql: "SELECT name, rootpage FROM sqlite_schema WHERE tbl_name IN ('endpoint', 'user')")
    for row in rows { pages[row[0]] = UInt32(row[1] as Int64) }
    guard pages.count == 5, let endpoint = pages["endpoint"], let user = pages["user"],
      let endpointID = pages["sqlite_autoindex_endpoint_1"],
      let userID = pages["sqlite_autoindex_user_1"]
    else { return nil }
    return LoadRoots(
      endpoint: endpoint, endpointID: endpointID, user: user, userID: userID)
  }

  /// Puts a finished database into its place, durably.
  ///
  /// - Parameter hasLog: whether it is one with a log (WAL), as stores are.
  static func settle(_ temporary: String, as path: String, hasLog: Bool) throws {
    let file = try Descriptor(temporary, O_RDWR)
    if hasLog {
      let version: [UInt8] = [2, 2]  // of the file format, for writing and reading: WAL
      guard pwrite(file.number, version, 2, 18) == 2 else {
        throw systemFault(temporary, errno, .inputOutput)
      }
    }
    try file.synchronize(name: temporary)
    try putInPlace(temporary, as: path)
  }
}
