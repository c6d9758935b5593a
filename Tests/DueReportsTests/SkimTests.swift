import DueFormats
import DueModel
import DueSystem
import Testing

@testable import DueReports

/// What is taken from a line without parsing it is what a strict reader takes from it.
@Suite struct SkimTests {
  /// Lines that are passed to a strict reader, whatever they mean to it.
  static let left: [String] = [
    "{}", "[]", "null", "{", #"{"eventType":"Send"}"#,
    event(
      mail: #""messageId":"m","timestamp":"2026-09-01T08:00:00.000Z","destination":["a\u0040b"]"#),
    event(mail: #""messageId":"m","timestamp":"2026-09-01T08:00:00Z""#),  // without milliseconds
    event(mail: #""messageId":"m","timestamp":"2026-09-31T08:00:00.000Z""#),  // no such day
    event(mail: #""messageId":"m","timestamp":"1969-09-01T08:00:00.000Z""#),
    event(mail: #""messageId":"","timestamp":"2026-09-01T08:00:00.000Z""#),
    event(mail: #""messageId":"m","messageId":"n","timestamp":"2026-09-01T08:00:00.000Z""#),
    event(mail: #""messageId":7,"timestamp":"2026-09-01T08:00:00.000Z""#),
    event(mail: #""timestamp":"2026-09-01T08:00:00.000Z""#),
    event(mail: #""messageId":"m""#),
    event(mail: good) + "x", event(mail: good) + event(mail: good), event(mail: good + ","),
    event("Teleport", mail: good), event("Bounce", mail: good), event("Open", mail: good),
    event("Open", mail: good, more: #","open":{},"click":{}"#),
    event("Open", mail: good, more: #","open":[]"#),
    event("Open", mail: good, more: #","open":{"timestamp":"yesterday"}"#),
    event(mail: good, more: #","notificationType":"Bounce""#),
    event(mail: good, more: #","x":"\#u{1}""#),
    event(mail: good, more: #","x":[{]"#),
    event(mail: good, more: #","x":[yes]"#),
    event(mail: good + #","headers":[{"value":"text\/plain","name":"content-type"}]"#),
    event(mail: good + #","headers":[],"headers":[]"#),
    #"{"event":\#(event(mail: good))}"#, #"{"\u006dail":{},"eventType":"Send"}"#,
  ]

  static let good = #""messageId":"m","timestamp":"2026-09-01T08:00:00.000Z""#

  static func event(_ type: String = "Send", mail: String, more: String = "") -> String {
    #"{"eventType":"\#(type)","mail":{\#(mail)}\#(more)}"#
  }

  @Test("is not taken", arguments: left)
  func leaves(text: String) { #expect(skimmed(text) == nil) }

  /// Lines that are taken.
  static let taken: [String] = [
    event(mail: good), event(mail: good, more: #","send":{}"#),
    event(mail: good, more: #","send":null"#),
    "  " + event(mail: good) + " \t\r",
    event(mail: good + #","sourceArn":null,"tags":{},"destination":[]"#),
    event(mail: good + #","headers":[{"name":"Content-Type","value":"Text/Plain; charset=x"}]"#),
    event(mail: good + #","headers":[{"name":"Subject","value":"text/plain"}]"#),
    event(mail: good + #","headers":[{"name":"X","value":"]}\"{["}],"source":"a@b""#),
    event(mail: good + #","tags":{"x":["\"y\""],"ses:configuration-set":["news","more"]}"#),
    event("Rendering Failure", mail: good, more: #","failure":{"errorMessage":"\n"}"#),
    event(
      "Bounce", mail: good,
      more:
        #","bounce":{"bounceType":"Permanent","bounceSubType":null,"timestamp":"2026-09-02T23:59:59.999Z"}"#
    ),
    event(
      "Complaint", mail: good,
      more: #","complaint":{"complaintSubType":"OnAccountSuppressionList","x":-1.5e+3,"y":true}"#),
  ]

  @Test("is taken, and means the same", arguments: taken)
  func takes(text: String) throws {
    let found = try #require(skimmed(text))
    #expect(try strict(text) == found)
  }

  @Test("events at random, whole and damaged", arguments: 1...40)
  func agrees(seed: UInt64) throws {
    var random = Random(state: seed &* 0x9e37_79b9_7f4a_7c15 | 1)
    var taken = 0
    for _ in 0..<400 {
      var text = Array(RandomEvent.line(&random).utf8)
      if random.below(3) == 0 {
        for _ in 0...random.below(2) {
          let place = random.below(text.count)
          switch random.below(3) {
          case 0: text.remove(at: place)
          case 1: text.insert(Array(#""\{}[]:,n"#.utf8)[random.below(9)], at: place)
          default: text[place] = Array(#""\{}[]:,n0"#.utf8)[random.below(10)]
          }
        }
      }
      let line = String(decoding: text, as: UTF8.self)
      guard let found = skimmed(line) else { continue }
      taken += 1
      // What a strict reader refuses is wrong in a part that nobody needs.
      if let wanted = try? strict(line) { #expect(wanted == found, "\(line)") }
    }
    #expect(taken > 100, "most events are taken")
  }

  @Test("the sample's events are all taken")
  func samples() throws {
    let lines = try Sample.text("ses-events.jsonl").split(separator: "\n").map(String.init)
    for line in lines { #expect(try strict(line) == skimmed(line)) }
    #expect(lines.count == 60)
  }

  private func skimmed(_ text: String) -> Facts? {
    var skim = MailEventSkim()
    return withPadding(text) { skim($0).map { Facts($0) } }
  }

  private func strict(_ text: String) throws -> Facts {
    var tape = JSONTape()
    return try withPadding(text) {
      var arena = ByteArena()
      return Facts(try MailEvent(EventView(try tape.parse($0)), &arena))
    }
  }
}

/// What an event tells, on its own.
struct Facts: Equatable {
  var type: String?
  var texts: [String]
  var recipientCount: Int
  var isPlainText: Bool
  var day: Day
  var sentDay: Day

  init(_ event: MailEvent) {
    type = event.type.map { $0.name.description }
    texts = [
      event.messageID, event.identity, event.source, event.configurationSet, event.recipient,
      event.bounceType, event.subType,
    ].map(\.string)
    recipientCount = event.recipientCount
    isPlainText = event.isPlainText
    day = event.day
    sentDay = event.sentDay
  }
}

/// The bytes of `text` with what a reader's window has after them.
func withPadding<T>(_ text: String, _ body: (Bytes) throws -> T) rethrows -> T {
  let bytes = Array(text.utf8) + Array(repeating: 0, count: 64)
  return try bytes.withUnsafeBytes { try body(Bytes(rebasing: $0.dropLast(64))) }
}
