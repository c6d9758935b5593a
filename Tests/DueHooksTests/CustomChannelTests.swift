import DueDelivery
import DueFormats
import DueModel
import DueSystem
import Testing

@testable import DueHooks

@Suite struct CustomChannelTests {
  private static func message(
    _ endpoint: String, data: String = "d", treatment: String = "0", headers: String = ""
  ) -> Outgoing {
    var message = Message(
      key: "k-\(endpoint.count)", channel: .custom, to: "to", type: .promotional, body: data)
    message.endpoint = endpoint
    message.campaign = "c"
    message.treatment = treatment
    message.headers = headers
    return Outgoing(message: message, attempt: 1, batch: "b")
  }

  @Test("those that get the same are asked about together, fifty at most")
  func extents() {
    func extent(_ messages: [Outgoing]) -> Int { CustomQuestion.extent(of: messages[...]) }
    let many = (0..<120).map { Self.message("ep-\($0)") }
    #expect(extent([]) == 0)
    #expect(extent(Array(many.prefix(1))) == 1)
    #expect(extent(Array(many.prefix(50))) == 50)
    #expect(extent(Array(many.prefix(51))) == 50)
    #expect(extent([Self.message("a"), Self.message("b", data: "other")]) == 1)
    #expect(extent([Self.message("a"), Self.message("b", treatment: "1")]) == 1)
    // An object has each name once.
    #expect(extent([Self.message("a"), Self.message("b"), Self.message("a")]) == 2)
  }

  @Test func asksAsPinpointDid() throws {
    let headers =
      #"{"ApplicationId":"p","ScheduledTime":"2026-11-23T12:30:00.000Z","Endpoint":{"Address":"+1"}}"#
    var question = CustomQuestion(
      [Self.message("a\"b", data: "\n", headers: headers), Self.message("c")][...])
    let json = try JSON(parsing: question.close())
    #expect(
      json == [
        "Message": [:], "Data": "\n", "ApplicationId": "p", "CampaignId": "c", "TreatmentId": "0",
        "ScheduledTime": "2026-11-23T12:30:00.000Z",
        "Endpoints": [
          "a\"b": ["Address": "+1"], "c": ["ChannelType": "CUSTOM", "Address": "to"],
        ],
      ])
  }

  static let replies: [(output: String, verdicts: [Answer.Verdict])] = [
    ("", [.rejected, .rejected]),
    ("Hello\n", [.rejected, .rejected]),
    (#"{"endpoint":"x","status":"accepted"}"#, [.uncertain, .uncertain]),
    (#"{"endpoint":"a","status":"accepted"}"#, [.accepted, .uncertain]),
    (
      "{\"endpoint\":\"b\",\"status\":\"deferred\"}\n\n{\"endpoint\":\"a\",\"status\":\"suppressed\"}",
      [.suppressed, .deferred]
    ),
    (
      #"[{"endpoint":"a","status":"accepted"},{"endpoint":"b","status":"throttled"}]"#,
      [.accepted, .throttled]
    ),
    (#"{"endpoint":"a","status":"done"}"#, [.uncertain, .uncertain]),
    (#"{"endpoint":"a","status":5}"#, [.uncertain, .uncertain]),
    (#"{"endpoint":"a"}"#, [.rejected, .rejected]),
    (#"{"endpoint":7,"status":"accepted"}"#, [.rejected, .rejected]),
    ("{\"endpoint\":\"a\",\"status\":\"acc", [.rejected, .rejected]),
    ("[[[[", [.rejected, .rejected]),
  ]

  @Test("reads what programs say of each", arguments: replies)
  func reads(output: String, verdicts: [Answer.Verdict]) {
    let answers = CustomReply(Array(output.utf8)).answers(
      to: [Self.message("a"), Self.message("b")][...], otherwise: Answer(.rejected))
    #expect(answers.map(\.verdict) == verdicts)
  }

  /// Whatever a program writes, there is an answer for each.
  @Test func takesAnything() {
    let pieces = [
      "{", "}", "[", "]", "\"endpoint\"", ":", ",", "\"a\"", "\"status\"", "\"accepted\"", "\n",
      "\u{0}", "null", "1e9", "\\", "\"",
    ]
    for seed in UInt64(0)..<2000 {
      var text = ""
      for step in UInt64(0)..<16 {
        text += pieces[Int(chance("reply \(seed)", step) * Double(pieces.count))]
      }
      let answers = CustomReply(Array(text.utf8)).answers(
        to: [Self.message("a"), Self.message("b")][...], otherwise: Answer(.deferred))
      #expect(answers.count == 2)
    }
  }

  @Test(
    "reads whom to ask",
    arguments: [
      ("exec:a 'b c'", true), ("coproc:a", true), ("https://example.com/", true),
      ("http://127.0.0.1:1/", true), ("http://example.com/", false), ("exec:", false),
      ("lambda:x", false), ("", false), ("https://", false),
    ])
  func uris(text: String, isGood: Bool) {
    #expect(((try? HookURI(text)) != nil) == isGood)
  }
}
