import DueSystem
import GRDB

/// Which messages of the archive are meant. Whatever is nil or empty does not matter.
package struct ArchiveFilter: Sendable {
  /// `seq` of the project.
  package var project: Int64?
  /// Those of any of these endpoints or users.
  package var endpoints: [String] = []
  package var users: [String] = []
  /// Those of these endpoints that do not say whose they are, as well.
  package var endpointsOfUsers: [String] = []
  package var campaign: String?
  package var journey: String?
  package var channel: String?
  /// Sent at this moment or later.
  package var since: Instant?
  /// Sent before this moment.
  package var until: Instant?
  /// In no pack.
  package var isLoose = false
  package var pack: Int64?

  package init() {}

  var condition: (sql: String, arguments: StatementArguments) {
    var parts: [String] = []
    var arguments = StatementArguments()
    func add(_ sql: String, _ value: (any DatabaseValueConvertible)?) {
      guard let value else { return }
      parts.append(sql)
      arguments += [value]
    }
    add("m.project = ?", project)
    add("m.campaign = ?", campaign)
    add("m.journey = ?", journey)
    add("m.channel = ?", channel)
    add("m.at >= ?", since?.milliseconds)
    add("m.at < ?", until?.milliseconds)
    add("m.pack = ?", pack)
    if isLoose { parts.append("m.pack IS NULL") }
    let subjects: [(test: String, values: [String])] = [
      ("m.endpoint IN", endpoints), ("m.user IN", users),
      ("m.user IS NULL AND m.endpoint IN", endpointsOfUsers),
    ].filter { !$0.1.isEmpty }
    if !subjects.isEmpty {
      let tests = subjects.map { test, values in
        arguments += StatementArguments(values)
        return "\(test) (\(values.map { _ in "?" }.joined(separator: ", ")))"
      }
      parts.append("(\(tests.joined(separator: " OR ")))")
    }
    return (parts.isEmpty ? "true" : parts.joined(separator: " AND "), arguments)
  }
}
