/// An engine that can read the events.
package enum Engine: String, Sendable, CaseIterable {
  case sqlite, duckdb, athena, trino, spark, clickhouse
}

/// How an engine writes what the views need. Events are called `e`, the items of a list `r`.
protocol Dialect: Sendable {
  /// Whether milliseconds of times are cut, as the original views did.
  var cutsMilliseconds: Bool { get }
  /// The quote around names that would else be words of the language.
  var quote: Character { get }

  // MARK: What stands in an event

  /// The value at `path`; NULL where there is none.
  func member(_ table: EventTable, _ path: MemberPath) -> String
  /// The value of a map under `name`; NULL where there is none.
  func value(of map: String, at name: String) -> String
  /// The first item of the list at `path`; NULL where there is none.
  func first(_ table: EventTable, _ path: MemberPath) -> String
  /// The map at `path`; an empty one where there is none.
  func map(_ table: EventTable, _ path: MemberPath) -> String
  /// The map at `under` with that at `over` laid on it.
  func overlay(_ table: EventTable, _ under: MemberPath, _ over: MemberPath) -> String
  func eventType(_ table: EventTable) -> String
  /// Tables with one row an item of the list or map at `path`.
  func exploded(_ table: EventTable, _ path: MemberPath) -> String
  /// The view `from`, called `s`, with one row an item of its map `map`.
  func exploded(from: String, map: String) -> String
  /// A member of the item, where items are records.
  func item(_ member: String) -> String
  /// The item, where items are texts.
  var item: String { get }
  /// Name and value of an item of a map: the value as a text, and as the number it is.
  var itemName: String { get }
  var itemValue: String { get }
  var itemNumber: String { get }

  // MARK: What can be made of it

  /// A whole number out of a text.
  func integer(_ text: String) -> String
  /// A time of milliseconds since 1970.
  func time(_ milliseconds: String) -> String
  /// A time of a text in ISO 8601.
  func parsedTime(_ text: String) -> String
  /// The map that a text of JSON holds; NULL where it holds none.
  func objectInText(_ text: String) -> String
  /// A text inside a text of JSON; NULL where there is none.
  func textInText(_ text: String, _ path: [String]) -> String
  /// Whether a value that JSON has as true or "true" is that; NULL where there is none.
  func isTrue(_ table: EventTable, _ path: MemberPath) -> String
  /// Whether an item of the list of records at `path` is such that `condition` holds; the item has
  /// the name `item` in it. False where there is no list.
  func has(
    _ table: EventTable, _ path: MemberPath, item: String, where condition: String
  ) -> String
  /// A member of an item of that name.
  func member(_ member: String, ofItem item: String) -> String
  func begins(_ text: String, with prefix: String) -> String
  /// `text` and so many spaces that there are 40 characters.
  func padded(_ text: String) -> String
  /// Of the rows of a group, the list or map of the row with the least `rank` that has one.
  func value(_ value: String, ofLeast rank: String) -> String
  /// The first of two lists that is there.
  func either(_ list: String, _ other: String) -> String
  /// A map of lists as one of the first item of each.
  func firsts(_ map: String) -> String
  /// What follows `mark` in a text; NULL where the mark is not there.
  func text(_ text: String, after mark: String) -> String
  /// NULL where a text is meant.
  var noText: String { get }
  /// A map of texts.
  func map(_ pairs: [(name: String, sql: String)]) -> String
  /// A list of one text.
  func list(_ text: String) -> String
  /// A number as text.
  func text(_ number: String) -> String
  /// Whether a list has a text.
  func contains(_ list: String, _ text: String) -> String
  /// Milliseconds since 1970, now.
  var now: String { get }
  /// The moment so many days ago, to compare with `ingest_timestamp`.
  func daysAgo(_ days: Int) -> String
}

extension Dialect {
  func select(_ columns: [SQLView.Column], from source: String) -> String {
    let list = columns.map { "\($0.sql(self)) AS \(name($0.name))" }
    return "SELECT \(list.joined(separator: ",\n    "))\n  FROM \(source)"
  }
}

extension Dialect {
  /// `name` as an identifier.
  func name(_ name: String) -> String {
    let isPlain =
      name.utf8.allSatisfy {
        ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7a || $0 == 0x5f || $0 >= 0x30 && $0 <= 0x39
      } && !reservedWords.contains(name.lowercased())
    return isPlain ? name : "\(quote)\(name)\(quote)"
  }

  func literal(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }

  func member(_ table: EventTable, _ path: MemberPath) -> String {
    var sql = "e"
    var isMap = false
    for (name, type) in zip(path.names, table.types(along: path)) {
      sql = isMap ? value(of: sql, at: name) : "\(sql).\(self.name(name))"
      if case .map = type { isMap = true } else { isMap = false }
    }
    return sql
  }

  func value(of map: String, at name: String) -> String { "\(map)[\(literal(name))]" }

  func eventType(_ table: EventTable) -> String {
    switch table {
    case .pinpoint: "e.event_type"
    case .ses: "coalesce(e.eventType, e.notificationType)"
    default: "e.eventType"
    }
  }

  func isTrue(_ table: EventTable, _ path: MemberPath) -> String {
    if table.types(along: path).last == .boolean { return member(table, path) }
    return "lower(\(member(table, path))) = 'true'"
  }

  func member(_ member: String, ofItem item: String) -> String { "\(item).\(name(member))" }

  func begins(_ text: String, with prefix: String) -> String {
    "starts_with(\(text), \(literal(prefix)))"
  }

  var itemNumber: String { itemValue }

  func padded(_ text: String) -> String { "rpad(\(text), 40, ' ')" }

  func either(_ list: String, _ other: String) -> String { "coalesce(\(list), \(other))" }

  func text(_ text: String, after mark: String) -> String {
    "nullif(split_part(\(text), \(literal(mark)), 2), '')"
  }

  /// When an event of SES happened, as a text: its type's own time, else that of the sending.
  var ownTime: String {
    let paths: [MemberPath] = [
      "delivery.timestamp", "open.timestamp", "click.timestamp", "bounce.timestamp",
      "complaint.timestamp", "deliveryDelay.timestamp", "subscription.timestamp", "mail.timestamp",
    ]
    return "coalesce(\(paths.map { member(.ses, $0) }.joined(separator: ",\n    ")))"
  }

  /// The names of the items of the list at `path`, where they are records.
  func itemMembers(_ table: EventTable, _ path: MemberPath) -> [String]? {
    guard case .list(.record(let members))? = table.types(along: path).last else { return nil }
    return members.map(\.name)
  }

  func isMap(_ table: EventTable, _ path: MemberPath) -> Bool {
    if case .map? = table.types(along: path).last { true } else { false }
  }
}

/// Names of members and columns that some engine takes for a word of its language.
private let reservedWords: Set<String> = [
  "from", "to", "timestamp", "open", "send", "type", "status", "source", "action", "name", "custom",
]
