import DueModel
import DueSystem
import GRDB
import GRDBSQLite

/// The columns of an endpoint that a reader wants: the others stay unread, and empty.
package struct EndpointColumns: OptionSet, Sendable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  package static let id = EndpointColumns(rawValue: 1)
  package static let channel = EndpointColumns(rawValue: 1 << 1)
  package static let address = EndpointColumns(rawValue: 1 << 2)
  package static let status = EndpointColumns(rawValue: 1 << 3)
  package static let optOut = EndpointColumns(rawValue: 1 << 4)
  package static let effective = EndpointColumns(rawValue: 1 << 5)
  package static let created = EndpointColumns(rawValue: 1 << 6)
  package static let cohort = EndpointColumns(rawValue: 1 << 7)
  package static let country = EndpointColumns(rawValue: 1 << 8)
  package static let location = EndpointColumns(rawValue: 1 << 9)
  package static let demographic = EndpointColumns(rawValue: 1 << 10)
  package static let attributes = EndpointColumns(rawValue: 1 << 11)
  package static let metrics = EndpointColumns(rawValue: 1 << 12)
  package static let requestID = EndpointColumns(rawValue: 1 << 13)
  /// `user.seq`.
  package static let user = EndpointColumns(rawValue: 1 << 14)
  package static let userID = EndpointColumns(rawValue: 1 << 15)
  package static let userAttributes = EndpointColumns(rawValue: 1 << 16)
  package static let all = EndpointColumns(rawValue: 1 << 17 - 1)

  /// SQL names, in the order of the bits.
  private static let names = [
    "e.id", "e.channel", "e.address", "e.status", "e.opt_out", "e.effective", "e.created",
    "e.cohort", "e.country", "e.location", "e.demographic", "e.attributes", "e.metrics",
    "e.request_id", "e.user", "u.id", "u.attributes",
  ]

  /// `e.seq` and these, in the order in which `EndpointRow` reads them.
  var list: String {
    (["e.seq"] + Self.names.enumerated().filter { rawValue >> $0.offset & 1 == 1 }.map(\.element))
      .joined(separator: ", ")
  }

  /// FROM, with the user where a column of the user is wanted; `walked` from end to end, for which
  /// an index would be a detour.
  func tables(walked: Bool = false) -> String {
    let endpoint = walked ? "endpoint e NOT INDEXED" : "endpoint e"
    return isDisjoint(with: [.userID, .userAttributes])
      ? endpoint : "\(endpoint) LEFT JOIN user u ON u.seq = e.user"
  }
}

/// Reads endpoints row by row, in the order of the store or of their ids.
package struct EndpointCursor: ~Copyable {
  private let statement: Statement
  private var row: EndpointRow
  private let predicate: EndpointPredicate?

  /// - Parameters:
  ///   - condition: SQL over `e` (endpoint) and `u` (user), such as `e.country = 'US'`; only ever
  ///     text of ours. Values go in `arguments`.
  ///   - order: SQL after ORDER BY; nil for whatever order is the quickest.
  package init(
    _ project: Project, where condition: String = "true", arguments: StatementArguments = [],
    order: String? = nil, _ database: Database
  ) throws {
    let prepared = try database.makeStatement(
      sql: """
        SELECT \(EndpointColumns.all.list) FROM \(EndpointColumns.all.tables())
        WHERE e.project = \(project.seq) AND (\(condition))
        \(order.map { "ORDER BY \($0)" } ?? "")
        """)
    try prepared.setArguments(arguments)
    statement = prepared
    row = EndpointRow(prepared, .all)
    predicate = nil
  }

  /// Reads every endpoint of `project` that meets all of `conditions` and, where there is one, the
  /// `predicate`, in the order of the store: one walk over the table.
  package init(
    _ project: Project, _ columns: EndpointColumns, _ conditions: [EndpointCondition],
    asking predicate: EndpointPredicate? = nil, _ database: Database
  ) throws {
    // In a store of one project every endpoint is the project's: no need to look.
    let projects = try Int.fetchOne(database, sql: "SELECT count(*) FROM project")
    var filter = conditions.map(\.sql)
    if projects != 1 { filter.append("e.project = \(project.seq)") }
    if let predicate { filter.append(predicate.sql) }
    let read = columns.union(predicate?.columns ?? [])
    let prepared = try database.makeStatement(
      sql: """
        SELECT \(columns.list) FROM \(read.tables(walked: true))
        \(filter.isEmpty ? "" : "WHERE \(filter.joined(separator: " AND "))") ORDER BY e.seq
        """)
    prepared.setUncheckedArguments(StatementArguments(conditions.flatMap(\.values)))
    predicate?.bind(to: prepared)
    statement = prepared
    row = EndpointRow(prepared, columns)
    self.predicate = predicate
  }

  /// The place of the endpoint in the store.
  package var seq: Int64 { row.seq }

  /// The place of its user in the store; 0 for none, or where it was not asked for.
  package var user: Int64 { row.user }

  /// The endpoint; valid until the cursor moves on.
  package var view: EndpointView { _read { yield row.view } }

  /// Moves to the next endpoint; false at the end.
  package mutating func advance() throws -> Bool { try row.advance() }

  /// The next endpoint, or nil at the end; valid until the next call.
  package mutating func next() throws -> EndpointView? {
    try row.advance() ? row.view : nil
  }
}

/// Reads endpoints one by one, by their place in the store.
package struct EndpointLookup: ~Copyable {
  private let statement: Statement
  private var row: EndpointRow

  /// The place of the user of the endpoint in hand; 0 for none.
  package var user: Int64 { row.user }

  package init(_ columns: EndpointColumns, _ database: Database) throws {
    statement = try database.makeStatement(
      sql: "SELECT \(columns.list) FROM \(columns.tables()) WHERE e.seq = ?")
    row = EndpointRow(statement, columns)
  }

  /// The endpoint at `seq`; nil where none is. Valid until the next call.
  package mutating func find(_ seq: Int64) throws -> EndpointView? {
    sqlite3_reset(row.handle)
    sqlite3_bind_int64(row.handle, 1, seq)
    return try row.advance() ? row.view : nil
  }
}

/// What must be true of an endpoint, as far as plain columns tell.
package enum EndpointCondition: Sendable, Equatable {
  /// One of these countries, or, with `isExclusive`, none of them, as without a country.
  case country([String], isExclusive: Bool)
  /// The same of channels.
  case channel([String], isExclusive: Bool)
  case effective(from: Instant)
  /// Also true without a date.
  case effectiveBefore(Instant)
  case seq(ClosedRange<Int64>)

  fileprivate var sql: String {
    switch self {
    case .country(let values, let isExclusive):
      Self.membership("e.country", values.count, isExclusive)
    case .channel(let values, let isExclusive):
      Self.membership("e.channel", values.count, isExclusive)
    case .effective: "e.effective >= ?"
    case .effectiveBefore: "(e.effective IS NULL OR e.effective < ?)"
    case .seq: "e.seq BETWEEN ? AND ?"
    }
  }

  private static func membership(_ column: String, _ count: Int, _ isExclusive: Bool) -> String {
    let marks = repeatElement("?", count: count).joined(separator: ", ")
    return isExclusive
      ? "(\(column) IS NULL OR \(column) NOT IN (\(marks)))" : "\(column) IN (\(marks))"
  }

  fileprivate var values: [any DatabaseValueConvertible] {
    switch self {
    case .country(let values, isExclusive: _), .channel(let values, isExclusive: _): values
    case .effective(from: let instant), .effectiveBefore(let instant): [instant.milliseconds]
    case .seq(let range): [range.lowerBound, range.upperBound]
    }
  }
}
