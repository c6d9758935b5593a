import DueFormats
import DueModel
import DueSystem
import GRDB

/// How many endpoints a project has, of which kinds.
package struct EndpointCensus: Sendable, Equatable {
  package struct Line: Sendable, Equatable {
    /// Empty for endpoints that have none.
    package var channel: String
    package var count = 0
    package var optedOut = 0
    package var inactive = 0
  }

  /// By channel, in the order of their names.
  package private(set) var lines: [Line] = []
  package private(set) var users = 0
  /// Users with more endpoints than Pinpoint allowed.
  package private(set) var crowdedUsers = 0
  /// Names of attributes, metrics and attributes of users.
  package private(set) var names = 0

  package var count: Int { lines.reduce(0) { $0 + $1.count } }

  /// The most endpoints that a user could have. Source: Pinpoint developer guide, "Quotas".
  package static let mostEndpoints: UInt8 = 15

  /// The most names that attributes, metrics and attributes of users of a project could have
  /// together. Source: the same.
  package static let mostNames = 250

  /// Counts those of `project`: one walk over the endpoints, and a byte for each user.
  package init(of project: Project, _ database: Database) throws {
    let last = try Int.fetchOne(database, sql: "SELECT max(seq) FROM user") ?? 0
    var endpoints = [UInt8](repeating: 0, count: last + 1)
    var attributes = NameCensus()
    var metrics = NameCensus()
    var cursor = try EndpointCursor(
      project, [.channel, .status, .optOut, .user, .attributes, .metrics], [], database)
    var place = 0
    while try cursor.advance() {
      place = find(cursor.view.channel, from: place)
      lines[place].count += 1
      if cursor.view.isOptedOut { lines[place].optedOut += 1 }
      if !cursor.view.isActive { lines[place].inactive += 1 }
      try attributes.add(cursor.view.attributes)
      try metrics.add(cursor.view.metrics)
      let user = Int(cursor.user)
      // More than enough is enough.
      if user > 0, user <= last, endpoints[user] < .max { endpoints[user] += 1 }
    }
    lines.sort { $0.channel.utf8.lexicographicallyPrecedes($1.channel.utf8) }
    for count in endpoints.dropFirst() where count > 0 {
      users += 1
      if count > Self.mostEndpoints { crowdedUsers += 1 }
    }
    names = try attributes.count + metrics.count + Self.namesOfUsers(project, database)
  }

  private static func namesOfUsers(_ project: Project, _ database: Database) throws -> Int {
    var names = NameCensus()
    let users = try ReusedStatement(
      "SELECT attributes FROM user WHERE project = ?1 AND attributes IS NOT NULL", database)
    users.bind(1, project.seq)
    defer { users.reset() }
    while try users.step() { try names.add(users.bytes(0)) }
    return names.count
  }

  /// The line of a channel: there are few, and one often follows itself.
  private mutating func find(_ channel: Bytes, from place: Int) -> Int {
    if place < lines.count, channel.equals(lines[place].channel) { return place }
    if let found = lines.firstIndex(where: { channel.equals($0.channel) }) { return found }
    lines.append(Line(channel: channel.string))
    return lines.count - 1
  }
}

/// The names that many maps have.
private struct NameCensus: ~Copyable {
  private var names = ByteKeys(capacity: 512)
  private var arena = ByteArena()
  private var tape = JSONTape()
  private var found: [Bytes] = []

  var count: Int { names.count }

  mutating func add(_ map: Bytes) throws {
    if map.count <= 2 { return }
    found.removeAll(keepingCapacity: true)
    if !MapNames.forEach(map, { found.append($0) }) {
      found.removeAll(keepingCapacity: true)
      let members = try tape.parse(map).members
      for member in members { found.append(member.name.rawString) }
    }
    for name in found where names.find(name) == nil { _ = names.number(of: arena.copy(name)) }
  }
}

extension UnsafeRawBufferPointer {
  /// Whether these are the bytes of `text`.
  fileprivate func equals(_ text: String) -> Bool { elementsEqual(text.utf8) }
}
