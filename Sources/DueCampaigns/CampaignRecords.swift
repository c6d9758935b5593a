import DueFormats
import DueModel
import DueStore
import DueSystem

/// One run of a campaign, and the names that its messages, events and activities go by.
package struct CampaignRun: Sendable {
  package let campaign: Campaign
  package let occurrence: Occurrence
  /// When the run decided.
  package let started: Instant
  /// Pinpoint's application.
  package let project: String
  /// The run's own name: its batch in the outbox, and the activity of the default treatment.
  ///
  /// A digest, for ids of campaigns are any text, and another project may have the same.
  package let id: String
  /// The activity of each treatment.
  package let activities: [String]

  package init(
    _ campaign: Campaign, _ occurrence: Occurrence, started: Instant, project: String
  ) {
    self.campaign = campaign
    self.occurrence = occurrence
    self.started = started
    self.project = project
    let id = Message.key(of: ["campaign", project, campaign.id]) + "-\(occurrence.number)"
    self.id = id
    activities = campaign.treatments.enumerated().map { i, treatment in
      i == 0 ? id : Message.key(of: ["activity", id, treatment.id])
    }
  }

  /// The name of the batch in the outbox that has a run's messages of `channel`.
  package static func batch(_ run: String, _ channel: Channel) -> String {
    switch channel {
    case .email: run + CampaignTable.mailSuffix
    case .custom: run + CampaignTable.customSuffix
    default: run
    }
  }

  /// The key of the message to the endpoint at `seq` of the store: the same whenever it is made.
  package func key(endpoint seq: Int64) -> String { "\(id)-\(seq)" }

  /// The message that `decision` calls for.
  ///
  /// - Parameters:
  ///   - address: as the channel's carrier takes it.
  ///   - headers: what the channel needs beside the text; empty for nothing.
  func message(
    to address: String, endpoint: String, seq: Int64, body: String, headers: String,
    _ content: Content, _ decision: SendPipeline.Decision
  ) -> Message {
    var message: Message
    switch content {
    case .sms(let sms):
      message = Message(
        key: key(endpoint: seq), channel: .sms, to: address, from: sms.from, type: sms.type,
        body: body)
      message.context = sms.contextText
    case .email(let email):
      message = Message(
        key: key(endpoint: seq), channel: .email, to: address, from: email.from,
        type: .promotional, body: body)
      message.headers = headers
    case .custom:
      message = Message(
        key: key(endpoint: seq), channel: .custom, to: address, type: .promotional, body: body)
      message.headers = headers
    }
    message.campaign = campaign.id
    message.treatment = campaign.treatments[decision.treatment].id
    message.activity = activities[decision.treatment]
    message.endpoint = endpoint
    message.notBefore = decision.notBefore
    message.hours = decision.hours
    if let seconds = campaign.limits.maximumDuration {
      message.expires = (decision.notBefore ?? started) + Int64(seconds) * 1000
    }
    return message
  }
}

extension CampaignRun {
  /// What the program of a custom channel is told beside the message: a JSON object of
  /// `ApplicationId`, `ScheduledTime` and `Endpoint`, which is without its `Id`.
  func facts(of endpoint: JSONValue) -> String {
    var text = ByteBuffer(capacity: 1024)
    text.append(#"{"ApplicationId":"# as StaticString)
    text.append(jsonString: project)
    text.append(#","ScheduledTime":"# as StaticString)
    text.append(jsonString: occurrence.scheduled.iso8601)
    text.append(#","Endpoint":{"# as StaticString)
    var separator = false
    for (name, value) in endpoint.members where !name.equals("Id") {
      if separator { text.append(UInt8(ascii: ",")) }
      separator = true
      text.append(name.source)
      text.append(UInt8(ascii: ":"))
      text.append(value.source)
    }
    text.append("}}" as StaticString)
    return text.string
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
    append(jsonString: run.activities[treatment])
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
