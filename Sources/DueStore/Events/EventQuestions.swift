import DueSystem
import Glibc

extension Question {
  /// A question to the event database in `directory`.
  ///
  /// It sees `events.db` and, where there is one, `due.db` as the schema `due`, with the names of
  /// campaigns and journeys in the view `names`.
  ///
  /// - Parameter isOver: whether the question has taken long enough.
  /// - Throws: status 64 for SQL that SQLite does not understand or that would do more than read.
  package convenience init(
    toEvents sql: String, _ parameters: [String: String], numbers: [String: Int64] = [:],
    in directory: String, isOver: @escaping @Sendable () -> Bool
  ) throws {
    _ = try EventStore(directory)  // which looks whether it is one of ours
    let connection = try QuestionConnection(EventStore.path(in: directory))
    try Self.attachNames(directory, connection)
    try connection.execute("PRAGMA cache_size = -24576")
    try connection.confine()
    try self.init(sql, parameters, numbers: numbers, on: connection, isOver: isOver)
  }

  private static func attachNames(_ directory: String, _ connection: QuestionConnection) throws {
    var source = "SELECT '' AS application, '' AS kind, '' AS id, '' AS name WHERE 0"
    if try connection.has("names", in: "main") {
      source = "SELECT application, kind, id, name FROM main.names"
    }
    let store = "\(directory)/due.db"
    if access(store, F_OK) == 0 {
      // A name that begins with `file:` would be taken for a URI.
      let path = store.hasPrefix("/") ? store : "./\(store)"
      try connection.execute("ATTACH \(sqlLiteral(path)) AS due")
      if try connection.has("resource_names", in: "due") {
        source =
          "SELECT coalesce(project, '') AS application, kind, id, name FROM due.resource_names"
      }
    }
    try connection.execute("CREATE TEMP VIEW names AS \(source)")
  }
}
