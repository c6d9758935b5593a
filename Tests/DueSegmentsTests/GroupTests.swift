import DueFormats
import DueModel
import DueSegments
import DueStore
import DueSystem
import Testing

@Suite struct GroupTests {
  /// Three endpoints: `a` has plan gold, `b` has 5 visits, `c` has both.
  static let endpoints = [
    "a": #"{"Id":"a","Attributes":{"P":["gold"]}}"#,
    "b": #"{"Id":"b","Metrics":{"V":5}}"#,
    "c": #"{"Id":"c","Attributes":{"P":["gold"]},"Metrics":{"V":5}}"#,
    "d": #"{"Id":"d"}"#,
  ]

  static let gold = #"{"Attributes":{"P":{"Values":["gold"]}}}"#
  static let visits = #"{"Metrics":{"V":{"ComparisonOperator":"EQUAL","Value":5}}}"#

  /// Segments that sources refer to.
  static let sources = #"""
    [{"Id":"gold","Version":1,"Name":"g","Dimensions":{"Attributes":{"P":{"Values":["gold"]}}}},
     {"Id":"gold","Version":2,"Name":"g","Dimensions":{}},
     {"Id":"visits","Version":1,"Name":"v",
      "Dimensions":{"Metrics":{"V":{"ComparisonOperator":"EQUAL","Value":5}}}}]
    """#

  private func members(_ groups: String) throws -> String {
    var library = SegmentLibrary()
    for text in [Self.sources, #"{"Id":"x","SegmentGroups":\#(groups)}"#] {
      var text = text
      try text.withUTF8 { try library.read(Bytes($0), name: "test") }
    }
    var linker = SegmentLinker { try library.find($0) }
    let program = try linker.link(SegmentReference(id: "x"), now: Instant(milliseconds: 0))
    return try Self.endpoints.keys.sorted().filter { id in
      try withEndpoint(Self.endpoints[id] ?? "") { program.contains($0, at: EndpointPlace()) }
    }.joined()
  }

  static func group(_ type: String, _ dimensions: [String], _ rest: String = "") -> String {
    #"{"Type":"\#(type)","Dimensions":[\#(dimensions.joined(separator: ","))]\#(rest)}"#
  }

  static func groups(_ include: String, _ groups: String...) -> String {
    #"{"Include":"\#(include)","Groups":[\#(groups.joined(separator: ","))]}"#
  }

  static func drawing(_ type: String, _ ids: String...) -> String {
    #"{"SourceType":"\#(type)","SourceSegments":[\#(ids.joined(separator: ","))]}"#
  }

  static let goldOne = #"{"Id":"gold","Version":1}"#
  static let visitsOne = #"{"Id":"visits"}"#

  static let cases: [(groups: String, members: String)] = [
    (groups("ALL", group("ALL", [gold, visits])), "c"),
    (groups("ALL", group("ANY", [gold, visits])), "abc"),
    (groups("ALL", group("NONE", [gold, visits])), "d"),
    (groups("ALL", group("ALL", [])), "abcd"),
    (groups("ALL", group("ANY", [])), "abcd"),
    (groups("ALL", group("NONE", [])), "abcd"),
    (groups("ALL", group("NONE", ["{}"])), ""),
    (groups("ALL", group("ALL", [gold]), group("ALL", [visits])), "c"),
    (groups("ANY", group("ALL", [gold]), group("ALL", [visits])), "abc"),
    (groups("NONE", group("ALL", [gold]), group("ALL", [visits])), "d"),
    (groups("ALL"), "abcd"), (groups("ANY"), ""), (groups("NONE"), "abcd"),
    (#"{"Groups":[{"Dimensions":[\#(gold),\#(visits)]}]}"#, "c"),  // all that is missing is ALL
    ("{}", "abcd"),
    (groups("ALL", drawing("ALL", goldOne, visitsOne)), "c"),
    (groups("ALL", drawing("ANY", goldOne, visitsOne)), "abc"),
    (groups("ALL", drawing("NONE", goldOne, visitsOne)), "d"),
    (groups("ALL", drawing("ALL", #"{"Id":"gold"}"#)), "abcd"),  // the newest version
    (groups("ALL", drawing("ALL", #"{"Id":"v"}"#)), "bc"),  // by name
    (
      groups("ALL", group("ALL", [visits], #","SourceType":"ANY","SourceSegments":[\#(goldOne)]"#)),
      "c"
    ),
    (
      groups(
        "ALL", group("NONE", [visits], #","SourceType":"ANY","SourceSegments":[\#(goldOne)]"#)),
      "a"
    ),
  ]

  @Test("groups and sources become one", arguments: cases)
  func groups(groups: String, members: String) throws {
    #expect(try self.members(groups) == members)
  }

  @Test("a source that is missing, of a version that is missing, and a circle")
  func faults() throws {
    for source in [#"{"Id":"none"}"#, #"{"Id":"gold","Version":3}"#, #"{"Id":"x"}"#] {
      #expect(throws: DefinitionFault.self) {
        try members(Self.groups("ALL", Self.drawing("ALL", source)))
      }
    }
  }

  @Test("imported members are runs of places, and users")
  func imported() throws {
    let json = try JSON(parsing: #"{"Name":"i","SegmentType":"IMPORT"}"#)
    let members = ImportedMembers(ranges: [20...22, 3...5, 6...7, 30...30], users: [9, 4])
    var linker = SegmentLinker { _ in nil }
    let program = try linker.link(
      FoundSegment(reference: SegmentReference(id: "i"), json: json, members: members),
      now: Instant(milliseconds: 0))
    let found = (0...40).filter {
      program.contains(EndpointView(), at: EndpointPlace(seq: $0, user: 0))
    }
    #expect(found == [3, 4, 5, 6, 7, 20, 21, 22, 30])
    for (user, isMember) in [(4, true), (9, true), (5, false), (0, false), (10, false)] {
      #expect(
        program.contains(EndpointView(), at: EndpointPlace(seq: 1, user: Int64(user))) == isMember)
    }
  }
}
