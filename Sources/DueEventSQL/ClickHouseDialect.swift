/// ClickHouse over the files of a lake. A list or map that is not there is an empty one: its types
/// know no NULL for them.
struct ClickHouseDialect: Dialect {
  let cutsMilliseconds: Bool
  var quote: Character { "`" }

  func first(_ table: EventTable, _ path: MemberPath) -> String { "\(member(table, path))[1]" }

  func map(_ table: EventTable, _ path: MemberPath) -> String { member(table, path) }

  func overlay(_ table: EventTable, _ under: MemberPath, _ over: MemberPath) -> String {
    "mapUpdate(\(member(table, under)), \(member(table, over)))"
  }

  func exploded(_ table: EventTable, _ path: MemberPath) -> String {
    let list = member(table, path)
    let items =
      isMap(table, path)
      ? "mapKeys(\(list)) AS item_name, mapValues(\(list)) AS item_value" : "\(list) AS item"
    return "\(table.name) AS e ARRAY JOIN \(items)"
  }

  func exploded(from: String, map: String) -> String {
    "\(from) AS s ARRAY JOIN mapKeys(s.\(map)) AS item_name, mapValues(s.\(map)) AS item_value"
  }

  func item(_ member: String) -> String { "tupleElement(item, \(literal(member)))" }
  var item: String { "item" }
  var itemName: String { "item_name" }
  var itemValue: String { "item_value" }

  func integer(_ text: String) -> String { "toInt64OrNull(\(text))" }

  func time(_ milliseconds: String) -> String {
    cut("fromUnixTimestamp64Milli(\(milliseconds), 'UTC')")
  }

  private func cut(_ time: String) -> String {
    cutsMilliseconds ? "toDateTime(\(time), 'UTC')" : time
  }

  func parsedTime(_ text: String) -> String {
    cut("parseDateTime64BestEffortOrNull(\(text), 3, 'UTC')")
  }

  func objectInText(_ text: String) -> String {
    "JSONExtract(coalesce(\(text), ''), 'Map(String, Nullable(String))')"
  }

  func textInText(_ text: String, _ path: [String]) -> String {
    "JSONExtract(coalesce(\(text), ''), \(path.map { literal($0) }.joined(separator: ", ")), 'Nullable(String)')"
  }

  func has(
    _ table: EventTable, _ path: MemberPath, item: String, where condition: String
  ) -> String {
    "arrayExists(\(item) -> coalesce(\(condition), false), \(member(table, path)))"
  }

  func member(_ member: String, ofItem item: String) -> String {
    "tupleElement(\(item), \(literal(member)))"
  }

  func begins(_ text: String, with prefix: String) -> String {
    "startsWith(\(text), \(literal(prefix)))"
  }

  func padded(_ text: String) -> String { "rightPad(\(text), 40, ' ')" }

  func value(_ value: String, ofLeast rank: String) -> String {
    "argMinIf(\(value), \(rank), notEmpty(\(value)))"
  }

  func either(_ list: String, _ other: String) -> String {
    "if(notEmpty(\(list)), \(list), \(other))"
  }

  func firsts(_ map: String) -> String { "mapApply((k, v) -> (k, v[1]), \(map))" }

  func text(_ text: String, after mark: String) -> String {
    "if(position(\(text), \(literal(mark))) > 0,\n"
      + "      substring(\(text), position(\(text), \(literal(mark))) + \(mark.utf8.count)), NULL)"
  }

  var noText: String { "CAST(NULL AS Nullable(String))" }

  func map(_ pairs: [(name: String, sql: String)]) -> String {
    "map(\(pairs.map { "\(literal($0.name)), \($0.sql)" }.joined(separator: ", ")))"
  }

  func list(_ text: String) -> String { "[\(text)]" }
  func text(_ number: String) -> String { "toString(\(number))" }
  func contains(_ list: String, _ text: String) -> String { "has(\(list), \(text))" }
  var now: String { "toUnixTimestamp64Milli(now64(3))" }

  func daysAgo(_ days: Int) -> String {
    "now('UTC') - INTERVAL \(days) DAY"
  }
}
