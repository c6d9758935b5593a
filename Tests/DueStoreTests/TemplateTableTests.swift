import DueFormats
import DueStore
import DueSystem
import Foundation
import Testing

@Suite struct TemplateTableTests {
  static let now = Instant(milliseconds: 1_795_437_000_000)

  @Test("versions count up, and the newest is active from its day on")
  func versions() throws {
    let directory = NSTemporaryDirectory() + "due-templates-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let store = try Store(directory, .write)
    try store.write { db in
      func save(_ body: String, _ saving: TemplateSaving = TemplateSaving(), day: Int64) throws
        -> SavedTemplate
      {
        try TemplateTable.save(
          "hi", type: "SMS", content: try JSON(parsing: body), saving,
          now: Self.now + day * 86_400_000, db)
      }
      func active(day: Int64) throws -> Int? {
        try TemplateTable.find("hi", type: "SMS", at: Self.now + day * 86_400_000, db)?.version
      }
      #expect(try save(#"{"Body":"1"}"#, day: 0).change == .created)
      #expect(try save(#"{"Body":"1","Arn":"x"}"#, day: 1).change == .unchanged)
      let second = try save(#"{"Body":"2"}"#, day: 2)
      #expect(second == SavedTemplate(version: 2, change: .version, isActive: true))
      #expect(try active(day: -1) == nil)
      #expect(try active(day: 1) == 1)
      #expect(try active(day: 2) == 2)

      let draft = try save(#"{"Body":"3"}"#, TemplateSaving(activates: false), day: 3)
      #expect(draft == SavedTemplate(version: 3, change: .version, isActive: false))
      let over = try save(#"{"Body":"3b"}"#, TemplateSaving(overwrites: true), day: 4)
      #expect(over == SavedTemplate(version: 3, change: .overwritten, isActive: true))

      #expect(
        try TemplateTable.activate(
          "hi", type: "SMS", version: 1, at: Self.now + 5 * 86_400_000, db))
      #expect(try active(day: 5) == 1)
      // The same file again does not undo the way back.
      #expect(try save(#"{"Body":"3b"}"#, day: 6).isActive == false)
      #expect(
        try TemplateTable.activations(of: "hi", type: "SMS", db).map(\.version) == [1, 2, 3, 1])
      #expect(try TemplateTable.list(at: Self.now + 6 * 86_400_000, db).map(\.version) == [1])
      #expect(try TemplateTable.list(versions: true, at: Self.now, db).count == 3)
      #expect(throws: RunFault.self) {
        try TemplateTable.activate("hi", type: "SMS", version: 9, at: Self.now, db)
      }
    }
  }

  @Test("versions that documents bring along keep their numbers and dates")
  func documents() throws {
    let directory = NSTemporaryDirectory() + "due-templates-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let store = try Store(directory, .write)
    try store.write { db in
      func save(_ text: String, _ version: Int) throws -> SavedTemplate {
        try TemplateTable.save(
          "hi", type: "SMS", content: try JSON(parsing: text), TemplateSaving(version: version),
          now: Self.now, db)
      }
      #expect(try save(#"{"Body":"4","LastModifiedDate":"2026-10-01T00:00:00Z"}"#, 4).isActive)
      #expect(try !save(#"{"Body":"2","LastModifiedDate":"2026-09-01T00:00:00Z"}"#, 2).isActive)
      #expect(try save(#"{"Body":"5","LastModifiedDate":"2026-10-15T00:00:00Z"}"#, 5).isActive)
      #expect(try save(#"{"Body":"5"}"#, 5).change == .unchanged)
      #expect(throws: RunFault.self) { try save(#"{"Body":"other"}"#, 5) }
      let october = try #require(Instant("2026-10-02T00:00:00Z"))
      #expect(try TemplateTable.find("hi", type: "SMS", at: october, db)?.version == 4)
      let five = try #require(
        try TemplateTable.find("hi", type: "SMS", version: 5, at: october, db))
      #expect(five.modified.iso8601 == "2026-10-15T00:00:00.000Z")
      #expect(five.content["Version"] == "5")
    }
  }
}
