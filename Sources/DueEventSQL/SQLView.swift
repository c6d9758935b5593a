/// A view over events: said once, written for every engine.
package struct SQLView: Sendable {
  package let name: String
  /// One line for people.
  package let purpose: String
  package let columns: [Column]
  /// What follows FROM: tables, conditions, groups.
  let source: @Sendable (any Dialect) -> String
  /// Whether it has a row for each event of a table, called `e`, or for each item of one.
  package var isByEvent = false

  /// One column of a view.
  package struct Column: Sendable {
    package let name: String
    let sql: @Sendable (any Dialect) -> String
  }

  /// The query that the view is.
  func query(_ dialect: any Dialect) -> String {
    let list = columns.map { "  \($0.sql(dialect)) AS \(dialect.name($0.name))" }
    return "SELECT\n\(list.joined(separator: ",\n"))\nFROM \(source(dialect))"
  }
}

extension SQLView.Column {
  /// A column made of an expression that every engine reads alike; it may use columns of other views
  /// and standard functions only.
  static func plain(_ name: String, _ sql: String? = nil) -> Self {
    Self(name: name) { dialect in sql ?? dialect.name(name) }
  }

  static func made(_ name: String, _ sql: @escaping @Sendable (any Dialect) -> String) -> Self {
    Self(name: name, sql: sql)
  }
}

extension [SQLView.Column] {
  /// Columns of another view, under their names.
  static func plain(_ names: String...) -> Self { names.map { .plain($0) } }
}

extension SQLView {
  /// A view over other views.
  init(
    _ name: String, _ purpose: String, _ columns: [Column],
    from source: @escaping @Sendable (any Dialect) -> String
  ) {
    self.init(name: name, purpose: purpose, columns: columns, source: source, isByEvent: false)
  }

  /// A view with one row an event of `table`.
  init(
    _ name: String, _ purpose: String, of table: EventTable, _ filter: EventFilter,
    _ columns: [Column]
  ) {
    self.init(name, purpose, columns) { dialect in
      let condition = filter.condition(dialect.eventType(table), dialect)
      return "\(table.name) e" + (condition.map { "\nWHERE \($0)" } ?? "")
    }
    isByEvent = true
  }

  /// A view with one row an item of the list or map at `path`, for each event of `table`.
  init(
    _ name: String, _ purpose: String, of table: EventTable, _ filter: EventFilter,
    each path: MemberPath, _ columns: [Column]
  ) {
    self.init(name, purpose, columns) { dialect in
      let condition = filter.condition(dialect.eventType(table), dialect)
      return dialect.exploded(table, path) + (condition.map { "\nWHERE \($0)" } ?? "")
    }
    isByEvent = true
  }
}

/// Which events of a table a view shows.
enum EventFilter: Sendable {
  case all
  case types([String])
  case prefix(String)
  /// Types that begin with none of these, and are none of those.
  case others(prefixes: [String], types: [String])

  func condition(_ type: String, _ dialect: any Dialect) -> String? {
    switch self {
    case .all: return nil
    case .types(let names) where names.count == 1: return "\(type) = '\(names[0])'"
    case .types(let names): return "\(type) IN (\(names.map { "'\($0)'" }.joined(separator: ", ")))"
    case .prefix(let prefix): return dialect.begins(type, with: prefix)
    case .others(let prefixes, let types):
      var parts = prefixes.map { "NOT \(dialect.begins(type, with: $0))" }
      if !types.isEmpty {
        parts.append("\(type) NOT IN (\(types.map { "'\($0)'" }.joined(separator: ", ")))")
      }
      return parts.joined(separator: "\n  AND ")
    }
  }
}
