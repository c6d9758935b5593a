import DueFormats
import DueModel
import DueNames
import DueStore
import DueSystem
import Foundation
import Testing

/// Annotated events against a slow reading of them: the same JSON, and names at the end.
@Suite struct AnnotatorTests {
  private func book(hasTime: Bool) throws -> NameBook {
    let directory = NSTemporaryDirectory() + "due-annotate-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let history = try Store(directory, .write).write { view in
      let project = try Project.named("default", create: true, view)
      for i in 0..<3 {
        let definition: JSON = [
          "Id": .string("c\(i)"), "Name": .string("campaign \"\(i)\""),
          "SegmentId": .string("s\(i)"), "TreatmentName": "A",
        ]
        let facts = try #require(ResourceFacts(.campaign, definition))
        try NameTable.note(
          facts, in: project, Sighting(at: Instant(milliseconds: 1000)),
          now: Instant(milliseconds: 1000), view)
      }
      return try NameTable.history(in: project, view)
    }
    return try NameBook(history, hasTime: hasTime)
  }

  private func annotated(_ text: String, _ annotator: inout EventAnnotator) throws -> String {
    var tape = JSONTape()
    var buffer = ByteBuffer()
    let bytes = Array(text.utf8) + [UInt8](repeating: 0, count: 64)
    try bytes.withUnsafeBytes { padded in
      let source = Bytes(rebasing: padded[..<(padded.count - 64)])
      let event = try EventView(try tape.parse(source))
      annotator.append(event, in: source, to: &buffer)
    }
    return buffer.string
  }

  @Test("takes nothing away, changes nothing, and is done after one pass")
  func preserves() throws {
    var annotator = EventAnnotator(try book(hasTime: false), hasTime: false)
    var generator = SplitMix(state: 11)
    for _ in 0..<4000 {
      let text = Self.event(&generator)
      let found = try annotated(text, &annotator)
      let before = try JSON(parsing: text)
      var after = try JSON(parsing: found)
      #expect(try annotated(found, &annotator) == found)
      let own = Set(before["attributes"]?.members?.map(\.name) ?? [])
      let id = before["attributes"]?["campaign_id"]?.string ?? ""
      if !id.isEmpty, !own.contains("campaign_name") {
        let name = ["c0", "c1", "c2"].contains(id) ? "campaign \"\(id.last ?? "?")\"" : ""
        #expect(after["attributes"]?["campaign_name"] == .string(name), "\(text)")
      }
      for member in after["attributes"]?.members ?? [] where !own.contains(member.name) {
        after["attributes"]?[member.name] = nil
      }
      for name in own where before["attributes"]?[name] == "" {
        if after["attributes"]?[name] != nil { after["attributes"]?[name] = "" }
      }
      #expect(after == before, "\(text) became \(found)")
    }
  }

  private static func event(_ generator: inout SplitMix) -> String {
    func pick(_ words: [String]) -> String { words.randomElement(using: &generator) ?? "" }
    func space() -> String { pick(["", "", " ", "\n  ", "\t"]) }
    var members: [String] = []
    let names = [
      "campaign_id", "treatment_id", "journey_id", "journey_activity_id", "segment_id",
      "campaign_name", "segment_name", "template_name", "x", "delivery_type", "\\u0078y",
    ].shuffled(using: &generator).prefix(Int.random(in: 0...6, using: &generator))
    for name in names {
      let value = pick([
        #""c0""#, #""c1""#, #""\u0063""#, #""""#, "null", "7", "{}", #"["c1"]"#, #""é\"}""#, "true",
      ])
      members.append("\"\(name)\"\(space()):\(space())\(value)")
    }
    let attributes = pick([
      "{\(space())\(members.joined(separator: "\(space()),\(space())"))\(space())}",
      "{\(space())\(members.joined(separator: "\(space()),\(space())"))\(space())}", "null", "[]",
    ])
    let type = pick(["_campaign.send", "_email.open", "x", "_SMS.SUCCESS"])
    let rest = pick(["", #","z":{"attributes":{}}"#, #","metrics":{"a":1.50}"#])
    return "{\"event_type\":\"\(type)\",\(space())\"attributes\":\(space())\(attributes)\(rest)}"
  }

  @Test("many combinations of ids are looked up rightly, also past what is kept")
  func many() throws {
    var annotator = EventAnnotator(try book(hasTime: true), hasTime: true)
    for i in 0..<140_000 {
      let found = try annotated(
        #"{"event_type":"e","event_timestamp":5,"attributes":{"campaign_id":"c\#(i % 3)","journey_id":"j\#(i)"}}"#,
        &annotator)
      if i % 9973 == 0 {
        #expect(found.contains(#""campaign_name":"campaign \"\#(i % 3)\"","journey_name":"""#))
      }
    }
    #expect(annotator.unknown == 140_000)
  }
}

/// A generator that gives the same numbers each time.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}
