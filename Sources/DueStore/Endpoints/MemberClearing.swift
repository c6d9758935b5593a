import DueFormats
import DueSystem
import GRDB

/// One name in a map of an endpoint or of a user.
package enum MapMember: Sendable, Equatable {
  case attribute(String)
  case metric(String)
  case userAttribute(String)

  fileprivate var name: String {
    switch self {
    case .attribute(let name), .metric(let name), .userAttribute(let name): name
    }
  }

  /// Where the maps of the store have it, as SQLite's JSON functions name places.
  ///
  /// These compare names as they are written, and know no quote within one: whoever asks leaves
  /// such names out.
  fileprivate var path: String {
    var buffer = ByteBuffer(capacity: 64)
    buffer.append(jsonString: name)
    return "$.\(buffer.string)"
  }
}

extension EndpointTable {
  /// Takes `member` from the endpoints, or the users, that are neither in `kept` nor of one of
  /// `users`; how many had it.
  package static func clear(
    _ member: MapMember, in project: Project, except kept: SeqSet, users: SeqSet, now: Instant,
    _ database: Database
  ) throws -> Int {
    switch member {
    case .attribute:
      try clear("attributes", member, in: project, except: kept, users, now: now, database)
    case .metric:
      try clear("metrics", member, in: project, except: kept, users, now: now, database)
    case .userAttribute:
      try clear(ofUsers: member, in: project, except: kept, users, database)
    }
  }

  private static func clear(
    _ column: String, _ member: MapMember, in project: Project, except kept: SeqSet,
    _ users: SeqSet, now: Instant, _ database: Database
  ) throws -> Int {
    let having = try RowStatement(
      """
      SELECT seq, user FROM endpoint
      WHERE project = ?1 AND json_type(\(column), '\(member.quotedPath)') IS NOT NULL
      """, database)
    having.bind(1, project.seq)
    var stale: [Int64] = []
    while try having.step() {
      if kept.contains(having.integer(0)) { continue }
      if let user = having.optional(1), users.contains(user) { continue }
      stale.append(having.integer(0))
    }
    let change = try RowStatement(
      """
      UPDATE endpoint SET effective = ?2,
        \(column) = nullif(json_remove(\(column), '\(member.quotedPath)'), '{}') WHERE seq = ?1
      """, database)
    for seq in stale {
      change.bind(1, seq)
      change.bind(2, now.milliseconds)
      try change.run()
    }
    return stale.count
  }

  private static func clear(
    ofUsers member: MapMember, in project: Project, except kept: SeqSet, _ users: SeqSet,
    _ database: Database
  ) throws -> Int {
    var keptUsers = users
    let owners = try RowStatement(
      "SELECT seq, user FROM endpoint WHERE project = ?1 AND user IS NOT NULL", database)
    owners.bind(1, project.seq)
    while try owners.step() {
      if kept.contains(owners.integer(0)) { keptUsers.insert(owners.integer(1)) }
    }
    let having = try RowStatement(
      """
      SELECT seq FROM user
      WHERE project = ?1 AND json_type(attributes, '\(member.quotedPath)') IS NOT NULL
      """, database)
    having.bind(1, project.seq)
    var stale: [Int64] = []
    while try having.step() {
      if !keptUsers.contains(having.integer(0)) { stale.append(having.integer(0)) }
    }
    let change = try RowStatement(
      """
      UPDATE user SET attributes = nullif(json_remove(attributes, '\(member.quotedPath)'), '{}')
      WHERE seq = ?1
      """, database)
    for seq in stale {
      change.bind(1, seq)
      try change.run()
    }
    return stale.count
  }
}

extension MapMember {
  /// The path, fit to stand in a literal of SQL.
  fileprivate var quotedPath: String { path.replacing("'", with: "''") }
}
