import DueFormats
import DueStore

/// What a load came to.
package struct LoadCounts: Equatable, Sendable {
  package var files = 0
  /// Files that were read before, as they are.
  package var unchanged = 0
  package var events = 0
  package var rejected = 0
  package var outcome = EventCounts()

  package init() {}

  package var summary: JSON {
    .object([
      .init("files", .integer(files)), .init("unchanged_files", .integer(unchanged)),
      .init("events", .integer(events)), .init("added", .integer(outcome.added)),
      .init("known", .integer(outcome.known)), .init("expired", .integer(outcome.expired)),
      .init("rejected", .integer(rejected)),
    ])
  }
}
