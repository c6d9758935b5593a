import DueModel
import DueStore

/// Makes the entries of one address out of all that was said of it.
///
/// The outcome depends on the events and their times, not on the order they were read in. Of
/// several reasons the strongest stands (or, as SES's own list has it, the latest); its detail is
/// that of the first event with it, and one that only tells that the address was listed already
/// gives way to one that says why.
package struct SuppressionFold {
  private static let day: Int64 = 86_400_000

  private let rules: SuppressionRules

  package init(_ rules: SuppressionRules) { self.rules = rules }

  /// An entry, and the event that made it.
  package struct Outcome: Sendable, Equatable {
    package var entry: SuppressionEntry
    package var uid: String
  }

  /// One event and the reason that it is.
  private struct Ground {
    let event: SuppressionEvent
    let reason: SuppressionReason
  }

  /// The entries of `key`, by scope.
  ///
  /// - Parameters:
  ///   - events: in the order of time, uid and scope.
  ///   - deliveries: the times at which mail arrived, from one moment to another, in order.
  package func callAsFunction(
    _ key: String, _ events: [SuppressionEvent],
    deliveries: (_ first: Int64, _ last: Int64) throws -> [Int64]
  ) rethrows -> [Outcome] {
    var outcomes: [Outcome] = []
    for (scope, events) in Dictionary(grouping: events, by: \.scope).sorted(by: { $0.key < $1.key })
    {
      var grounds = self.grounds(events)
      let isEverything = scope == SuppressionEvent.everything
      let softs = isEverything ? events.filter { $0.act == .count } : []
      if let soft = try self.soft(softs, deliveries) {
        grounds.append(Ground(event: soft, reason: .softBounce))
      }
      if let outcome = outcome(key, grounds, softs) { outcomes.append(outcome) }
    }
    return outcomes
  }

  /// The events that are reasons. What a person took back later is none.
  private func grounds(_ events: [SuppressionEvent]) -> [Ground] {
    let lift = events.lastIndex { $0.act == .lift } ?? -1
    return events.enumerated().compactMap { place, event in
      guard event.act == .suppress || event.act == .ensure, let reason = event.reason,
        reason != .unsubscribe || place > lift
      else { return nil }
      return Ground(event: event, reason: reason)
    }
  }

  /// The soft bounce by which there were enough; nil where there never were.
  private func soft(
    _ softs: [SuppressionEvent], _ deliveries: (Int64, Int64) throws -> [Int64]
  ) rethrows -> SuppressionEvent? {
    guard softs.count >= rules.softLimit, let first = softs.first, let last = softs.last else {
      return nil
    }
    let arrivals = try deliveries(first.at, last.at)
    for i in (rules.softLimit - 1)..<softs.count {
      let from = softs[i + 1 - rules.softLimit].at
      let to = softs[i].at
      if to - from > Int64(rules.softDays) * Self.day { continue }
      if !arrivals.contains(where: { from < $0 && $0 < to }) { return softs[i] }
    }
    return nil
  }

  private func outcome(_ key: String, _ grounds: [Ground], _ softs: [SuppressionEvent]) -> Outcome?
  {
    let strongest = grounds.map(\.reason).max()
    let latest = grounds.max { ($0.event.at, $0.event.uid) < ($1.event.at, $1.event.uid) }
    guard let reason = rules.takesLatest ? latest?.reason : strongest,
      let ground = grounds.first(where: { $0.reason == reason && $0.event.act != .ensure })
        ?? grounds.first(where: { $0.reason == reason })
    else { return nil }
    var entry = SuppressionEntry(key: key, ground.event, reason)
    let events = grounds.map(\.event).filter { $0.act != .count } + softs
    let times = events.map(\.at).filter { $0 != 0 }
    entry.firstSeen = times.min() ?? 0
    entry.lastSeen = times.max() ?? 0
    entry.count = events.count
    entry.push = grounds.compactMap(\.event.push).max()
    return Outcome(entry: entry, uid: ground.event.uid)
  }
}
