import GRDB

extension EndpointTable {
  /// The ids of users by their places, in that order; places of none are passed over.
  package static func userIDs(of users: [Int64], _ database: Database) throws -> [String] {
    let statement = try database.cachedStatement(sql: "SELECT id FROM user WHERE seq = ?")
    return try users.compactMap { try String.fetchOne(statement, arguments: [$0]) }
  }
}
