import DueModel
import DueStore
import DueSystem
import GRDB
import Glibc
import Testing

/// Every table of the schema has a rule, and the rules leave nothing of a person anywhere.
@Suite final class ForgetRuleTests {
  private let directory: String
  private static let canary = "canary@example.com"

  /// Columns that stay in rows that stay: what they have says nothing of whom.
  private static let impersonal: [String: Set<String>] = [
    "outbox": [
      "state", "via", "sender", "type", "code", "campaign", "treatment", "activity", "channel",
    ],
    "optout": ["list", "scope"],
    "attempt": ["via", "status", "code"],
    "campaign_member": ["status"],
    "auto_reply_log": ["message_key", "our_address", "decision", "rule", "reply_id", "state"],
    "load_run": ["via"],
  ]

  init() throws {
    var template = Array("\(temporaryDirectory())/due-forget-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    directory = template.withUnsafeBufferPointer {
      $0.baseAddress.map { String(cString: $0) } ?? ""
    }
  }

  deinit { try? removeTree(directory) }

  private static func tables(_ database: Database) throws -> [String] {
    try String.fetchAll(
      database,
      sql: """
        SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1
        """)
  }

  @Test("every table of the store has one rule")
  func everyTable() throws {
    let store = try Store(directory, .write)
    let tables = try store.read { try Self.tables($0) }
    #expect(ForgetRule.all.map(\.table).sorted() == tables)
  }

  @Test("every table of the event database is known")
  func everyEventTable() throws {
    // `EventForgetting` sees to event, event_raw and bad_event, and to tables of views; the others
    // have hashes, sums and names of files.
    let known = [
      "bad_event", "bad_event_uid", "event", "event_day", "event_group", "event_horizon",
      "event_month", "event_raw", "event_uid", "load_file",
    ]
    let queue = try DatabaseQueue()
    try queue.write { try $0.execute(sql: EventSchema.tables) }
    #expect(try queue.read { try Self.tables($0) } == known)
  }

