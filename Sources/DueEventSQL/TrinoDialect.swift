/// Trino, and Athena, whose queries are Trino's.
struct TrinoDialect: Dialect {
  let cutsMilliseconds: Bool
  var quote: Character { "\"" }

  func value(of map: String, at name: String) -> String { "element_at(\(map), \(literal(name)))" }

  func first(_ table: EventTable, _ path: MemberPath) -> String {
    "element_at(\(member(table, path)), 1)"
  }

  func map(_ table: EventTable, _ path: MemberPath) -> String {
    "coalesce(\(member(table, path)), CAST(map() AS map(varchar, varchar)))"
  }

  func overlay(_ table: EventTable, _ under: MemberPath, _ over: MemberPath) -> String {
    "map_concat(\(map(table, under)), \(map(table, over)))"
  }

  /// A record that is unnested becomes a column a member.
  func exploded(_ table: EventTable, _ path: MemberPath) -> String {
    let columns =
      isMap(table, path) ? ["name", "value"] : itemMembers(table, path) ?? ["item"]
    let names = columns.map { name($0) }.joined(separator: ", ")
    return "\(table.name) e CROSS JOIN UNNEST(\(member(table, path))) AS r (\(names))"
  }

  func exploded(from: String, map: String) -> String {
    "\(from) s CROSS JOIN UNNEST(s.\(map)) AS r (\(name("name")), value)"
  }

  func item(_ member: String) -> String { "r.\(name(member))" }
  var item: String { "r.item" }
  var itemName: String { "r.\(name("name"))" }
  var itemValue: String { "r.value" }

  func integer(_ text: String) -> String { "TRY_CAST(\(text) AS bigint)" }

  func time(_ milliseconds: String) -> String {
    cut("from_unixtime(CAST(\(milliseconds) AS double) / 1000)")
  }

  private func cut(_ time: String) -> String {
    "CAST(\(time) AT TIME ZONE 'UTC' AS timestamp(\(cutsMilliseconds ? 0 : 3)))"
  }

  func parsedTime(_ text: String) -> String {
    cut("TRY(from_iso8601_timestamp(\(text)))")
  }

  func objectInText(_ text: String) -> String {
    "transform_values(TRY(CAST(json_parse(\(text)) AS map(varchar, json))),\n"
      + "    (k, v) -> coalesce(TRY(CAST(v AS varchar)), json_format(v)))"
  }

  func has(
    _ table: EventTable, _ path: MemberPath, item: String, where condition: String
  ) -> String {
    "coalesce(any_match(\(member(table, path)), \(item) -> \(condition)), false)"
  }

  func textInText(_ text: String, _ path: [String]) -> String {
    "TRY(json_extract_scalar(\(text), '$.\(path.joined(separator: "."))'))"
  }

  func value(_ value: String, ofLeast rank: String) -> String {
    "min_by(\(value), CASE WHEN \(value) IS NOT NULL THEN \(rank) END)"
  }

  func firsts(_ map: String) -> String {
    "transform_values(\(map), (k, v) -> element_at(v, 1))"
  }

  var noText: String { "CAST(NULL AS varchar)" }

  func map(_ pairs: [(name: String, sql: String)]) -> String {
    let names = pairs.map { literal($0.name) }.joined(separator: ", ")
    return "map(ARRAY[\(names)], ARRAY[\(pairs.map(\.sql).joined(separator: ", "))])"
  }

  func list(_ text: String) -> String { "ARRAY[\(text)]" }
  func text(_ number: String) -> String { "CAST(\(number) AS varchar)" }
  func contains(_ list: String, _ text: String) -> String { "contains(\(list), \(text))" }
  var now: String { "CAST(to_unixtime(now()) * 1000 AS bigint)" }

  func daysAgo(_ days: Int) -> String {
    "CAST(now() AT TIME ZONE 'UTC' AS timestamp(3)) - INTERVAL '\(days)' DAY"
  }
}
