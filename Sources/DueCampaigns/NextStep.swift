import DueFormats
import DueModel
import DueStore
import DueSystem

/// What a campaign has to do at some moment.
package enum NextStep: Sendable, Equatable {
  /// This run, whose time has come.
  case run(Occurrence)
  /// Nothing before that moment.
  case wait(until: Instant)
  case paused
  case deleted
  /// Every run was done, or its end is past.
  case finished

  /// - Throws: status 78 for what no run does, such as a start by events.
  package init(for stored: StoredCampaign, at now: Instant, _ store: StoreView) throws {
    switch stored.closed {
    case .deleted: self = .deleted
    case .completed: self = .finished
    case nil: self = try Self.open(stored, at: now, store)
    }
  }

  private static func open(
    _ stored: StoredCampaign, at now: Instant, _ store: StoreView
  ) throws -> NextStep {
    let campaign = try Campaign(stored.definition)
    if let obstacle = campaign.obstacles.first {
      throw RunFault(.configuration, obstacle.description)
    }
    let done = try CampaignTable.runs(of: stored, store).map(\.number)
    let due = campaign.schedule.due(
      at: now, created: stored.created, takenOver: stored.takenOver)
    switch due {
    case .over: return .finished
    case .waits(let first):
      return stored.isPaused ? .paused : .wait(until: campaign.schedule.begin(first))
    case .now(let occurrence):
      guard done.contains(occurrence.number) else {
        return stored.isPaused ? .paused : .run(occurrence)
      }
      let next = campaign.schedule.following(occurrence, created: stored.created)
      return next.map { stored.isPaused ? .paused : .wait(until: campaign.schedule.begin($0)) }
        ?? .finished
    }
  }
}
