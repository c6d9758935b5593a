import DueFormats
import DueModel
import DueStore
import DueSystem

/// What a run that is done tells: the messages it decided on, and its events.
extension CampaignRun {
  /// Calls `body` with the messages of a run, made again, in the order of the endpoints' ids.
  package func forEachMessage(
    of row: StoredRun, campaign: StoredCampaign, in project: Project, _ store: StoreView,
    render: @escaping CampaignWalk.Render, _ body: (Message) throws -> Void
  ) throws {
    var walk = try CampaignWalk(
      self, of: campaign, in: project, store, .something, render: render)
    var members = try CampaignMemberCursor(
      row, in: project, statuses: [SendStatus.success.rawValue], store)
    while let endpoint = try members.next() {
      let outcome = try walk.revisit(
        endpoint, seq: members.seq, treatment: members.treatment)
      if let message = outcome.message { try body(message) }
    }
  }

  /// Calls `body` with the `_campaign.send` event of each member that was a recipient.
  package func forEachEvent(
    of row: StoredRun, in project: Project, _ store: StoreView, _ body: (Bytes) throws -> Void
  ) throws {
    let statuses = SendStatus.allCases.filter(\.isRecipient).map(\.rawValue)
    var members = try CampaignMemberCursor(row, in: project, statuses: statuses, store)
    var json = ByteBuffer(capacity: 1 << 14)
    var event = ByteBuffer(capacity: 1 << 14)
    var tape = JSONTape()
    while let endpoint = try members.next() {
      guard let status = SendStatus(rawValue: members.status) else { continue }
      json.removeAll()
      json.append(endpoint)
      event.removeAll()
      event.append(
        sendOf: self, to: try tape.parse(json.bytes), treatment: members.treatment, status: status)
      try body(event.bytes)
    }
  }
}
