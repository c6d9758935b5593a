import DueFormats
import DueModel
import DueSystem
import GRDB

/// One message of the index; its texts are valid until the next.
package struct ArchiveEntry {
  private let row: ReusedStatement

  fileprivate init(_ row: ReusedStatement) { self.row = row }

  fileprivate static let columns = """
    m.seq, m.id, m.endpoint, m.user, m.at, m.channel, m.status, m.campaign, m.treatment,
    m.journey, m.run, m.activity, m.template, m.version, m.basis, m.path, m.bytes, m.sha256,
    m.pack, k.path, p.name
    """

  fileprivate static let tables = """
    archive_message m JOIN project p ON p.seq = m.project
      LEFT JOIN archive_pack k ON k.seq = m.pack
    """

  package var seq: Int64 { row.integer(0) }
  package var id: ArchiveID { ArchiveID(row.bytes(1)) }
  package var endpoint: Bytes { row.bytes(2) }
  package var user: Bytes { row.bytes(3) }
  package var at: Instant { Instant(milliseconds: row.integer(4)) }
  package var channel: Bytes { row.bytes(5) }
  package var status: Bytes { row.bytes(6) }
  package var campaign: Bytes { row.bytes(7) }
  package var treatment: Bytes { row.bytes(8) }
  package var journey: Bytes { row.bytes(9) }
  package var run: Bytes { row.bytes(10) }
  package var activity: Bytes { row.bytes(11) }
  package var template: Bytes { row.bytes(12) }
  package var version: Int64? { row.isNull(13) ? nil : row.integer(13) }
  package var basis: Bytes { row.bytes(14) }
  package var path: Bytes { row.bytes(15) }
  package var bytes: Int64 { row.integer(16) }
  package var sha256: Bytes { row.bytes(17) }
  package var pack: Int64? { row.isNull(18) ? nil : row.integer(18) }
  package var packPath: Bytes { row.bytes(19) }
  package var project: Bytes { row.bytes(20) }
}

/// A file that holds many messages.
package struct ArchivePack: Sendable, Equatable {
  package var seq: Int64
  /// Below the archive.
  package var path: String
  /// The files that went into it are gone.
  package var isCleared: Bool
}

