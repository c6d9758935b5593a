import GRDB

/// Load tests: what was to come when, beside the outbox that has what became of it.
package enum LoadTable {
  static let schema = """
    -- Load tests, each the batch of its name: due-load-test(1). Times are milliseconds since 1970.
    CREATE TABLE load_run (
      seq INTEGER PRIMARY KEY,
      project INTEGER NOT NULL,
      batch INTEGER NOT NULL UNIQUE,  -- batch.seq
      scenario TEXT NOT NULL,         -- JSON
      via TEXT NOT NULL,
      started INTEGER NOT NULL,       -- when the scenario began
      planned INTEGER NOT NULL,       -- messages that it has
      fed INTEGER NOT NULL DEFAULT 0, -- of them, those that are in the outbox
      delay INTEGER NOT NULL DEFAULT 0,  -- what interruptions have put off the rest by
      ended INTEGER                   -- NULL: not finished
    ) STRICT;

    -- When each message was to be sent, however late it was taken.
    CREATE TABLE load_arrival (
      run INTEGER NOT NULL,           -- load_run.seq
      n INTEGER NOT NULL,             -- its place in the scenario; the first is 1
      outbox INTEGER NOT NULL,
      at INTEGER NOT NULL,
      phase INTEGER NOT NULL,         -- the first is 0
      PRIMARY KEY (run, n)
    ) STRICT, WITHOUT ROWID;
    """

  static let views = """
    CREATE VIEW load_runs AS
      SELECT p.name AS project, b.id AS name, l.via, l.planned, l.fed,
        strftime('%Y-%m-%dT%H:%M:%fZ', l.started / 1000.0, 'unixepoch') AS started_at,
        strftime('%Y-%m-%dT%H:%M:%fZ', l.ended / 1000.0, 'unixepoch') AS ended_at, l.scenario
      FROM load_run l JOIN batch b ON b.seq = l.batch JOIN project p ON p.seq = l.project;

    -- latency_ms: from when it was to be sent until it was known what became of it.
    CREATE VIEW load_messages AS
      SELECT b.id AS run, a.n, a.phase, o.key, o.recipient, o.state, o.code, o.tries,
        strftime('%Y-%m-%dT%H:%M:%fZ', a.at / 1000.0, 'unixepoch') AS arrived_at,
        iif(o.state IN ('ready', 'submitting'), NULL, o.changed - a.at) AS latency_ms
      FROM load_arrival a JOIN load_run l ON l.seq = a.run JOIN batch b ON b.seq = l.batch
        JOIN outbox o ON o.id = a.outbox;
    """
}
