import DueSystem
import GRDB

extension EndpointTable {
  /// The users of `project` who have an endpoint.
  package static func usersWithEndpoints(of project: Project, _ database: Database) throws -> SeqSet
  {
    var users = SeqSet()
    let rows = try RowStatement(
      "SELECT user FROM endpoint WHERE project = ?1 AND user IS NOT NULL", database)
    rows.bind(1, project.seq)
    while try rows.step() { users.insert(rows.integer(0)) }
    return users
  }

  /// Makes endpoints INACTIVE that are neither in `kept` nor of one of `users`; how many.
  package static func deactivate(
    in project: Project, except kept: SeqSet, users: SeqSet, _ database: Database
  ) throws -> Int {
    var stale: [Int64] = []
    let rows = try RowStatement(
      "SELECT seq, user FROM endpoint WHERE project = ?1 AND status IS NULL", database)
    rows.bind(1, project.seq)
    while try rows.step() {
      let seq = rows.integer(0)
      if kept.contains(seq) { continue }
      if let user = rows.optional(1), users.contains(user) { continue }
      stale.append(seq)
    }
    let change = try RowStatement(
      "UPDATE endpoint SET status = 'INACTIVE' WHERE seq = ?1", database)
    for seq in stale {
      change.bind(1, seq)
      try change.run()
    }
    return stale.count
  }
}
