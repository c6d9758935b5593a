import DueFormats
import DueStore
import DueSystem

/// One segment as its keeper gives it.
package struct FoundSegment: Sendable {
  /// Its own id, or name where it has none, and its version, if it has one.
  package var reference: SegmentReference
  package var json: JSON
  /// Who was imported; nil where nobody knows.
  package var members: ImportedMembers?

  package init(reference: SegmentReference, json: JSON, members: ImportedMembers?) {
    self.reference = reference
    self.json = json
    self.members = members
  }
}

/// Makes a program of a segment and the segments that it draws on.
package struct SegmentLinker {
  private let find: (SegmentReference) throws -> FoundSegment?
  private let toleratesMissing: Bool
  private var nodes: [SegmentProgram.Node] = []
  private var places: [SegmentReference: Int] = [:]
  /// The segments between the first and the one in hand.
  private var path: [SegmentReference] = []
  /// What is odd about the definitions, each with the name of its segment.
  package private(set) var warnings: [String] = []

  /// - Parameters:
  ///   - toleratesMissing: a source that is missing is a warning, not a fault: for definitions that
  ///     are only saved.
  ///   - find: gives the segment that a reference means; nil where there is none.
  package init(
    toleratesMissing: Bool = false, find: @escaping (SegmentReference) throws -> FoundSegment?
  ) {
    self.toleratesMissing = toleratesMissing
    self.find = find
  }

  /// The program of the segment that `reference` means.
  ///
  /// - Parameter now: the moment that recency counts from.
  /// - Throws: `DefinitionFault`, also for a source that is missing and for segments that draw on
  ///   one another in a circle; status 66 when there is no such segment.
  package mutating func link(
    _ reference: SegmentReference, now: Instant, exclusiveNeedsAttribute: Bool = false
  ) throws -> SegmentProgram {
    guard let found = try find(reference) else {
      throw RunFault(.noInput, "expected a segment, found none called '\(reference)'")
    }
    return try link(found, now: now, exclusiveNeedsAttribute: exclusiveNeedsAttribute)
  }

  /// The program of the segment `found`.
  package mutating func link(
    _ found: FoundSegment, now: Instant, exclusiveNeedsAttribute: Bool = false
  ) throws -> SegmentProgram {
    _ = try add(found)
    return SegmentProgram(
      nodes: nodes, now: now, exclusiveNeedsAttribute: exclusiveNeedsAttribute)
  }

  /// How long a chain of segments may be that draw on one another: evaluation recurses.
  private static let maximumDepth = 128

  private mutating func add(_ found: FoundSegment) throws -> Int {
    if let place = places[found.reference] { return place }
    if let start = path.firstIndex(of: found.reference) {
      let circle = (path[start...] + [found.reference]).map { "'\($0)'" }
      throw DefinitionFault(
        "", "draws on itself: \(circle.joined(separator: " on "))", segment: path[start].id)
    }
    guard path.count < Self.maximumDepth else {
      throw DefinitionFault(
        "", "expected sources at most \(Self.maximumDepth) deep, found more",
        segment: path[0].id)
    }
    var parser = SegmentParser()
    let definition = try parser.parse(found.json)
    warnings += parser.warnings.map { "segment '\(definition.name)': \($0)" }
    path.append(found.reference)
    defer { path.removeLast() }
    var sources: [[Int]] = []
    for group in definition.groups {
      sources.append(try group.sources.compactMap { try add(source: $0, of: definition) })
    }
    if definition.isImported, found.members == nil {
      throw DefinitionFault(
        "", "expected its members, found its definition alone: they come with due-import",
        segment: definition.name)
    }
    nodes.append(
      SegmentProgram.Node(
        reference: found.reference, definition: definition, sources: sources,
        members: found.members ?? ImportedMembers()))
    places[found.reference] = nodes.count - 1
    return nodes.count - 1
  }

  private mutating func add(source: SegmentReference, of definition: SegmentDefinition) throws
    -> Int?
  {
    if let found = try find(source) { return try add(found) }
    let fault = DefinitionFault(
      "SourceSegments", "expected a segment, found none called '\(source)'",
      segment: definition.name)
    guard toleratesMissing else { throw fault }
    warnings.append(fault.description)
    return nil
  }
}
