import DueFormats
import DueSystem
import Testing

@testable import DueDefinitions

@Suite struct DocumentTests {
  private struct Read {
    var kinds: [String] = []
    var documents: [SavedDocument] = []
    var rejects: [String] = []
  }

  private func read(_ text: String) throws -> Read {
    let scratch = try ScratchFile.make()
    var text = text
    try text.withUTF8 { try scratch.write(Bytes($0)) }
    var read = Read()
    try SavedDocuments.read(scratch.reopened(as: "f")) { document in
      let type = if case .template(let type) = document.kind { " \(type)" } else { "" }
      let id = document.json["Id"]?.string ?? document.json["TemplateName"]?.string ?? "-"
      read.kinds.append("\(document.kind.word)\(type) \(id)")
      read.documents.append(document)
    } reject: { rejection, _ in
      read.rejects.append(rejection.description)
    }
    return read
  }

  @Test("each document has the line on which it begins")
  func lines() throws {
    let read = try read(
      """

      {
        "SegmentsResponse": {
          "Item": [
            {"Id": "a"}, {"Id": "b"},
            {
              "Id": "c"
            }
          ]
        },
        "JourneyResponse": {"Id": "d"}
      }
      {"BatchItem": {
        "e": {"Endpoint": {"Address": "x"}},
        "f": {"Endpoint": {"Address": "y"}}}}
      [{"Id": "g", "Address": "z"},
       1]
      """)
    #expect(read.documents.map(\.line) == [5, 5, 6, 11, 14, 15, 16])
    #expect(read.rejects == ["f:17: expected a JSON object, found 1"])
  }

  @Test(
    "documents come out of whatever they are wrapped in",
    arguments: [
      (#"{"SegmentResponse":{"Id":"a","Name":"n"}}"#, ["segment a"]),
      (
        #"{"SegmentsResponse":{"Item":[{"Id":"a"},{"Id":"b"}],"NextToken":"x"}}"#,
        ["segment a", "segment b"]
      ),
      (
        #"[{"JourneyResponse":{"Id":"j"}},{"Id":"k","StartActivity":"s"}]"#,
        ["journey j", "journey k"]
      ),
      (
        "{\"CampaignResponse\":{\"Id\":\"c\"}}\n{\"CampaignResponse\":{\"Id\":\"d\"}}\n",
        ["campaign c", "campaign d"]
      ),
      (#"{"TemplateName":"t","SMSTemplateRequest":{"Body":"hi"}}"#, ["template SMS t"]),
      (#"{"EmailTemplateResponse":{"TemplateName":"t","Subject":"s"}}"#, ["template EMAIL t"]),
      (
        #"{"TemplatesResponse":{"Item":[{"TemplateName":"t","TemplateType":"SMS"}]}}"#,
        ["template name t"]
      ),
      (#"{"TemplatesResponse":{"Item":[{"TemplateName":"t","Body":"x"}]}}"#, ["template SMS t"]),
      (#"{"Item":[{"Id":"e","ChannelType":"SMS"}]}"#, ["endpoint e"]),
      (#"{"EndpointsResponse":{"Item":[{"Id":"e"}]}}"#, ["endpoint e"]),
      (
        #"{"BatchItem":{"e":{"Endpoint":{"Address":"x"},"Events":{}},"f":{"Events":{}}}}"#,
        ["endpoint e"]
      ),
      (#"{"ActivitiesResponse":{"Item":[{"Id":"x","CampaignId":"c"}]}}"#, ["campaign activity x"]),
      (#"{"ApplicationSettingsResource":{"ApplicationId":"p"}}"#, ["settings -"]),
      (#"{"ExportJobResponse":{"Id":"x","JobStatus":"COMPLETED"}}"#, ["export job x"]),
      (#"{"Id":"x","JobStatus":"COMPLETED","Type":"EXPORT"}"#, ["export job x"]),
      (#"{"ChannelsResponse":{"Channels":{}}}"#, ["other -"]),
      (#"{"what":1}"#, ["other -"]),
      (#"{"Name":"n","SegmentId":"s"}"#, ["campaign -"]),
      // A member that looks like a wrapper and holds no document is a member.
      (#"{"Id":"s","Dimensions":{},"NoResponse":"x"}"#, ["segment s"]),
      ("", []), ("[]", []),
    ] as [(String, [String])])
  func forms(_ text: String, _ kinds: [String]) throws {
    let read = try read(text)
    #expect(read.kinds == kinds)
    #expect(read.rejects == [])
  }

  @Test("what is no document is told with its line, and the rest is read")
  func rejects() throws {
    let read = try read(
      "{\"SegmentResponse\":{\"Id\":\"a\"}}\n{broken\n7\n{\"JourneyResponse\":{\"Id\":\"j\"}}\n")
    #expect(read.kinds == ["segment a", "journey j"])
    #expect(read.rejects.count == 2)
    #expect(read.rejects[0].hasPrefix("f:2: "))
    #expect(read.rejects[1] == "f:3: expected a JSON object, found 7")
    #expect(read.documents[1].place == "f:4")
  }

  @Test("an id follows from kind, project and name, and stays where there is one")
  func identity() throws {
    var document = SavedDocument(kind: .journey, json: ["Name": "a"], file: "f", line: 1)
    document.identify(in: "default")
    // What due-journey(1) gives, so that both mean one journey.
    #expect(document.json["Id"] == "e9f8e5898e1d9625ab2c64f4d5d34065")
    let before = document.json
    document.identify(in: "other")
    #expect(document.json == before)
  }

  @Test("any text is read to its end, whatever it is")
  func fuzz() throws {
    let seeds = [
      #"{"SegmentsResponse":{"Item":[{"Id":"a","SegmentGroups":{"Groups":[{"SourceSegments":[{"Id":"b"}]}]}}]}}"#,
      #"{"JourneyResponse":{"Activities":{"a":{"SMS":{"TemplateName":"t"}},"b":[]}}}"#,
      #"{"BatchItem":{"e":{"Endpoint":{"Id":7}}}}"#,
    ]
    var random = SplitMix(state: 11)
    for round in 0..<3000 {
      var bytes = Array(seeds[round % seeds.count].utf8)
      for _ in 0..<3 {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 4 {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(bytes[Int(random.next() % UInt64(bytes.count))], at: place)
        default: bytes.swapAt(place, Int(random.next() % UInt64(bytes.count)))
        }
      }
      let found = try read(String(decoding: bytes, as: UTF8.self))
      for document in found.documents {
        // Every reference can be written back as it was.
        var copy = document.json
        document.kind.rewrite(&copy) { _ in }
        #expect(copy == document.json)
      }
    }
  }
}

/// SplitMix64, so that every run has the same texts.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
