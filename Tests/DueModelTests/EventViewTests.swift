import DueFormats
import DueModel
import DueSystem
import Testing

@Suite struct EventViewTests {
  /// What is read from one event, as text: a case of the table says only what it is about.
  static func fields(_ text: String) throws -> [String: String] {
    var tape = JSONTape()
    let bytes = Array(text.utf8)
    return try bytes.withUnsafeBytes { raw in
      let event = try EventView(tape.parse(raw))
      var fields = ["family": event.family.rawValue, "type": event.type.string ?? ""]
      fields["time"] = event.time?.iso8601
      fields["arrival"] = event.arrival?.iso8601
      fields["sent"] = event.sent?.iso8601
      fields["message"] = event.messageID?.string
      fields["endpoint"] = event.endpoint?.string
      fields["project"] = event.project?.string
      fields["campaign"] = event.campaign?.string
      fields["treatment"] = event.treatment?.string
      fields["journey"] = event.journey?.string
      fields["run"] = event.journeyRun?.string
      fields["status"] = event.status?.string
      fields["reason"] = event.reason?.string
      fields["feedback"] = event.feedbackID?.string
      fields["link"] = event.link?.string
      fields["to"] = event.recipients.joined(separator: " ")
      return fields
    }
  }

  static let mail =
    #""mail":{"timestamp":"2026-09-01T08:01:00.000Z","messageId":"m1","destination":["a@x","b@x"],"tags":{"campaign":["sept"],"ses:x":["y"]}}"#

