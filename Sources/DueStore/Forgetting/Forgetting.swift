import DueSystem
import GRDB

/// Takes people out of `due.db`.
package enum Forgetting {
  /// What became of the rows.
  package struct Counts: Sendable, Equatable {
    /// Rows that were removed or emptied, by table.
    package var rows: [(table: String, count: Int)] = []
    /// Opt-outs and suppressions that are kept by hashes.
    package var keptWishes = 0
    /// Messages of theirs that a sender has in hand.
    package var inHand = 0

    package init() {}

    package var total: Int { rows.reduce(0) { $0 + $1.count } }

    /// How many rows of `table`.
    package func of(_ table: String) -> Int { rows.first { $0.table == table }?.count ?? 0 }

    package static func == (a: Counts, b: Counts) -> Bool {
      a.keptWishes == b.keptWishes && a.rows.map(\.table) == b.rows.map(\.table)
        && a.rows.map(\.count) == b.rows.map(\.count)
    }

    fileprivate mutating func add(_ count: Int, of table: String) {
      if let known = rows.firstIndex(where: { $0.table == table }) {
        rows[known].count += count
      } else {
        rows.append((table, count))
      }
    }
  }

  /// The names that peers gave to messages that went to `person`.
  package static func messageNames(
    of person: ForgottenPerson, in project: Project, _ database: Database
  ) throws -> [String] {
    try name(person, in: project, database)
    defer { try? dropNames(database) }  // they go with the connection at the latest
    return try String.fetchAll(
      database,
      sql: """
        SELECT provider_id FROM provider WHERE outbox IN (SELECT seq FROM temp.person_message)
        UNION SELECT provider_id FROM attempt
          WHERE outbox IN (SELECT seq FROM temp.person_message) AND provider_id IS NOT NULL
        """)
  }

  // MARK: Away with it

  /// Takes `people` out of every table, each in their project, in the transaction in hand.
  ///
  /// - Parameters:
  ///   - flights: how attempts came out of which the store does not know yet.
  ///   - record: what earlier runs did, and found in the hands of senders.
  package static func forget(
    _ people: [(person: ForgottenPerson, project: Project)], at now: Instant,
    flights: OutboxFlights? = nil, record: ErasureRecord? = nil, _ database: Database
  ) throws -> Counts {
    try database.execute(sql: "PRAGMA secure_delete = ON")
    database.add(function: WholeAddress.function)
    database.add(function: MailUnnaming.function)
    try keepPlaces(database)
    var counts = Counts()
    let earlier = try record?.messagesInHand(database) ?? [:]
    try flights?.settle(earlier, at: now, database)
    var inHand = try Set(earlier.keys.filter { try isInHand($0, database) })
    for (person, project) in people {
      try name(person, in: project, database)
      try flights?.settle(at: now, database)
      for (id, flight) in try messagesInHand(database) {
        inHand.insert(id)
        try record?.add(inHand: id, flight, database)
      }
      counts.keptWishes += try ForgottenWishes.keep(person.addresses, database)
      for rule in ForgetRule.all {
        for (i, sql) in rule.statements.enumerated() {
          try database.execute(sql: sql)
          guard i == 0, database.changesCount > 0 else { continue }
          counts.add(database.changesCount, of: rule.table)
        }
      }
      try dropNames(database)
    }
    counts.inHand = inHand.count
    if counts.total > 0 {
      try database.execute(
        sql: "INSERT INTO erasure (at, changed) VALUES (?, ?)",
        arguments: [now.milliseconds, counts.total])
    }
    try record?.add(counts, database)
    return counts
  }

  /// Those of `temp.person_message` that a sender has in hand, and what their attempts are called.
  private static func messagesInHand(
    _ database: Database
  ) throws -> [(id: Int64, flight: String)] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT id, key || ' ' || tries FROM outbox
        WHERE state = 'submitting' AND id IN (SELECT seq FROM temp.person_message)
        """
    ).map { ($0[0], $0[1]) }
  }

  private static func isInHand(_ id: Int64, _ database: Database) throws -> Bool {
    try Bool.fetchOne(
      database,
      sql: "SELECT EXISTS (SELECT 1 FROM outbox WHERE id = ? AND state = 'submitting')",
      arguments: [id]) ?? false
  }

  private static func dropNames(_ database: Database) throws {
    for table in tables { try database.execute(sql: "DROP TABLE IF EXISTS temp.\(table)") }
  }

  private static let tables = [
    "person_project", "person_endpoint", "person_user", "person_address", "person_hash",
    "person_message",
  ]

  /// Tells the rules who it is.
  private static func name(
    _ person: ForgottenPerson, in project: Project, _ database: Database
  ) throws {
    try database.execute(
      sql: """
        CREATE TEMP TABLE person_project (seq INTEGER PRIMARY KEY, name TEXT);
        CREATE TEMP TABLE person_endpoint (seq INTEGER, id TEXT NOT NULL);
        CREATE TEMP TABLE person_user (seq INTEGER, id TEXT NOT NULL);
        CREATE TEMP TABLE person_address (address TEXT PRIMARY KEY);
        CREATE TEMP TABLE person_hash (hash INTEGER);
        CREATE TEMP TABLE person_message (seq INTEGER PRIMARY KEY);
        """)
    try database.execute(
      sql: "INSERT INTO temp.person_project VALUES (?, ?)", arguments: [project.seq, project.name])
    for (table, ids) in [("endpoint", person.endpoints), ("user", person.users)] {
      for id in ids {
        try database.execute(
          sql: """
            INSERT INTO temp.person_\(table) VALUES
              ((SELECT seq FROM main.\(table) WHERE project = ?1 AND id = ?2), ?2)
            """, arguments: [project.seq, id])
      }
    }
    for address in person.addresses {
      try database.execute(
        sql: "INSERT OR IGNORE INTO temp.person_address VALUES (?)", arguments: [address])
      try database.execute(
        sql: "INSERT INTO temp.person_hash VALUES (?)",
        arguments: [Array(address.utf8).withUnsafeBytes { SuppressionDesk.number(of: $0) }])
    }
    try nameLastUsers(database)
    try database.execute(
      sql: """
        INSERT INTO temp.person_message
          SELECT o.id FROM outbox o JOIN batch b ON b.seq = o.batch
          WHERE o.recipient IN (SELECT address FROM temp.person_address)
            OR lower(o.recipient) IN (SELECT address FROM temp.person_address)
            OR b.project = (SELECT seq FROM temp.person_project)
              AND o.endpoint IN (SELECT id FROM temp.person_endpoint);
        -- By whatever other channels they were to be reached.
        INSERT OR IGNORE INTO temp.person_message
          SELECT outbox FROM fallback WHERE chain IN (
            SELECT chain FROM fallback WHERE outbox IN (SELECT seq FROM temp.person_message));
        """)
  }

  /// A user whose last endpoint goes, goes too.
  private static func nameLastUsers(_ database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO temp.person_user
          SELECT u.seq, u.id FROM main.user u
          WHERE u.seq IN (SELECT user FROM main.endpoint
              WHERE seq IN (SELECT seq FROM temp.person_endpoint))
            AND u.seq NOT IN (SELECT seq FROM temp.person_user WHERE seq IS NOT NULL)
            AND NOT EXISTS (SELECT 1 FROM main.endpoint e WHERE e.user = u.seq
              AND e.seq NOT IN (SELECT seq FROM temp.person_endpoint WHERE seq IS NOT NULL))
        """)
  }

  /// Keeps the highest places, should they be those that go.
  private static func keepPlaces(_ database: Database) throws {
    for kind in ["endpoint", "user"] {
      try database.execute(
        sql: """
          INSERT INTO last_place SELECT '\(kind)', coalesce(max(seq), 0) FROM main.\(kind) WHERE 1
          ON CONFLICT (kind) DO UPDATE SET seq = max(seq, excluded.seq)
          """)
    }
  }
}

/// The highest places ever given, those of who is gone included.
struct LastPlaces {
  let endpoint: Int64
  let user: Int64

  init(_ database: Database) throws {
    func last(_ kind: String) throws -> Int64 {
      try Int64.fetchOne(
        database,
        sql: """
          SELECT max(coalesce((SELECT max(seq) FROM \(kind)), 0),
            coalesce((SELECT seq FROM last_place WHERE kind = '\(kind)'), 0))
          """) ?? 0
    }
    endpoint = try last("endpoint")
    user = try last("user")
  }
}
