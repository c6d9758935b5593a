import DueFormats
import DueModel
import DueStore
import DueSystem

/// Where a campaign stands: Pinpoint's `CampaignStatus`.
///
/// It follows from the schedule, the runs and what waits in the outbox, and is kept nowhere.
package enum CampaignState: String, Sendable {
  case scheduled = "SCHEDULED"
  /// Messages of a run wait or are on their way.
  case executing = "EXECUTING"
  case pendingNextRun = "PENDING_NEXT_RUN"
  case completed = "COMPLETED"
  case paused = "PAUSED"
  case deleted = "DELETED"

  package init(of stored: StoredCampaign, at now: Instant, _ store: StoreView) throws {
    switch stored.closed {
    case .deleted: self = .deleted
    case .completed: self = .completed
    case nil:
      let campaign = try Campaign(stored.definition)
      let runs = try CampaignTable.runs(of: stored, store)
      let isOpen = try runs.contains { run in
        run.handover == .messages && run.told == nil ? true : try CampaignTable.isOpen(run, store)
      }
      let state =
        isOpen
        ? .executing : Self.idle(campaign.schedule, runs, of: stored, at: now)
      self = stored.isPaused && state != .completed ? .paused : state
    }
  }

  /// The state while no message waits.
  private static func idle(
    _ schedule: Schedule, _ runs: [StoredRun], of stored: StoredCampaign, at now: Instant
  ) -> CampaignState {
    let created = stored.created
    switch schedule.due(at: now, created: created, takenOver: stored.takenOver) {
    case .over: return .completed
    case .waits(let next): return next.number == 1 ? .scheduled : .pendingNextRun
    case .now(let occurrence):
      let isDone = runs.contains { $0.number == occurrence.number }
      if isDone, schedule.following(occurrence, created: created) == nil { return .completed }
      return runs.isEmpty ? .scheduled : .pendingNextRun
    }
  }
}

extension StoredCampaign {
  /// `CampaignResponse`, with the state it is in.
  package func response(_ state: CampaignState) -> JSON {
    var json = definition
    json["IsPaused"] = .bool(isPaused)
    let status: JSON = ["CampaignStatus": .string(state.rawValue)]
    json["State"] = status
    json["DefaultState"] = status
    return json
  }
}
