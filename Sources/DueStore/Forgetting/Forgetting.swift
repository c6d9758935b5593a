import DueFormats
import DueModel
import DueSystem
import GRDB

/// Who is to be forgotten, as the store knows them: endpoints, users, and the addresses of these.
package struct ForgottenPerson: Sendable, Equatable {
  /// `Id`s of endpoints.
  package var endpoints: [String] = []
  /// `UserId`s.
  package var users: [String] = []
  /// Addresses, as they are written anywhere.
  package var addresses: [String] = []

  package init() {}

  /// Every text that tells of them; an address as it was written and as lists keep it.
  package var texts: [String] { addresses + endpoints + users }
}

/// Takes people out of `due.db`.
package enum Forgetting {
  /// What became of the rows.
  package struct Counts: Sendable, Equatable {
    /// Rows that were removed or emptied, by table.
    package var rows: [(table: String, count: Int)] = []
    /// Opt-outs and suppressions that are kept by hashes.
    package var keptWishes = 0

    package init() {}

    package var total: Int { rows.reduce(0) { $0 + $1.count } }

    package static func == (a: Counts, b: Counts) -> Bool {
      a.keptWishes == b.keptWishes && a.rows.map(\.table) == b.rows.map(\.table)
        && a.rows.map(\.count) == b.rows.map(\.count)
    }
  }

  // MARK: Who

  /// The person that these names mean: all endpoints of `users`, all endpoints that have one of
  /// `addresses`, and the addresses of all of these.
  ///
  /// A name that the store does not have stands for itself: a run that was cut short is finished by
  /// doing it again.
  package static func find(
    endpoints: [String], users: [String], addresses: [String], in project: Project,
    _ database: Database
  ) throws -> ForgottenPerson {
    var person = ForgottenPerson()
    var seen: Set<String> = []
    var known: Set<String> = []
    func add(_ id: String, _ address: String?) {
      if seen.insert(id).inserted { person.endpoints.append(id) }
      for form in address.map(forms) ?? [] where known.insert(form).inserted {
        person.addresses.append(form)
      }
    }
    for id in endpoints {
      let address = try String.fetchOne(
        database, sql: "SELECT address FROM endpoint WHERE project = ? AND id = ?",
        arguments: [project.seq, id])
      add(id, address)
    }
    for user in users {
      person.users.append(user)
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT e.id, e.address FROM user u JOIN endpoint e ON e.user = u.seq
          WHERE u.project = ? AND u.id = ? ORDER BY e.seq
          """, arguments: [project.seq, user])
      for row in rows { add(row[0], row[1]) }
    }
    for address in addresses {
      for form in forms(address) where known.insert(form).inserted {
        person.addresses.append(form)
      }
      for (id, address) in try self.endpoints(having: address, in: project, database) {
        add(id, address)
      }
    }
    return person
  }

  /// The forms in which an address stands in tables: as it is, as lists of mail keep it, and a
  /// number without what parts its digits.
  private static func forms(_ address: String) -> [String] {
    if address.isEmpty { return [] }
    let key =
      if address.contains("@") {
        MailboxKey.key(address)
      } else if address.utf8.allSatisfy({ "+0123456789 -./()".utf8.contains($0) }) {
        address.filter { $0 == "+" || $0.isNumber }
      } else {
        address
      }
    return key == address || key.isEmpty ? [address] : [address, key]
  }

  private static func endpoints(
    having address: String, in project: Project, _ database: Database
  ) throws -> [(id: String, address: String)] {
    var found: [(id: String, address: String)] = []
    let statement = try ReusedStatement(
      """
      SELECT id, channel, address FROM endpoint WHERE address_key = ?1 AND project = ?2 ORDER BY seq
      """, database)
    let bytes = Array(address.utf8)
    for family in Set(Channel.allCases.map(\.family)).sorted(by: { $0.rawValue < $1.rawValue }) {
      let key = bytes.withUnsafeBytes {
        AddressKey(project: project.seq, family: family, address: $0)
      }
      statement.bind(1, key.value)
      statement.bind(2, project.seq)
      while try statement.step() {
        let isSame = bytes.withUnsafeBytes {
          NormalizedAddress.equal(statement.bytes(2), $0, family)
        }
        if isSame, Channel(statement.bytes(1))?.family == family {
          found.append((statement.string(0), statement.string(2)))
        }
      }
      statement.reset()
    }
    guard address.contains("@") else { return found }
    // Mail to one mailbox, whatever capitals it is written with.
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT id, address FROM endpoint
        WHERE project = ? AND channel = 'EMAIL' AND lower(address) = lower(?) ORDER BY seq
        """, arguments: [project.seq, address])
    for row in rows { found.append((row[0], row[1])) }
    return found
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

  /// Takes `person` out of every table, in the transaction in hand.
  package static func forget(
    _ person: ForgottenPerson, in project: Project, at now: Instant, _ database: Database
  ) throws -> Counts {
    try database.execute(sql: "PRAGMA secure_delete = ON")
    database.add(function: WholeAddress.function)
    try name(person, in: project, database)
    try keepPlaces(database)
    var counts = Counts()
    counts.keptWishes = try ForgottenWishes.keep(person.addresses, database)
    for rule in ForgetRule.all {
      for (i, sql) in rule.statements.enumerated() {
        try database.execute(sql: sql)
        guard i == 0, database.changesCount > 0 else { continue }
        counts.rows.append((rule.table, database.changesCount))
      }
    }
    try dropNames(database)
    if counts.total > 0 {
      try database.execute(
        sql: "INSERT INTO erasure (at, changed) VALUES (?, ?)",
        arguments: [now.milliseconds, counts.total])
    }
    return counts
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
