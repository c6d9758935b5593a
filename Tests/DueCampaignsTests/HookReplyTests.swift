import DueFormats
import Testing

@testable import DueCampaigns

@Suite struct HookReplyTests {
  private static let members = [
    HookQuestion.Member(
      seq: 1, id: "a",
      endpoint: [
        "Id": "a", "ChannelType": "SMS", "Address": "+12025550101", "EndpointStatus": "ACTIVE",
        "OptOut": "NONE", "Attributes": ["Plan": ["gold"]], "User": ["UserId": "u"],
      ]),
    HookQuestion.Member(seq: 2, id: "b", endpoint: ["Id": "b", "Address": "+12025550102"]),
  ]

  private func reply(_ answer: String) throws(HookFault) -> HookReply {
    try HookReply(Array(answer.utf8), to: Self.members)
  }

  @Test("what is missing is left out, what is there takes the place of what was")
  func merged() throws {
    let reply = try reply(#"{"b":{},"a":{"Attributes":{"Offer":"x","n":[1,true,null]}}}"#)
    #expect(reply.endpoints[0]?["Attributes"] == ["Offer": ["x"], "n": ["1", "true"]])
    #expect(reply.endpoints[0]?["User"] == ["UserId": "u"])
    #expect(reply.endpoints[0]?["Id"] == "a")
    #expect(reply.endpoints[1] == Self.members[1].endpoint)
    #expect(try self.reply("{}").endpoints == [nil, nil])
    #expect(try self.reply(#"{"b":{"Id":"a"}}"#).endpoints[1]?["Id"] == "b")
  }

  @Test(
    "answers that are none to the question",
    arguments: [
      ("", "expected an object of endpoints, found no JSON: the text ends too early"),
      ("[]", "expected an object of endpoints, found a list"),
      ("{\"c\":{}}", "expected endpoints of the question, found 'c'"),
      ("{\"a\":1}", "expected an object for endpoint 'a', found a number"),
      ("{\"a\":{\"Address\":\"+1\"}}", "expected 'Address' of endpoint 'a' unchanged"),
      ("{\"a\":{\"OptOut\":\"ALL\"}}", "expected 'OptOut' of endpoint 'a' unchanged"),
      ("{\"a\":{\"User\":{\"UserId\":\"v\"}}}", "expected 'User.UserId' of endpoint 'a' unchanged"),
      ("{\"b\":{\"User\":{\"UserId\":\"v\"}}}", "expected 'User.UserId' of endpoint 'b' unchanged"),
      ("{\"a\":{\"Attributes\":[]}}", "expected an object for 'Attributes' of endpoint 'a'"),
      (
        "{\"a\":{\"Attributes\":{\"x\":[{}]}}}",
        "expected texts for 'Attributes.x' of endpoint 'a'"
      ),
    ])
  func refused(_ answer: String, _ reason: String) {
    #expect(throws: HookFault(reason)) { try self.reply(answer) }
  }
}
