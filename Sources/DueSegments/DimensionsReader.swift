import DueFormats
import DueModel
import DueSystem

/// Reads one `SegmentDimensions` into leaves.
struct DimensionsReader {
  private(set) var warnings: [String] = []
  private(set) var valueCount = 0
  private let arena: TextArena
  private var dimensions = SegmentDimensions()
  /// The place of the dimensions, so that a leaf's own can be told from it.
  private var prefix = ""

  init(arena: TextArena) { self.arena = arena }

  mutating func read(_ node: DefinitionNode) throws(DefinitionFault) -> SegmentDimensions {
    prefix = node.place
    for (name, node) in try node.members() {
      switch name {
      case "Attributes": try readAttributes(node, LeafTest.attribute)
      case "UserAttributes": try readAttributes(node, LeafTest.userAttribute)
      case "Metrics": try readMetrics(node)
      case "Demographic": try readDemographic(node)
      case "Location": try readLocation(node)
      case "Behavior": try readBehavior(node)
      default: warnUnknown(node, name)
      }
    }
    return dimensions
  }

  private mutating func add(_ node: DefinitionNode, _ wish: String, _ test: LeafTest) {
    var place = node.place.dropFirst(node.place.hasPrefix(prefix) ? prefix.count : 0)
    if place.hasPrefix(".") { place = place.dropFirst() }
    dimensions.tests.append(test)
    dimensions.titles.append(LeafTitle(place: String(place), wish: wish))
  }

  private mutating func warn(_ node: DefinitionNode, _ text: String) {
    warnings.append("\(node.place): \(text)")
  }

  private mutating func warnUnknown(_ node: DefinitionNode, _ name: String) {
    warn(node, "'\(name)' means nothing here and is passed over")
  }

  private enum AttributeType: String, CaseIterable {
    case inclusive = "INCLUSIVE"
    case exclusive = "EXCLUSIVE"
    case contains = "CONTAINS"
    case before = "BEFORE"
    case after = "AFTER"
    case on = "ON"
    case between = "BETWEEN"
  }

  private mutating func readAttributes(
    _ node: DefinitionNode, _ leaf: (Bytes, ValuesTest) -> LeafTest
  ) throws(DefinitionFault) {
    for (name, node) in try node.members() {
      let type = try node["AttributeType"]?.word(AttributeType.self) ?? .inclusive
      let values = try self.values(node)
      let test: ValuesTest
      switch type {
      case .inclusive: test = .oneOf(TextSet(values, in: arena))
      case .exclusive: test = .noneOf(TextSet(values, in: arena))
      case .contains: test = .contains(arena.keep(canonical: values))
      case .before, .after, .on, .between:
        test = .instant(try instantTest(type, values, node))
      }
      if values.isEmpty, type == .inclusive || type == .contains {
        warn(node, "no values: nothing matches")
      }
      add(node, "\(type.rawValue) \(Self.list(values))", leaf(arena.keep(name.utf8), test))
    }
  }

  private mutating func instantTest(
    _ type: AttributeType, _ values: [String], _ node: DefinitionNode
  ) throws(DefinitionFault) -> InstantTest {
    if type == .between {
      guard values.count == 2 else {
        throw node.fault("expected 2 values for BETWEEN, found \(values.count)")
      }
      guard let first = instant(values[0], node), let last = instant(values[1], node) else {
        return .never
      }
      return .between(first, last)
    }
    guard let value = values.first else {
      throw node.fault("expected a value for \(type.rawValue), found none")
    }
    if values.count > 1 {
      warn(node, "\(type.rawValue) takes one value, found \(values.count): the first counts")
    }
    guard let bound = instant(value, node) else { return .never }
    switch type {
    case .before: return .before(bound)
    case .after: return .after(bound)
    default: return .on(bound)
    }
  }

  private mutating func instant(_ text: String, _ node: DefinitionNode) -> Instant? {
    guard let instant = Instant(segmentValue: text) else {
      warn(
        node,
        "expected a date, or a time such as 2026-11-23T09:00:00Z, found '\(text)': nothing matches")
      return nil
    }
    return instant
  }

  private mutating func values(_ node: DefinitionNode) throws(DefinitionFault) -> [String] {
    let values = try node.values()
    valueCount += values.count
    for value in values where value.unicodeScalars.count > 100 {
      warn(node, "Pinpoint takes values of 100 characters, found '\(value.prefix(20))…'")
    }
    return values
  }

