import DueModel
import DueSystem
import GRDB

/// The tables of an upsert: statements, prepared once a job, and, for rows that the job has not
/// changed yet, the snapshot of its beginning, which costs far less.
///
/// Whatever a snapshot does not have, or may have otherwise than the tables, is asked of these.
final class UpsertTables {
  let project: Project
  private var snapshot: StoreSnapshot?
  /// Endpoints and users of the store when the job began have places up to these.
  private let lastEndpoint: Int64
  private let lastUser: Int64
  private var addsEndpoints = false
  private var addsUsers = false
  private var changedEndpoints = SeqSet()
  private var changedUsers = SeqSet()
  /// Address keys whose entries in the index the job has changed.
  @exclusivity(unchecked) private var changedKeys = KeyFilter(bits: 17)

  private let findID: RowStatement
  private let findAddress: RowStatement
  private let findActive: RowStatement
  private let read: RowStatement
  private let findUser: RowStatement
  private let readUser: RowStatement
  private let insert: RowStatement
  private let update: RowStatement
  private let updateAddress: RowStatement
  private let updateStatus: RowStatement
  private let insertUser: RowStatement
  private let updateUser: RowStatement

  init(
    _ project: Project, _ snapshot: StoreSnapshot?, lastEndpoint: Int64, lastUser: Int64,
    _ database: Database
  ) throws {
    self.project = project
    self.snapshot = snapshot
    self.lastEndpoint = lastEndpoint
    self.lastUser = lastUser
    findID = try RowStatement(
      "SELECT seq FROM endpoint WHERE project = ?1 AND id = ?2", database)
    findAddress = try RowStatement(
      "SELECT seq FROM endpoint WHERE address_key = ?1", database)
    findActive = try RowStatement(
      "SELECT seq FROM endpoint WHERE address_key = ?1 AND status IS NULL", database)
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
      country = ?2, channel = ?3, opt_out = ?5, effective = ?6, cohort = ?8, user = ?9,
      attributes = ?10, metrics = ?11, location = ?12, demographic = ?13, request_id = ?14
      """
    update = try RowStatement("UPDATE endpoint SET \(columns) WHERE seq = ?1", database)
    updateAddress = try RowStatement(
      """
      UPDATE endpoint SET \(columns), status = ?4, address = ?15, address_key = ?16 WHERE seq = ?1
      """, database)
    updateStatus = try RowStatement("UPDATE endpoint SET status = ?2 WHERE seq = ?1", database)
    insertUser = try RowStatement(
      "INSERT INTO user (seq, project, id, attributes) VALUES (?1, ?2, ?3, ?4)", database)
    updateUser = try RowStatement("UPDATE user SET attributes = ?2 WHERE seq = ?1", database)
  }

  /// The snapshot, as long as it can be read.
  private var sound: StoreSnapshot? {
    if let snapshot, !snapshot.isSound { self.snapshot = nil }
    return snapshot
  }

  // MARK: Endpoints

  /// Hands the numbers of those of `keys` that are ids of endpoints, and the places of these.
  func endpoints(named keys: borrowing ByteKeys, _ body: (Int, Int64) -> Void) throws {
    sound?.endpointIDs.rewind()
    for number in keys.sortedNumbers {
      let id = keys.keys[number]
      if let snapshot = sound {
        if let seq = snapshot.endpointIDs.place(project.seq, id), snapshot.isSound {
          body(number, seq)
          continue
        }
        if snapshot.isSound, !addsEndpoints { continue }
      }
      findID.bind(1, project.seq)
      findID.bind(2, id)
      if try findID.step() {
        body(number, findID.integer(0))
        findID.reset()
      }
    }
  }

  /// Hands the places of endpoints with an address of the keys, which rise, or of the active ones:
  /// all of these, and perhaps some that were.
  func endpoints(
    addresses: [(key: Int64, onlyActive: Bool)], _ body: (_ seq: Int64, _ onlyActive: Bool) -> Void
  ) throws {
    sound?.addresses.rewind()
    for (key, onlyActive) in addresses {
      if let snapshot = sound, !changedKeys.contains(Self.spread(key)) {
        snapshot.addresses.forEach(key) { status, seq in
          if !onlyActive || status.isEmpty { body(seq, onlyActive) }
        }
        if snapshot.isSound { continue }
      }
      if onlyActive {
        findActive.bind(1, key)
        while try findActive.step() { body(findActive.integer(0), true) }
      } else {
        findAddress.bind(1, key)
        while try findAddress.step() { body(findAddress.integer(0), false) }
      }
    }
  }

  private static func spread(_ key: Int64) -> UInt64 {
    UInt64(bitPattern: key) &* 0x9e37_79b9_7f4a_7c15
  }

  /// Call it before endpoints are read in rising order.
  func rewindEndpoints() { sound?.endpoints.rewind() }

  /// The endpoint at `seq`, its texts kept in `arena`; nil for one of another project.
  func endpoint(at seq: Int64, _ arena: inout ByteArena) throws -> EndpointEntry? {
    if seq <= lastEndpoint, let snapshot = sound, !changedEndpoints.contains(seq),
      case .found(let record) = snapshot.endpoints.row(seq)
    {
      var entry = EndpointEntry()
      entry.seq = seq
      if let owner = entry.read(arena.copy(record)) { return owner == project.seq ? entry : nil }
    }
    return try storedEndpoint(at: seq, &arena)
  }

  private func storedEndpoint(at seq: Int64, _ arena: inout ByteArena) throws -> EndpointEntry? {
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
    entry.storedActive = entry.isActive
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

  /// Writes an entry; its status only where a statement names the address too: of others it is
  /// for `setStatus`, as an index hangs on it.
  func write(_ entry: EndpointEntry) throws {
    if entry.isNew {
      addsEndpoints = true
      bind(entry, insert)
      bindStatus(entry.isActive, 4, insert)
      insert.bind(7, entry.created?.milliseconds)
      bindAddress(entry, insert)
      insert.bind(17, project.seq)
      insert.bind(18, entry.id)
      try insert.run()
    } else if entry.addressChanged {
      bind(entry, updateAddress)
      bindStatus(entry.isActive, 4, updateAddress)
      bindAddress(entry, updateAddress)
      changedEndpoints.insert(entry.seq)
      try updateAddress.run()
    } else {
      bind(entry, update)
      changedEndpoints.insert(entry.seq)
      return try update.run()
    }
    if let key = entry.addressKey { _ = changedKeys.insert(Self.spread(key.value)) }
  }

  func setStatus(_ isActive: Bool, of seq: Int64, key: Int64) throws {
    updateStatus.bind(1, seq)
    bindStatus(isActive, 2, updateStatus)
    try updateStatus.run()
    changedEndpoints.insert(seq)
    _ = changedKeys.insert(Self.spread(key))
  }

  private func bind(_ entry: EndpointEntry, _ statement: borrowing RowStatement) {
    statement.bind(1, entry.seq)
    statement.bind(2, entry.country)
    statement.bind(3, entry.channel)
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

  private func bindStatus(_ isActive: Bool, _ index: Int32, _ statement: borrowing RowStatement) {
    if isActive {
      statement.bind(index, nil as Int64?)
    } else {
      statement.bind(index, "INACTIVE")
    }
  }

  private func bindAddress(_ entry: EndpointEntry, _ statement: borrowing RowStatement) {
    statement.bind(15, entry.address)
    statement.bind(16, entry.addressKey?.value)
  }

  // MARK: Users

  /// Hands the numbers of those of `keys` that are ids of users, and the places of these.
  func users(named keys: borrowing ByteKeys, _ body: (Int, Int64) -> Void) throws {
    sound?.userIDs.rewind()
    for number in keys.sortedNumbers {
      let id = keys.keys[number]
      if let snapshot = sound {
        if let seq = snapshot.userIDs.place(project.seq, id), snapshot.isSound {
          body(number, seq)
          continue
        }
        if snapshot.isSound, !addsUsers { continue }
      }
      findUser.bind(1, project.seq)
      findUser.bind(2, id)
      if try findUser.step() {
        body(number, findUser.integer(0))
        findUser.reset()
      }
    }
  }

  /// Call it before the attributes of users are read in rising order of their places.
  func rewindUsers() { sound?.users.rewind() }

  /// The attributes of the user at `seq`; `rises` where it comes after the last that was asked for.
  func userAttributes(at seq: Int64, rises: Bool, _ arena: inout ByteArena) throws -> Bytes {
    if rises, seq <= lastUser, let snapshot = sound, !changedUsers.contains(seq),
      case .found(let record) = snapshot.users.row(seq)
    {
      var cells = RecordCells(record)
      for _ in 0..<3 { cells.skip() }
      let attributes = cells.text()
      if !cells.isBroken { return arena.copy(attributes) }
    }
    readUser.bind(1, seq)
    guard try readUser.step() else { preconditionFailure("no user at \(seq)") }
    defer { readUser.reset() }
    return arena.copy(readUser.text(0))
  }

  func insertUser(seq: Int64, id: Bytes, attributes: Bytes) throws {
    addsUsers = true
    insertUser.bind(1, seq)
    insertUser.bind(2, project.seq)
    insertUser.bind(3, id)
    insertUser.bind(4, attributes)
    try insertUser.run()
  }

  func updateUser(seq: Int64, attributes: Bytes) throws {
    updateUser.bind(1, seq)
    updateUser.bind(2, attributes)
    changedUsers.insert(seq)
    try updateUser.run()
  }
}
