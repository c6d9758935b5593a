import DueFormats
import DueModel
import DueSystem
import GRDB
import GRDBSQLite

/// Messages on their way, what was tried with each, and what paces the tries.
///
/// A message enters once a channel and key, in the transaction of whoever decided to send it.
/// Times are milliseconds since 1970.
package enum OutboxTable {
  static let schema = """
    -- Messages that were handed in together.
    CREATE TABLE batch (
      seq INTEGER PRIMARY KEY,
      project INTEGER NOT NULL,
      channel TEXT NOT NULL,      -- as in message records: sms, email, ...
      id TEXT UNIQUE,             -- NULL while it is loaded
      name TEXT NOT NULL,
      source TEXT,
      created INTEGER NOT NULL,
      total INTEGER NOT NULL DEFAULT 0,
      state TEXT NOT NULL         -- loading, active, paused, cancelled
    ) STRICT;

    CREATE TABLE outbox (
      id INTEGER PRIMARY KEY,
      state TEXT NOT NULL,        -- ready, submitting, or how it ended: OutboxState
      batch INTEGER NOT NULL,     -- batch.seq
      via TEXT NOT NULL DEFAULT '',  -- '': whatever the sender is told
      sender TEXT NOT NULL DEFAULT '',
      priority INTEGER NOT NULL,
      not_before INTEGER NOT NULL DEFAULT 0,
      expires INTEGER,
      parts INTEGER NOT NULL,     -- what it costs of the sender's rate
      tries INTEGER NOT NULL DEFAULT 0,     -- rows in attempt
      failures INTEGER NOT NULL DEFAULT 0,  -- tries that count against the limit
      owner INTEGER,              -- the process that submits it
      created INTEGER NOT NULL,
      changed INTEGER NOT NULL,
      told INTEGER,               -- its events have left
      rec INTEGER,                -- place in its input
      channel TEXT NOT NULL,
      key TEXT NOT NULL,
      recipient TEXT NOT NULL,
      type TEXT NOT NULL,
      code TEXT,                  -- of the last change
      detail TEXT,
      endpoint TEXT,
      campaign TEXT,
      treatment TEXT,
      activity TEXT,
      body TEXT NOT NULL,
      headers TEXT,               -- JSON
      context TEXT,               -- JSON
      hours TEXT,                 -- when it may be sent: SendingHours
      UNIQUE (key, channel)
    ) STRICT;
    -- Who waits: one lane a batch, via, sender and priority, in the order of sending.
    CREATE INDEX outbox_ready ON outbox (batch, via, sender, priority, not_before, id)
      WHERE state = 'ready';
    CREATE INDEX outbox_open ON outbox (state, owner)
      WHERE state IN ('submitting', 'uncertain');

    -- One row a try, kept before the first byte leaves.
    CREATE TABLE attempt (
      outbox INTEGER NOT NULL,
      n INTEGER NOT NULL,
      via TEXT NOT NULL,
      started INTEGER NOT NULL,
      ended INTEGER,
      status TEXT,                -- NULL: still submitting
      code TEXT,
      detail TEXT,
      provider_id TEXT,
      ms INTEGER,
      PRIMARY KEY (outbox, n)
    ) STRICT, WITHOUT ROWID;

    -- From a peer's name for a message to the message, where that name is not our key.
    CREATE TABLE provider (
      provider_id TEXT NOT NULL,
      via TEXT NOT NULL,          -- kind of peer
      outbox INTEGER NOT NULL,
      n INTEGER NOT NULL,
      PRIMARY KEY (provider_id, via)
    ) STRICT, WITHOUT ROWID;

    -- What peers told later.
    CREATE TABLE delivery_event (
      source TEXT NOT NULL,
      source_id TEXT NOT NULL,
      at INTEGER NOT NULL,
      outbox INTEGER,             -- NULL: not known yet
      status TEXT NOT NULL,
      class TEXT NOT NULL,
      raw TEXT,
      PRIMARY KEY (source, source_id)
    ) STRICT;
    CREATE INDEX delivery_event_outbox ON delivery_event (outbox) WHERE outbox IS NOT NULL;

    -- Token buckets, one a via and sender, shared by all processes.
    CREATE TABLE bucket (
      via TEXT NOT NULL,
      sender TEXT NOT NULL,
      rate REAL NOT NULL,         -- a second, at present
      full_rate REAL NOT NULL,
      tokens REAL NOT NULL,
      at INTEGER NOT NULL,
      throttles INTEGER NOT NULL DEFAULT 0,  -- in a row
      slowed_until INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (via, sender)
    ) STRICT, WITHOUT ROWID;

    -- Peers that are left alone for a while.
    CREATE TABLE breaker (
      via TEXT PRIMARY KEY,
      failures INTEGER NOT NULL,  -- in a row
      since INTEGER,              -- NULL: closed
      reason TEXT,
      retry INTEGER
    ) STRICT;

    CREATE TABLE dead_letter (
      outbox INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      reason TEXT NOT NULL,
      code TEXT
    ) STRICT;
    """

  /// The tables as people and other programs read them.
  static let views = """
    CREATE VIEW batches AS
      SELECT p.name AS project, b.id, b.name, b.channel, b.source, b.total, b.state,
        strftime('%Y-%m-%dT%H:%M:%fZ', b.created / 1000.0, 'unixepoch') AS created_at
      FROM batch b JOIN project p ON p.seq = b.project;

    CREATE VIEW messages AS
      SELECT o.id, p.name AS project, b.id AS batch, o.rec, o.channel, o.key, o.state,
        o.recipient, o.sender, o.type, o.priority, o.parts, o.tries, o.code, o.detail,
        o.endpoint AS endpoint_id, o.campaign AS campaign_id, o.treatment AS treatment_id,
        o.activity AS activity_id, o.body, o.headers, o.context,
        strftime('%Y-%m-%dT%H:%M:%fZ', o.created / 1000.0, 'unixepoch') AS created_at,
        strftime('%Y-%m-%dT%H:%M:%fZ', o.changed / 1000.0, 'unixepoch') AS changed_at,
        strftime('%Y-%m-%dT%H:%M:%fZ', nullif(o.not_before, 0) / 1000.0, 'unixepoch')
          AS not_before,
        strftime('%Y-%m-%dT%H:%M:%fZ', o.expires / 1000.0, 'unixepoch') AS expires_at
      FROM outbox o JOIN batch b ON b.seq = o.batch JOIN project p ON p.seq = b.project;

    CREATE VIEW attempts AS
      SELECT o.channel, o.key, a.n, a.via, coalesce(a.status, 'submitting') AS status, a.code,
        a.detail, a.provider_id, a.ms,
        strftime('%Y-%m-%dT%H:%M:%fZ', a.started / 1000.0, 'unixepoch') AS started_at,
        strftime('%Y-%m-%dT%H:%M:%fZ', a.ended / 1000.0, 'unixepoch') AS ended_at
      FROM attempt a JOIN outbox o ON o.id = a.outbox;

    CREATE VIEW dead_letters AS
      SELECT o.channel, o.key, o.recipient, o.sender, d.reason, d.code,
        strftime('%Y-%m-%dT%H:%M:%fZ', d.at / 1000.0, 'unixepoch') AS at
      FROM dead_letter d JOIN outbox o ON o.id = d.outbox;
    """
}

