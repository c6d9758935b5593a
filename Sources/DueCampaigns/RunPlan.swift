import DueFormats
import DueModel
import DueStore
import DueSystem

/// A run that is about to be done: everything it needs was found.
package struct RunPlan {
  /// Calls its argument with each member of the segment, in the order of their ids.
  package typealias Members = (_ body: (EndpointView, Int64) throws -> Void) throws -> Void

  package let run: CampaignRun
  package let stored: StoredCampaign
  package let project: Project
  package let segmentID: String
  package let segmentVersion: Int
  /// Treatment → channel → `Name` and `Version` of the template in use.
  package let templates: JSON
  let members: Members
  let render: CampaignWalk.Render

  package init(
    _ run: CampaignRun, of stored: StoredCampaign, in project: Project,
    segment: (id: String, version: Int), templates: JSON, members: @escaping Members,
    render: @escaping CampaignWalk.Render
  ) {
    self.run = run
    self.stored = stored
    self.project = project
    segmentID = segment.id
    segmentVersion = segment.version
    self.templates = templates
    self.members = members
    self.render = render
  }

  /// Does the run inside the caller's transaction: one row a member, and one message in the outbox
  /// for each that gets one.
  ///
  /// With `messages` no message enters the outbox; `CampaignTable` knows to whom one goes.
  ///
  /// - Throws: `UnaskedMember` where a hook is to say something of a member, and was not asked.
  /// - Complexity: O(*n*) in the members; memory does not grow with them.
  package func fill(
    _ handover: StoredRun.Handover, _ hearing: Hearing, _ store: StoreView
  ) throws -> FilledRun {
    var messages = 0
    var failures = 0
    var row = try CampaignTable.insert(newRow(handover), of: stored, store)
    var batches: [Channel: (batch: Batch, total: Int)] = [:]
    for channel in handover == .outbox ? run.campaign.channels : [] {
      let batch = try Batch.open(
        CampaignRun.batch(run.id, channel), name: run.campaign.name, channel: channel, in: project,
        at: run.started, store)
      batches[channel] = (batch, 0)
    }
    let outbox = try OutboxWriter(store)
    let writer = try CampaignMemberWriter(row, store)
    let counter = try CampaignSentWriter(of: stored, store)
    let isCounted = run.campaign.limits.total != nil
    var walk = try CampaignWalk(run, of: stored, in: project, store, hearing, render: render)
    try members { endpoint, seq in
      let outcome = try walk.visit(endpoint, seq: seq)
      row.members += 1
      if outcome.decision.status.isFailure { failures += 1 }
      if outcome.message != nil { messages += 1 }
      if isCounted, outcome.decision.status == .success { try counter.count(endpoint: seq) }
      if let message = outcome.message, let batch = batches[message.channel]?.batch {
        _ = try outbox.enqueue(message, batch: batch, record: row.members, at: run.started)
        batches[message.channel]?.total += 1
      }
      try writer.add(
        endpoint: seq, status: outcome.decision.status.rawValue,
        treatment: outcome.decision.treatment, detail: outcome.detail)
    }
    try CampaignTable.setMembers(row, row.members, store)
    for (batch, total) in batches.values { try batch.setTotal(total, store) }
    return FilledRun(row: row, messages: messages, failures: failures)
  }

  /// Does as if: `tell` takes what would become of each member. A hook is not asked.
  package func rehearse(_ store: StoreView, tell: (MemberOutcome) throws -> Void) throws {
    var walk = try CampaignWalk(run, of: stored, in: project, store, .nothing, render: render)
    try members { endpoint, seq in try tell(walk.visit(endpoint, seq: seq)) }
  }

  private func newRow(_ handover: StoredRun.Handover) -> StoredRun {
    StoredRun(
      number: run.occurrence.number, id: run.id, scheduled: run.occurrence.scheduled,
      shown: run.occurrence.shown, started: run.started, segmentID: segmentID,
      segmentVersion: segmentVersion, templates: templates, handover: handover)
  }
}

/// A run that was done.
package struct FilledRun: Sendable {
  package var row: StoredRun
  package var messages: Int
  /// Members whose message could not be made.
  package var failures: Int
}
