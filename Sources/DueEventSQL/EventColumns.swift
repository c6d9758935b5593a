/// Columns that stand in the events of a table.
struct EventColumns: Sendable {
  typealias Column = SQLView.Column
  let table: EventTable

  /// The value at `path`, as it is.
  func member(_ path: MemberPath, as name: String? = nil) -> Column {
    .made(name ?? path.names.last ?? "") { [table] in $0.member(table, path) }
  }

  /// The members of those names inside `path`, each under its name.
  func members(of path: String, _ names: String...) -> [Column] {
    names.map { member(MemberPath(stringLiteral: "\(path).\($0)")) }
  }

  /// The milliseconds at `path` as a time.
  func time(_ path: MemberPath, as name: String? = nil) -> Column {
    .made(name ?? path.names.last ?? "") { [table] dialect in
      let value = dialect.member(table, path)
      return dialect.time(table.types(along: path).last == .text ? dialect.integer(value) : value)
    }
  }

  func first(_ path: MemberPath, as name: String) -> Column {
    .made(name) { [table] in $0.first(table, path) }
  }

  func eventType() -> Column { .made("event_type") { [table] in $0.eventType(table) } }

  func map(_ path: MemberPath, as name: String) -> Column {
    .made(name) { [table] in $0.map(table, path) }
  }

  func overlay(_ under: MemberPath, _ over: MemberPath, as name: String) -> Column {
    .made(name) { [table] in $0.overlay(table, under, over) }
  }

  func objectInText(_ path: MemberPath, as name: String) -> Column {
    .made(name) { [table] in $0.objectInText($0.member(table, path)) }
  }

  func textInText(_ path: MemberPath, _ inner: String..., as name: String) -> Column {
    .made(name) { [table] in $0.textInText($0.member(table, path), inner) }
  }

  func isTrue(_ path: MemberPath, as name: String) -> Column {
    .made(name) { [table] in $0.isTrue(table, path) }
  }

  /// A member of the item that the row is about.
  func item(_ member: String, as name: String) -> Column { .made(name) { $0.item(member) } }

  var ingest: Column { .made("ingest_timestamp") { _ in "e.ingest_timestamp" } }
}
