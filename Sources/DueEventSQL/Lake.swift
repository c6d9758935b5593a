/// Where the files of an exported lake are, for the statements that make tables over them.
///
/// Partitions are `dt=YYYY-MM-DD/hour=HH`: names of characters that no engine, file system or URL
/// has to escape, as `ingest_timestamp=2026-09-01 08:00:00` would have to. The tables show them as
/// `ingest_timestamp`, and all engines pass over the partitions that a condition on it leaves out.
package struct Lake: Sendable {
  /// The database that the tables are made in; nil for the one that is current.
  package var database: String?
  /// A directory or a URI, without a slash at the end.
  package var location: String
  package var storage: Storage
  package var cutsMilliseconds: Bool

  /// What the files hold.
  package enum Storage: String, Sendable, CaseIterable {
    /// Events as they came, one a line: what `due-events export` writes.
    case json
    case parquet
  }

  package init(
    database: String? = nil, location: String, storage: Storage = .json,
    cutsMilliseconds: Bool = false
  ) {
    self.database = database
    self.location = location
    self.storage = storage
    self.cutsMilliseconds = cutsMilliseconds
  }

  /// All statements for `engine`, in their order: tables, then views.
  package func statements(for engine: Engine) -> [String] {
    let builder = TableBuilder(lake: self, engine: engine)
    let tables = (EventTable.all + [.names]).flatMap { builder.table($0) }
    let views = EventSQL.views.flatMap { view in
      (engine == .sqlite ? ["DROP VIEW IF EXISTS \(view.name);\n"] : [])
        + [EventSQL.statement(view, for: engine, cutMilliseconds: cutsMilliseconds)]
    }
    return builder.preamble + tables + views
  }
}
