import DueSystem
import GRDB

/// Takes people out of the event database.
///
/// An event stays what it is in sums and reports: that it happened, when, and what it was of which
/// campaign. Whom it was about, the name of the message, and the text of the event go. Its key, a
/// hash, stays, so that the file it came from does not bring it back.
package struct EventForgetting {
  package struct Counts: Equatable, Sendable {
    package var events = 0
    package var rejects = 0

    package init() {}
  }

  /// Somebody in one project.
  package struct Somebody {
    private(set) var person: ForgottenPerson
    /// Where an endpoint of the same id is somebody else.
    private(set) var otherProjects: [String]

    package init(_ person: ForgottenPerson, otherProjects: [String]) {
      self.person = person
      self.otherProjects = otherProjects
    }
  }

  private let people: [Somebody]
  private let messages: [String]

  /// - Parameter messages: names of messages that went to them, as peers gave them.
  package init(_ people: [Somebody], messages: [String]) {
    self.people = people
    self.messages = messages
  }

  /// How many there are.
  package func count(in directory: String) throws -> Counts {
    guard EventStore.isThere(directory) else { return Counts() }
    return try EventStore(directory).read { database in
      try find(database)
      defer { try? Self.drop(database) }
      var counts = Counts()
      counts.events = try Int.fetchOne(database, sql: "SELECT count(*) FROM temp.gone") ?? 0
      counts.rejects = try Int.fetchOne(database, sql: "SELECT count(*) FROM temp.bad") ?? 0
      return counts
    }
  }

  /// Takes them out, and writes the file anew: nothing of them is left in its free pages.
  ///
  /// - Returns: what was taken out by this run and by those of the same `record` that were cut short.
  package func run(in directory: String, record: ErasureRecord) throws -> Counts {
    guard EventStore.isThere(directory) else { return Counts() }
    let store = try EventStore(directory)
    let isMaterialized = try store.read { try $0.tableExists("materialized") }
    let (counts, all) = try store.write { database in
      try database.execute(sql: "PRAGMA secure_delete = ON")
      try find(database)
      let counts = try empty(database)
      try Self.drop(database)
      return (counts, try Self.keep(counts, record, database))
    }
    if isMaterialized, counts.events > 0 { _ = try EventMaterial(store).refresh() }
    // Also where nothing was found: a run that was cut short may have come so far.
    _ = try store.rewrite(always: true)
    return all
  }

  /// Adds `counts` to what runs of the same record counted before; the sum.
  ///
  /// The table is there only while an erasure is not finished: see `ErasureRecord`.
  private static func keep(
    _ counts: Counts, _ record: ErasureRecord, _ database: Database
  ) throws -> Counts {
    try database.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS event_erasure (
          request BLOB PRIMARY KEY,   -- of the names that were given: ForgottenHash
          events INTEGER NOT NULL,
          rejects INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """)
    let statement = try ReusedStatement(
      """
      INSERT INTO event_erasure VALUES (?1, ?2, ?3)
      ON CONFLICT (request) DO UPDATE
        SET events = events + excluded.events, rejects = rejects + excluded.rejects
      RETURNING events, rejects
      """, database)
    record.bind(to: statement)
    statement.bind(2, Int64(counts.events))
    statement.bind(3, Int64(counts.rejects))
    defer { statement.reset() }
    var all = counts
    while try statement.step() {
      all.events = Int(statement.integer(0))
      all.rejects = Int(statement.integer(1))
    }
    return all
  }

  /// Ends the erasure of `record`: all was told.
  package static func close(_ record: ErasureRecord, in directory: String) throws {
    guard EventStore.isThere(directory) else { return }
    try EventStore(directory).write { database in
      guard try database.tableExists("event_erasure") else { return }
      let statement = try ReusedStatement("DELETE FROM event_erasure WHERE request = ?1", database)
      record.bind(to: statement)
      try statement.run()
      let isEmpty = try Bool.fetchOne(
        database, sql: "SELECT NOT EXISTS (SELECT 1 FROM event_erasure)")
      if isEmpty == true { try database.execute(sql: "DROP TABLE event_erasure") }
    }
  }

  private static func drop(_ database: Database) throws {
    try database.execute(
      sql: """
        DROP TABLE temp.gone; DROP TABLE temp.bad; DROP TABLE temp.message; DROP TABLE temp.mark;
        """)
  }

  /// Finds their events: by whom they are about, by the message, and by what the text says.
  private func find(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TEMP TABLE gone (seq INTEGER PRIMARY KEY);
        CREATE TEMP TABLE bad (seq INTEGER PRIMARY KEY);
        CREATE TEMP TABLE message (id TEXT PRIMARY KEY);
        CREATE TEMP TABLE mark (text TEXT NOT NULL, is_address INTEGER NOT NULL);
        """)
    database.add(function: WholeAddress.function)
    for id in messages {
      try database.execute(sql: "INSERT OR IGNORE INTO temp.message VALUES (?)", arguments: [id])
    }
    for mark in addressMarks {
      try database.execute(sql: "INSERT INTO temp.mark VALUES (?, 1)", arguments: [mark])
    }
    for mark in idMarks {
      try database.execute(
        sql: "INSERT INTO temp.mark VALUES (\(Self.bare("?")), 0)", arguments: [mark])
    }
    for somebody in people { try find(somebody, database) }
    try database.execute(
      sql: """
        INSERT OR IGNORE INTO temp.gone
          SELECT seq FROM main.event_raw WHERE \(Self.tells("raw"));
        INSERT OR IGNORE INTO temp.message
          SELECT message FROM main.event WHERE seq IN temp.gone AND message IS NOT NULL;
        INSERT OR IGNORE INTO temp.gone
          SELECT seq FROM main.event WHERE message IN temp.message;
        INSERT INTO temp.bad
          SELECT seq FROM main.bad_event WHERE \(Self.tells("CAST(raw AS TEXT)"));
        """)
  }

  private func find(_ somebody: Somebody, _ database: Database) throws {
    let others = somebody.otherProjects.map(sqlLiteral).joined(separator: ", ")
    for id in somebody.person.endpoints {
      try database.execute(
        sql: """
          INSERT OR IGNORE INTO temp.gone
            SELECT e.seq FROM main.event e JOIN main.event_group g ON g.seq = e.grp
            WHERE e.endpoint = ? AND g.project NOT IN (\(others))
          """, arguments: [id])
    }
    for address in somebody.person.addresses {
      try database.execute(
        sql: """
          INSERT OR IGNORE INTO temp.gone
            SELECT seq FROM main.event WHERE recipient = ? COLLATE NOCASE
          """, arguments: [address])
    }
  }

  /// The condition that `text` has a mark.
  private static func tells(_ text: String) -> String {
    """
    (EXISTS (SELECT 1 FROM temp.mark
        WHERE is_address AND instr(lower(\(text)), text) > 0 AND has_address(\(text), text))
      OR EXISTS (SELECT 1 FROM (SELECT \(bare(text)) AS bare), temp.mark
        WHERE NOT is_address AND instr(bare, text) > 0))
    """
  }

  /// A JSON text as it is within another or not, and with spaces around its colons or without.
  private static func bare(_ text: String) -> String {
    "replace(replace(replace(\(text), '\\', ''), '\": ', '\":'), '\" :', '\":')"
  }

  /// Addresses that tell of them within a text, in small letters.
  private var addressMarks: [String] {
    // Shorter ones are in half of all texts.
    let addresses = people.flatMap(\.person.addresses)
    return Array(Set(addresses.filter { $0.utf8.count > 5 }.map { $0.lowercased() })).sorted()
  }

  /// Members of JSON that tell of them.
  private var idMarks: [String] {
    var marks: [String] = []
    for user in people.flatMap(\.person.users) {
      for member in ["UserId", "userId", "userid", "user_id"] {
        marks.append("\"\(member)\":\"\(user)\"")
      }
    }
    for endpoint in people.flatMap(\.person.endpoints) {
      for member in ["client_id", "EndpointId", "endpointId", "endpointid", "endpoint_id"] {
        marks.append("\"\(member)\":\"\(endpoint)\"")
      }
    }
    return marks
  }

  private func empty(_ database: Database) throws -> Counts {
    var counts = Counts()
    try database.execute(
      sql: """
        UPDATE main.event_raw SET raw = '{}' WHERE seq IN temp.gone AND raw <> '{}'
        """)
    try database.execute(
      sql: """
        UPDATE main.event SET endpoint = NULL, message = NULL, recipient = NULL, run = NULL
        WHERE seq IN temp.gone
        """)
    counts.events = database.changesCount
    try database.execute(sql: "DELETE FROM main.bad_event WHERE seq IN temp.bad")
    counts.rejects = database.changesCount
    // What stands in tables has their texts; it is filled anew, for sums stay.
    if counts.events > 0 { try EventMaterial.drop(database) }
    return counts
  }
}
