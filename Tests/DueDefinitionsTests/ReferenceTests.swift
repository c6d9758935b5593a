import DueFormats
import Testing

@testable import DueDefinitions

@Suite struct ReferenceTests {
  private static let journey: JSON = [
    "StartCondition": ["SegmentStartCondition": ["SegmentId": "s1"]],
    "Activities": [
      "a": [
        "EMAIL": [
          "TemplateName": "t", "TemplateVersion": "3",
          "MessageConfig": ["FromAddress": "x@example.com"],
        ]
      ],
      "b": [
        "Description": "a split",
        "MultiCondition": [
          "Branches": [
            ["Condition": ["SegmentCondition": ["SegmentId": "s2"]], "NextActivity": "a"]
          ]
        ],
      ],
      "c": ["CUSTOM": ["DeliveryUri": "https://example.com/hook"]],
    ],
  ]

  @Test("a journey's references, with their members")
  func journeys() {
    let found = DocumentKind.journey.references(in: Self.journey)
    #expect(
      found.map { "\($0.kind.word) \($0.text) \($0.member)" } == [
        "segment s1 StartCondition.SegmentStartCondition.SegmentId",
        "template t@3 Activities.a.EMAIL.TemplateName",
        "sender x@example.com Activities.a.EMAIL.MessageConfig.FromAddress",
        "segment s2 Activities.b.MultiCondition.Branches[0].Condition.SegmentCondition.SegmentId",
        "program https://example.com/hook Activities.c.CUSTOM.DeliveryUri",
      ])
  }

  @Test("what a reference becomes is written where it stood, and nothing else changes")
  func rewriting() {
    var copy = Self.journey
    DocumentKind.journey.rewrite(&copy) { reference in
      if reference.kind == .segment { reference.name += "-new" }
      if reference.version == "3" { reference.version = "4" }
    }
    #expect(
      JSONDifference(Self.journey, copy).changes.map { "\($0.member) \($0.after?.text ?? "")" } == [
        #"StartCondition.SegmentStartCondition.SegmentId "s1-new""#,
        #"Activities.a.EMAIL.TemplateVersion "4""#,
        #"Activities.b.MultiCondition.Branches[0].Condition.SegmentCondition.SegmentId "s2-new""#,
      ])
  }

  @Test("versions of segments are numbers, of templates texts, and may go")
  func versions() {
    var campaign: JSON = [
      "SegmentId": "s", "SegmentVersion": .integer(2),
      "TemplateConfiguration": ["SMSTemplate": ["Name": "t", "Version": "1"]],
      "AdditionalTreatments": [["TemplateConfiguration": ["EmailTemplate": ["Name": "m"]]]],
    ]
    #expect(
      DocumentKind.campaign.references(in: campaign).map(\.text) == ["s@2", "t@1", "m"])
    DocumentKind.campaign.rewrite(&campaign) { $0.version = $0.version == nil ? nil : "7" }
    #expect(campaign["SegmentVersion"] == .integer(7))
    #expect(campaign["TemplateConfiguration"]?["SMSTemplate"]?["Version"] == "7")
    DocumentKind.campaign.rewrite(&campaign) { $0.version = nil }
    #expect(campaign["SegmentVersion"] == nil)
  }

  @Test(
    "differences, member by member",
    arguments: [
      ("{}", "{}", []),
      (#"{"a":1}"#, #"{"a":2}"#, ["a"]),
      (#"{"a":{"b":[1,2]}}"#, #"{"a":{"b":[1,3,4]}}"#, ["a.b[1]", "a.b[2]"]),
      (#"{"a":1,"b":2}"#, #"{"b":2,"c":3}"#, ["a", "c"]),
      (#"{"a":[]}"#, #"{"a":{}}"#, ["a"]),
      (#"{"a":1,"b":2}"#, #"{"b":2,"a":1}"#, []),
    ] as [(String, String, [String])])
  func differences(_ a: String, _ b: String, _ members: [String]) throws {
    #expect(try JSONDifference(JSON(parsing: a), JSON(parsing: b)).changes.map(\.member) == members)
  }
}
