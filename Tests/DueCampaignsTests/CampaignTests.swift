import DueCampaigns
import DueFormats
import DueModel
import DueSystem
import Testing

/// A definition with the least that a campaign needs, and `members` over it.
func definition(_ members: KeyValuePairs<String, JSON>) -> JSON {
  var json: JSON = [
    "Id": "c", "Name": "n", "SegmentId": "s", "Schedule": ["StartTime": "IMMEDIATE"],
    "MessageConfiguration": ["SMSMessage": ["Body": "Hi"]],
  ]
  for (name, value) in members { json[name] = value }
  return json
}

@Suite struct CampaignTests {
  @Test("reads a campaign with treatments, limits, hook and custom delivery")
  func sample() throws {
    let documents = try Documents(single: "CampaignResponse", list: "CampaignsResponse")
      .read(Fixture.path("campaign-ab-email.json"))
    let campaign = try Campaign(try #require(documents.first).json)
    #expect(campaign.name == "autumn-sale")
    #expect(campaign.holdout == 10)
    #expect(campaign.treatments.map(\.id) == ["0", "t1", "t2"])
    #expect(campaign.treatments.map(\.percent) == [0, 40, 10])
    #expect(campaign.limits.daily == 1)
    #expect(campaign.limits.total == 4)
    #expect(campaign.limits.messagesPerSecond == 50)
    #expect(campaign.schedule.frequency == .weekly)
    #expect(campaign.schedule.zone.name == "UTC-08")
    #expect(campaign.obstacles == [])
    #expect(campaign.hook?.program == "exec:./hooks/add-offer")
    // What the custom channel covers goes there.
    #expect(campaign.delivery?.program == "exec:./channels/chat")
    #expect(campaign.channels == [.sms, .email, .custom])
    guard case .custom(let custom) = campaign.treatments[0].content(for: .sms) else {
      Issue.record("expected content of a custom channel")
      return
    }
    #expect(custom.data == #"{"kind":"sale"}"#)
    #expect(custom.types == [.custom, .sms])
    var without = try #require(documents.first).json
    without["CustomDeliveryConfiguration"] = nil
    let texts = try Campaign(without).treatments[0].content(for: .sms)
    guard case .sms(let sms) = texts else {
      Issue.record("expected SMS content")
      return
    }
    #expect(sms.type == .promotional)
    #expect(sms.from == "DEMO")
    #expect(sms.text == .text("20% off, {{User.UserAttributes.FirstName}}"))
    #expect(campaign.treatments[1].content(for: .sms) == nil)
  }

  @Test("campaigns that events start are read, and not run")
  func events() throws {
    let documents = try Documents(single: "CampaignResponse", list: "CampaignsResponse")
      .read(Fixture.path("campaign-event.json"))
    var json = try #require(documents.first).json
    json["Id"] = "c"
    #expect(try Campaign(json).obstacles == [.eventFrequency("EVENT")])
  }

  @Test("what Pinpoint's campaign creation took becomes what it made")
  func threeFields() throws {
    let draft = try CampaignDraft(
      document: ["SegmentId": "s1", "SegmentName": "drop.csv", "SmsTemplateName": "welcome"])
    var json = draft.definition
    json["Id"] = "c"
    let campaign = try Campaign(json)
    #expect(campaign.name == "drop.csv")
    #expect(campaign.segmentID == "s1")
    #expect(campaign.schedule.start == .immediate)
    guard case .sms(let sms) = campaign.treatments[0].content(for: .sms) else {
      Issue.record("expected SMS content")
      return
    }
    #expect(sms.text == .template(name: "welcome", version: nil))
    #expect(sms.type == .transactional)
    #expect(draft.input?["SegmentName"] == "drop.csv")
  }

  @Test("three members want all three")
  func twoFields() {
    #expect(throws: DefinitionFault.missing(member: "SegmentName")) {
      try CampaignDraft(document: ["SegmentId": "s1", "SmsTemplateName": "welcome"])
    }
  }

  static let wrong: [(String, JSON, String)] = [
    ("SegmentId", .null, "expected a value in 'SegmentId', found none"),
    ("Name", .integer(7), "expected a text in 'Name', found 7"),
    (
      "HoldoutPercent", .integer(101),
      "expected a number from 0 to 100 in 'HoldoutPercent', found 101"
    ),
    ("Schedule", .null, "expected a value in 'Schedule.StartTime', found none"),
    (
      "Schedule", ["StartTime": "soon"],
      "expected IMMEDIATE or an ISO 8601 time in 'Schedule.StartTime', found \"soon\""
    ),
    (
      "Schedule", ["StartTime": "IMMEDIATE", "QuietTime": ["Start": "21:00", "End": "8"]],
      "expected a time of day such as 21:00 in 'Schedule.QuietTime.End', found \"8\""
    ),
    (
      "Schedule", ["StartTime": "IMMEDIATE", "QuietTime": ["Start": "21:00"]],
      "expected a value in 'Schedule.QuietTime.End', found none"
    ),
    (
      "Schedule", ["StartTime": "IMMEDIATE", "Timezone": "Mars"],
      "expected a time zone such as UTC+05:30 in 'Schedule.Timezone', found \"Mars\""
    ),
    (
      "AdditionalTreatments",
      [["Id": "a", "SizePercent": .integer(60)], ["SizePercent": .integer(60)]],
      "expected at most 100 percent together with HoldoutPercent in 'AdditionalTreatments', found 120"
    ),
    (
      "AdditionalTreatments", [["Id": "0"]],
      "expected treatments with ids of their own, other than '0' in 'AdditionalTreatments', found '0' twice"
    ),
    (
      "AdditionalTreatments", [["SizePercent": "x"]],
      "expected a number from 0 to 100 in 'AdditionalTreatments[0].SizePercent', found \"x\""
    ),
    (
      "MessageConfiguration", ["SMSMessage": "x"],
      "expected an object in 'MessageConfiguration.SMSMessage', found \"x\""
    ),
    (
      "MessageConfiguration", ["SMSMessage": ["Body": "x", "MessageType": "LOUD"]],
      "expected TRANSACTIONAL or PROMOTIONAL in 'MessageConfiguration.SMSMessage.MessageType', found \"LOUD\""
    ),
    (
      "Limits", ["Daily": .integer(-1)],
      "expected a number of 0 or more in 'Limits.Daily', found -1"
    ),
  ]

  @Test("names what is wrong", arguments: wrong)
  func faults(member: String, value: JSON, message: String) {
    let fault = #expect(throws: DefinitionFault.self) { try Campaign(definition([member: value])) }
    #expect(fault?.description == message)
    #expect(fault?.exitStatus == .configuration)
  }

  @Test("a campaign without content for a channel that is carried is not run")
  func noContent() throws {
    let json = definition(["MessageConfiguration": ["EmailMessage": ["Title": "Hi"]]])
    #expect(try Campaign(json).obstacles == [.noContent])
  }
}
