import DueDefinitions
import DueFormats
import Testing

@testable import DueMigration

@Suite struct DefinitionSetTests {
  private func set(_ documents: [(DocumentKind, JSON)]) -> DefinitionSet {
    DefinitionSet(
      documents.enumerated().map {
        SavedDocument(kind: $1.0, json: $1.1, file: "f", line: $0 + 1)
      }, in: "p")
  }

  @Test("of several that are about the same the newest counts, whatever the order")
  func newest() {
    let old: JSON = ["Id": "c", "Name": "old", "Version": .integer(1)]
    let new: JSON = ["Id": "c", "Name": "new", "Version": .integer(2)]
    for pair in [[old, new], [new, old]] {
      let set = set(pair.map { (.campaign, $0) })
      #expect(set.documents.map(\.json) == [new])
      #expect(set.repeated == 1)
    }
    let early: JSON = ["Id": "j", "Name": "a", "LastModifiedDate": "2026-01-01T00:00:00Z"]
    let late: JSON = ["Id": "j", "Name": "b", "LastModifiedDate": "2026-02-01T00:00:00Z"]
    #expect(set([(.journey, late), (.journey, early)]).documents.map(\.json) == [late])
    // Seconds since 1970, of old command line tools: the 1st of January and of February 2026.
    let number: JSON = ["Id": "j", "Name": "c", "LastModifiedDate": .number("1767225600.5")]
    let later: JSON = ["Id": "j", "Name": "d", "LastModifiedDate": .number("1769904000.001")]
    #expect(set([(.journey, later), (.journey, number)]).documents.map(\.json) == [later])
    #expect(set([(.journey, number), (.journey, early)]).documents.map(\.json) == [number])
    #expect(set([(.journey, late), (.journey, number)]).documents.map(\.json) == [late])
  }

  @Test("versions of segments and templates are all there, ascending")
  func versions() {
    let set = set([
      (.segment, ["Id": "s", "Version": .integer(2)]),
      (.segment, ["Id": "s", "Version": "1"]),
      (.segment, ["Id": "s", "Version": .integer(2)]),
      (.template(type: "SMS"), ["TemplateName": "t", "Version": "10"]),
      (.template(type: "SMS"), ["TemplateName": "t", "Version": "9"]),
      (.template(type: "EMAIL"), ["TemplateName": "t", "Version": "9"]),
    ])
    #expect(set.all { $0 == .segment }.map { $0.json["Version"]?.integer } == [1, 2])
    #expect(
      set.all(\.isTemplate).map { $0.json["Version"]?.string } == ["9", "9", "10"])
    #expect(set.repeated == 1)
  }
}

@Suite struct QuotaTests {
  private func findings(_ kind: DocumentKind, _ json: JSON, times: Int = 1) -> [String] {
    let document = SavedDocument(kind: kind, json: json, file: "f", line: 1)
    return QuotaReview(Array(repeating: document, count: times)).findings.map(\.text)
  }

  private func segment(values: Int) -> JSON {
    [
      "Name": "s",
      "SegmentGroups": [
        "Groups": [
          [
            "Dimensions": [
              ["Attributes": ["A": ["Values": .array(Array(repeating: "x", count: values))]]]
            ]
          ]
        ]
      ],
    ]
  }

  @Test("what is at a quota is told only when it is over")
  func edges() {
    #expect(findings(.segment, segment(values: 100)) == [])
    #expect(findings(.segment, segment(values: 101)) == ["has 101 values"])
    let sms = { (n: Int) -> JSON in
      ["TemplateName": "t", "Body": .string(String(repeating: "å", count: n))]
    }
    #expect(findings(.template(type: "SMS"), sms(1600)) == [])
    #expect(findings(.template(type: "SMS"), sms(1601)) == ["has 1601 characters"])
    let active: JSON = ["Id": "c", "Name": "c", "State": ["CampaignStatus": "SCHEDULED"]]
    #expect(findings(.campaign, active, times: 200) == [])
    #expect(findings(.campaign, active, times: 201) == ["201 that are active"])
    let byEvent: JSON = ["Name": "c", "Schedule": ["Frequency": "EVENT"]]
    #expect(findings(.campaign, byEvent, times: 26) == ["26 that events start"])
    let started: JSON = [
      "Name": "j", "State": "ACTIVE", "StartCondition": ["EventStartCondition": [:]],
    ]
    #expect(findings(.journey, started, times: 20) == [])
    #expect(findings(.journey, started, times: 21) == ["21 that events start"])
    #expect(findings(.journey, started, times: 51).count == 2)
  }
}
