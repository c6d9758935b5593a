import DueFormats
import DueModel
import DueStore
import DueSystem

/// The names of a project in memory, for looking up: those of today, or of any time.
package struct NameBook: Sendable {
  /// What a resource was called since some time.
  struct Entry: Sendable {
    var since: Instant
    var name: String
    var segmentID: String?
    var parts: [String: Part]
  }

  /// A treatment or an activity.
  struct Part: Sendable {
    var name: String?
    /// The names of its templates, by type.
    var templates: [JSON.Member]
  }

  private struct Key: Hashable, Sendable {
    var kind: ResourceKind
    var id: String
  }

  private var entries: [Key: [Entry]] = [:]
  /// The times at which some name changed, ascending; none where today's names are meant.
  private var changes: [Instant] = []

  /// - Parameters:
  ///   - history: by kind, id and time.
  ///   - hasTime: keeps the names of the past; otherwise those of today alone.
  package init(_ history: [NamedSince], hasTime: Bool) throws {
    for row in history {
      guard let name = row.name else { continue }
      let entry = Entry(
        since: row.since, name: name, segmentID: row.segmentID, parts: try Self.parts(row.parts))
      let key = Key(kind: row.kind, id: row.id)
      if hasTime {
        entries[key, default: []].append(entry)
      } else {
        entries[key] = [entry]
      }
    }
    if hasTime { changes = Set(entries.values.joined().map(\.since)).sorted() }
  }

  private static func parts(_ text: String?) throws -> [String: Part] {
    guard let text else { return [:] }
    let members = try JSON(parsing: text).members ?? []
    return Dictionary(
      members.map {
        let part = Part(
          name: $0.value["name"]?.string, templates: $0.value["templates"]?.members ?? [])
        return ($0.name, part)
      }, uniquingKeysWith: { $1 })
  }

  /// Which stretch of time between two changes `instant` is in; 0 before the first.
  func epoch(of instant: Instant?) -> Int {
    guard let instant else { return changes.count }
    var low = 0
    var high = changes.count
    while low < high {
      let middle = (low + high) / 2
      if changes[middle] <= instant { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// What a resource was called at `instant`; before its first name, that one. Without a time,
  /// its last name.
  func entry(_ kind: ResourceKind, _ id: String, at instant: Instant?) -> Entry? {
    guard let known = entries[Key(kind: kind, id: id)] else { return nil }
    guard let instant else { return known.last }
    return known.last { $0.since <= instant } ?? known.first
  }
}
