import DueFormats
import DueModel
import DueStore
import DueSystem

/// What a walk over the store must read to ask a program of every endpoint, and which endpoints it
/// need not even read.
///
/// The conditions are necessary, not sufficient: the program has the last word.
package struct ScanPlan {
  package private(set) var columns: EndpointColumns = []
  package private(set) var conditions: [EndpointCondition] = []

  package init(_ program: SegmentProgram) {
    for node in program.nodes {
      if !node.members.users.isEmpty { columns.insert(.user) }
      for group in node.definition.groups {
        for test in group.dimensions.flatMap(\.tests) { columns.insert(test.column) }
      }
    }
    conditions = Self.conditions(of: program.nodes.count - 1, in: program)
  }

  /// Conditions that every member of the node meets.
  private static func conditions(of index: Int, in program: SegmentProgram) -> [EndpointCondition] {
    let node = program.nodes[index]
    let definition = node.definition
    if definition.isImported {
      guard node.members.users.isEmpty else { return [] }
      // Of an empty import nobody is a member, and no endpoint lies at 0.
      let first = node.members.ranges.first?.lowerBound ?? 0
      return [.seq(first...(node.members.ranges.last?.upperBound ?? 0))]
    }
    guard definition.include.isConjunction(of: definition.groups.count) else { return [] }
    var conditions: [EndpointCondition] = []
    for (group, sources) in zip(definition.groups, node.sources) {
      if group.sourceType.isConjunction(of: sources.count) {
        conditions += sources.flatMap { Self.conditions(of: $0, in: program) }
      }
      if group.type.isConjunction(of: group.dimensions.count) {
        conditions += group.dimensions.flatMap(\.tests).compactMap {
          $0.condition(at: program.now)
        }
      }
    }
    return conditions
  }
}

extension LeafTest {
  fileprivate var column: EndpointColumns {
    switch self {
    case .attribute: .attributes
    case .userAttribute: .userAttributes
    case .metric: .metrics
    case .channel: .channel
    case .country: .country
    case .demographic: .demographic
    case .near: .location
    case .recency: .effective
    }
  }

  fileprivate func condition(at now: Instant) -> EndpointCondition? {
    switch self {
    case .channel(let test): test.texts.map { .channel($0, isExclusive: test.isExclusive) }
    case .country(let test): test.texts.map { .country($0, isExclusive: test.isExclusive) }
    case .recency(let milliseconds, let isActive):
      isActive ? .effective(from: now + -milliseconds) : .effectiveBefore(now + -milliseconds)
    default: nil
    }
  }
}

extension ScalarTest {
  /// The values; nil where there are more than a statement should carry.
  fileprivate var texts: [String]? {
    values.texts.count > 500 ? nil : values.texts.map(\.string)
  }
}
