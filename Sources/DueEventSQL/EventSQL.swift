/// The event database in SQL: every view, for every engine, out of one description.
package enum EventSQL {
  /// Every view, those that others stand on first.
  package static let views: [SQLView] =
    PinpointViews.views + DashboardViews.names + DashboardViews.views + SMSViews.views
    + SESViews.views + StatusViews.views + EngagementViews.views

  package static func view(named name: String) -> SQLView? { views.first { $0.name == name } }

  /// The query that a view is, in the SQL of `engine`.
  package static func query(
    _ view: SQLView, for engine: Engine, cutMilliseconds: Bool = false
  ) -> String {
    view.query(dialect(engine, cutMilliseconds))
  }

  /// The statement that makes a view, without what would take an older one away.
  package static func statement(
    _ view: SQLView, for engine: Engine, cutMilliseconds: Bool = false
  ) -> String {
    let dialect = dialect(engine, cutMilliseconds)
    let verb = engine == .sqlite ? "CREATE VIEW" : "CREATE OR REPLACE VIEW"
    return "-- \(view.purpose)\n\(verb) \(dialect.name(view.name)) AS\n\(view.query(dialect));\n"
  }

  /// The rows of a view by events, over tables that have `seq` as well: before its columns.
  package static func numberedRows(_ view: SQLView) -> String {
    precondition(view.isByEvent, "only rows of events have the event's number")
    let numbered = SQLView(
      view.name, view.purpose, [.plain("seq", "e.seq")] + view.columns, from: view.source)
    return numbered.query(dialect(.sqlite, false))
  }

  static func dialect(_ engine: Engine, _ cutMilliseconds: Bool) -> any Dialect {
    switch engine {
    case .sqlite: SQLiteDialect(cutsMilliseconds: cutMilliseconds)
    case .duckdb: DuckDBDialect(cutsMilliseconds: cutMilliseconds)
    case .athena, .trino: TrinoDialect(cutsMilliseconds: cutMilliseconds)
    case .spark: SparkDialect(cutsMilliseconds: cutMilliseconds)
    case .clickhouse: ClickHouseDialect(cutsMilliseconds: cutMilliseconds)
    }
  }
}