  static let cases: [(text: String, fields: [String: String])] = [
    (
      #"{"eventType":"Send",\#(mail),"send":{}}"#,
      [
        "family": "ses", "type": "Send", "time": "2026-09-01T08:01:00.000Z", "message": "m1",
        "campaign": "sept", "to": "a@x b@x", "sent": "2026-09-01T08:01:00.000Z",
      ]
    ),
    (
      #"{"notificationType":"Bounce",\#(mail),"bounce":{"feedbackId":"f1","bounceType":"Permanent","bounceSubType":"General","timestamp":"2026-09-01T08:04:00 +0000","bouncedRecipients":[{"emailAddress":"b@x"}]}}"#,
      [
        "family": "ses", "type": "Bounce", "time": "2026-09-01T08:04:00.000Z", "to": "b@x",
        "status": "Permanent", "reason": "General", "feedback": "f1",
      ]
    ),
    (
      #"{"eventType":"Click",\#(mail),"click":{"timestamp":"2026-09-01T10:02:15.5+02:00","link":"https:\/\/x"}}"#,
      ["time": "2026-09-01T08:02:15.500Z", "link": "https://x", "to": "a@x b@x"]
    ),
    (
      #"{"eventType":"DeliveryDelay",\#(mail),"deliveryDelay":{"timestamp":"2026-09-01T08:02:15Z","delayType":"MailboxFull","delayedRecipients":[{"emailAddress":"a@x"}]}}"#,
      ["type": "DeliveryDelay", "status": "MailboxFull", "to": "a@x"]
    ),
    // A type that nobody knows is kept, with what can be told.
    (
      #"{"eventType":"Teleport",\#(mail)}"#,
      ["family": "ses", "type": "Teleport", "message": "m1", "to": "a@x b@x"]
    ),
    (
      #"{"event_type":"_email.open","event_timestamp":1788249660123,"arrival_timestamp":"1788249720823","client":{"client_id":"ep-1"},"application":{"app_id":"p"},"attributes":{"campaign_id":"c","treatment_id":"0"},"facets":{"email_channel":{"mail_event":{"mail":{"message_id":"m2","message_send_timestamp":1788249660000,"destination":["a@x"]},"open":{}}}}}"#,
      [
        "family": "pinpoint", "type": "_email.open", "time": "2026-09-01T08:02:00.823Z",
        "arrival": "2026-09-01T08:02:00.823Z", "sent": "2026-09-01T08:01:00.000Z",
        "message": "m2", "endpoint": "ep-1", "project": "p", "campaign": "c", "treatment": "0",
        "to": "a@x",
      ]
    ),
    // Its own time where it did not arrive anywhere.
    (
      #"{"event_type":"_email.click","event_timestamp":1788249660123,"facets":{}}"#,
      ["time": "2026-09-01T08:01:00.123Z"]
    ),
    (
      #"{"event_type":"_SMS.FAILURE","event_timestamp":"1788249660123","attributes":{"destination_phone_number":"+4477","record_status":"UNREACHABLE","message_id":"s1","campaign_id":null}}"#,
      [
        "time": "2026-09-01T08:01:00.123Z", "status": "UNREACHABLE", "message": "s1",
        "to": "+4477",
      ]
    ),
    (
      #"{"event_type":"_journey.send","event_timestamp":1.788249660123e12,"attributes":{"journey_id":"j","journey_run_id":"r","journey_send_status":"SUCCESS"}}"#,
      ["time": "2026-09-01T08:01:00.123Z", "journey": "j", "run": "r", "status": "SUCCESS"]
    ),
    (#"{"event_type":"purchase"}"#, ["family": "pinpoint", "type": "purchase", "to": ""]),
    (
      #"{"eventType":"TEXT_DELIVERED","eventTimestamp":1788249666000,"messageId":"v1","messageStatus":"DELIVERED","destinationPhoneNumber":"+1206","context":{"campaign":"sept","endpoint_id":"e"}}"#,
      [
        "family": "sms", "time": "2026-09-01T08:01:06.000Z", "message": "v1", "to": "+1206",
        "status": "DELIVERED", "campaign": "sept", "endpoint": "e",
      ]
    ),
    (
      #"{"eventType":"VOICE_ANSWERED","eventTimestamp":"2026-09-01T08:01:06Z","messageId":"v2"}"#,
      ["family": "sms", "time": "2026-09-01T08:01:06.000Z"]
    ),
    (
      #"{"v":1,"key":"k","channel":"sms","to":"+1206","status":"accepted","class":"progress","at":"2026-09-01T08:01:06.000Z","context":{"campaign_id":"c"}}"#,
      [
        "family": "result", "type": "accepted", "message": "k", "to": "+1206",
        "status": "progress", "campaign": "c", "time": "2026-09-01T08:01:06.000Z",
      ]
    ),
    // As due-unwrap tags it.
    (
      #"{"family":"ses","event_uid":"00","source":{"file":"f","line":1},"event":{"eventType":"Send",\#(mail)}}"#,
      ["family": "ses", "type": "Send", "message": "m1"]
    ),
  ]

  @Test("reads events of every family", arguments: cases)
  func reads(text: String, fields: [String: String]) throws {
    let found = try Self.fields(text)
    for (name, value) in fields { #expect(found[name] ?? "" == value, "\(name) of \(text)") }
  }

  static let refused: [(text: String, fault: String)] = [
    ("[]", "expected an event, found a list"),
    ("null", "expected an event, found null"),
    (
      #"{"hello":"world"}"#,
      "expected an event, found an object without 'event_type', 'eventType' and 'notificationType'"
    ),
    (
      #"{"Type":"Notification","Message":"{}"}"#,
      "expected an event, found an object without 'event_type', 'eventType' and 'notificationType': an envelope, which due-unwrap(1) opens"
    ),
    (#"{"eventType":"Bounce"}"#, "expected a value in 'mail' of an event of SES, found none"),
    (
      #"{"eventType":"Bounce","mail":{"messageId":"x"}}"#,
      "expected a value in 'bounce' of an event 'Bounce', found none"
    ),
    (
      #"{"event_type":"_email.hardbounce","facets":{}}"#,
      "expected a value in 'facets.email_channel.mail_event.bounce' of '_email.hardbounce', found none"
    ),
    (#"{"event_type":7}"#, "expected the name of an event in 'event_type', found '7'"),
  ]

  @Test("says why something is no event", arguments: refused)
  func refuses(text: String, fault: String) throws {
    let error = #expect(throws: RecordFault.self) { try Self.fields(text) }
    #expect(error?.description == fault)
  }

  static func uid(_ text: String) throws -> String {
    var tape = JSONTape()
    var identify = EventIdentifier()
    return try Array(text.utf8).withUnsafeBytes { try identify(EventView(tape.parse($0))).hex }
  }

  static let digested: [(text: String, digested: String)] = [
    (
      #"{"eventType":"Send",\#(mail),"send":{}}"#,
      "ses|Send|m1|2026-09-01T08:01:00.000Z|a@x,b@x|"
    ),
    (
      #"{"bounce":{"bouncedRecipients":[{"emailAddress":"z@x"},{"emailAddress":"b@x"}],"feedbackId":"f1"},\#(mail),"notificationType":"Bounce"}"#,
      "ses|Bounce|m1|f1|b@x,z@x|"
    ),
    (
      #"{"eventType":"Click",\#(mail),"click":{"timestamp":"2026-09-01T10:02:15.5+02:00","link":"https:\/\/x"}}"#,
      "ses|Click|m1|2026-09-01T08:02:15.500Z|a@x,b@x|https://x"
    ),
    (
      #"{"eventType":"TEXT_SENT","eventTimestamp":1788249666000,"messageId":"v1","destinationPhoneNumber":"+1206"}"#,
      "sms|TEXT_SENT|v1|2026-09-01T08:01:06.000Z|+1206|"
    ),
    (
      #"{ "event_type" : "x\u00e9", "b":{"z":[1, 2.50],"a":"\/"}, "attributes":{}, "b2":null}"#,
      #"{"attributes":{},"b":{"a":"/","z":[1,2.50]},"b2":null,"event_type":"xé"}"#
    ),
    (
      // What a reject file says of it is no part of it.
      #"{"due_line":7,"due_column":"","due_error":"expected","event_timestamp":"1788249660123","event_type":"_email.open","facets":{"due_line":1}}"#,
      #"{"event_timestamp":"1788249660123","event_type":"_email.open","facets":{"due_line":1}}"#
    ),
    (
      #"{"event_type":"x","due_lines":7,"due_error":"only this is left"}"#,
      #"{"due_lines":7,"event_type":"x"}"#
    ),
    // Of two members with one name the last counts; a name may be written with escapes.
    (#"{"event_type":"x","a":1,"\u0061":2}"#, #"{"a":2,"event_type":"x"}"#),
  ]

  @Test("tells events apart by what they say", arguments: digested)
  func identifies(text: String, digested: String) throws {
    #expect(try Self.uid(text) == SHA256(digested).hex)
  }

  @Test("sorts the members of a large object")
  func sortsMany() throws {
    let names = (0..<100).map { "k\(($0 * 37) % 100)" }
    let members = names.map { #""\#($0)":1"# }
    let sorted = (names.sorted() + []).map { #""\#($0)":1"# }
    #expect(
      try Self.uid("{\"event_type\":\"x\",\(members.joined(separator: ","))}")
        == SHA256("{\"event_type\":\"x\",\(sorted.joined(separator: ","))}").hex)
  }

  static let subscriptions: [(subscription: String, change: SubscriptionChange?)] = [
    (#"{"newTopicPreferences":{"unsubscribeAll":true}}"#, .optOut),
    (#"{"newTopicPreferences":{"unsubscribeAll":"true"}}"#, .optOut),
    (
      #"{"newTopicPreferences":{"unsubscribeAll":false},"oldTopicPreferences":{"unsubscribeAll":true}}"#,
      .optIn
    ),
    (#"{"newTopicPreferences":{"unsubscribeAll":false}}"#, nil),
    (#"{"newTopicPreferences":null}"#, nil),
    (
      #"{"newTopicPreferences":{"topicSubscriptionStatus":[{"topicName":"a","subscriptionStatus":"OptIn"},{"topicName":"b","subscriptionStatus":"OptOut"}]}}"#,
      .optOut
    ),
    // Out of b for long, and into a.
    (
      #"{"newTopicPreferences":{"topicSubscriptionStatus":[{"topicName":"a","subscriptionStatus":"OptIn"},{"topicName":"b","subscriptionStatus":"OptOut"}]},"oldTopicPreferences":{"topicSubscriptionStatus":[{"topicName":"b","subscriptionStatus":"OptOut"}]}}"#,
      .optIn
    ),
    (
      #"{"newTopicPreferences":{"topicSubscriptionStatus":[{"topicName":"b","subscriptionStatus":"OptOut"}]},"oldTopicPreferences":{"topicSubscriptionStatus":[{"topicName":"\u0062","subscriptionStatus":"OptOut"}]}}"#,
      nil
    ),
    (#"{"newTopicPreferences":{"topicSubscriptionStatus":[7,{"topicName":[]},null]}}"#, nil),
    (#"{"newTopicPreferences":{"topicSubscriptionStatus":"OptOut"}}"#, nil),
  ]

  @Test("tells who wants less mail, and who more", arguments: subscriptions)
  func tellsChanges(subscription: String, change: SubscriptionChange?) throws {
    let text =
      #"{"eventType":"Subscription","mail":{"messageId":"m"},"subscription":"# + subscription + "}"
    var tape = JSONTape()
    let found = try Array(text.utf8).withUnsafeBytes {
      try EventView(tape.parse($0)).subscriptionChange
    }
    #expect(found == change)
  }
}