  @Test("a canary in every column that may have one is gone, from the file too")
  func canary() throws {
    let store = try Store(directory, .write)
    let now = Instant(milliseconds: 1_795_437_000_000)
    let project = try store.write { database in
      let project = try Project.named("p", create: true, database)
      try database.execute(
        sql: "INSERT INTO batch VALUES (7, ?, 'sms', 'b', 'n', NULL, 0, 1, 'active')",
        arguments: [project.seq])
      for rule in ForgetRule.all where !rule.statements.isEmpty {
        try Self.fill(rule.table, project, database)
      }
      return project
    }
    let counts = try store.write { database in
      let person = try Forgetting.find(
        endpoints: [], users: [], addresses: [Self.canary], in: project, database)
      return try Forgetting.forget([(person, project)], at: now, database)
    }
    #expect(
      Set(counts.rows.map(\.table))
        == Set(ForgetRule.all.filter { !$0.statements.isEmpty }.map(\.table)))
    #expect(counts.keptWishes == 1)
    try store.read { database in
      for table in try Self.tables(database) {
        for row in try Row.fetchAll(database, sql: "SELECT * FROM \"\(table)\"") {
          for (column, value) in row where String.fromDatabaseValue(value) != nil {
            let text = String.fromDatabaseValue(value) ?? ""
            #expect(!text.contains("canary"), "\(table).\(column) has \(text)")
          }
        }
      }
    }
    try store.scrub(at: now)
    for file in ["due.db", "due.db-wal"] {
      let bytes = try ByteSource.text(of: "\(directory)/\(file)")
      #expect(!bytes.contains("canary"), "\(file) has it")
    }
    #expect(try !store.hasUnfinishedErasure())
  }

  @Test("what a sender that was killed had in hand ends as its notes tell")
  func flights() throws {
    let store = try Store(directory, .write)
    let now = Instant(milliseconds: 1_795_437_000_000)
    let project = try store.write { database in
      let project = try Project.named("p", create: true, database)
      try database.execute(
        sql: "INSERT INTO batch VALUES (7, ?, 'email', 'b', 'n', NULL, 0, 1, 'active')",
        arguments: [project.seq])
      for (i, to) in [Self.canary, Self.canary, Self.canary, Self.canary, "ana@example.com"]
        .enumerated()
      {
        try database.execute(
          sql: """
            INSERT INTO outbox (id, state, batch, priority, parts, tries, owner, created, changed,
              channel, key, recipient, type, body)
            VALUES (?1, 'submitting', 7, 5, 1, 1, ?2, 0, 0, 'email', 'k' || ?1, ?3, 'PROMOTIONAL', 'x')
            """, arguments: [i, 5, to])
        try database.execute(
          sql: "INSERT INTO attempt (outbox, n, via, started) VALUES (?, 1, 'v', 0)", arguments: [i]
        )
      }
      return project
    }
    // One of them is in the hands of a sender that lives.
    let living = try OutboxOwner.enter(directory)
    try store.write {
      try $0.execute(sql: "UPDATE outbox SET owner = ? WHERE id = 3", arguments: [living.number])
    }
    func forget(_ ends: [String: OutboxState]) throws -> Int {
      let flights = OutboxFlights(try OutboxOwner.enter(directory), ends: ends)
      return try store.write { database in
        let person = try Forgetting.find(
          endpoints: [], users: [], addresses: [Self.canary], in: project, database)
        return try Forgetting.forget(
          [(person, project)], at: now, flights: flights,
          record: ErasureRecord(["address canary"], database), database
        ).inHand
      }
    }
    #expect(try forget(["k0 1": .accepted, "k1 1": .rejected, "k2 2": .accepted]) == 1)
    #expect(try forget(["k3 1": .accepted]) == 1)
    let rows = try store.read {
      try Row.fetchAll($0, sql: "SELECT state, code, owner IS NULL FROM outbox ORDER BY id")
    }
    #expect(
      rows.map { "\($0[0] as String) \($0[1] as String? ?? "") \($0[2] as Int)" } == [
        "accepted  1", "rejected  1", "cancelled FORGOTTEN 1", "submitting  0", "submitting  0",
      ])
    #expect(
      try store.read { view in
        try ["k0", "k4", "none"].map { try OutboxSession(view).isForgotten(key: $0) }
      } == [true, false, true])
    _ = living.number
    // When it is gone as well, its notes tell of the message by the key that the row has no more.
    try store.write { try $0.execute(sql: "UPDATE outbox SET owner = 5 WHERE id = 3") }
    #expect(try forget(["k3 1": .accepted]) == 0)
    #expect(
      try store.read {
        try String.fetchOne($0, sql: "SELECT state || key FROM outbox WHERE id = 3")
      } == "acceptedforgotten-3")
  }

  @Test("two addresses of theirs in one load test become one that has the weight of both")
  func loadTests() throws {
    let scenario = try Store(directory, .write).write { database in
      let project = try Project.named("p", create: true, database)
      try database.execute(
        sql: "INSERT INTO batch VALUES (7, ?, 'email', 'b', 'n', NULL, 0, 1, 'active')",
        arguments: [project.seq])
      try database.execute(
        sql: """
          INSERT INTO load_run (project, batch, scenario, via, started, planned) VALUES (?, 7,
            '{"recipients":{"bo@x.com":3,"a@x.com":1,"cy@x.com":2,"b@x.com":4}}', 'v', 0, 10)
          """, arguments: [project.seq])
      let person = try Forgetting.find(
        endpoints: [], users: [], addresses: ["a@x.com", "b@x.com"], in: project, database)
      _ = try Forgetting.forget([(person, project)], at: Instant(milliseconds: 0), database)
      return try String.fetchOne(database, sql: "SELECT scenario FROM load_run")
    }
    #expect(
      scenario
        == #"{"recipients":{"bo@x.com":3,"forgotten@example.invalid":5,"cy@x.com":2}}"#)
  }

  @Test("a record that is taken up again counts on, and is another for other names")
  func record() throws {
    let store = try Store(directory, .write)
    let counts = try store.write { database in
      let first = try ErasureRecord(["user a", "address b"], database)
      try first.add(.table, "outbox", 2, database)
      try first.add(.archived, "ab", 1, database)
      let again = try ErasureRecord(["address b", "user a"], database)
      try again.add(.table, "outbox", 3, database)
      try again.add(.archived, "ab", 1, database)
      let other = try ErasureRecord(["user a"], database)
      try other.add(.table, "outbox", 9, database)
      let counts = [
        try again.counts(.table, database), try again.counts(.archived, database),
        try other.counts(.table, database),
      ]
      try first.close(database)
      #expect(try again.counts(.table, database).isEmpty)
      #expect(try other.counts(.table, database) == ["outbox": 9])
      return counts
    }
    #expect(counts == [["outbox": 5], ["ab": 2], ["outbox": 9]])
  }

  /// Puts a row into `table` whose every column leads to the person.
  private static func fill(_ table: String, _ project: Project, _ database: Database) throws {
    let kept = impersonal[table] ?? []
    var names: [String] = []
    var values: [any DatabaseValueConvertible] = []
    for column in try database.columns(in: table) {
      names.append(column.name)
      switch (column.type, column.name) {
      case ("INTEGER", "project"): values.append(project.seq)
      case ("INTEGER", "batch"): values.append(7)
      case ("INTEGER", "address"):
        values.append(
          Array(canary.utf8).withUnsafeBytes { SuppressionDesk.number(of: $0) })
      case ("INTEGER", "address_key"):
        values.append(
          Array(canary.utf8).withUnsafeBytes {
            AddressKey(project: project.seq, family: .email, address: $0).value
          })
      case ("INTEGER", _): values.append(77)
      case ("REAL", _): values.append(1.0)
      case ("BLOB", _): values.append(DatabaseValue.null)
      case (_, "channel"): values.append("EMAIL")
      default: values.append(kept.contains(column.name) ? "plain" : canary)
      }
    }
    let blobs = try database.columns(in: table).map { $0.type == "BLOB" ? "zeroblob(16)" : "?" }
    let arguments = values.filter { $0.databaseValue != .null }
    try database.execute(
      sql: """
        INSERT INTO "\(table)" (\(names.map { "\"\($0)\"" }.joined(separator: ", ")))
        VALUES (\(blobs.joined(separator: ", ")))
        """, arguments: StatementArguments(arguments))
  }
}
