-- A store of version 2: an hourly campaign that has run once.
PRAGMA page_size = 16384; PRAGMA journal_mode = WAL;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE project (
  seq INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO project VALUES(1,'default');
CREATE TABLE user (
  seq INTEGER PRIMARY KEY,
  project INTEGER NOT NULL,
  id TEXT NOT NULL,
  attributes TEXT,            -- JSON: name -> list of strings
  UNIQUE (project, id)
) STRICT;
CREATE TABLE endpoint (
  seq INTEGER PRIMARY KEY,
  project INTEGER NOT NULL,
  country TEXT,
  channel TEXT,
  status TEXT,                -- NULL: ACTIVE
  opt_out TEXT,               -- NULL: NONE
  effective INTEGER,          -- milliseconds since 1970
  created INTEGER,
  cohort INTEGER,             -- 0 to 99; NULL: from the id
  user INTEGER,               -- user.seq
  id TEXT NOT NULL,
  address TEXT,
  address_key INTEGER,        -- AddressKey
  attributes TEXT,            -- JSON: name -> list of strings
  metrics TEXT,               -- JSON: name -> number
  location TEXT,              -- JSON, without Country
  demographic TEXT,           -- JSON
  request_id TEXT,
  UNIQUE (project, id)
) STRICT;
INSERT INTO endpoint VALUES(1,1,NULL,'SMS',NULL,NULL,1795437000000,1795437000000,NULL,NULL,'ana','+12065550142',6823480655962981939,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE segment (
  seq INTEGER PRIMARY KEY,
  project INTEGER NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,         -- DIMENSIONAL or IMPORT
  definition TEXT NOT NULL,   -- JSON: SegmentResponse, unknown members included
  created INTEGER NOT NULL,   -- milliseconds since 1970: the first version
  modified INTEGER NOT NULL,  -- this version
  deleted INTEGER,
  UNIQUE (project, id, version)
) STRICT;
INSERT INTO segment VALUES(1,1,'4e369a1637f5141c91d28ca3f0f97b66',1,'people','IMPORT','{"Name":"people","ImportDefinition":{"Format":"CSV","S3Url":"people.csv","Size":1},"Id":"4e369a1637f5141c91d28ca3f0f97b66","SegmentType":"IMPORT","Version":1,"ApplicationId":"default","CreationDate":"2026-11-23T12:30:00.000Z","LastModifiedDate":"2026-11-23T12:30:00.000Z"}',1795437000000,1795437000000,NULL);
CREATE TABLE segment_range (
  segment INTEGER NOT NULL,   -- segment.seq
  first INTEGER NOT NULL,     -- endpoint.seq
  last INTEGER NOT NULL,
  PRIMARY KEY (segment, first)
) STRICT, WITHOUT ROWID;
INSERT INTO segment_range VALUES(1,1,1);
CREATE TABLE segment_user (
  segment INTEGER NOT NULL,   -- segment.seq
  user INTEGER NOT NULL,      -- user.seq
  PRIMARY KEY (segment, user)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE provider (
  provider_id TEXT NOT NULL,
  via TEXT NOT NULL,          -- kind of peer
  outbox INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (provider_id, via)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE optout (
  address TEXT NOT NULL,
  list TEXT NOT NULL,         -- 'default': every sender's
  scope TEXT NOT NULL,        -- promotional, or all: transactional messages too
  since INTEGER NOT NULL,     -- milliseconds since 1970
  until INTEGER,              -- NULL: for good
  source TEXT,
  keyword TEXT,
  inbound_id TEXT,
  PRIMARY KEY (address, list)
) STRICT, WITHOUT ROWID;
CREATE TABLE template (
  name TEXT NOT NULL,
  type TEXT NOT NULL,         -- EMAIL, SMS, PUSH, VOICE, INAPP
  version INTEGER NOT NULL,   -- from 1; never given again
  content TEXT NOT NULL,      -- JSON: EmailTemplateResponse and so on
  created INTEGER NOT NULL,   -- milliseconds since 1970
  modified INTEGER NOT NULL,
  PRIMARY KEY (name, type, version)
) STRICT;
CREATE TABLE template_active (
  seq INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  version INTEGER NOT NULL,
  since INTEGER NOT NULL      -- milliseconds since 1970; until the next row's
) STRICT;
CREATE TABLE campaign (
  seq INTEGER PRIMARY KEY,
  project INTEGER NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  definition TEXT NOT NULL,   -- JSON: CampaignResponse, unknown members included
  input TEXT,                 -- JSON: what it was asked for with, for notices
  once_key TEXT,
  created INTEGER NOT NULL,   -- milliseconds since 1970
  modified INTEGER NOT NULL,
  paused INTEGER NOT NULL,    -- 0 or 1
  closed TEXT,                -- DELETED; COMPLETED: it had ended before it came here
  UNIQUE (project, id)
) STRICT;
INSERT INTO campaign VALUES(1,1,'74bb759a12bd623bf67147478cf420cd','hourly','{"Id":"74bb759a12bd623bf67147478cf420cd","ApplicationId":"default","Name":"hourly","SegmentId":"people","Schedule":{"StartTime":"2026-12-01T09:00:00Z","Frequency":"HOURLY"},"Limits":{"Total":2,"Session":1},"Priority":"3","MessageConfiguration":{"SMSMessage":{"Body":"It strikes"}},"CreationDate":"2026-11-23T12:30:00.000Z","LastModifiedDate":"2026-11-23T12:30:00.000Z","Version":1}',NULL,NULL,1795437000000,1795437000000,0,NULL);
CREATE TABLE campaign_run (
  seq INTEGER PRIMARY KEY,
  campaign INTEGER NOT NULL,  -- campaign.seq
  number INTEGER NOT NULL,    -- the first is 1
  id TEXT NOT NULL UNIQUE,    -- of its batch in the outbox, and of its activity
  scheduled INTEGER NOT NULL,
  shown INTEGER,              -- what clocks show when it goes out, where each has its own
  started INTEGER NOT NULL,
  segment_id TEXT NOT NULL,
  segment_version INTEGER NOT NULL,
  templates TEXT NOT NULL,    -- JSON: treatment -> channel -> Name and Version in use
  members INTEGER NOT NULL,
  handover TEXT NOT NULL,     -- outbox, or messages: another program delivers
  told INTEGER,               -- its messages and events have left
  ended INTEGER,              -- every message had its end, and notices said so
  UNIQUE (campaign, number)
) STRICT;
INSERT INTO campaign_run VALUES(1,1,1,'kh35wb2ijmmy4c3noheamdzxvp-1',1796115600000,NULL,1796115600000,'4e369a1637f5141c91d28ca3f0f97b66',1,'{}',1,'messages',1796115600000,1796115600000);
CREATE TABLE campaign_member (
  run INTEGER NOT NULL,       -- campaign_run.seq
  endpoint INTEGER NOT NULL,  -- endpoint.seq
  status TEXT NOT NULL,       -- SUCCESS: the message is in the outbox; else why not
  treatment INTEGER NOT NULL, -- place among the campaign's treatments
  detail TEXT,
  PRIMARY KEY (run, endpoint)
) STRICT, WITHOUT ROWID;
INSERT INTO campaign_member VALUES(1,1,'SUCCESS',0,NULL);
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
CREATE TABLE tag_event (
  owner INTEGER NOT NULL,     -- endpoint.seq
  subject INTEGER NOT NULL,   -- tag_name.seq: the rule, or the metric
  at INTEGER NOT NULL,        -- milliseconds since 1970
  tie INTEGER NOT NULL,       -- of the event's uid
  part INTEGER NOT NULL,      -- of the rule's name
  amount REAL NOT NULL,       -- of a rule: 1, or 0 where the endpoint did not fit
  PRIMARY KEY (owner, subject, at, tie, part)
) STRICT, WITHOUT ROWID;
CREATE VIEW endpoints AS
  SELECT p.name AS project, e.id, e.channel, e.address,
    coalesce(e.status, 'ACTIVE') AS status, coalesce(e.opt_out, 'NONE') AS opt_out,
    strftime('%Y-%m-%dT%H:%M:%fZ', e.effective / 1000.0, 'unixepoch') AS effective_date,
    e.country, e.location, e.demographic, e.attributes, e.metrics,
    u.id AS user_id, u.attributes AS user_attributes
  FROM endpoint e JOIN project p ON p.seq = e.project LEFT JOIN user u ON u.seq = e.user;
CREATE VIEW users AS
  SELECT p.name AS project, u.id, u.attributes
  FROM user u JOIN project p ON p.seq = u.project;
CREATE INDEX segment_name ON segment (project, name);
CREATE VIEW segments AS
  SELECT p.name AS project, s.id, s.version, s.name, s.type, s.definition,
    strftime('%Y-%m-%dT%H:%M:%fZ', s.created / 1000.0, 'unixepoch') AS created,
    strftime('%Y-%m-%dT%H:%M:%fZ', s.modified / 1000.0, 'unixepoch') AS modified,
    strftime('%Y-%m-%dT%H:%M:%fZ', s.deleted / 1000.0, 'unixepoch') AS deleted
  FROM segment s JOIN project p ON p.seq = s.project;
CREATE VIEW segment_members AS
  SELECT p.name AS project, s.id AS segment_id, s.version, e.id AS endpoint_id
  FROM segment s JOIN project p ON p.seq = s.project
    JOIN segment_range r ON r.segment = s.seq
    JOIN endpoint e ON e.seq BETWEEN r.first AND r.last AND e.project = s.project
  UNION
  SELECT p.name, s.id, s.version, e.id
  FROM segment s JOIN project p ON p.seq = s.project
    JOIN segment_user m ON m.segment = s.seq
    JOIN endpoint e ON e.user = m.user;
CREATE INDEX outbox_ready ON outbox (batch, via, sender, priority, not_before, id)
  WHERE state = 'ready';
CREATE INDEX outbox_open ON outbox (state, owner)
  WHERE state IN ('submitting', 'uncertain');
CREATE INDEX delivery_event_outbox ON delivery_event (outbox) WHERE outbox IS NOT NULL;
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
CREATE INDEX template_active_since ON template_active (name, type, since);
CREATE VIEW templates AS
  SELECT t.name, t.type, t.version, t.content,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.created / 1000.0, 'unixepoch') AS created,
    strftime('%Y-%m-%dT%H:%M:%fZ', t.modified / 1000.0, 'unixepoch') AS modified,
    t.version = (SELECT a.version FROM template_active a WHERE a.name = t.name
      AND a.type = t.type ORDER BY a.since DESC, a.seq DESC LIMIT 1) AS active
  FROM template t;
CREATE VIEW template_activations AS
  SELECT name, type, version,
    strftime('%Y-%m-%dT%H:%M:%fZ', since / 1000.0, 'unixepoch') AS since
  FROM template_active;
CREATE INDEX campaign_name ON campaign (project, name);
CREATE UNIQUE INDEX campaign_once ON campaign (project, once_key) WHERE once_key IS NOT NULL;
CREATE VIEW campaigns AS
  SELECT p.name AS project, c.id, c.name, c.definition, c.paused, c.closed,
    strftime('%Y-%m-%dT%H:%M:%fZ', c.created / 1000.0, 'unixepoch') AS created_at
  FROM campaign c JOIN project p ON p.seq = c.project;
CREATE VIEW campaign_members AS
  SELECT p.name AS project, c.id AS campaign_id, c.name AS campaign, r.number AS run,
    e.id AS endpoint_id, m.status, m.detail, o.key, o.state AS outbox_state, o.code,
    strftime('%Y-%m-%dT%H:%M:%fZ', r.started / 1000.0, 'unixepoch') AS started_at
  FROM campaign_member m JOIN campaign_run r ON r.seq = m.run
    JOIN campaign c ON c.seq = r.campaign JOIN project p ON p.seq = c.project
    LEFT JOIN endpoint e ON e.seq = m.endpoint
    LEFT JOIN outbox o ON o.key = r.id || '-' || m.endpoint;
CREATE INDEX tag_expiry ON tag_state (expires) WHERE expires IS NOT NULL;
CREATE VIEW tags AS
  SELECT p.name AS project, e.id AS endpoint_id, u.id AS user_id, n.name AS target,
    json_extract(s.state, '$.written') AS "values",
    strftime('%Y-%m-%dT%H:%M:%fZ', json_extract(s.state, '$.seen[0]') / 1000.0, 'unixepoch')
      AS last_event,
    strftime('%Y-%m-%dT%H:%M:%fZ', s.expires / 1000.0, 'unixepoch') AS expires
  FROM tag_state s JOIN tag_name n ON n.seq = s.target JOIN project p ON p.seq = n.project
    LEFT JOIN endpoint e ON s.owner > 0 AND e.seq = s.owner
    LEFT JOIN user u ON s.owner < 0 AND u.seq = -s.owner;
CREATE INDEX endpoint_address ON endpoint (address_key, status)
  WHERE address_key IS NOT NULL;
COMMIT;
PRAGMA user_version = 2;