/// Where a message of the outbox stands.
package enum OutboxState: String, Sendable, CaseIterable {
  case ready
  /// Its turn comes when a message by another channel does not reach the person.
  case standby
  /// A process is handing it to a peer, or died while it did.
  case submitting
  case accepted
  case rejected
  case uncertain
  case suppressed
  case expired
  case dead
  case cancelled

  /// Whether nothing more will happen to it by itself.
  package var isFinal: Bool {
    switch self {
    case .ready, .standby, .submitting, .uncertain: false
    case .accepted, .rejected, .suppressed, .expired, .dead, .cancelled: true
    }
  }
}

/// Messages that were handed in together, and are paused or cancelled together.
package struct Batch: Sendable, Equatable {
  package enum State: String, Sendable {
    /// Still being filled: nothing of it is sent.
    case loading
    case active
    case paused
    case cancelled
  }

  package let seq: Int64
  package let channel: Channel
  /// The batch's name for people, unique in the store; empty while it is loaded.
  package var id: String

  /// The batch called `id`, with messages of one channel; nil where there is none.
  package static func find(_ id: String, _ database: Database) throws -> Batch? {
    guard
      let row = try GRDB.Row.fetchOne(
        database, sql: "SELECT seq, channel FROM batch WHERE id = ?", arguments: [id]),
      let channel = Channel(rawValue: (row["channel"] as String).uppercased())
    else { return nil }
    return Batch(seq: row["seq"], channel: channel, id: id)
  }

  /// The batch called `id`, made where it is missing.
  ///
  /// - Parameters:
  ///   - id: such as a campaign's activity; nil for a batch that `activate` will name.
  ///   - name: what people know it by: a campaign, a file.
  package static func open(
    _ id: String?, name: String, source: String? = nil, channel: Channel, in project: Project,
    at now: Instant, state: State = .active, _ database: Database
  ) throws -> Batch {
    try open(
      id, name: name, source: source, channel: channel, project: project.seq, at: now,
      state: state, database)
  }

  /// - Parameter project: the project's place in the store.
  static func open(
    _ id: String?, name: String, source: String?, channel: Channel, project: Int64,
    at now: Instant, state: State = .active, _ database: Database
  ) throws -> Batch {
    if let id,
      let seq = try Int64.fetchOne(
        database, sql: "SELECT seq FROM batch WHERE id = ?", arguments: [id])
    {
      return Batch(seq: seq, channel: channel, id: id)
    }
    try database.execute(
      sql: """
        INSERT INTO batch (project, channel, id, name, source, created, state)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        project, channel.recordName, id, name, source, now.milliseconds, state.rawValue,
      ])
    return Batch(seq: database.lastInsertedRowID, channel: channel, id: id ?? "")
  }

  /// Notes how many messages the batch has.
  package func setTotal(_ total: Int, _ database: Database) throws {
    try database.execute(
      sql: "UPDATE batch SET total = ? WHERE seq = ?", arguments: [total, seq])
  }
}

/// Puts messages into the outbox, inside the caller's transaction.
///
/// One writer a transaction: its statements are those of the connection.
package struct OutboxWriter {
  private let insert: ReusedStatement
  private let insertText: ReusedStatement
  private let find: ReusedStatement
  let database: Database

  package init(_ database: Database) throws {
    self.database = database
    insert = try ReusedStatement(
      """
      INSERT INTO outbox (state, batch, via, sender, priority, not_before, expires, parts, created,
        changed, rec, channel, key, recipient, type, endpoint, campaign, treatment, activity,
        body, headers, context, hours)
      VALUES ('ready', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
        ?17, ?18, ?19, ?20, ?21)
      ON CONFLICT (key, channel) DO NOTHING
      """, database)
    insertText = try ReusedStatement(
      "INSERT INTO outbox_text (outbox, body, headers) VALUES (?1, ?2, ?3)", database)
    find = try ReusedStatement(
      "SELECT id, state, created FROM outbox WHERE key = ?1 AND channel = ?2", database)
  }

  package enum Enqueued: Equatable, Sendable {
    /// The message is in the outbox now, as row `id`.
    case new(id: Int64)
    /// A message of that channel and key is there already, since `created`.
    case known(id: Int64, state: OutboxState, created: Instant)
    /// Nothing was added: row `id` has the channel and key of a message that is to follow this one.
    case clash(id: Int64)
  }

  /// Adds `message` to `batch`, and those that are to follow it, unless one of its channel and key
  /// is there, or of theirs.
  ///
  /// - Parameters:
  ///   - record: the message's place in its input.
  ///   - via: the one transport that may carry it; empty for whichever the sender is told.
  ///   - size: what `message.size` says, where the caller knows it already.
  package func enqueue(
    _ message: Message, batch: Batch, record: Int? = nil, via: String = "", at now: Instant,
    size: SMSSegmentation? = nil
  ) throws -> Enqueued {
    if !message.fallbacks.isEmpty, let known = try clash(of: message) { return known }
    insert.bind(1, batch.seq)
    insert.bind(2, via)
    insert.bind(3, message.from)
    insert.bind(4, Int64(message.priority))
    insert.bind(5, message.notBefore?.milliseconds ?? 0)
    insert.bind(6, message.expires?.milliseconds)
    insert.bind(7, Int64((size ?? message.size)?.parts ?? 1))
    insert.bind(8, now.milliseconds)
    insert.bind(9, record.map(Int64.init))
    insert.bind(10, message.channel == .email ? "email" : message.channel.recordName)
    insert.bind(11, message.key)
    insert.bind(12, message.to)
    insert.bind(13, message.type.rawValue)
    insert.bind(orNull: 14, message.endpoint)
    insert.bind(orNull: 15, message.campaign)
    insert.bind(orNull: 16, message.treatment)
    insert.bind(orNull: 17, message.activity)
    let isLong = LongTextTable.holds(message)
    insert.bind(18, isLong ? "" : message.body)
    insert.bind(orNull: 19, isLong ? "" : message.headers)
    insert.bind(orNull: 20, message.context)
    insert.bind(orNull: 21, message.hours)
    guard try insert.run() == 1 else {
      guard let known = try known(message) else {
        throw RunFault(.software, "outbox: a key that is there cannot be found")
      }
      return known
    }
    let id = database.lastInsertedRowID
    if isLong { try keep(textOf: message, as: id) }
    if !message.fallbacks.isEmpty {
      try enqueueFallbacks(of: message, as: id, batch: batch, record: record, at: now)
    }
    return .new(id: id)
  }

  private func keep(textOf message: Message, as id: Int64) throws {
    insertText.bind(1, id)
    insertText.bind(2, message.body)
    insertText.bind(orNull: 3, message.headers)
    try insertText.run()
  }

  /// Why `message` and those that follow it cannot all be added; nil where they can.
  private func clash(of message: Message) throws -> Enqueued? {
    if let known = try known(message) { return known }
    for fallback in message.fallbacks {
      if case .known(let id, _, _)? = try known(fallback.message) { return .clash(id: id) }
    }
    return nil
  }

  private func known(_ message: Message) throws -> Enqueued? {
    find.bind(1, message.key)
    find.bind(2, message.channel.recordName)
    defer { find.reset() }
    guard try find.step(), let state = OutboxState(rawValue: find.string(1)) else { return nil }
    return .known(
      id: find.integer(0), state: state, created: Instant(milliseconds: find.integer(2)))
  }
}
