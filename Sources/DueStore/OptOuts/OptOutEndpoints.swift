import DueModel
import DueSystem
import GRDB

/// The endpoints of an address, in every project.
final class OptOutEndpoints {
  private let projects: [Int64]
  private let find: ReusedStatement
  private let update: ReusedStatement
  /// Whether the store has any.
  let areThere: Bool

  init(_ database: Database) throws {
    projects = try Int64.fetchAll(database, sql: "SELECT seq FROM project ORDER BY seq")
    find = try ReusedStatement(
      "SELECT seq, channel, address FROM endpoint WHERE address_key = ?1 AND project = ?2",
      database)
    update = try ReusedStatement(
      "UPDATE endpoint SET opt_out = ?2 WHERE seq = ?1 AND opt_out IS NOT ?2", database)
    areThere = try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM endpoint)") ?? false
  }

  func set(_ address: String, isOptedOut: Bool) throws {
    var address = address
    try address.withUTF8 { text in
      let address = Bytes(text)
      for project in projects {
        let key = AddressKey(project: project, family: .sms, address: address)
        find.bind(1, key.value)
        find.bind(2, project)
        var found: [Int64] = []
        defer { find.reset() }
        while try find.step() {
          // Different addresses may share a key.
          if Channel(find.bytes(1))?.family == .sms,
            NormalizedAddress.equal(find.bytes(2), address, .sms)
          {
            found.append(find.integer(0))
          }
        }
        for seq in found {
          update.bind(1, seq)
          update.bind(orNull: 2, isOptedOut ? "ALL" : "")
          try update.run()
        }
      }
    }
  }
}
