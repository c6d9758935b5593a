/// Spark SQL over the files of a lake.
struct SparkDialect: Dialect {
  let cutsMilliseconds: Bool
  var quote: Character { "`" }

  func first(_ table: EventTable, _ path: MemberPath) -> String {
    "get(\(member(table, path)), 0)"
  }

  func map(_ table: EventTable, _ path: MemberPath) -> String {
    "coalesce(\(member(table, path)), CAST(map() AS MAP<STRING, STRING>))"
  }

  /// What is laid over first takes its names away: map_concat(3) refuses two of a name.
  func overlay(_ table: EventTable, _ under: MemberPath, _ over: MemberPath) -> String {
    let over = map(table, over)
    return "map_concat(map_filter(\(map(table, under)),\n"
      + "    (k, v) -> NOT map_contains_key(\(over), k)), \(over))"
  }

  func exploded(_ table: EventTable, _ path: MemberPath) -> String {
    let columns = isMap(table, path) ? "name, value" : "item"
    return "\(table.name) e LATERAL VIEW explode(\(member(table, path))) r AS \(columns)"
  }

  func exploded(from: String, map: String) -> String {
    "\(from) s LATERAL VIEW explode(s.\(map)) r AS name, value"
  }

  func item(_ member: String) -> String { "r.item.\(name(member))" }
  var item: String { "r.item" }
  var itemName: String { "r.name" }
  var itemValue: String { "r.value" }

  func integer(_ text: String) -> String { "try_cast(\(text) AS BIGINT)" }

  func time(_ milliseconds: String) -> String { cut("timestamp_millis(\(milliseconds))") }

  private func cut(_ time: String) -> String {
    cutsMilliseconds ? "date_trunc('SECOND', \(time))" : time
  }

  func parsedTime(_ text: String) -> String { cut("try_cast(\(text) AS TIMESTAMP)") }

  func objectInText(_ text: String) -> String { "from_json(\(text), 'MAP<STRING, STRING>')" }

  func textInText(_ text: String, _ path: [String]) -> String {
    "get_json_object(\(text), '$.\(path.joined(separator: "."))')"
  }

  func has(
    _ table: EventTable, _ path: MemberPath, item: String, where condition: String
  ) -> String {
    "coalesce(exists(\(member(table, path)), \(item) -> \(condition)), false)"
  }

  func begins(_ text: String, with prefix: String) -> String {
    "startswith(\(text), \(literal(prefix)))"
  }

  func value(_ value: String, ofLeast rank: String) -> String {
    "min_by(\(value), CASE WHEN \(value) IS NOT NULL THEN \(rank) END)"
  }

  func firsts(_ map: String) -> String { "transform_values(\(map), (k, v) -> get(v, 0))" }

  var noText: String { "CAST(NULL AS STRING)" }

  func map(_ pairs: [(name: String, sql: String)]) -> String {
    "map(\(pairs.map { "\(literal($0.name)), \($0.sql)" }.joined(separator: ", ")))"
  }

  func list(_ text: String) -> String { "array(\(text))" }
  func text(_ number: String) -> String { "CAST(\(number) AS STRING)" }
  func contains(_ list: String, _ text: String) -> String { "array_contains(\(list), \(text))" }
  var now: String { "unix_millis(current_timestamp())" }

  func daysAgo(_ days: Int) -> String {
    "current_timestamp() - INTERVAL \(days) DAYS"
  }
}