  private mutating func readMetrics(_ node: DefinitionNode) throws(DefinitionFault) {
    for (name, node) in try node.members() {
      let comparison = try node.required("ComparisonOperator").word(Comparison.self)
      let bound = try node.required("Value")
      let value = try bound.double()
      add(
        node, "\(comparison.rawValue) \(bound.json.text)",
        .metric(name: arena.keep(name.utf8), comparison, value))
    }
  }

  private enum DimensionType: String, CaseIterable {
    case inclusive = "INCLUSIVE"
    case exclusive = "EXCLUSIVE"
  }

  private static let demographics: Set = ["AppVersion", "DeviceType", "Make", "Model", "Platform"]

  private mutating func readDemographic(_ node: DefinitionNode) throws(DefinitionFault) {
    for (name, node) in try node.members() {
      if name == "Channel" {
        try readSet(node, widened: Self.withPush) { .channel($0) }
      } else if Self.demographics.contains(name) {
        let name = arena.keep(name.utf8)
        try readSet(node) { .demographic(name: name, $0) }
      } else {
        warnUnknown(node, name)
      }
    }
  }

  /// `PUSH` stands for every push channel, as in Pinpoint's console.
  private static func withPush(_ values: [String]) -> [String] {
    guard values.contains(Channel.push.rawValue) else { return values }
    return values + Channel.allCases.filter { $0.isPush && $0 != .push }.map(\.rawValue)
  }

  private mutating func readSet(
    _ node: DefinitionNode, widened: ([String]) -> [String] = { $0 },
    _ leaf: (ScalarTest) -> LeafTest
  ) throws(DefinitionFault) {
    let type = try node["DimensionType"]?.word(DimensionType.self) ?? .inclusive
    let values = try self.values(node)
    if values.isEmpty, type == .inclusive { warn(node, "no values: nothing matches") }
    let test = ScalarTest(
      values: TextSet(widened(values), in: arena), isExclusive: type == .exclusive)
    add(node, "\(type.rawValue) \(Self.list(values))", leaf(test))
  }

  private mutating func readLocation(_ node: DefinitionNode) throws(DefinitionFault) {
    for (name, node) in try node.members() {
      switch name {
      case "Country": try readSet(node) { .country($0) }
      case "GPSPoint": try readPoint(node)
      default: warnUnknown(node, name)
      }
    }
  }

  private mutating func readPoint(_ node: DefinitionNode) throws(DefinitionFault) {
    let coordinates = try node.required("Coordinates")
    let point = GeoPoint(
      latitude: try coordinates.required("Latitude").double(),
      longitude: try coordinates.required("Longitude").double())
    guard abs(point.latitude) <= 90, abs(point.longitude) <= 180 else {
      throw coordinates.fault("expected degrees on the earth, found \(coordinates.json.text)")
    }
    let range = try node.required("RangeInKilometers")
    let kilometers = try range.double()
    guard kilometers >= 0 else { throw range.fault("expected 0 or more, found \(range.json.text)") }
    add(
      node, "within \(range.json.text) km of \(point.latitude), \(point.longitude)",
      .near(point, kilometers: kilometers))
  }

  private enum Duration: String, CaseIterable {
    case day = "HR_24"
    case week = "DAY_7"
    case fortnight = "DAY_14"
    case month = "DAY_30"

    var days: Int64 {
      switch self {
      case .day: 1
      case .week: 7
      case .fortnight: 14
      case .month: 30
      }
    }
  }

  private enum RecencyType: String, CaseIterable {
    case active = "ACTIVE"
    case inactive = "INACTIVE"
  }

  private mutating func readBehavior(_ node: DefinitionNode) throws(DefinitionFault) {
    for (name, node) in try node.members() {
      guard name == "Recency" else {
        warnUnknown(node, name)
        continue
      }
      let duration = try node.required("Duration").word(Duration.self)
      let type = try node.required("RecencyType").word(RecencyType.self)
      add(
        node, "\(type.rawValue) \(duration.rawValue)",
        .recency(milliseconds: duration.days * 86_400_000, isActive: type == .active))
    }
  }

  private static func list(_ values: [String]) -> String {
    values.map { "'\($0)'" }.joined(separator: ", ")
  }
}
