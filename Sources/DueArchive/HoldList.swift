import DueFormats
import DueStore
import DueSystem

/// Whose messages stay, whatever else is asked for: lines of `endpoint`, `user`, `campaign` or
/// `journey` and an id.
package struct HoldList: Sendable {
  private var endpoints: Set<String> = []
  private var users: Set<String> = []
  private var campaigns: Set<String> = []
  private var journeys: Set<String> = []

  package init() {}

  /// Reads the file at `path`. Empty lines and those that begin with `#` say nothing.
  ///
  /// - Throws: status 66 when it cannot be read, 78, with the line, for one that is no hold: a
  ///   hold that is misread would erase what must stay.
  package init(_ path: String) throws {
    var lines = LineReader(try ByteSource.open(path))
    while try lines.next() {
      guard !lines.isTooLong else {
        throw RunFault(.configuration, "\(path):\(lines.number): expected a hold, found no text")
      }
      let text = Self.trimmed(Substring(lines.text.string))
      if text.isEmpty || text.hasPrefix("#") { continue }
      guard let space = text.firstIndex(of: " "),
        add(String(text[..<space]), Self.trimmed(text[space...]))
      else {
        throw RunFault(
          .configuration,
          "\(path):\(lines.number): expected endpoint, user, campaign or journey and an id, found '\(text)'"
        )
      }
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }

  private mutating func add(_ kind: String, _ id: String) -> Bool {
    switch kind {
    case "endpoint": endpoints.insert(id)
    case "user": users.insert(id)
    case "campaign": campaigns.insert(id)
    case "journey": journeys.insert(id)
    default: return false
    }
    return !id.isEmpty
  }

  private var isEmpty: Bool {
    endpoints.isEmpty && users.isEmpty && campaigns.isEmpty && journeys.isEmpty
  }

  func holds(_ entry: ArchiveEntry) -> Bool {
    if isEmpty { return false }
    return endpoints.contains(entry.endpoint.string) || users.contains(entry.user.string)
      || campaigns.contains(entry.campaign.string) || journeys.contains(entry.journey.string)
  }
}
