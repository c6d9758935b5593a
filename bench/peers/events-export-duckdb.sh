# COPY ... PARTITION_BY of the events' lines, by family, day and hour, into gzip; the table is made once.
exec "$VENV/bin/python" "$(dirname "$0")/src/events_export.py" "$DATA/events-1m.jsonl" "$WORK"
