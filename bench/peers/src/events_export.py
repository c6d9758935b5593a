import duckdb, os, shutil, sys

events, work = sys.argv[1:3]
path, lake = os.path.join(work, "events.duckdb"), os.path.join(work, "lake-duckdb")
if not os.path.exists(path):
    connection = duckdb.connect(path)
    connection.execute(r"""CREATE TABLE events AS
      SELECT CASE WHEN starts_with(raw, '{"event_type"') THEN 'all_events' ELSE 'ses_events' END AS family,
        strftime(t, '%Y-%m-%d') AS dt, strftime(t, '%H') AS hour, raw
      FROM (SELECT raw, coalesce(
          epoch_ms(TRY_CAST(regexp_extract(raw, '"arrival_timestamp":([0-9]+)', 1) AS BIGINT)),
          TRY_CAST(rtrim(regexp_extract(raw, '"timestamp":"([^"]+)"', 1), 'Z') AS TIMESTAMP)) AS t
        FROM read_csv(?, columns = {'raw': 'VARCHAR'}, delim = '\x01', quote = '', escape = '',
          header = false, auto_detect = false, max_line_size = 10000000))""", [events])
    connection.close()
shutil.rmtree(lake, ignore_errors=True)
os.makedirs(lake)
duckdb.connect(path, read_only=True).execute(r"""COPY (SELECT family, dt, hour, raw FROM events) TO '%s' (
  FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01', PARTITION_BY (family, dt, hour),
  COMPRESSION gzip, FILE_EXTENSION 'jsonl.gz')""" % lake)
