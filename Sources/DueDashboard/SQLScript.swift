import DueFormats

/// Questions as a script for the sqlite3 shell, to be asked of `events.db` by hand.
package struct SQLScript {
  private let texts: [(name: String, sql: String)]
  private let parameters: [String: JSON]

  package init(texts: [(String, String)], parameters: [String: JSON]) {
    self.texts = texts
    self.parameters = parameters
  }

  package var text: String {
    var lines = [
      "-- Names and people of due.db. Run from where events.db is:",
      "--   ATTACH 'due-store/due.db' AS due;",
      "--   INSERT INTO temp.resource_names SELECT project, kind, id, name FROM due.resource_names;",
      "CREATE TEMP TABLE resource_names (project TEXT, kind TEXT, id TEXT, name TEXT);",
      "CREATE TEMP TABLE people (project TEXT, user_id TEXT, endpoint_id TEXT, address TEXT);",
      ".parameter init",
    ]
    for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
      lines.append(
        "INSERT OR REPLACE INTO temp.sqlite_parameters VALUES (':\(name)', \(Self.literal(value)));"
      )
    }
    for (name, sql) in texts { lines.append("\n-- \(name)\n\(sql);") }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func literal(_ value: JSON) -> String {
    switch value {
    case .string(let text): "'" + text.replacing("'", with: "''") + "'"
    case .null: "NULL"
    default: value.text
    }
  }
}
