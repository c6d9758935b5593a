import GRDB

/// What events have done to attributes, metrics, opt-outs and segments, by due-tag.
///
/// A state is enough to know the value of its target whatever order the events come in; see
/// `TagState` of DueTags. It is written in the transaction that changes the endpoint.
package enum TagTable {
  static let schema = """
    -- Targets, such as Attributes.opened_email, and rules that count: 'rule:' and their name.
    CREATE TABLE tag_name (
      seq INTEGER PRIMARY KEY,
      project INTEGER NOT NULL,
      name TEXT NOT NULL,
      UNIQUE (project, name)
    ) STRICT;

    CREATE TABLE tag_state (
      owner INTEGER NOT NULL,     -- endpoint.seq; of user attributes, -user.seq
      target INTEGER NOT NULL,    -- tag_name.seq
      state TEXT NOT NULL,        -- JSON
      expires INTEGER,            -- when the first of its values ends
      PRIMARY KEY (owner, target)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX tag_expiry ON tag_state (expires) WHERE expires IS NOT NULL;

    -- Events that are counted, each once: of rules, and increments of metrics.
    CREATE TABLE tag_event (
      owner INTEGER NOT NULL,     -- endpoint.seq
      subject INTEGER NOT NULL,   -- tag_name.seq: the rule, or the metric
      at INTEGER NOT NULL,        -- milliseconds since 1970
      tie INTEGER NOT NULL,       -- of the event's uid
      part INTEGER NOT NULL,      -- of the rule's name
      amount REAL NOT NULL,       -- of a rule: 1, or 0 where the endpoint did not fit
      PRIMARY KEY (owner, subject, at, tie, part)
    ) STRICT, WITHOUT ROWID;
    """

  static let views = """
    CREATE VIEW tags AS
      SELECT p.name AS project, e.id AS endpoint_id, u.id AS user_id, n.name AS target,
        json_extract(s.state, '$.written') AS "values",
        strftime('%Y-%m-%dT%H:%M:%fZ', json_extract(s.state, '$.seen[0]') / 1000.0, 'unixepoch')
          AS last_event,
        strftime('%Y-%m-%dT%H:%M:%fZ', s.expires / 1000.0, 'unixepoch') AS expires
      FROM tag_state s JOIN tag_name n ON n.seq = s.target JOIN project p ON p.seq = n.project
        LEFT JOIN endpoint e ON s.owner > 0 AND e.seq = s.owner
        LEFT JOIN user u ON s.owner < 0 AND u.seq = -s.owner;
    """
}
