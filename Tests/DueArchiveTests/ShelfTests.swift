import DueFormats
import DueSystem
import DueTemplates
import Testing

@testable import DueArchive

@Suite struct ShelfTests {
  private static func shelf(_ documents: [String]) throws -> DefinitionShelf {
    var shelf = DefinitionShelf()
    for text in documents { _ = try shelf.add(JSON(parsing: text)) }
    return shelf
  }

  static let campaigns = [
    #"{"Id":"c","Version":2,"LastModifiedDate":"2026-03-01T00:00:00Z","MessageConfiguration":{}}"#,
    #"{"Id":"c","Version":1,"CreationDate":"2026-01-01T00:00:00Z","TemplateConfiguration":{}}"#,
    #"{"Id":"c","Version":3,"LastModifiedDate":"2026-05-01T00:00:00Z","MessageConfiguration":{}}"#,
  ]

  static let held: [(at: String, version: Int)] = [
    ("2025-01-01", 1), ("2026-01-01", 1), ("2026-02-28T23:59:59.999Z", 1), ("2026-03-01", 2),
    ("2026-04-30", 2), ("2026-05-01", 3), ("2030-01-01", 3),
  ]

  @Test("finds the campaign as it was then", arguments: held)
  func holds(at: String, version: Int) throws {
    let shelf = try Self.shelf(Self.campaigns)
    let moment = try #require(Instant(at))
    let found = try #require(shelf.campaigns["c"]?.held(at: moment))
    #expect(found.json["Version"]?.integer == version)
    #expect(found.during.contains(moment))
  }

  static let template = ##"{"TemplateName":"t","TemplateType":"SMS","Body":"{{Id}}""##

  static let found: [(at: String, version: Int?, number: Int?, basis: VersionBasis?)] = [
    ("2025-01-01", nil, 9, .latestKnown),
    ("2026-01-01", nil, 1, .activeAtSend),
    ("2026-06-01", nil, 9, .activeAtSend),  // two of one date: the higher number
    ("2025-01-01", 2, 2, .pinned),
    ("2026-06-01", 3, nil, nil),
  ]

  @Test("finds the version that was active", arguments: found)
  func finds(at: String, version: Int?, number: Int?, basis: VersionBasis?) throws {
    let shelf = try Self.shelf([
      Self.template + #","Version":"9","LastModifiedDate":"2026-03-01T00:00:00Z"}"#,
      Self.template + #","Version":"2","LastModifiedDate":"2026-03-01T00:00:00Z"}"#,
      Self.template + #","Version":"1","LastModifiedDate":"2026-01-01T00:00:00Z"}"#,
    ])
    let moment = try #require(Instant(at))
    let template = shelf.templates.find("t", .sms, version: version, at: moment)
    #expect(template?.version == number)
    #expect(template?.basis == basis)
    if let template { #expect(template.during.contains(moment)) }
    #expect(shelf.templates.find("t", .email, version: nil, at: moment) == nil)
  }

  @Test("a template without a date is the latest known")
  func undated() throws {
    let shelf = try Self.shelf([Self.template + #","Version":"4"}"#])
    let found = shelf.templates.find("t", .sms, version: nil, at: Instant(milliseconds: 0))
    #expect(found?.basis == .latestKnown)
  }

  static let others = [
    #"{"Id":"s","SegmentGroups":{}}"#, #"{"Id":"e","ChannelType":"SMS","Address":"+1"}"#,
    #"{"TemplateName":"t","TemplateType":"SMS"}"#, #"{"Name":"campaign without an id"}"#,
  ]

  @Test("passes over what is no definition of a message", arguments: others)
  func passesOver(text: String) throws {
    #expect(try Self.shelf([text]).count == 0)
  }
}

extension FoundTemplate: Equatable {
  public static func == (a: FoundTemplate, b: FoundTemplate) -> Bool {
    a.version == b.version && a.basis == b.basis && a.during == b.during
  }
}
