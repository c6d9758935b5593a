import DueFormats
import DueModel
import DueSystem

/// One run of a campaign, and the names that its messages, events and activities go by.
package struct CampaignRun: Sendable {
  package let campaign: Campaign
  package let occurrence: Occurrence
  /// When the run decided.
  package let started: Instant
  /// Pinpoint's application.
  package let project: String
  private let prefix: String

  package init(
    _ campaign: Campaign, _ occurrence: Occurrence, started: Instant, project: String
  ) {
    self.campaign = campaign
    self.occurrence = occurrence
    self.started = started
    self.project = project
    prefix = Self.prefix(campaignID: campaign.id)
  }

  /// A campaign's id as part of keys: itself where it may be, else a digest of it.
  private static func prefix(campaignID id: String) -> String {
    id.utf8.count <= 32 && Message.isKey(id) ? id : Message.key(of: ["campaign", id])
  }

  /// The run's own name: its batch in the outbox, and its activity.
  package var id: String { "\(prefix)-\(occurrence.number)" }

  /// The activity of one treatment in this run.
  package func activityID(treatment: Int) -> String {
    treatment == 0
      ? id : Message.key(of: ["activity", id, campaign.treatments[treatment].id])
  }

  /// The key of the message to the endpoint at `seq` of the store: the same whenever it is made.
  package func key(endpoint seq: Int64) -> String { "\(id)-\(seq)" }

  /// The message to `endpoint` that `decision` calls for.
  package func message(
    to endpoint: EndpointView, seq: Int64, body: String, _ content: Content,
    _ decision: SendPipeline.Decision
  ) -> Message {
    switch content {
    case .sms(let sms):
      var message = Message(
        key: key(endpoint: seq), channel: .sms, to: endpoint.address.string, from: sms.from,
        type: sms.type, body: body)
      if !sms.context.isEmpty {
        let members = sms.context.sorted { $0.key < $1.key }
        message.context = JSON.object(members.map { .init($0.key, .string($0.value)) }).text
      }
      message.campaign = campaign.id
      message.treatment = campaign.treatments[decision.treatment].id
      message.activity = activityID(treatment: decision.treatment)
      message.endpoint = endpoint.id.string
      message.notBefore = decision.notBefore
      if let seconds = campaign.limits.maximumDuration {
        message.expires = (decision.notBefore ?? started) + Int64(seconds) * 1000
      }
      return message
    }
  }
}

extension ByteBuffer {
  /// Appends the `_campaign.send` event of one member, as Pinpoint's event stream has it, and a
  /// line end.
  ///
  /// The endpoint in it is without `Id` and `Address`, as Pinpoint's was.
  package mutating func append(
    sendOf run: CampaignRun, to endpoint: JSONValue, treatment: Int, status: SendStatus
  ) {
    append(#"{"event_type":"_campaign.send","event_timestamp":"# as StaticString)
    append(decimal: run.started.milliseconds)
    append(#","arrival_timestamp":"# as StaticString)
    append(decimal: run.started.milliseconds)
    append(#","event_version":"3.1","application":{"app_id":"# as StaticString)
    append(jsonString: run.project)
    append(#","sdk":{}},"client":{"client_id":"# as StaticString)
    append(sourceOf: endpoint["Id"])
    append(#"},"device":{"platform":{}},"session":{},"attributes":{"campaign_id":"# as StaticString)
    append(jsonString: run.campaign.id)
    append(#","treatment_id":"# as StaticString)
    append(jsonString: run.campaign.treatments[treatment].id)
    append(#","campaign_activity_id":"# as StaticString)
    append(jsonString: run.activityID(treatment: treatment))
    append(#","delivery_type":"# as StaticString)
    append(sourceOf: endpoint["ChannelType"])
    append(#","campaign_send_status":"# as StaticString)
    append(jsonString: status.rawValue)
    append(#"},"client_context":{"custom":{"endpoint":"# as StaticString)
    append(snapshotOf: endpoint)
    append("}},\"awsAccountId\":\"\"}\n" as StaticString)
  }

  private mutating func append(sourceOf value: JSONValue?) {
    if let value { append(value.source) } else { append(#""""# as StaticString) }
  }

  /// Appends an endpoint without `Id` and `Address`, as a JSON text inside a JSON string.
  private mutating func append(snapshotOf endpoint: JSONValue) {
    append(#""{"# as StaticString)
    var isFirst = true
    for (name, value) in endpoint.members where name.string != "Id" && name.string != "Address" {
      if !isFirst { append(UInt8(ascii: ",")) }
      isFirst = false
      append(jsonFragment: name.source)
      append(UInt8(ascii: ":"))
      append(jsonFragment: value.source)
    }
    append(#"}""# as StaticString)
  }
}
