import ArgumentParser
import DueFormats
import DueModel
import DueSegments
import DueSystem
import DueTags
import DueTool

/// Where the rules are.
struct RuleOptions: ParsableArguments {
  @Option(help: ArgumentHelp("File of rules; repeatable.", valueName: "file"))
  var rules: [String] = []

  @Option(
    help: ArgumentHelp(
      "Rules that come with due: activity, bounces, engagement or unsubscribes; repeatable.",
      valueName: "name"))
  var pack: [RulePack] = []

  var isEmpty: Bool { rules.isEmpty && pack.isEmpty }

  /// The rules; nil where none are named.
  func read(isFilter: Bool, now: Instant) throws -> TagRules? {
    if isEmpty { return nil }
    var reader = RuleReader(isFilter: isFilter) { try Self.test($0, now: now) }
    for name in pack { try reader.read(try DataFile.path("tag-rules/\(name.rawValue).json")) }
    for path in rules { try reader.read(path) }
    return try reader.finish()
  }

  /// A test of Pinpoint's `SegmentDimensions`.
  private static func test(_ dimensions: JSON, now: Instant) throws -> DimensionTest {
    let segment = FoundSegment(
      reference: SegmentReference(id: ""), json: ["Dimensions": dimensions], members: nil)
    var linker = SegmentLinker { _ in nil }
    do {
      let program = try linker.link(segment, now: now)
      return { program.contains($0, at: EndpointPlace()) }
    } catch let fault as DefinitionFault {
      let place = fault.place.drop(prefix: "Dimensions").drop(prefix: ".")
      throw RunFault(.configuration, "\(place): \(fault.problem)")
    }
  }
}

/// A file of rules that comes with due.
enum RulePack: String, ExpressibleByArgument, CaseIterable {
  case activity, bounces, engagement, unsubscribes
}

extension String {
  fileprivate func drop(prefix: String) -> String {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
  }
}
