import DueFormats
import DueModel
import DueStore
import DueSystem

/// A run, or one treatment of it, in numbers: Pinpoint's `ActivityResponse`.
package struct RunActivity: Sendable {
  package enum State: String, Sendable {
    case running = "RUNNING"
    case paused = "PAUSED"
    case cancelled = "CANCELLED"
    case completed = "COMPLETED"
  }

  package private(set) var members = 0
  package private(set) var sent = 0
  package private(set) var held = 0
  package private(set) var failed = 0
  private var cancelled = 0
  private var last: Instant?
  /// Counts by `campaign_send_status`, and by what became of messages.
  private var metrics: [String: Int] = [:]

  package init() {}

  package mutating func add(_ row: CampaignReportCursor.Row, _ fate: MemberReport.Fate) {
    members += 1
    metrics[row.status, default: 0] += 1
    switch fate {
    case .sent: sent += 1
    case .held: held += 1
    case .failed: failed += 1
    case .skipped: if row.message != nil { cancelled += 1 }
    }
    if let changed = row.message?.changed { last = max(last ?? changed, changed) }
  }

  package func state(of campaign: StoredCampaign) -> State {
    if held > 0 { return campaign.isPaused ? .paused : .running }
    return campaign.closed == .deleted && cancelled > 0 ? .cancelled : .completed
  }

  /// Whether it did what it was for: it is at its end, and somebody got a message.
  package func isSuccess(_ state: State) -> Bool { state == .completed && sent > 0 }

  package func end(of run: StoredRun) -> Instant? {
    held > 0 ? nil : max(last ?? run.started, run.started)
  }

  /// `ActivityResponse`.
  package func response(
    of run: StoredRun, id: String, treatment: String, campaign: StoredCampaign, project: String
  ) -> JSON {
    let state = state(of: campaign)
    var json: JSON = [
      "ApplicationId": .string(project), "CampaignId": .string(campaign.id), "Id": .string(id),
      "ScheduledStart": .string(run.scheduled.iso8601), "Start": .string(run.started.iso8601),
    ]
    if let end = end(of: run) { json["End"] = .string(end.iso8601) }
    json["State"] = .string(state.rawValue)
    if held == 0 { json["Result"] = .string(isSuccess(state) ? "SUCCESS" : "FAIL") }
    json["SuccessfulEndpointCount"] = .integer(sent)
    json["TotalEndpointCount"] = .integer(members)
    json["TreatmentId"] = .string(treatment)
    json["ExecutionMetrics"] = .object(
      metrics.sorted { $0.key < $1.key }.map { .init($0.key, .string("\($0.value)")) })
    return json
  }

  /// The seven members that Pinpoint's campaign creation told of.
  package func output(of run: StoredRun, campaign: StoredCampaign) -> JSON {
    let state = state(of: campaign)
    return [
      "CampaignId": .string(campaign.id), "CampaignStatus": .string(state.rawValue),
      "Result": held > 0 ? .null : .string(isSuccess(state) ? "SUCCESS" : "FAIL"),
      "Start": .string(run.started.iso8601),
      "End": end(of: run).map { .string($0.iso8601) } ?? .null,
      "SuccessfulEndpointCount": .integer(sent), "TotalEndpointCount": .integer(members),
    ]
  }

  /// Reads a run's numbers: all of it, or one treatment's.
  package static func read(_ run: StoredRun, treatment: Int? = nil, _ store: StoreView) throws
    -> RunActivity
  {
    var activity = RunActivity()
    let cursor = try CampaignReportCursor(run, store)
    while let row = try cursor.next() {
      if let treatment, row.treatment != treatment { continue }
      activity.add(row, MemberReport.fate(of: row, handover: run.handover).fate)
    }
    return activity
  }
}

extension StoredCampaign {
  /// What the campaign was asked for with, for notices.
  package var requestedWith: JSON {
    if let input { return input }
    return [
      "SegmentId": definition["SegmentId"] ?? .null, "SegmentName": .string(name),
      "SmsTemplateName": definition["TemplateConfiguration"]?["SMSTemplate"]?["Name"] ?? .null,
    ]
  }
}
