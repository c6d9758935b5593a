import DueModel
import DueSystem
import GRDB

/// How a batch is filled over several transactions, and starts as a whole or not at all.
extension Batch {
  /// A new batch that nobody sends from before `activate`.
  package static func load(
    name: String, source: String?, channel: Channel, in project: Project, at now: Instant,
    _ database: Database
  ) throws -> Batch {
    try open(
      nil, name: name, source: source, channel: channel, in: project, at: now, state: .loading,
      database)
  }

  /// Names a loaded batch, takes over `adopted` from batches that are neither paused nor
  /// cancelled, and lets it be sent from.
  ///
  /// A batch of that name takes all of it: the same input, handed in again.
  ///
  /// - Parameter adopted: messages that were in the outbox already and wait.
  /// - Returns: the batch to send from, and those of `adopted` that it could not have.
  package func activate(
    as id: String, adopting adopted: [(id: Int64, record: Int)], _ database: Database
  ) throws -> (batch: Batch, refused: [(id: Int64, record: Int)]) {
    var target = Batch(seq: seq, channel: channel, id: id)
    if let known = try Int64.fetchOne(
      database, sql: "SELECT seq FROM batch WHERE id = ?", arguments: [id])
    {
      target = Batch(seq: known, channel: channel, id: id)
      try database.execute(
        sql: "UPDATE outbox SET batch = ? WHERE batch = ?", arguments: [known, seq])
      try database.execute(sql: "DELETE FROM batch WHERE seq = ?", arguments: [seq])
    } else {
      try database.execute(
        sql: "UPDATE batch SET id = ?, state = 'active' WHERE seq = ?", arguments: [id, seq])
    }
    let refused = try target.adopt(adopted, database)
    try database.execute(
      sql: "UPDATE batch SET total = (SELECT count(*) FROM outbox WHERE batch = seq) WHERE seq = ?",
      arguments: [target.seq])
    try Self.sweep(database)
    return (target, refused)
  }

  /// Takes messages over that wait in other batches; returns those it could not have.
  package func adopt(_ messages: [(id: Int64, record: Int)], _ database: Database) throws
    -> [(id: Int64, record: Int)]
  {
    let take = try ReusedStatement(
      """
      UPDATE outbox SET batch = ?1, rec = ?2 WHERE id = ?3 AND state = 'ready'
        AND (batch = ?1 OR (SELECT state FROM batch b WHERE b.seq = outbox.batch)
          IN ('active', 'loading'))
      """, database)
    let takeFallbacks = try ReusedStatement(
      """
      UPDATE outbox SET batch = ?1, rec = ?2 WHERE state = 'standby'
        AND id IN (SELECT outbox FROM fallback WHERE chain = ?3)
      """, database)
    return try messages.filter { message in
      for statement in [take, takeFallbacks] {
        statement.bind(1, seq)
        statement.bind(2, Int64(message.record))
        statement.bind(3, message.id)
      }
      guard try take.run() > 0 else { return true }
      try takeFallbacks.run()
      return false
    }
  }

  /// Takes back a batch that was not activated, and what it has.
  package func discard(_ database: Database) throws {
    try database.execute(
      sql: "DELETE FROM outbox WHERE batch = ? AND tries = 0", arguments: [seq])
    try database.execute(
      sql: "DELETE FROM batch WHERE seq = ? AND state = 'loading'", arguments: [seq])
  }

  /// Removes a batch that has no messages; returns whether it did.
  package func removeIfEmpty(_ database: Database) throws -> Bool {
    try database.execute(
      sql: """
        DELETE FROM batch WHERE seq = ?
          AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.batch = batch.seq)
        """, arguments: [seq])
    return database.changesCount > 0
  }

  /// Removes what interrupted runs left of batches whose messages are in others by now.
  private static func sweep(_ database: Database) throws {
    try database.execute(
      sql: """
        DELETE FROM batch WHERE state = 'loading'
          AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.batch = batch.seq)
        """)
  }
}

extension OutboxWriter {
  /// Adds `message` under a key of its own, where the last message of its key is older than
  /// `window`: the same again, after a while.
  ///
  /// Later messages of a key have the key with a time behind it, and so have what follows them.
  package func enqueueAgain(
    _ message: Message, batch: Batch, record: Int?, via: String, at now: Instant, window: Int64,
    size: SMSSegmentation?
  ) throws -> Enqueued {
    let base = Self.base(message.key)
    let last = try Row.fetchOne(
      database,
      sql: """
        SELECT id, state, created FROM outbox
        WHERE channel = ?1 AND key > ?2 || '-' AND key < ?2 || '.'
          AND key = ?2 || '-' || (created / 1000)
        ORDER BY created DESC LIMIT 1
        """,
      arguments: [message.channel.recordName, base])
    if let last, let state = OutboxState(rawValue: last["state"]) {
      let created = Instant(milliseconds: last["created"])
      if now - created < window { return .known(id: last["id"], state: state, created: created) }
    }
    var again = message
    let time = now.milliseconds / 1000
    again.key = "\(base)-\(time)"
    for i in again.fallbacks.indices {
      again.fallbacks[i].message.key = "\(Self.base(again.fallbacks[i].message.key))-\(time)"
    }
    return try enqueue(again, batch: batch, record: record, via: via, at: now, size: size)
  }

  /// What stands before the time: `key`, or where that is too long, one made of it.
  private static func base(_ key: String) -> String {
    key.utf8.count <= 52 ? key : Message.key(of: [key])
  }
}
