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

  private let person: ForgottenPerson
  private let messages: [String]
  private let otherProjects: [String]

  /// - Parameters:
  ///   - messages: names of messages that went to them, as peers gave them.
  ///   - otherProjects: where an endpoint of the same id is somebody else.
  package init(
    _ person: ForgottenPerson, messages: [String], otherProjects: [String]
  ) {
    self.person = person
    self.messages = messages
    self.otherProjects = otherProjects
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
  package func run(in directory: String) throws -> Counts {
    guard EventStore.isThere(directory) else { return Counts() }
    let store = try EventStore(directory)
    let isMaterialized = try store.read { try $0.tableExists("materialized") }
    let counts = try store.write { database in
      try database.execute(sql: "PRAGMA secure_delete = ON")
      try find(database)
      let counts = try empty(database)
      try Self.drop(database)
      return counts
    }
    if isMaterialized, counts.events > 0 { _ = try EventMaterial(store).refresh() }
    // Also where nothing was found: a run that was cut short may have come so far.
    _ = try store.rewrite(always: true)
    return counts
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
    let others = otherProjects.map(sqlLiteral).joined(separator: ", ")
    for id in person.endpoints {
      try database.execute(
        sql: """
          INSERT OR IGNORE INTO temp.gone
            SELECT e.seq FROM main.event e JOIN main.event_group g ON g.seq = e.grp
            WHERE e.endpoint = ? AND g.project NOT IN (\(others))
          """, arguments: [id])
    }
    for address in person.addresses {
      try database.execute(
        sql: """
          INSERT OR IGNORE INTO temp.gone
            SELECT seq FROM main.event WHERE recipient = ? COLLATE NOCASE
          """, arguments: [address])
    }
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
    Array(Set(person.addresses.filter { $0.utf8.count > 5 }.map { $0.lowercased() })).sorted()
  }

  /// Members of JSON that tell of them.
  private var idMarks: [String] {
    var marks: [String] = []
    for user in person.users {
      for member in ["UserId", "userId", "userid", "user_id"] {
        marks.append("\"\(member)\":\"\(user)\"")
      }
    }
    for endpoint in person.endpoints {
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
