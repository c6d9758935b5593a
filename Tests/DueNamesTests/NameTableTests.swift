import DueFormats
import DueModel
import DueStore
import DueSystem
import Foundation
import GRDB
import Testing

@Suite struct NameTableTests {
  /// Runs `body` in a new store, which is removed afterwards.
  private func inStore<T>(_ body: (Project, StoreView) throws -> T) throws -> T {
    let directory = NSTemporaryDirectory() + "due-names-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    return try Store(directory, .write).write { view in
      try body(Project.named("default", create: true, view), view)
    }
  }

  private static func day(_ day: Int) -> Instant {
    Instant(year: 2026, month: 11, day: day)
  }

  private enum Step {
    case named(Int, String)
    case deleted(Int)
  }

  private func take(_ steps: [Step], in project: Project, _ view: StoreView) throws
    -> [NameTable.Change]
  {
    try steps.map { step in
      switch step {
      case .named(let day, let name):
        var facts = ResourceFacts(.segment, id: "s", name: name)
        facts.segmentID = "of \(name)"
        return try NameTable.note(
          facts, in: project, Sighting(at: Self.day(day)), now: Self.day(28), view)
      case .deleted(let day):
        return try NameTable.noteDeleted(
          .segment, id: "s", in: project, at: Self.day(day), view)
      }
    }
  }

  @Test("whatever the order in which it is seen, the newest counts, and the history is the same")
  func order() throws {
    var generator = SplitMix(state: 7)
    try inStore { _, view in
      for round in 0..<300 {
        var days = Array(1...20).shuffled(using: &generator)
        var steps: [Step] = []
        for _ in 0..<Int.random(in: 1...7, using: &generator) {
          let day = days.removeLast()
          steps.append(
            Bool.random(using: &generator)
              ? .deleted(day) : .named(day, "n\(Int.random(in: 0...2, using: &generator))"))
        }
        var outcomes: [([ResourceName], [NamedSince])] = []
        for attempt in 0..<4 {
          let project = try Project.named("\(round) \(attempt)", create: true, view)
          _ = try take(steps, in: project, view)
          outcomes.append(
            (try NameTable.list(in: project, view), try NameTable.history(in: project, view)))
          steps.shuffle(using: &generator)
        }
        for outcome in outcomes.dropFirst() {
          #expect(outcome.0 == outcomes[0].0, "round \(round): \(steps)")
          #expect(outcome.1 == outcomes[0].1, "round \(round): \(steps)")
        }
        try check(outcomes[0].0, against: steps)
      }
    }
  }

  /// What the names must be: a plain reading of the steps.
  private func check(_ found: [ResourceName], against steps: [Step]) throws {
    func day(_ step: Step) -> Int {
      switch step {
      case .named(let day, _), .deleted(let day): day
      }
    }
    let sorted = steps.sorted { day($0) < day($1) }
    let names = sorted.compactMap { step -> String? in
      if case .named(_, let name) = step { name } else { nil }
    }
    #expect(found.count == (names.isEmpty ? 0 : 1))
    guard let one = found.first, let first = sorted.first, let last = sorted.last else { return }
    #expect(one.name == names.last && one.segmentID == names.last.map { "of \($0)" })
    #expect(one.firstSeen == Self.day(day(first)) && one.lastSeen == Self.day(day(last)))
    let trailing = sorted.reversed().prefix {
      if case .deleted = $0 { true } else { false }
    }
    #expect(one.deletedAt == trailing.last.map { Self.day(day($0)) })
  }

  @Test("says what a note did")
  func changes() throws {
    try inStore { project, view in
      let steps: [Step] = [
        .deleted(9), .named(5, "a"), .named(5, "a"), .named(3, "b"), .named(12, "c"), .deleted(12),
        .deleted(13), .named(12, "c"), .deleted(1),
      ]
      let expected: [NameTable.Change] = [
        .unknown, .added, .older, .older, .changed, .changed, .unchanged, .older, .unchanged,
      ]
      let found = try take(steps, in: project, view)
      #expect(found == expected)
      // A deletion of the same moment stands: audit logs know seconds only.
      #expect(try NameTable.list(in: project, view).first?.deletedAt == Self.day(12))
    }
  }

  @Test("what has no date of its own says nothing twice, and nothing against what has one")
  func undated() throws {
    try inStore { project, view in
      let facts = ResourceFacts(.segment, id: "s", name: "a")
      func note(_ facts: ResourceFacts, _ day: Int) throws -> NameTable.Change {
        var sighting = Sighting(of: [:], now: Self.day(day))
        #expect(!sighting.isDated)
        sighting.isHint = facts.name == "hint"
        if sighting.isHint { sighting.at = Sighting.unknownTime }
        return try NameTable.note(facts, in: project, sighting, now: Self.day(day), view)
      }
      #expect(try note(facts, 3) == .added)
      #expect(try note(facts, 4) == .unchanged)
      #expect(try NameTable.history(in: project, view).count == 1)
      #expect(try note(ResourceFacts(.segment, id: "s", name: "hint"), 5) == .older)
      #expect(try NameTable.list(in: project, view).first?.name == "a")
      #expect(try note(ResourceFacts(.segment, id: "t", name: "hint"), 5) == .added)
      let hinted = try #require(try NameTable.find("t", in: project, view).first)
      #expect(hinted.firstSeen == Self.day(5) && hinted.lastSeen == Self.day(5))
    }
  }

  @Test("the names of the definitions that a store has are those that writing them kept")
  func renewed() throws {
    let directory = NSTemporaryDirectory() + "due-names-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let now = Self.day(20)
    let written = try Store(directory, .write).write { view in
      let project = try Project.named("shop", create: true, view)
      for text in [
        #"{"Id":"s1","Name":"gold","LastModifiedDate":"2026-11-02T00:00:00Z"}"#,
        #"{"Id":"s1","Name":"silver","LastModifiedDate":"2026-11-03T00:00:00Z"}"#,
        #"{"Id":"s2","Name":"gone"}"#,
      ] { _ = try SegmentTable.save(try JSON(parsing: text), in: project, now: now, view) }
      _ = try SegmentTable.delete(id: "s2", in: project, now: Self.day(21), view)
      let definition = try JSON(
        parsing: #"{"Id":"c1","Name":"autumn","SegmentId":"silver","TreatmentName":"A"}"#)
      let campaign = try CampaignTable.insert(
        NewCampaign(id: "c1", name: "autumn", definition: definition, created: now),
        in: project, view)
      try CampaignTable.delete(campaign, at: Self.day(22), view)
      _ = try TemplateTable.save(
        "hi", type: "SMS", content: ["TemplateName": "hi", "TemplateType": "SMS", "Body": "x"],
        TemplateSaving(), now: now, view)
      let names = try NameTable.list(in: project, view)
      let history = try NameTable.history(in: project, view)
      // As in a store of a due that kept no names.
      try view.execute(sql: "DELETE FROM resource_name; DELETE FROM resource_name_history")
      try NameTable.takeAll(view)
      return (names, history)
    }
    #expect(written.0.map(\.name) == ["autumn", "silver", "gone", "hi"])
    #expect(written.0.map(\.segmentID) == ["s1", nil, nil, nil])
    try Store(directory, .update).read { view in
      let project = try Project.named("shop", view)
      #expect(try NameTable.list(in: project, view) == written.0)
      #expect(try NameTable.history(in: project, view) == written.1)
    }
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
