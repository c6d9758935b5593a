/// How an engine writes the types of columns.
struct ColumnTypes {
  let engine: Engine
  let isParquet: Bool

  func text(_ type: MemberType) -> String {
    switch engine {
    case .duckdb: duckdb(type)
    case .athena: hive(type, isAthena: true)
    case .spark, .sqlite: hive(type, isAthena: false)
    case .trino: trino(type)
    case .clickhouse: clickhouse(type)
    }
  }

  private func duckdb(_ type: MemberType) -> String {
    switch type {
    case .text: "VARCHAR"
    case .integer: "BIGINT"
    case .double: "DOUBLE"
    case .boolean: "BOOLEAN"
    case .list(let item): "\(duckdb(item))[]"
    case .map(let value): "MAP(VARCHAR, \(duckdb(value)))"
    case .record(let members):
      "STRUCT(\(members.map { "\"\($0.name)\" \(duckdb($0.type))" }.joined(separator: ", ")))"
    }
  }

  /// Hive's types; Athena wants names in lower case.
  private func hive(_ type: MemberType, isAthena: Bool) -> String {
    switch type {
    case .text: return "string"
    case .integer: return "bigint"
    case .double: return "double"
    case .boolean: return "boolean"
    case .list(let item): return "array<\(hive(item, isAthena: isAthena))>"
    case .map(let value): return "map<string, \(hive(value, isAthena: isAthena))>"
    case .record(let members):
      let parts = members.map { member in
        let name = isAthena ? member.name.lowercased() : member.name
        let isWord = ["from", "to", "timestamp"].contains(name)
        return "\(isWord ? "`\(name)`" : name): \(hive(member.type, isAthena: isAthena))"
      }
      return "struct<\(parts.joined(separator: ", "))>"
    }
  }

  private func trino(_ type: MemberType) -> String {
    switch type {
    case .text: "varchar"
    case .integer: "bigint"
    case .double: "double"
    case .boolean: "boolean"
    case .list(let item): "array(\(trino(item)))"
    case .map(let value): "map(varchar, \(trino(value)))"
    case .record(let members):
      "row(\(members.map { "\"\($0.name)\" \(trino($0.type))" }.joined(separator: ", ")))"
    }
  }

  private func clickhouse(_ type: MemberType) -> String {
    switch type {
    case .text: "Nullable(String)"
    case .integer: "Nullable(Int64)"
    case .double: "Nullable(Float64)"
    case .boolean: "Nullable(Bool)"
    case .list(let item): "Array(\(clickhouse(item)))"
    case .map(let value): "Map(String, \(clickhouse(value)))"
    case .record(let members):
      "Tuple(\(members.map { "`\($0.name)` \(clickhouse($0.type))" }.joined(separator: ", ")))"
    }
  }
}