/// The index of the archive, asked and changed inside one transaction.
package struct ArchiveIndex {
  private let database: Database

  package init(_ database: Database) { self.database = database }

  package enum Order: String, Sendable {
    case time = "m.at, m.id"
    case path = "m.path"
    /// The order in which they were kept.
    case age = "m.seq"
  }

  /// Hands the messages that `filter` means to `body`, at most `limit`, those after `seq` only.
  package func forEach(
    _ filter: ArchiveFilter, by order: Order, after seq: Int64 = 0, limit: Int = -1,
    _ body: (ArchiveEntry) throws -> Void
  ) throws {
    let (condition, arguments) = filter.condition
    let statement = try database.makeStatement(
      sql: """
        SELECT \(ArchiveEntry.columns) FROM \(ArchiveEntry.tables)
        WHERE \(condition) AND m.seq > ? ORDER BY \(order.rawValue) LIMIT ?
        """)
    statement.arguments = arguments + [seq, limit]
    let row = ReusedStatement(statement, database)
    defer { row.reset() }
    while try row.step() { try body(ArchiveEntry(row)) }
  }

  package func count(_ filter: ArchiveFilter) throws -> Int {
    let (condition, arguments) = filter.condition
    return try Int.fetchOne(
      database, sql: "SELECT count(*) FROM archive_message m WHERE \(condition)",
      arguments: arguments) ?? 0
  }

  /// Hands the messages to `body` whose id begins with these hexadecimal digits, at most two.
  package func find(idPrefix digits: String, _ body: (ArchiveEntry) throws -> Void) throws {
    precondition(digits.allSatisfy(\.isHexDigit) && digits.count <= 32, "no part of an id")
    func filled(_ digit: Character) -> String {
      digits + String(repeating: digit, count: 32 - digits.count)
    }
    let statement = try database.makeStatement(
      sql: """
        SELECT \(ArchiveEntry.columns) FROM \(ArchiveEntry.tables)
        WHERE m.id BETWEEN x'\(filled("0"))' AND x'\(filled("f"))' LIMIT 2
        """)
    let row = ReusedStatement(statement, database)
    defer { row.reset() }
    while try row.step() { try body(ArchiveEntry(row)) }
  }

  /// Hands the message at `path` to `body`.
  ///
  /// - Parameter endpoint: whose it is, as far as the path tells.
  package func find(path: String, endpoint: String?, _ body: (ArchiveEntry) throws -> Void) throws {
    let statement = try database.makeStatement(
      sql: """
        SELECT \(ArchiveEntry.columns) FROM \(ArchiveEntry.tables)
        WHERE m.path = ? \(endpoint == nil ? "" : "AND m.endpoint = ?") LIMIT 1
        """)
    statement.arguments = StatementArguments([path] + (endpoint.map { [$0] } ?? []))
    let row = ReusedStatement(statement, database)
    defer { row.reset() }
    while try row.step() { try body(ArchiveEntry(row)) }
  }

  /// The endpoints that have an address in the store, or that the outbox has sent to there.
  package func endpoints(address: String, in project: Project) throws -> [String] {
    var found = Set(
      try String.fetchAll(
        database,
        sql: """
          SELECT DISTINCT o.endpoint FROM outbox o JOIN batch b ON b.seq = o.batch
          WHERE o.recipient = ? AND b.project = ? AND o.endpoint IS NOT NULL
          """, arguments: [address, project.seq]))
    let find = try ReusedStatement(
      "SELECT id, channel, address FROM endpoint WHERE address_key = ?1 AND project = ?2", database)
    var address = address
    try address.withUTF8 { bytes in
      for family in [Channel.Family.sms, .voice, .email, .push, .custom, .inApp] {
        let key = AddressKey(project: project.seq, family: family, address: Bytes(bytes))
        find.bind(1, key.value)
        find.bind(2, project.seq)
        while try find.step() {
          guard Channel(find.bytes(1))?.family == family,
            NormalizedAddress.equal(find.bytes(2), Bytes(bytes), family)
          else { continue }
          found.insert(find.string(0))
        }
        find.reset()
      }
    }
    return found.sorted()
  }

  /// The endpoints of a user.
  package func endpoints(user: String, in project: Project) throws -> [String] {
    try String.fetchAll(
      database,
      sql: """
        SELECT e.id FROM endpoint e JOIN user u ON u.seq = e.user
        WHERE u.project = ? AND u.id = ? ORDER BY e.id
        """, arguments: [project.seq, user])
  }

  // MARK: Changing

  /// Takes messages out of the index, nothing of them left in the file.
  ///
  /// - Parameter remembers: keep their ids, so that their events do not bring them back.
  package func remove(_ messages: [(seq: Int64, id: ArchiveID)], remembers: Bool) throws {
    try database.execute(sql: "PRAGMA secure_delete = ON")
    let delete = try RowStatement("DELETE FROM archive_message WHERE seq = ?1", database)
    let remember = try RowStatement(
      "INSERT OR IGNORE INTO archive_erased (id) VALUES (?1)", database)
    for message in messages {
      delete.bind(1, message.seq)
      try delete.run()
      guard remembers else { continue }
      try message.id.withBytes { id in
        remember.bind(blob: 1, id)
        try remember.run()
      }
    }
    try database.execute(
      sql: """
        DELETE FROM archive_pack
        WHERE NOT EXISTS (SELECT 1 FROM archive_message m WHERE m.pack = archive_pack.seq)
        """)
  }

  package func packs() throws -> [ArchivePack] {
    try Row.fetchAll(database, sql: "SELECT seq, path, cleared FROM archive_pack ORDER BY path")
      .map { ArchivePack(seq: $0["seq"], path: $0["path"], isCleared: $0["cleared"]) }
  }

  /// Notes that messages are in a pack now.
  package func pack(_ messages: [Int64], at path: String) throws -> ArchivePack {
    try database.execute(
      sql: "INSERT INTO archive_pack (path, cleared) VALUES (?, 0)", arguments: [path])
    let pack = ArchivePack(seq: database.lastInsertedRowID, path: path, isCleared: false)
    let update = try RowStatement(
      "UPDATE archive_message SET pack = ?2 WHERE seq = ?1", database)
    for seq in messages {
      update.bind(1, seq)
      update.bind(2, pack.seq)
      try update.run()
    }
    return pack
  }

  /// Notes that the files that went into a pack are gone.
  package func setCleared(_ pack: ArchivePack) throws {
    try database.execute(
      sql: "UPDATE archive_pack SET cleared = 1 WHERE seq = ?", arguments: [pack.seq])
  }
}
