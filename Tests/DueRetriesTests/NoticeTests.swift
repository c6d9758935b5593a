import DueFormats
import DueModel
import DueRetries
import DueStore
import DueSystem
import Testing

/// Events of every family, read as what a peer told.
@Suite struct NoticeTests {
  private func read(_ text: String, keyMember: String = "application_message_id") throws
    -> DeliveryNotice?
  {
    let bytes = Array(text.utf8)
    return try bytes.withUnsafeBytes { bytes in
      var tape = JSONTape()
      let value = try tape.parse(bytes)
      var reader = NoticeReader(keyMember: keyMember)
      return try reader.read(try EventView(value))
    }
  }

  static let events: [(String, String, DeliveryResult.Class, [String])] = [
    (
      #"{"event_type":"_SMS.FAILURE","event_timestamp":1000,"attributes":{"record_status":"UNREACHABLE","message_id":"p-1","customer_context":"{\"application_message_id\":\"AB\"}"}}"#,
      "pinpoint p-1|UNREACHABLE|1000", .transient, ["AB", "p-1"]
    ),
    (
      // Its own key comes before the peer's names.
      #"{"event_type":"_SMS.SUCCESS","event_timestamp":"1000","attributes":{"record_status":"DELIVERED","message_id":"p-1","sender_request_id":"k-1","customer_context":"{\"due_key\":\"k-0\"}"}}"#,
      "pinpoint p-1|DELIVERED|1000", .ok, ["k-0", "k-1", "p-1"]
    ),
    (
      #"{"event_type":"_SMS.BUFFERED","event_timestamp":1000,"attributes":{"record_status":"SUCCESSFUL","message_id":"p-1"}}"#,
      "pinpoint p-1|SUCCESSFUL|1000", .progress, ["p-1"]
    ),
    (
      // A failure by a word that nobody has told us of.
      #"{"event_type":"_SMS.FAILURE","event_timestamp":1000,"attributes":{"record_status":"NEW_WORD","message_id":"p 1","customer_context":"no JSON"}}"#,
      "pinpoint p 1|NEW_WORD|1000", .permanent, []
    ),
    (
      #"{"event_type":"_SMS.OPTOUT","event_timestamp":1000,"attributes":{"record_status":"OPTED_OUT","message_id":"p-1","destination_phone_number":"+12025550101"}}"#,
      "pinpoint p-1|OPTED_OUT|1000", .policy, ["p-1"]
    ),
    (
      #"{"eventType":"TEXT_SUCCESSFUL","eventTimestamp":1000,"isFinal":false,"messageId":"m-1","context":{"due_key":"k-1"}}"#,
      "sms m-1|SUCCESSFUL|1000", .progress, ["k-1", "m-1"]
    ),
    (
      #"{"eventType":"TEXT_SUCCESSFUL","eventTimestamp":1000,"isFinal":true,"messageId":"m-1"}"#,
      "sms m-1|SUCCESSFUL|1000", .ok, ["m-1"]
    ),
    (
      #"{"status":"failed","class":"transient","code":"16","at":"1970-01-01T00:00:01Z","to":"+1","key":"k-1"}"#,
      "result k-1|16|1000", .transient, ["k-1"]
    ),
    (
      #"{"status":"failed","class":"permanent","code":"UNREACHABLE","at":1000,"to":"+1","key":"k-1","provider_id":"x"}"#,
      "result x|UNREACHABLE|1000", .transient, ["k-1", "x"]
    ),
    (
      #"{"status":"accepted","class":"progress","at":1000,"key":"k-1","channel":"sms"}"#,
      "result k-1|PENDING|1000", .progress, ["k-1"]
    ),
    (
      #"{"status":"delivered","at":1000,"key":"k-1"}"#, "result k-1|DELIVERED|1000", .ok, ["k-1"]
    ),
  ]

  @Test("reads every family", arguments: events)
  func reads(event: String, identity: String, kind: DeliveryResult.Class, keys: [String]) throws {
    let notice = try #require(try read(event))
    #expect("\(notice.source) \(notice.identity)" == identity)
    #expect(notice.class == kind)
    #expect(notice.keys == keys)
    #expect(notice.isOptOut == event.contains("_SMS.OPTOUT"))
  }

  static let others = [
    #"{"event_type":"_email.open","event_timestamp":1000}"#,
    #"{"eventType":"VOICE_COMPLETED","eventTimestamp":1000}"#,
    #"{"eventType":"MEDIA_DELIVERED","eventTimestamp":1000}"#,
    #"{"status":"accepted","channel":"email","at":1000,"key":"k"}"#,
    #"{"status":"duplicate","channel":"sms","at":1000,"key":"k"}"#,
    #"{"eventType":"Bounce","mail":{},"bounce":{}}"#,
  ]

  @Test("passes over what is about no text message", arguments: others)
  func passes(event: String) throws {
    #expect(try read(event) == nil)
  }

  static let faults = [
    (
      #"{"event_type":"_SMS.FAILURE","event_timestamp":1000,"attributes":{"message_id":"p"}}"#,
      "expected a value in 'attributes.record_status' of an event of a text message, found none"
    ),
    (
      #"{"eventType":"TEXT_DELIVERED","messageId":"m"}"#,
      "expected a value in 'eventTimestamp' of an event of a text message, found none"
    ),
  ]

  @Test("says what is missing", arguments: faults)
  func saysMissing(event: String, reason: String) {
    #expect(throws: RecordFault.self) { try read(event) }
    do { _ = try read(event) } catch { #expect("\(error)" == reason) }
  }

  @Test("takes the key from the member that is named")
  func keyMember() throws {
    let event =
      #"{"eventType":"TEXT_DELIVERED","eventTimestamp":1,"messageId":"m","context":{"ref":"r-1","application_message_id":"no"}}"#
    #expect(try read(event, keyMember: "ref")?.keys == ["r-1", "m"])
  }

  @Test("a damaged event is one, or is refused, and its keys are keys", arguments: 0..<300)
  func damaged(seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    let (event, _, _, _) = try #require(Self.events.randomElement(using: &random))
    var bytes = Array(event.utf8)
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.remove(at: place)
      default: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
      }
    }
    try bytes.withUnsafeBytes { bytes in
      var tape = JSONTape()
      var reader = NoticeReader(keyMember: "application_message_id")
      do {
        guard let notice = try reader.read(try EventView(try tape.parse(bytes))) else { return }
        #expect(notice.keys.allSatisfy(Message.isKey))
        #expect(Set(notice.keys).count == notice.keys.count)
        #expect(notice.identity.hasSuffix("|\(notice.status)|\(notice.at.milliseconds)"))
        #expect(!notice.status.isEmpty)
      } catch let fault as RecordFault {
        #expect(fault.description.hasPrefix("expected "))
      } catch is JSONFault {}
    }
  }
}
