#!/bin/sh
# The report in DuckDB, straight over the JSON lines.
. "$(dirname "$0")/env.sh"; exec "$PY" -c "
import duckdb; c=duckdb.connect(config={'threads':1})
print('\n'.join(map(str, c.execute(\"\"\"
WITH e AS (SELECT eventType AS kind, mail.messageId AS id, split_part(mail.sourceArn, 'identity/', 2) AS arn,
    bounce.bounceType AS bounce, bounce.bounceSubType AS sub, len(mail.destination) AS n
  FROM read_json('$DATA/ses-events-$EV.jsonl', format='newline_delimited', columns={eventType:'VARCHAR',
    mail:'STRUCT(messageId VARCHAR, sourceArn VARCHAR, destination VARCHAR[])', bounce:'STRUCT(bounceType VARCHAR, bounceSubType VARCHAR)'})),
m AS (SELECT id, max(arn) AS sender, bool_or(kind='Send') AS send, bool_or(kind='Delivery') AS delivery, bool_or(kind='Open') AS open,
    bool_or(kind='Click') AS click, bool_or(kind='Complaint') AS complaint, bool_or(bounce='Permanent' AND sub<>'OnAccountSuppressionList') AS permanent,
    bool_or(bounce='Transient') AS transient FROM e WHERE n = 1 GROUP BY id)
SELECT sender, count(*) FILTER (send), count(*) FILTER (delivery), count(*) FILTER (open), count(*) FILTER (click), count(*) FILTER (complaint),
  count(*) FILTER (permanent), count(*) FILTER (transient) FROM m GROUP BY sender ORDER BY sender\"\"\").fetchall())))" > "$WORK/vdm-duckdb.txt"
