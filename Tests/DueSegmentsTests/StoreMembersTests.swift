import DueFormats
import DueImport
import DueModel
import DueSegments
import DueStore
import DueSystem
import Foundation
import Testing

/// The walk over the store, with its conditions and its few columns, finds whom a look at every
/// endpoint finds.
@Suite struct StoreMembersTests {
  @Test("the walk leaves out no member, and nobody else comes in", arguments: 1...3)
  func walk(seed: Int) throws {
    let directory = NSTemporaryDirectory() + "due-members-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var random = RandomSegments(seed: UInt64(seed))
    let store = try Store(directory, .write)
    let lines = (0..<60).map { random.addressed(random.endpoint("e\($0)"), $0).text + "\n" }
    let segments = (0..<40).map { random.segment($0) }
    for (name, count) in [("drop", 20), ("other", 30)] {
      let file = "\(directory)/\(name).jsonl"
      try lines.suffix(count).joined().write(toFile: file, atomically: true, encoding: .utf8)
      var rules = ImportRules()
      rules.target = .segment(name: name, id: nil)
      let log = try RejectLog(path: nil, limit: nil) { _ in }
      var job = ImportJob([file], rules: rules, rejects: log, report: nil) { _, _, _ in }
      try job.run(on: store, project: "p", now: RandomSegments.now)
    }
    try store.write { view in
      let project = try Project.named("p", view)
      for segment in segments {
        var segment = segment
        // Some segments draw on the import.
        if var groups = segment["SegmentGroups"]?["Groups"]?.array, !groups.isEmpty,
          random.below(2) == 0
        {
          groups[0]["SourceSegments"] = [["Id": "drop"]]
          segment["SegmentGroups"] = ["Groups": .array(groups)]
        }
        _ = try SegmentTable.save(segment, in: project, now: RandomSegments.now, view)
      }
    }
    try store.read { view in
      let project = try Project.named("p", view)
      func program(_ id: String) throws -> SegmentProgram {
        var linker = SegmentLinker(in: project, view)
        return try linker.link(SegmentReference(id: id), now: RandomSegments.now)
      }
      for id in segments.indices.map({ "s\($0)" }) + ["drop", "other"] {
        let asked = try program(id)
        let list = try asked.members(in: project, view)
        let found = (0..<list.count).map { list.id(at: $0).string }
        var expected: [String] = []
        var everybody = try SegmentMembers(program("other"), in: project, view)
        while let endpoint = try everybody.next() {
          if asked.contains(endpoint, at: EndpointPlace(seq: everybody.seq)) {
            expected.append(endpoint.id.string)
          }
        }
        #expect(everybody.count > 20)
        #expect(found == expected, "seed \(seed): \(id)")
        #expect(try asked.count(in: project, view) == expected.count)
      }
    }
  }
}
