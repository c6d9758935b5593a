import DueFormats

/// Reads Pinpoint's `WriteSegmentRequest` or `SegmentResponse`.
///
/// What cannot be evaluated is a fault. What can, though perhaps not as its author thought, is
/// told in `warnings`; members that no one knows, in `unknown`.
///
/// Source: Pinpoint API, `SegmentDimensions` and `SegmentGroupList`.
package struct SegmentParser {
  /// One line each, with the place.
  package private(set) var warnings: [String] = []
  /// Names of members of the segment itself that mean nothing here; they are kept as they are.
  package private(set) var unknown: [String] = []
  private var valueCount = 0
  private var arena = TextArena()

  private static let known: Set = [
    "ApplicationId", "Arn", "CreationDate", "Dimensions", "Id", "ImportDefinition",
    "LastModifiedDate", "Name", "SegmentGroups", "SegmentType", "Version", "tags",
  ]

  package init() {}

  package mutating func parse(_ json: JSON) throws(DefinitionFault) -> SegmentDefinition {
    let name = json["Name"]?.string ?? json["Id"]?.string
    do {
      return try parse(DefinitionNode(json), name: name ?? "")
    } catch {
      throw DefinitionFault(error.place, error.problem, segment: name)
    }
  }

  private mutating func parse(_ node: DefinitionNode, name: String) throws(DefinitionFault)
    -> SegmentDefinition
  {
    valueCount = 0
    arena = TextArena()
    for member in try node.members() where !Self.known.contains(member.name) {
      unknown.append(member.name)
    }
    if node["SegmentType"]?.json == "IMPORT" || node["ImportDefinition"] != nil {
      return SegmentDefinition(
        name: name, include: .all, groups: [], isImported: true, arena: arena)
    }
    let dimensions = try node["Dimensions"].map { (node) throws(DefinitionFault) in
      try self.dimensions(node)
    }
    var definition = SegmentDefinition(
      name: name, include: .all, groups: [], isImported: false, arena: arena)
    if let groups = node["SegmentGroups"] {
      // A response may name dimensions that say nothing; a request has one or the other.
      guard
        dimensions == nil || node["SegmentType"] != nil && Self.isEmpty(node["Dimensions"]?.json)
      else { throw node.fault("expected 'Dimensions' or 'SegmentGroups', found both") }
      try read(groups, into: &definition)
    } else if let dimensions {
      definition.groups = [
        SegmentGroup(type: .all, dimensions: [dimensions], sourceType: .all, sources: [])
      ]
    } else {
      throw node.fault("expected 'Dimensions' or 'SegmentGroups', found neither")
    }
    if valueCount > 100 {
      warnings.append("Pinpoint takes 100 values in a segment, found \(valueCount)")
    }
    return definition
  }

  /// Whether there is nothing in an object, nor in the objects that are its members.
  private static func isEmpty(_ json: JSON?) -> Bool {
    json?.members?.allSatisfy { $0.value.isNull || isEmpty($0.value) } ?? false
  }

  private mutating func read(_ node: DefinitionNode, into definition: inout SegmentDefinition)
    throws(DefinitionFault)
  {
    warnUnknown(try node.members(), known: ["Groups", "Include"], in: node)
    let groups = try node["Groups"]?.elements() ?? []
    definition.include = try combination("Include", of: node, items: groups.count)
    for group in groups { definition.groups.append(try self.group(group)) }
    if groups.count > 2 {
      warnings.append("\(node.place): Pinpoint takes 2 groups, found \(groups.count)")
    }
  }

  private mutating func group(_ node: DefinitionNode) throws(DefinitionFault) -> SegmentGroup {
    let members = try node.members()
    warnUnknown(
      members, known: ["Dimensions", "SourceSegments", "SourceType", "Type"], in: node)
    let dimensions = try node["Dimensions"]?.elements() ?? []
    let sources = try node["SourceSegments"]?.elements() ?? []
    var group = SegmentGroup(
      type: try combination("Type", of: node, items: dimensions.count), dimensions: [],
      sourceType: try combination("SourceType", of: node, items: sources.count), sources: [])
    for item in dimensions { group.dimensions.append(try self.dimensions(item)) }
    for item in sources { group.sources.append(try source(item)) }
    return group
  }

  private func source(_ node: DefinitionNode) throws(DefinitionFault) -> SegmentReference {
    let id = try node.required("Id").string()
    guard let version = node["Version"] else { return SegmentReference(id: id) }
    guard let number = version.json.integer, number > 0 else {
      throw version.fault("expected a version, 1 or more, found \(version.json.text)")
    }
    return SegmentReference(id: id, version: number)
  }

  /// A missing one is ALL, which matters, and is said, where there are several items.
  private mutating func combination(_ name: String, of node: DefinitionNode, items: Int)
    throws(DefinitionFault) -> Combination
  {
    if let word = node[name] { return try word.word(Combination.self) }
    if items > 1 {
      warnings.append("\(node.place): \(items) items and no '\(name)': ALL is taken")
    }
    return .all
  }

  private mutating func dimensions(_ node: DefinitionNode) throws(DefinitionFault)
    -> SegmentDimensions
  {
    var reader = DimensionsReader(arena: arena)
    let dimensions = try reader.read(node)
    warnings += reader.warnings
    valueCount += reader.valueCount
    return dimensions
  }

  private mutating func warnUnknown(
    _ members: [(name: String, node: DefinitionNode)], known: Set<String>, in node: DefinitionNode
  ) {
    for member in members where !known.contains(member.name) {
      warnings.append("\(node.place): '\(member.name)' means nothing here and is passed over")
    }
  }
}
