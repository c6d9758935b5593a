/// The tables that the views stand on, over the files of a lake.
///
/// An engine that knows partitions gets a table of the files, `all_events_files`, and over it a view
/// `all_events` that tells the hour of the partition as a time.
struct TableBuilder {
  let lake: Lake
  let engine: Engine

  private var dialect: any Dialect { EventSQL.dialect(engine, false) }
  private var types: ColumnTypes {
    ColumnTypes(engine: engine, isParquet: lake.storage == .parquet)
  }
  private var suffix: String { lake.storage == .json ? "jsonl*" : "parquet" }

  var preamble: [String] {
    guard let database = lake.database else { return [] }
    switch engine {
    case .sqlite: return []
    case .duckdb: return ["CREATE SCHEMA IF NOT EXISTS \(database);\n", "USE \(database);\n"]
    case .trino: return ["CREATE SCHEMA IF NOT EXISTS \(database);\n", "USE \(database);\n"]
    case .athena: return ["CREATE DATABASE IF NOT EXISTS \(database);\n"]
    case .spark, .clickhouse:
      return ["CREATE DATABASE IF NOT EXISTS \(database);\n", "USE \(database);\n"]
    }
  }

  func table(_ table: EventTable) -> [String] {
    switch engine {
    case .sqlite: sqlite(table)
    case .duckdb: [duckdb(table)]
    case .athena: athena(table)
    case .trino: trino(table)
    case .spark: spark(table)
    case .clickhouse: [clickhouse(table)]
    }
  }

  private var isPartitioned: (EventTable) -> Bool { { $0 != .names } }

  private func columns(_ table: EventTable, quote: (String) -> String) -> String {
    table.members.map { "  \(quote($0.name)) \(types.text($0.type))" }.joined(separator: ",\n")
  }

  private func names(_ table: EventTable) -> String {
    table.members.map { dialect.name($0.name) }.joined(separator: ", ")
  }

  /// The view that shows the hour of a partition as a time.
  private func hours(_ table: EventTable, timestamp: String) -> [String] {
    guard isPartitioned(table) else { return [] }
    return [
      """
      CREATE OR REPLACE VIEW \(table.name) AS
      SELECT \(names(table)),
        CAST(concat(dt, ' ', hour, ':00:00') AS \(timestamp)) AS ingest_timestamp
      FROM \(table.name)_files;

      """
    ]
  }

  // MARK: Engines

  /// The tables that `due-events load` fills, for who wants to fill them otherwise.
  private func sqlite(_ table: EventTable) -> [String] {
    let own: String
    switch table {
    case .names:
      return [
        """
        CREATE TABLE IF NOT EXISTS names (
          application TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, name TEXT,
          PRIMARY KEY (kind, id, application));

        """
      ]
    case .pinpoint: own = "event_ms INTEGER, arrival_ms INTEGER"
    case .ses: own = "message_id TEXT, event_ms INTEGER, event_time TEXT"
    default: own = "message_id TEXT, event_ms INTEGER, is_final INTEGER"
    }
    return [
      """
      CREATE TABLE IF NOT EXISTS \(table.name) (
        event_uid TEXT PRIMARY KEY, event_type TEXT NOT NULL, \(own),
        ingest_timestamp TEXT NOT NULL, project TEXT, source_file TEXT, source_line INTEGER,
        raw TEXT NOT NULL CHECK (json_valid(raw)));

      """
    ]
  }

