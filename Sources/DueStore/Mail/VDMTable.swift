/// What deliverability reports leave in the store: days that were kept, and jobs at SES.
package enum VDMTable {
  static let schema = """
    -- Days of which deliverability reports were kept, also those on which nothing happened.
    CREATE TABLE vdm_day (
      project INTEGER NOT NULL,   -- project.seq
      day INTEGER NOT NULL,       -- days since 1970-01-01, in UTC
      PRIMARY KEY (project, day)
    ) STRICT, WITHOUT ROWID;

    -- How many messages each metric had on a day, by place; nothing for none.
    CREATE TABLE vdm_volume (
      project INTEGER NOT NULL,
      day INTEGER NOT NULL,
      identity TEXT NOT NULL,
      configuration_set TEXT NOT NULL,
      isp TEXT NOT NULL,
      metric TEXT NOT NULL,       -- SEND, DELIVERY and so on
      volume INTEGER NOT NULL,
      PRIMARY KEY (project, day, identity, configuration_set, isp, metric)
    ) STRICT, WITHOUT ROWID;

    -- Export jobs of SES. A job without an id was asked for, and the answer did not come yet.
    CREATE TABLE vdm_job (
      seq INTEGER PRIMARY KEY,
      project INTEGER NOT NULL,
      region TEXT NOT NULL,
      request TEXT NOT NULL,      -- JSON, as it was sent
      job_id TEXT,
      status TEXT NOT NULL,       -- REQUESTED, CREATED, PROCESSING, COMPLETED, FAILED, CANCELLED
      created INTEGER NOT NULL,   -- milliseconds since 1970
      polled INTEGER,             -- the same
      file TEXT,                  -- where the export was written
      sha256 TEXT,                -- of the file, hexadecimal
      error TEXT
    ) STRICT;
    CREATE INDEX vdm_job_request ON vdm_job (project, region, status);
    """

  static let views = """
    CREATE VIEW vdm_fact AS
      SELECT p.name AS project, date(v.day * 86400, 'unixepoch') AS day,
        'EMAIL_IDENTITY' AS dimension, v.identity AS value, v.metric, sum(v.volume) AS volume
      FROM vdm_volume v JOIN project p ON p.seq = v.project GROUP BY v.project, v.day, 4, 5
      UNION ALL
      SELECT p.name, date(v.day * 86400, 'unixepoch'), 'CONFIGURATION_SET', v.configuration_set,
        v.metric, sum(v.volume)
      FROM vdm_volume v JOIN project p ON p.seq = v.project GROUP BY v.project, v.day, 4, 5
      UNION ALL
      SELECT p.name, date(v.day * 86400, 'unixepoch'), 'ISP', v.isp, v.metric, sum(v.volume)
      FROM vdm_volume v JOIN project p ON p.seq = v.project GROUP BY v.project, v.day, 4, 5;

    CREATE VIEW vdm_jobs AS
      SELECT p.name AS project, j.job_id, j.region,
        strftime('%Y-%m-%dT%H:%M:%fZ', j.created / 1000.0, 'unixepoch') AS created,
        date(json_extract(j.request, '$.ExportDataSource.MetricsDataSource.StartDate'),
          'unixepoch') AS "start",
        date(json_extract(j.request, '$.ExportDataSource.MetricsDataSource.EndDate'),
          'unixepoch') AS "end",
        json_extract(j.request, '$.ExportDataSource.MetricsDataSource.Dimensions') AS dims,
        json_extract(j.request, '$.ExportDataSource.MetricsDataSource.Metrics') AS metrics,
        j.status, strftime('%Y-%m-%dT%H:%M:%fZ', j.polled / 1000.0, 'unixepoch') AS polled_at,
        j.file, j.sha256, j.error
      FROM vdm_job j JOIN project p ON p.seq = j.project;
    """

  /// The same with exports of messages, which have no metrics, and whose last day is named by its
  /// last second.
  static let messageJobs = """
    DROP VIEW vdm_jobs;
    CREATE VIEW vdm_jobs AS
      SELECT p.name AS project, j.job_id, j.region,
        strftime('%Y-%m-%dT%H:%M:%fZ', j.created / 1000.0, 'unixepoch') AS created,
        date(json_extract(j.source, '$.StartDate'), 'unixepoch') AS "start",
        date(json_extract(j.source, '$.EndDate') + j.is_messages, 'unixepoch') AS "end",
        json_extract(j.source, '$.Dimensions') AS dims, json_extract(j.source, '$.Metrics') AS metrics,
        j.status, strftime('%Y-%m-%dT%H:%M:%fZ', j.polled / 1000.0, 'unixepoch') AS polled_at,
        j.file, j.sha256, j.error
      FROM (
        SELECT *, coalesce(
            json_extract(request, '$.ExportDataSource.MetricsDataSource'),
            json_extract(request, '$.ExportDataSource.MessageInsightsDataSource')) AS source,
          json_extract(request, '$.ExportDataSource.MessageInsightsDataSource') IS NOT NULL
            AS is_messages
        FROM vdm_job) j JOIN project p ON p.seq = j.project;
    """
}
