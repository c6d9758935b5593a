import DueModel
import DueSystem
import GRDB

/// The statements of an upsert, prepared once a job.
final class UpsertTables {
  let project: Project
  private let findID: RowStatement
  private let findAddress: RowStatement
  private let findActive: RowStatement
  private let read: RowStatement
  private let findUser: RowStatement
  private let readUser: RowStatement
  private let insert: RowStatement
  private let update: RowStatement
  private let updateAddress: RowStatement
  private let insertUser: RowStatement
  private let updateUser: RowStatement

  init(_ project: Project, _ database: Database) throws {
    self.project = project
    findID = try RowStatement(
      "SELECT seq FROM endpoint WHERE project = ?1 AND id = ?2", database)
    findAddress = try RowStatement(
      "SELECT seq FROM endpoint WHERE address_key = ?1 AND project = ?2 ORDER BY seq", database)
    findActive = try RowStatement(
      """
      SELECT seq FROM endpoint WHERE address_key = ?1 AND status IS NULL ORDER BY seq
      """, database)
    read = try RowStatement(
      """
      SELECT id, channel, address, address_key, status, opt_out, effective, created, cohort,
        country, location, demographic, attributes, metrics, request_id, user, project
      FROM endpoint WHERE seq = ?1
      """, database)
    findUser = try RowStatement("SELECT seq FROM user WHERE project = ?1 AND id = ?2", database)
    readUser = try RowStatement("SELECT attributes FROM user WHERE seq = ?1", database)
    insert = try RowStatement(
      """
      INSERT INTO endpoint (seq, country, channel, status, opt_out, effective, created, cohort,
        user, attributes, metrics, location, demographic, request_id, address, address_key,
        project, id)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
      """, database)
    let columns = """
      country = ?2, channel = ?3, status = ?4, opt_out = ?5, effective = ?6, cohort = ?8,
      user = ?9, attributes = ?10, metrics = ?11, location = ?12, demographic = ?13,
      request_id = ?14
      """
    update = try RowStatement("UPDATE endpoint SET \(columns) WHERE seq = ?1", database)
    updateAddress = try RowStatement(
      "UPDATE endpoint SET \(columns), address = ?15, address_key = ?16 WHERE seq = ?1", database)
    insertUser = try RowStatement(
      "INSERT INTO user (seq, project, id, attributes) VALUES (?1, ?2, ?3, ?4)", database)
    updateUser = try RowStatement("UPDATE user SET attributes = ?2 WHERE seq = ?1", database)
  }

  /// The place of the endpoint called `id`.
  func endpoint(id: Bytes) throws -> Int64? {
    findID.bind(1, project.seq)
    findID.bind(2, id)
    guard try findID.step() else { return nil }
    defer { findID.reset() }
    return findID.integer(0)
  }

  /// The places of the endpoints with an address of this key, or of the active ones, oldest first.
  func endpoints(address: AddressKey, onlyActive: Bool, _ body: (Int64) -> Void) throws {
    if onlyActive {
      findActive.bind(1, address.value)
      while try findActive.step() { body(findActive.integer(0)) }
    } else {
      findAddress.bind(1, address.value)
      findAddress.bind(2, project.seq)
      while try findAddress.step() { body(findAddress.integer(0)) }
    }
  }

  /// The endpoint at `seq`, its texts kept in `arena`; nil for one of another project.
  func endpoint(at seq: Int64, _ arena: inout ByteArena) throws -> EndpointEntry? {
    read.bind(1, seq)
    guard try read.step() else { preconditionFailure("no endpoint at \(seq)") }
    defer { read.reset() }
    guard read.integer(16) == project.seq else { return nil }
    var entry = EndpointEntry()
    entry.seq = seq
    entry.id = arena.copy(read.text(0))
    entry.channel = arena.copy(read.text(1))
    entry.address = arena.copy(read.text(2))
    entry.addressKey = read.optional(3).map(AddressKey.init(value:))
    entry.isActive = !read.text(4).equals("INACTIVE")
    entry.wasActive = entry.isActive
    entry.isOptedOut = read.text(5).equals("ALL")
    entry.effective = read.optional(6).map(Instant.init(milliseconds:))
    entry.created = read.optional(7).map(Instant.init(milliseconds:))
    entry.cohort = read.optional(8)
    entry.country = arena.copy(read.text(9))
    entry.location = arena.copy(read.text(10))
    entry.demographic = arena.copy(read.text(11))
    entry.attributes = arena.copy(read.text(12))
    entry.metrics = arena.copy(read.text(13))
    entry.requestID = arena.copy(read.text(14))
    entry.user = read.optional(15)
    return entry
  }

  func user(id: Bytes) throws -> Int64? {
    findUser.bind(1, project.seq)
    findUser.bind(2, id)
    guard try findUser.step() else { return nil }
    defer { findUser.reset() }
    return findUser.integer(0)
  }

  func userAttributes(at seq: Int64, _ arena: inout ByteArena) throws -> Bytes {
    readUser.bind(1, seq)
    guard try readUser.step() else { preconditionFailure("no user at \(seq)") }
    defer { readUser.reset() }
    return arena.copy(readUser.text(0))
  }

  func write(_ entry: EndpointEntry) throws {
    if entry.isNew {
      bind(entry, insert)
      insert.bind(7, entry.created?.milliseconds)
      bindAddress(entry, insert)
      insert.bind(17, project.seq)
      insert.bind(18, entry.id)
      try insert.run()
    } else if entry.addressChanged {
      bind(entry, updateAddress)
      bindAddress(entry, updateAddress)
      try updateAddress.run()
    } else {
      bind(entry, update)
      try update.run()
    }
  }

  private func bind(_ entry: EndpointEntry, _ statement: borrowing RowStatement) {
    statement.bind(1, entry.seq)
    statement.bind(2, entry.country)
    statement.bind(3, entry.channel)
    if entry.isActive { statement.bind(4, nil as Int64?) } else { statement.bind(4, "INACTIVE") }
    if entry.isOptedOut { statement.bind(5, "ALL") } else { statement.bind(5, nil as Int64?) }
    statement.bind(6, entry.effective?.milliseconds)
    statement.bind(8, entry.cohort)
    statement.bind(9, entry.user)
    statement.bind(10, entry.attributes)
    statement.bind(11, entry.metrics)
    statement.bind(12, entry.location)
    statement.bind(13, entry.demographic)
    statement.bind(14, entry.requestID)
  }

  private func bindAddress(_ entry: EndpointEntry, _ statement: borrowing RowStatement) {
    statement.bind(15, entry.address)
    statement.bind(16, entry.addressKey?.value)
  }

  func insertUser(seq: Int64, id: Bytes, attributes: Bytes) throws {
    insertUser.bind(1, seq)
    insertUser.bind(2, project.seq)
    insertUser.bind(3, id)
    insertUser.bind(4, attributes)
    try insertUser.run()
  }

  func updateUser(seq: Int64, attributes: Bytes) throws {
    updateUser.bind(1, seq)
    updateUser.bind(2, attributes)
    try updateUser.run()
  }
}
