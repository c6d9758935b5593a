import DueFormats
import DueStore
import DueSystem
import Foundation
import Testing

@Suite struct SegmentTableTests {
  static let now = Instant(milliseconds: 1_795_437_000_000)

  /// Runs `body` in a new store, which is removed afterwards.
  private func inStore(_ body: (Store) throws -> Void) throws {
    let directory = NSTemporaryDirectory() + "due-segments-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try body(try Store(directory, .write))
  }

  private func json(_ text: String) throws -> JSON { try JSON(parsing: text) }

  @Test("the same definition twice is one version, a changed one the next")
  func versions() throws {
    try inStore { store in
      try store.write { db in
        let project = try Project.named("default", create: true, db)
        func save(_ text: String) throws -> SavedSegment {
          try SegmentTable.save(try json(text), in: project, now: Self.now, db)
        }
        let first = try save(#"{"Name":"gold","Dimensions":{},"Mood":[1.0]}"#)
        #expect(first.version == 1 && first.isNew && first.id.utf8.count == 32)
        let again = try save(#"{"Name":"gold","Dimensions":{},"Mood":[1.0]}"#)
        #expect(again == SavedSegment(id: first.id, version: 1, isNew: false))
        #expect(try save(#"{"Name":"gold","Dimensions":{"Metrics":{}}}"#).version == 2)

        let newest = try #require(try SegmentTable.find("gold", in: project, db))
        #expect(newest.version == 2 && newest.id == first.id)
        let old = try #require(try SegmentTable.find("gold", version: 1, in: project, db))
        #expect(old.definition["Mood"]?.text == "[1.0]")
        #expect(try SegmentTable.find("gold", version: 3, in: project, db) == nil)
      }
    }
  }

  @Test("a saved response keeps its id, version and dates")
  func response() throws {
    try inStore { store in
      try store.write { db in
        let project = try Project.named("default", create: true, db)
        let text =
          #"{"Id":"seg-1","Name":"a","Version":7,"CreationDate":"2026-11-01T00:00:00.000Z","#
          + #""Arn":"arn:x","ApplicationId":"app","Dimensions":{}}"#
        let saved = try SegmentTable.save(try json(text), in: project, now: Self.now, db)
        #expect(saved == SavedSegment(id: "seg-1", version: 7, isNew: true))
        #expect(try !SegmentTable.save(try json(text), in: project, now: Self.now, db).isNew)
        let found = try #require(try SegmentTable.find("seg-1", in: project, db))
        #expect(found.definition["Arn"] == "arn:x")
        #expect(found.definition["CreationDate"] == "2026-11-01T00:00:00.000Z")
        #expect(found.definition["SegmentType"] == "DIMENSIONAL")
      }
    }
  }

  @Test("a name of two segments names none of them")
  func ambiguous() throws {
    try inStore { store in
      try store.write { db in
        let project = try Project.named("default", create: true, db)
        for id in ["one", "two"] {
          let text = #"{"Id":"\#(id)","Name":"same","Dimensions":{}}"#
          _ = try SegmentTable.save(try json(text), in: project, now: Self.now, db)
        }
        #expect(
          throws: RunFault(
            .configuration,
            "expected the name of one segment, found 'same' to name 'one', 'two'")
        ) { try SegmentTable.find("same", in: project, db) }
        #expect(try SegmentTable.delete(id: "one", in: project, now: Self.now, db))
        #expect(try SegmentTable.find("same", in: project, db)?.id == "two")
        #expect(try SegmentTable.find("one", in: project, db) == nil)
        #expect(try SegmentTable.list(in: project, db).map(\.id) == ["two"])
      }
    }
  }

  @Test("imports replace members, or add to them")
  func imports() throws {
    try inStore { store in
      try store.write { db in
        let project = try Project.named("default", create: true, db)
        func save(_ ranges: [ClosedRange<Int64>], _ users: [Int64] = [], append: Bool = false)
          throws -> SavedSegment
        {
          try SegmentTable.saveImported(
            project, name: "drop", id: nil, append: append, ranges: ranges, users: users,
            importDefinition: ["Format": "CSV"], now: Self.now, db)
        }
        func members() throws -> ImportedMembers {
          let segment = try #require(try SegmentTable.find("drop", in: project, db))
          return try SegmentTable.members(of: segment, db)
        }
        let first = try save([5...9, 1...3, 4...4])
        #expect(first.version == 1)
        #expect(try members().ranges == [1...9])
        #expect(try save([1...9]) == SavedSegment(id: first.id, version: 1, isNew: false))
        #expect(try save([20...30], [7, 2, 7], append: true).version == 2)
        #expect(try members() == ImportedMembers(ranges: [1...9, 20...30], users: [2, 7]))
        #expect(try save([40...41]).version == 3)
        #expect(try members() == ImportedMembers(ranges: [40...41], users: []))
      }
    }
  }
}