  private func duckdb(_ table: EventTable) -> String {
    let isPartitioned = isPartitioned(table)
    let files = "\(lake.location)/\(table.name)/\(isPartitioned ? "*/*/" : "")*.\(suffix)"
    let columns = table.members.map {
      "    \(dialect.name($0.name)): '\(types.text($0.type))'"
    }
    let hive =
      isPartitioned
      ? ",\n  hive_partitioning = true, hive_types = {dt: VARCHAR, hour: VARCHAR}" : ""
    let reader =
      lake.storage == .json
      ? "read_json('\(files)', format = 'newline_delimited'\(hive),\n  columns = {\n"
        + columns.joined(separator: ",\n") + "})"
      : "read_parquet('\(files)', union_by_name = true\(hive))"
    let hour =
      isPartitioned
      ? ",\n  CAST(concat(dt, ' ', hour, ':00:00') AS TIMESTAMP) AS ingest_timestamp" : ""
    return
      "CREATE OR REPLACE VIEW \(table.name) AS\nSELECT \(names(table))\(hour)\nFROM \(reader);\n"
  }

  private func athena(_ table: EventTable) -> [String] {
    let isPartitioned = isPartitioned(table)
    let quote: (String) -> String = { name in
      name == "from" || name == "to" || name == "timestamp" ? "`\(name)`" : name.lowercased()
    }
    var text = """
      CREATE EXTERNAL TABLE IF NOT EXISTS \(table.name)\(isPartitioned ? "_files" : "") (
      \(columns(table, quote: quote)))

      """
    if isPartitioned { text += "PARTITIONED BY (dt string, hour string)\n" }
    text +=
      lake.storage == .json
      ? "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'\n" : "STORED AS PARQUET\n"
    text += "LOCATION '\(lake.location)/\(table.name)/'"
    if isPartitioned {
      text += """

        TBLPROPERTIES (
          'projection.enabled' = 'true',
          'projection.dt.type' = 'date', 'projection.dt.format' = 'yyyy-MM-dd',
          'projection.dt.range' = '2016-01-01,NOW',
          'projection.hour.type' = 'integer', 'projection.hour.range' = '0,23',
          'projection.hour.digits' = '2')
        """
    }
    return [text + ";\n"] + hours(table, timestamp: "timestamp")
  }

  private func trino(_ table: EventTable) -> [String] {
    let isPartitioned = isPartitioned(table)
    let name = table.name + (isPartitioned ? "_files" : "")
    let partitions = isPartitioned ? ",\n  dt varchar,\n  hour varchar" : ""
    let format = lake.storage == .json ? "JSON" : "PARQUET"
    let by = isPartitioned ? ", partitioned_by = ARRAY['dt', 'hour']" : ""
    var statements = [
      """
      CREATE TABLE IF NOT EXISTS \(name) (
      \(columns(table) { dialect.name($0) })\(partitions))
      WITH (format = '\(format)', external_location = '\(lake.location)/\(table.name)/'\(by));

      """
    ]
    if isPartitioned {
      let schema = lake.database.map { "'\($0)'" } ?? "current_schema"
      statements.append("CALL system.sync_partition_metadata(\(schema), '\(name)', 'FULL');\n")
    }
    return statements + hours(table, timestamp: "timestamp(3)")
  }

  private func spark(_ table: EventTable) -> [String] {
    let isPartitioned = isPartitioned(table)
    let name = table.name + (isPartitioned ? "_files" : "")
    let partitions = isPartitioned ? ",\n  dt STRING,\n  hour STRING" : ""
    let format = lake.storage == .json ? "json" : "parquet"
    var statements = [
      """
      CREATE TABLE IF NOT EXISTS \(name) (
      \(columns(table) { dialect.name($0) })\(partitions))
      USING \(format)\(isPartitioned ? " PARTITIONED BY (dt, hour)" : "")
      LOCATION '\(lake.location)/\(table.name)';

      """
    ]
    if isPartitioned { statements.append("MSCK REPAIR TABLE \(name);\n") }
    return statements + hours(table, timestamp: "TIMESTAMP")
  }

  private func clickhouse(_ table: EventTable) -> String {
    let isPartitioned = isPartitioned(table)
    let files =
      "\(lake.location)/\(table.name)/\(isPartitioned ? "dt=*/hour=*/" : "")*.\(suffix)"
    let isRemote = lake.location.contains("://")
    let format = lake.storage == .json ? "JSONEachRow" : "Parquet"
    let structure = table.members.map { "\(dialect.name($0.name)) \(types.text($0.type))" }
    let hour =
      isPartitioned
      ? ",\n  toDateTime(concat(extract(_path, 'dt=([0-9-]+)'), ' ', extract(_path, 'hour=([0-9]+)'),\n"
        + "    ':00:00'), 'UTC') AS ingest_timestamp" : ""
    return """
      CREATE OR REPLACE VIEW \(table.name) AS
      SELECT \(names(table))\(hour)
      FROM \(isRemote ? "s3" : "file")('\(files)', '\(format)',
        '\(structure.joined(separator: ",\n    "))');

      """
  }
}
