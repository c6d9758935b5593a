import DueAWS
import DueDelivery
import DueFormats
import DueModel
import DueSystem
import Testing

@testable import DueWebPeers

@Suite struct TextTests {
  private static func message(
    to: String = "+12025550101", from: String = "", body: String = "Hi", context: String = ""
  ) -> Message {
    var message = Message(
      key: "k-1", channel: .sms, to: to, from: from, type: .transactional, body: body)
    message.context = context
    return message
  }

  private static func json(
    _ message: Message, _ options: [(name: String, value: String)] = []
  ) throws -> JSON {
    var body = ByteBuffer()
    try #require(TextMessages(options)).append(message, at: Instant(milliseconds: 0), to: &body)
    return try JSON(parsing: body.bytes)
  }

  @Test("a context has due_key and four more at most, as AWS takes them")
  func contexts() throws {
    let context =
      #"{"a":" 1 ","empty":"  ","b c":"2","c":"3","d":4,"due_key":"no","e":"5","f":"6","g":"7"}"#
    #expect(
      try Self.json(Self.message(context: context))["Context"]
        == ["due_key": "k-1", "a": "1", "c": "3", "e": "5", "f": "6"])
    let long = String(repeating: "é", count: 801)
    #expect(
      try Self.json(Self.message(context: #"{"long":"\#(long)","x":"\#(long.dropLast())"}"#))[
        "Context"]?["x"]?.string?.count == 800)
    #expect(
      try Self.json(Self.message(context: #"{"template_id":"1107"}"#))[
        "DestinationCountryParameters"] == ["IN_TEMPLATE_ID": "1107"])
  }

  @Test("a message lives from five seconds to three days")
  func lifetimes() throws {
    for (milliseconds, seconds) in [
      (Int64(-1), 5), (0, 5), (5999, 5), (6000, 6), (259_200_000, 259_200), (1 << 40, 259_200),
    ] {
      var message = Self.message()
      message.expires = Instant(milliseconds: milliseconds)
      #expect(try Self.json(message)["TimeToLive"]?.integer == seconds)
    }
    #expect(try Self.json(Self.message())["TimeToLive"] == nil)
  }

  static let refused: [(message: Message, code: String)] = [
    (message(to: "2025550101\r\n"), "INVALID_NUMBER"), (message(to: "+0123"), "INVALID_NUMBER"),
    (message(to: "++1202"), "INVALID_NUMBER"), (message(to: ""), "INVALID_NUMBER"),
    (message(to: "+12345678901234567890"), "INVALID_NUMBER"),
    (message(body: ""), "INVALID_MESSAGE"), (message(body: " \n\u{2003}"), "INVALID_MESSAGE"),
    (message(body: String(repeating: "é", count: 1601)), "INVALID_MESSAGE"),
    (message(from: "My Shop"), "INVALID_SENDER"), (message(from: "é"), "INVALID_SENDER"),
  ]

  @Test("refuses what AWS would", arguments: refused)
  func refuses(message: Message, code: String) throws {
    for service in [TextMessages([]) as (any AWSTextService)?, Notifications([])] {
      var body = ByteBuffer()
      let refusal = #expect(throws: MessageRefusal.self) {
        try service?.append(message, at: Instant(milliseconds: 0), to: &body)
      }
      #expect(refusal?.code == code)
    }
  }

  @Test func writesForms() throws {
    var body = ByteBuffer()
    try #require(Notifications([("max-price", "0.5")])).append(
      Self.message(from: "Due", body: "a b&c=ü+%~"), at: Instant(milliseconds: 0), to: &body)
    #expect(
      body.string
        == "Action=Publish&Version=2010-03-31&PhoneNumber=%2B12025550101&Message=a+b%26c%3D%C3%BC"
        + "%2B%25~&MessageAttributes.entry.1.Name=AWS.SNS.SMS.SMSType"
        + "&MessageAttributes.entry.1.Value.DataType=String"
        + "&MessageAttributes.entry.1.Value.StringValue=Transactional"
        + "&MessageAttributes.entry.2.Name=AWS.SNS.SMS.MaxPrice"
        + "&MessageAttributes.entry.2.Value.DataType=String"
        + "&MessageAttributes.entry.2.Value.StringValue=0.5"
        + "&MessageAttributes.entry.3.Name=AWS.SNS.SMS.SenderID"
        + "&MessageAttributes.entry.3.Value.DataType=String"
        + "&MessageAttributes.entry.3.Value.StringValue=Due")
  }

  @Test("reads URIs")
  func uris() throws {
    let uri = try AWSTextURI("sms-aws:eu-west-1?config-set=a&strict-once&connections=7")
    #expect(uri.region == "eu-west-1")
    #expect(uri.isStrict)
    #expect(uri.connections == 7)
    #expect(uri.options == ["config-set=a"])
    #expect(try AWSTextURI("sns:").region == nil)
    for wrong in ["connections=", "connections=0", "connections=101", "connections=1x"] {
      #expect(throws: RunFault.self) { try AWSTextURI("sns:x?\(wrong)") }
    }
    for price in ["0.05", ".5", "99.99999"] {
      #expect(TextMessages([("max-price", price)]) != nil)
    }
    for price in ["", "1", "100.5", "1.", "1.123456", "-1.5", "1.5.5"] {
      #expect(TextMessages([("max-price", price)]) == nil)
    }
    #expect(TextMessages([("config-set", "a b")]) == nil)
    #expect(Notifications([("config-set", "a")]) == nil)
  }

  @Test func readsAnswers() {
    func name(_ service: any AWSTextService, _ text: String) -> String? {
      Array(text.utf8).withUnsafeBytes { service.providerID(in: $0) }
    }
    guard let texts = TextMessages([]), let notifications = Notifications([]) else {
      Issue.record("services without options")
      return
    }
    #expect(name(texts, #"{"MessageId":"x-1"}"#) == "x-1")
    #expect(name(texts, "<html>") == nil)
    #expect(name(texts, "") == nil)
    #expect(name(notifications, "<r><MessageId>x-2</MessageId></r>") == "x-2")
  }
}
