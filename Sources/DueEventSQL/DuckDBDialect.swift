/// DuckDB over the files of a lake.
struct DuckDBDialect: Dialect {
  let cutsMilliseconds: Bool
  var quote: Character { "\"" }

  func first(_ table: EventTable, _ path: MemberPath) -> String { "\(member(table, path))[1]" }

  func map(_ table: EventTable, _ path: MemberPath) -> String {
    "coalesce(\(member(table, path)), MAP {})"
  }

  func overlay(_ table: EventTable, _ under: MemberPath, _ over: MemberPath) -> String {
    "map_concat(\(map(table, under)), \(map(table, over)))"
  }

  func exploded(_ table: EventTable, _ path: MemberPath) -> String {
    let list = isMap(table, path) ? "map_entries(\(member(table, path)))" : member(table, path)
    return "\(table.name) e CROSS JOIN UNNEST(\(list)) AS r(item)"
  }

  func exploded(from: String, map: String) -> String {
    "\(from) s CROSS JOIN UNNEST(map_entries(s.\(map))) AS r(item)"
  }

  func item(_ member: String) -> String { "r.item.\(name(member))" }
  var item: String { "r.item" }
  var itemName: String { "r.item.key" }
  var itemValue: String { "r.item.value" }

  func integer(_ text: String) -> String { "TRY_CAST(\(text) AS BIGINT)" }

  func time(_ milliseconds: String) -> String { cut("epoch_ms(\(milliseconds))") }

  private func cut(_ time: String) -> String {
    cutsMilliseconds ? "date_trunc('second', \(time))" : time
  }

  /// Without the zone, which is UTC: TIMESTAMPTZ would show the reader's own.
  func parsedTime(_ text: String) -> String {
    cut("TRY_CAST(rtrim(\(text), 'Z') AS TIMESTAMP)")
  }

  func objectInText(_ text: String) -> String {
    "CASE WHEN json_valid(\(text)) THEN TRY_CAST(CAST(\(text) AS JSON) AS MAP(VARCHAR, VARCHAR)) END"
  }

  func has(
    _ table: EventTable, _ path: MemberPath, item: String, where condition: String
  ) -> String {
    "coalesce(len(list_filter(\(member(table, path)), lambda \(item): \(condition))) > 0, false)"
  }

  func textInText(_ text: String, _ path: [String]) -> String {
    "CASE WHEN json_valid(\(text)) THEN json_extract_string(\(text), '$.\(path.joined(separator: "."))') END"
  }

  func value(_ value: String, ofLeast rank: String) -> String {
    "arg_min(\(value), CASE WHEN \(value) IS NOT NULL THEN \(rank) END)"
  }

  func firsts(_ map: String) -> String {
    "map_from_entries(list_transform(map_entries(\(map)), lambda x: {k: x.key, v: x.value[1]}))"
  }

  var noText: String { "CAST(NULL AS VARCHAR)" }

  func map(_ pairs: [(name: String, sql: String)]) -> String {
    "MAP {\(pairs.map { "\(literal($0.name)): \($0.sql)" }.joined(separator: ", "))}"
  }

  func list(_ text: String) -> String { "[\(text)]" }
  func text(_ number: String) -> String { "CAST(\(number) AS VARCHAR)" }
  func contains(_ list: String, _ text: String) -> String { "contains(\(list), \(text))" }
  var now: String { "epoch_ms(now())" }

  func daysAgo(_ days: Int) -> String {
    "(now() AT TIME ZONE 'UTC') - INTERVAL \(days) DAY"
  }
}
