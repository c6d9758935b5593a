import DueModel
import DueSystem
import GRDB

/// A load test as the store has it.
package struct StoredLoad: Sendable, Equatable {
  let seq: Int64
  /// The batch that its messages are of, and its name.
  package let batch: Batch
  /// JSON.
  package let scenario: String
  package let via: String
  package let started: Instant
  /// Messages that the scenario has.
  package let planned: Int
  /// Of them, how many are in the outbox.
  package internal(set) var fed: Int
  /// Milliseconds by which interruptions have put off the messages that are not.
  package internal(set) var delay: Int64
  package internal(set) var ended: Instant?

  package var name: String { batch.id }
}

/// A message of a load test, and when it is to be sent.
package struct LoadMessage: Sendable {
  package let message: Message
  /// Its place in the scenario; the first is 1.
  package let number: Int
  package let phase: Int
  package let arrival: Instant

  package init(_ message: Message, number: Int, phase: Int, arrival: Instant) {
    self.message = message
    self.number = number
    self.phase = phase
    self.arrival = arrival
  }
}

/// Begins load tests, and fills the outbox with their messages.
package struct LoadDesk {
  let database: StoreView

  package init(_ database: StoreView) { self.database = database }

  /// The load test of that name; nil where there is none.
  ///
  /// - Throws: status 65 where a batch has the name that is no load test.
  package func find(_ name: String) throws -> StoredLoad? {
    guard let batch = try Batch.find(name, database) else { return nil }
    let row = try Row.fetchOne(
      database,
      sql: """
        SELECT seq, scenario, via, started, planned, fed, delay, ended FROM load_run WHERE batch = ?
        """, arguments: [batch.seq])
    guard let row else {
      throw RunFault(
        .badData, "expected a load test called '\(name)', found another batch of that name")
    }
    return Self.load(row, batch)
  }

  /// All load tests of a project, the oldest first.
  package func list(in project: String) throws -> [StoredLoad] {
    let names = try String.fetchAll(
      database,
      sql: """
        SELECT b.id FROM load_run l JOIN batch b ON b.seq = l.batch
          JOIN project p ON p.seq = l.project
        WHERE p.name = ? ORDER BY l.started, l.seq
        """, arguments: [project])
    return try names.compactMap { try find($0) }
  }

  private static func load(_ row: Row, _ batch: Batch) -> StoredLoad {
    StoredLoad(
      seq: row[0], batch: batch, scenario: row[1], via: row[2],
      started: Instant(milliseconds: row[3]), planned: row[4], fed: row[5], delay: row[6],
      ended: (row[7] as Int64?).map { Instant(milliseconds: $0) })
  }

  /// Notes a load test that begins at `started`.
  package func begin(
    _ name: String, scenario: String, via: String, planned: Int, in project: Project,
    at started: Instant
  ) throws -> StoredLoad {
    let batch = try Batch.open(
      name, name: name, channel: .email, in: project, at: started, database)
    try database.execute(
      sql: """
        INSERT INTO load_run (project, batch, scenario, via, started, planned)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [project.seq, batch.seq, scenario, via, started.milliseconds, planned])
    return StoredLoad(
      seq: database.lastInsertedRowID, batch: batch, scenario: scenario, via: via,
      started: started, planned: planned, fed: 0, delay: 0, ended: nil)
  }

  /// Puts off what is not in the outbox yet, so that interruptions do not come down as a burst.
  package func delay(_ load: inout StoredLoad, to delay: Int64) throws {
    load.delay = delay
    try database.execute(
      sql: "UPDATE load_run SET delay = ? WHERE seq = ?", arguments: [delay, load.seq])
  }

  /// Puts the next messages into the outbox, each not to be sent before its time.
  package func feed(_ messages: [LoadMessage], of load: inout StoredLoad, at now: Instant) throws {
    let writer = try OutboxWriter(database)
    let arrival = try ReusedStatement(
      "INSERT INTO load_arrival (run, n, outbox, at, phase) VALUES (?1, ?2, ?3, ?4, ?5)", database)
    for item in messages {
      var message = item.message
      message.notBefore = item.arrival
      let outcome = try writer.enqueue(
        message, batch: load.batch, record: item.number, via: load.via, at: now)
      guard case .new(let id) = outcome else {
        throw RunFault(
          .badData, "expected a new key, found '\(message.key)' in the outbox: name another run")
      }
      arrival.bind(1, load.seq)
      arrival.bind(2, Int64(item.number))
      arrival.bind(3, id)
      arrival.bind(4, item.arrival.milliseconds)
      arrival.bind(5, Int64(item.phase))
      try arrival.run()
    }
    load.fed += messages.count
    try database.execute(
      sql: "UPDATE load_run SET fed = ? WHERE seq = ?", arguments: [load.fed, load.seq])
    try load.batch.setTotal(load.fed, database)
  }

  /// Notes that all messages have come to an end.
  package func end(_ load: inout StoredLoad, at now: Instant) throws {
    load.ended = now
    try database.execute(
      sql: "UPDATE load_run SET ended = ? WHERE seq = ?",
      arguments: [now.milliseconds, load.seq])
  }
}
