import DueFormats

/// What a run has done.
package struct TagCounts: Sendable, Equatable {
  /// Events read.
  package var events = 0
  /// Events that met a rule.
  package var matched = 0
  /// Of these, those about no endpoint of the store.
  package var unresolved = 0
  package var rejected = 0
  /// Endpoints that were changed, or made.
  package var updated = 0
  package var created = 0
  /// Users whose attributes were changed.
  package var users = 0
  /// Changes of members of segments.
  package var members = 0
  /// Rules met about an endpoint without a user, whose attribute they would change.
  package var withoutUser = 0
  /// Targets of which a value has ended.
  package var expired = 0

  package init() {}

  package var summary: JSON {
    .object([
      .init("events", .integer(events)), .init("matched", .integer(matched)),
      .init("unresolved", .integer(unresolved)), .init("rejected", .integer(rejected)),
      .init("updated", .integer(updated)), .init("created", .integer(created)),
      .init("users", .integer(users)),
      .init("members", .integer(members)), .init("without_user", .integer(withoutUser)),
      .init("expired", .integer(expired)),
    ])
  }
}
