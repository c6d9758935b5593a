/// How one reason comes out of many.
package struct SuppressionRules: Sendable, Equatable {
  /// The latest event wins, not the strongest.
  package var takesLatest: Bool
  /// So many soft bounces in so many days, with no delivery between, are one reason.
  package var softLimit: Int
  package var softDays: Int

  package init(takesLatest: Bool = false, softLimit: Int = 3, softDays: Int = 30) {
    self.takesLatest = takesLatest
    self.softLimit = softLimit
    self.softDays = softDays
  }
}
