import DueModel
import DueSystem
import GRDB

/// An endpoint as the store has it; valid as long as the arena it was read into.
package struct TaggedEndpoint {
  package var view: EndpointView
  /// `user.seq`; 0 for none.
  package var user: Int64
}

/// One row of `tag_event`.
package struct CountedEvent: Sendable, Equatable {
  package var at: Int64
  package var tie: Int64
  package var part: Int64
  package var amount: Double

  package init(at: Int64, tie: Int64, part: Int64, amount: Double) {
    self.at = at
    self.tie = tie
    self.part = part
    self.amount = amount
  }
}

/// Finds whom an event is about, and keeps what it did; the statements of one transaction.
package final class TagDesk {
  private let project: Project
  private let database: Database
  private let findID: RowStatement
  private let findAddress: RowStatement
  private let findMessage: RowStatement
  private let insertBare: RowStatement
  private let read: RowStatement
  private let readUser: RowStatement
  private let readState: RowStatement
  private let saveState: RowStatement
  private let insertEvent: RowStatement
  private let readEvent: RowStatement
  private let readEvents: RowStatement
  private let sumEvents: RowStatement
  private let findExpired: RowStatement
  private let columns: EndpointColumns = EndpointColumns.all

  package init(_ project: Project, _ database: Database) throws {
    self.project = project
    self.database = database
    findID = try RowStatement("SELECT seq FROM endpoint WHERE project = ?1 AND id = ?2", database)
    findAddress = try RowStatement(
      """
      SELECT seq, channel, address FROM endpoint WHERE address_key = ?1 AND project = ?2
      ORDER BY status IS NOT NULL, seq
      """, database)
    findMessage = try RowStatement(
      """
      SELECT e.seq FROM provider v JOIN outbox o ON o.id = v.outbox
        JOIN endpoint e ON e.project = ?1 AND e.id = o.endpoint
      WHERE v.provider_id = ?2 LIMIT 1
      """, database)
    insertBare = try RowStatement(
      "INSERT INTO endpoint (project, id, channel, address) VALUES (?1, ?2, ?3, ?4)", database)
    read = try RowStatement(
      "SELECT \(columns.list) FROM \(columns.tables()) WHERE e.seq = ?1", database)
    readUser = try RowStatement(
      """
      SELECT u.attributes, (SELECT id FROM endpoint WHERE seq = ?2)
      FROM user u WHERE u.seq = ?1
      """, database)
    readState = try RowStatement(
      "SELECT state FROM tag_state WHERE owner = ?1 AND target = ?2", database)
    saveState = try RowStatement(
      """
      INSERT INTO tag_state (owner, target, state, expires) VALUES (?1, ?2, ?3, ?4)
      ON CONFLICT DO UPDATE SET state = ?3, expires = ?4
      """, database)
    insertEvent = try RowStatement(
      """
      INSERT OR IGNORE INTO tag_event (owner, subject, at, tie, part, amount)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      """, database)
    readEvent = try RowStatement(
      """
      SELECT amount FROM tag_event
      WHERE owner = ?1 AND subject = ?2 AND at = ?3 AND tie = ?4 AND part = ?5
      """, database)
    readEvents = try RowStatement(
      """
      SELECT at, tie, part, amount FROM tag_event
      WHERE owner = ?1 AND subject = ?2 AND at BETWEEN ?3 AND ?4 ORDER BY at, tie, part
      """, database)
    sumEvents = try RowStatement(
      """
      SELECT amount FROM tag_event
      WHERE owner = ?1 AND subject = ?2 AND at >= ?3
        AND ((at, tie) > (?3, ?4) OR ?5 AND (at, tie) = (?3, ?4))
      ORDER BY at, tie, part
      """, database)
    findExpired = try RowStatement(
      """
      SELECT s.owner, s.target FROM tag_state s JOIN tag_name n ON n.seq = s.target
      WHERE s.expires <= ?1 AND n.project = ?2 ORDER BY s.owner, s.target LIMIT ?3
      """, database)
  }

  // MARK: Whom it is about

  /// `endpoint.seq` of the endpoint called `id`.
  package func endpoint(id: Bytes) throws -> Int64? {
    findID.bind(1, project.seq)
    findID.bind(2, id)
    guard try findID.step() else { return nil }
    defer { findID.reset() }
    return findID.integer(0)
  }

  /// The endpoint that a peer's name for a message leads to, through the outbox.
  package func endpoint(message id: Bytes) throws -> Int64? {
    findMessage.bind(1, project.seq)
    findMessage.bind(2, id)
    guard try findMessage.step() else { return nil }
    defer { findMessage.reset() }
    return findMessage.integer(0)
  }

  /// The endpoint of an address: the active one, else the oldest.
  package func endpoint(address: Bytes, _ family: Channel.Family) throws -> Int64? {
    let key = AddressKey(project: project.seq, family: family, address: address)
    findAddress.bind(1, key.value)
    findAddress.bind(2, project.seq)
    while try findAddress.step() {
      guard Channel(findAddress.text(1))?.family == family,
        NormalizedAddress.equal(findAddress.text(2), address, family)
      else { continue }
      defer { findAddress.reset() }
      return findAddress.integer(0)
    }
    return nil
  }

  /// Makes a bare endpoint, for a run that only notes what events say; its `seq`.
  package func addBare(id: Bytes, _ channel: Channel?, address: Bytes) throws -> Int64 {
    insertBare.bind(1, project.seq)
    insertBare.bind(2, id)
    insertBare.bind(3, channel?.bytes ?? Bytes(start: nil, count: 0))
    insertBare.bind(4, address)
    try insertBare.run()
    return database.lastInsertedRowID
  }

  // MARK: What they have

  /// The endpoint at `seq`, its texts copied into `arena`.
  package func endpoint(at seq: Int64, _ arena: inout ByteArena) throws -> TaggedEndpoint? {
    read.bind(1, seq)
    guard try read.step() else { return nil }
    defer { read.reset() }
    var view = EndpointView()
    let user = read.read(columns, into: &view)
    for field in Self.texts { view[keyPath: field] = arena.copy(view[keyPath: field]) }
    return TaggedEndpoint(view: view, user: user)
  }

  private static let texts: [any WritableKeyPath<EndpointView, Bytes> & Sendable] = [
    \.id, \.channel, \.address, \.country, \.location, \.demographic, \.attributes, \.metrics,
    \.requestID, \.userID, \.userAttributes,
  ]

  /// The attributes of the user at `seq`, and the id of the endpoint at `endpoint`.
  package func user(at seq: Int64, through endpoint: Int64, _ arena: inout ByteArena) throws
    -> (attributes: Bytes, endpoint: Bytes)?
  {
    readUser.bind(1, seq)
    readUser.bind(2, endpoint)
    guard try readUser.step() else { return nil }
    defer { readUser.reset() }
    return (arena.copy(readUser.text(0)), arena.copy(readUser.text(1)))
  }

  /// Some endpoint of the user at `seq`.
  package func endpoint(ofUser seq: Int64) throws -> Int64? {
    try Int64.fetchOne(
      database, sql: "SELECT min(seq) FROM endpoint WHERE user = ? AND project = ?",
      arguments: [seq, project.seq])
  }

  // MARK: What was done

  /// The number of a name; given one where it has none.
  package func number(of name: String) throws -> Int64 {
    if let seq = try number(ifKnown: name) { return seq }
    try database.execute(
      sql: "INSERT INTO tag_name (project, name) VALUES (?, ?)", arguments: [project.seq, name])
    return database.lastInsertedRowID
  }

  package func number(ifKnown name: String) throws -> Int64? {
    try Int64.fetchOne(
      database, sql: "SELECT seq FROM tag_name WHERE project = ? AND name = ?",
      arguments: [project.seq, name])
  }

  package func name(_ number: Int64) throws -> String? {
    try String.fetchOne(
      database, sql: "SELECT name FROM tag_name WHERE seq = ?", arguments: [number])
  }

  /// Hands the state of a target to `body`; nil where it has none.
  package func withState<T>(_ owner: Int64, _ target: Int64, _ body: (Bytes) throws -> T) throws
    -> T?
  {
    readState.bind(1, owner)
    readState.bind(2, target)
    guard try readState.step() else { return nil }
    defer { readState.reset() }
    return try body(readState.text(0))
  }

  package func save(_ owner: Int64, _ target: Int64, _ state: Bytes, expires: Int64?) throws {
    saveState.bind(1, owner)
    saveState.bind(2, target)
    saveState.bind(3, state)
    saveState.bind(4, expires)
    try saveState.run()
  }

  /// Counts an event; whether it was not counted before.
  package func count(_ event: CountedEvent, _ owner: Int64, _ subject: Int64) throws -> Bool {
    insertEvent.bind(1, owner)
    insertEvent.bind(2, subject)
    insertEvent.bind(3, event.at)
    insertEvent.bind(4, event.tie)
    insertEvent.bind(5, event.part)
    insertEvent.bind(6, event.amount)
    try insertEvent.run()
    return database.changesCount == 1
  }

  /// The amount of an event that was counted before.
  package func amount(of event: CountedEvent, _ owner: Int64, _ subject: Int64) throws -> Double? {
    readEvent.bind(1, owner)
    readEvent.bind(2, subject)
    readEvent.bind(3, event.at)
    readEvent.bind(4, event.tie)
    readEvent.bind(5, event.part)
    guard try readEvent.step() else { return nil }
    defer { readEvent.reset() }
    return readEvent.double(0)
  }

  /// The events counted from `first` to `last`, in order.
  package func events(_ owner: Int64, _ subject: Int64, from first: Int64, to last: Int64) throws
    -> [CountedEvent]
  {
    readEvents.bind(1, owner)
    readEvents.bind(2, subject)
    readEvents.bind(3, first)
    readEvents.bind(4, last)
    var events: [CountedEvent] = []
    while try readEvents.step() {
      events.append(
        CountedEvent(
          at: readEvents.integer(0), tie: readEvents.integer(1), part: readEvents.integer(2),
          amount: readEvents.double(3)))
    }
    return events
  }

  /// The sum of the amounts after a moment, added in order; nil for none.
  ///
  /// - Parameter includesTie: those of the very event at that moment count too.
  package func sum(
    _ owner: Int64, _ subject: Int64, after at: Int64, _ tie: Int64, includesTie: Bool
  ) throws -> Double? {
    sumEvents.bind(1, owner)
    sumEvents.bind(2, subject)
    sumEvents.bind(3, at)
    sumEvents.bind(4, tie)
    sumEvents.bind(5, includesTie ? 1 : 0 as Int64)
    var sum: Double?
    while try sumEvents.step() { sum = (sum ?? 0) + sumEvents.double(0) }
    return sum
  }

  /// The targets of which a value has ended, by owner.
  package func expired(at now: Instant, limit: Int) throws -> [(owner: Int64, target: Int64)] {
    findExpired.bind(1, now.milliseconds)
    findExpired.bind(2, project.seq)
    findExpired.bind(3, Int64(limit))
    var found: [(Int64, Int64)] = []
    while try findExpired.step() { found.append((findExpired.integer(0), findExpired.integer(1))) }
    return found
  }

  /// Forgets what was done to an owner that is no more.
  package func forget(_ owner: Int64) throws {
    for table in ["tag_state", "tag_event"] {
      try database.execute(sql: "DELETE FROM \(table) WHERE owner = ?", arguments: [owner])
    }
  }

  /// One state of a run that only notes what events say; valid until the next.
  package struct Note {
    package var id: Bytes
    package var channel: Bytes
    package var address: Bytes
    /// `tag_name.seq`.
    package var target: Int64
    package var state: Bytes
  }

  /// Gives `body` every state, by the ids of the endpoints.
  package func forEachNote(_ body: (Note) throws -> Void) throws {
    let notes = try RowStatement(
      """
      SELECT e.id, e.channel, e.address, s.target, s.state
      FROM endpoint e CROSS JOIN tag_state s ON s.owner = e.seq
      WHERE e.project = ?1 ORDER BY e.id, s.target
      """, database)
    notes.bind(1, project.seq)
    while try notes.step() {
      try body(
        Note(
          id: notes.text(0), channel: notes.text(1), address: notes.text(2),
          target: notes.integer(3), state: notes.text(4)))
    }
  }
}
