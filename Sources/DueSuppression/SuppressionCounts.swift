import DueFormats

/// What a run has done.
package struct SuppressionCounts: Sendable, Equatable {
  /// Events or records read.
  package var read = 0
  package var rejected = 0
  /// Changes of the list.
  package var added = 0
  package var changed = 0
  package var removed = 0
  /// Events kept of which nothing follows.
  package var recorded = 0
  /// Deliveries noted.
  package var delivered = 0
  /// Phone numbers put on the opt-out list.
  package var optedOut = 0

  package init() {}

  package static func += (a: inout Self, b: Self) {
    a.read += b.read
    a.rejected += b.rejected
    a.added += b.added
    a.changed += b.changed
    a.removed += b.removed
    a.recorded += b.recorded
    a.delivered += b.delivered
    a.optedOut += b.optedOut
  }

  package var summary: JSON {
    .object([
      .init("read", .integer(read)), .init("rejected", .integer(rejected)),
      .init("added", .integer(added)), .init("changed", .integer(changed)),
      .init("removed", .integer(removed)), .init("recorded", .integer(recorded)),
      .init("delivered", .integer(delivered)), .init("opted_out", .integer(optedOut)),
    ])
  }
}
