/// SQLite over the raw events: lists and maps are JSON text, times are text.
///
/// What is read as JSON is looked at first: one event that has a text where others have a list or a
/// map would else end every query with "malformed JSON".
struct SQLiteDialect: Dialect {
  let cutsMilliseconds: Bool
  var quote: Character { "\"" }

  private func place(_ path: MemberPath, _ rest: String = "") -> String {
    let names = path.names.map { $0.contains(":") ? "\"\($0)\"" : $0 }
    return "'$." + names.joined(separator: ".") + rest + "'"
  }

  func member(_ table: EventTable, _ path: MemberPath) -> String {
    "json_extract(e.raw, \(place(path)))"
  }

  func first(_ table: EventTable, _ path: MemberPath) -> String {
    "json_extract(e.raw, \(place(path, "[0]")))"
  }

  func map(_ table: EventTable, _ path: MemberPath) -> String {
    "CASE json_type(e.raw, \(place(path))) WHEN 'object' THEN \(member(table, path)) ELSE '{}' END"
  }

  func overlay(_ table: EventTable, _ under: MemberPath, _ over: MemberPath) -> String {
    "json_patch(\(map(table, under)), \(map(table, over)))"
  }

  func eventType(_ table: EventTable) -> String { "e.event_type" }

  func exploded(_ table: EventTable, _ path: MemberPath) -> String {
    "\(table.name) e, json_each(e.raw, \(place(path))) r"
  }

  func exploded(from: String, map: String) -> String {
    "\(from) s, json_each(\(object("s.\(map)"))) r"
  }

  /// A text where it is a JSON object; else NULL.
  private func object(_ text: String) -> String {
    "CASE WHEN json_valid(\(text)) THEN\n    CASE WHEN json_type(\(text)) = 'object' THEN \(text) END END"
  }

  func item(_ member: String) -> String { self.member(member, ofItem: "r") }
  var item: String { "r.value" }
  var itemName: String { "r.key" }
  var itemValue: String {
    "CASE r.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(r.value AS TEXT) END"
  }
  var itemNumber: String { "r.value" }

  func integer(_ text: String) -> String {
    "CASE WHEN \(text) GLOB '[0-9]*' AND \(text) NOT GLOB '*[^0-9]*'\n"
      + "    THEN CAST(\(text) AS INTEGER) END"
  }

  func time(_ milliseconds: String) -> String {
    cutsMilliseconds
      ? "strftime('%Y-%m-%d %H:%M:%S', \(milliseconds) / 1000, 'unixepoch')"
      : "strftime('%Y-%m-%d %H:%M:%f', \(milliseconds) / 1000.0, 'unixepoch')"
  }

  func parsedTime(_ text: String) -> String {
    "strftime('%Y-%m-%d %H:%M:\(cutsMilliseconds ? "%S" : "%f")', \(text))"
  }

  func objectInText(_ text: String) -> String {
    object(text)
  }

  func textInText(_ text: String, _ path: [String]) -> String {
    "CASE WHEN json_valid(\(text)) THEN json_extract(\(text), '$.\(path.joined(separator: "."))') END"
  }

  func isTrue(_ table: EventTable, _ path: MemberPath) -> String {
    "\(member(table, path)) IN (1, 'true')"
  }

  func has(
    _ table: EventTable, _ path: MemberPath, item: String, where condition: String
  ) -> String {
    "EXISTS (SELECT 1 FROM json_each(e.raw, \(place(path))) \(item) WHERE \(condition))"
  }

  func member(_ member: String, ofItem item: String) -> String {
    "CASE \(item).type WHEN 'object' THEN json_extract(\(item).value, '$.\(member)') END"
  }

  func begins(_ text: String, with prefix: String) -> String {
    "substr(\(text), 1, \(prefix.utf8.count)) = \(literal(prefix))"
  }

  func padded(_ text: String) -> String { "printf('%-40s', \(text))" }

  /// The rank goes before the text, and away again: SQLite has no function for it.
  func value(_ value: String, ofLeast rank: String) -> String {
    "substr(min(printf('%02d', \(rank)) || \(value)), 3)"
  }

  func firsts(_ map: String) -> String {
    """
    CASE WHEN json_valid(\(map)) THEN
          (SELECT json_group_object(key, CASE type WHEN 'array' THEN json_extract(value, '$[0]') END)
          FROM json_each(\(map)) WHERE key IS NOT NULL) END
    """
  }

  func text(_ text: String, after mark: String) -> String {
    "CASE WHEN instr(\(text), \(literal(mark))) > 0\n"
      + "      THEN substr(\(text), instr(\(text), \(literal(mark))) + \(mark.utf8.count)) END"
  }

  var noText: String { "NULL" }

  func map(_ pairs: [(name: String, sql: String)]) -> String {
    "json_object(\(pairs.map { "\(literal($0.name)), \($0.sql)" }.joined(separator: ", ")))"
  }

  func list(_ text: String) -> String { "json_array(\(text))" }
  func text(_ number: String) -> String { "CAST(\(number) AS TEXT)" }

  func contains(_ list: String, _ text: String) -> String {
    "CASE WHEN json_valid(\(list)) THEN\n"
      + "  EXISTS (SELECT 1 FROM json_each(\(list)) WHERE value = \(text)) END"
  }

  var now: String { "(unixepoch('now') * 1000)" }

  func daysAgo(_ days: Int) -> String {
    "datetime('now', '-\(days) days')"
  }
}
