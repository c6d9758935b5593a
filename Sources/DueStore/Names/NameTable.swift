import DueFormats
import DueModel
import DueSystem
import GRDB

/// The names of what events name by id: campaigns, journeys, segments and templates, those that
/// are gone included.
///
/// The history holds what was seen of each, with the time at which it was so; the order in which
/// it was seen does not matter. `resource_name` follows from it: the newest that is known. Both
/// are written in the transaction that writes the definition.
package enum NameTable {
  static let schema = """
    CREATE TABLE resource_name (
      project INTEGER NOT NULL,   -- project.seq; 0: templates, which belong to the store
      kind TEXT NOT NULL,         -- campaign, journey, segment or template
      id TEXT NOT NULL,           -- of a template NAME/TYPE
      name TEXT NOT NULL,
      deleted INTEGER NOT NULL,   -- 0 or 1
      state TEXT,                 -- as the newest definition says it: DRAFT, ACTIVE and so on
      segment_id TEXT,            -- that a campaign or a journey is for
      event_names TEXT,           -- event types that start it, with ';' between them
      parts TEXT,                 -- JSON: treatment or activity -> {name, type, templates: {type: name}}
      first_seen INTEGER NOT NULL,  -- milliseconds since 1970: when it was made, as far as is known
      last_seen INTEGER NOT NULL,   -- the newest definition or record of it
      deleted_at INTEGER,
      PRIMARY KEY (project, kind, id)
    ) STRICT, WITHOUT ROWID;

    -- What was seen, and since when it was so. Without a name, all that was seen is a deletion.
    CREATE TABLE resource_name_history (
      project INTEGER NOT NULL,
      kind TEXT NOT NULL,
      id TEXT NOT NULL,
      since INTEGER NOT NULL,     -- milliseconds since 1970
      name TEXT,
      deleted INTEGER NOT NULL,
      state TEXT,
      segment_id TEXT,
      event_names TEXT,
      parts TEXT,
      PRIMARY KEY (project, kind, id, since)
    ) STRICT, WITHOUT ROWID;
    """

  static let views = """
    CREATE VIEW resource_names AS
      SELECT p.name AS project, n.kind, n.id, n.name, n.deleted, n.state, n.segment_id,
        n.event_names,
        strftime('%Y-%m-%dT%H:%M:%fZ', n.first_seen / 1000.0, 'unixepoch') AS first_seen,
        strftime('%Y-%m-%dT%H:%M:%fZ', n.last_seen / 1000.0, 'unixepoch') AS last_seen,
        strftime('%Y-%m-%dT%H:%M:%fZ', n.deleted_at / 1000.0, 'unixepoch') AS deleted_at
      FROM resource_name n LEFT JOIN project p ON p.seq = n.project;

    -- The two tables of Pinpoint's names database, for joins with events on id.
    CREATE VIEW v_campaign_journey AS
      SELECT project, id, name, kind AS type, deleted, state, segment_id,
        event_names AS event_name, first_seen, last_seen, deleted_at
      FROM resource_names WHERE kind IN ('campaign', 'journey');

    CREATE VIEW v_segment AS
      SELECT project, id, name, deleted, first_seen, last_seen, deleted_at
      FROM resource_names WHERE kind = 'segment';

    CREATE VIEW v_treatment AS
      SELECT p.name AS project, n.id AS campaign_id, n.name AS campaign_name,
        t.key AS treatment_id, json_extract(t.value, '$.name') AS name,
        json_extract(t.value, '$.templates') AS templates
      FROM resource_name n JOIN project p ON p.seq = n.project, json_each(n.parts) t
      WHERE n.kind = 'campaign';

    CREATE VIEW v_journey_activity AS
      SELECT p.name AS project, n.id AS journey_id, n.name AS journey_name,
        a.key AS activity_id, json_extract(a.value, '$.name') AS name,
        json_extract(a.value, '$.type') AS type,
        json_extract(a.value, '$.templates.' || json_extract(a.value, '$.type')) AS template_name
      FROM resource_name n JOIN project p ON p.seq = n.project, json_each(n.parts) a
      WHERE n.kind = 'journey';

    -- From when on it was called so; an open end is NULL.
    CREATE VIEW resource_name_changes AS
      SELECT p.name AS project, h.kind, h.id, h.name, h.deleted, h.state, h.segment_id,
        h.event_names,
        strftime('%Y-%m-%dT%H:%M:%fZ', h.since / 1000.0, 'unixepoch') AS since,
        strftime('%Y-%m-%dT%H:%M:%fZ', lead(h.since) OVER (
          PARTITION BY h.project, h.kind, h.id ORDER BY h.since) / 1000.0, 'unixepoch') AS until
      FROM resource_name_history h LEFT JOIN project p ON p.seq = h.project;
    """
}
