import DueFormats
import DueModel
import DueStore
import DueSystem

/// Where an endpoint lies in the store, as far as it does.
package struct EndpointPlace: Sendable {
  /// `endpoint.seq`; 0 for none.
  package var seq: Int64
  /// `user.seq`; 0 for none.
  package var user: Int64

  package init(seq: Int64 = 0, user: Int64 = 0) {
    self.seq = seq
    self.user = user
  }
}

/// A segment ready to be asked about endpoints, together with the segments that it draws on.
///
/// Sources are not made into sets first: whether an endpoint is in a source is asked of that
/// endpoint, once, so that one walk over the endpoints is enough however deep the sources go.
package final class SegmentProgram {
  /// One segment of the program.
  struct Node {
    let reference: SegmentReference
    let definition: SegmentDefinition
    /// For every group, the places of its sources among the nodes.
    let sources: [[Int]]
    /// Who was imported; empty for other segments.
    let members: ImportedMembers
  }

  private enum Truth: UInt8 {
    case unknown, no, yes
  }

  /// Sources stand before the segments that draw on them; the last is the segment itself.
  let nodes: [Node]
  let now: Instant
  let exclusiveNeedsAttribute: Bool
  /// Of the endpoint in hand, whether it is in each of the nodes.
  private var truths: [Truth]
  /// Where the whole program says no more than that these hold: these.
  private let conjunction: [LeafTest]?

  init(nodes: [Node], now: Instant, exclusiveNeedsAttribute: Bool) {
    self.nodes = nodes
    self.now = now
    self.exclusiveNeedsAttribute = exclusiveNeedsAttribute
    truths = Array(repeating: .unknown, count: nodes.count)
    conjunction = nodes.count == 1 ? nodes[0].definition.conjunction : nil
  }

  /// The segment itself.
  var root: Node { nodes[nodes.count - 1] }

  /// Whether `endpoint`, which lies at `place`, is a member.
  package func contains(_ endpoint: EndpointView, at place: EndpointPlace) -> Bool {
    if let conjunction { return holds(conjunction, endpoint) }
    forget()
    return contains(endpoint, at: place, node: nodes.count - 1)
  }

  /// Makes ready for another endpoint.
  func forget() {
    for i in truths.indices { truths[i] = .unknown }
  }

  func contains(
    _ endpoint: EndpointView, at place: EndpointPlace, node index: Int
  ) -> Bool {
    if truths[index] != .unknown { return truths[index] == .yes }
    let node = nodes[index]
    let isMember =
      node.definition.isImported
      ? node.members.contains(place)
      : node.definition.include.joins(node.definition.groups.count) {
        holds(group: $0, of: node, endpoint, place)
      }
    truths[index] = isMember ? .yes : .no
    return isMember
  }

  func holds(
    group index: Int, of node: Node, _ endpoint: EndpointView, _ place: EndpointPlace
  ) -> Bool {
    let group = node.definition.groups[index]
    let sources = node.sources[index]
    if !sources.isEmpty {
      let inSources = group.sourceType.joins(sources.count) {
        contains(endpoint, at: place, node: sources[$0])
      }
      if !inSources { return false }
    }
    if group.dimensions.isEmpty { return true }
    return group.type.joins(group.dimensions.count) { holds(group.dimensions[$0], endpoint) }
  }

  func holds(_ dimensions: SegmentDimensions, _ endpoint: EndpointView) -> Bool {
    holds(dimensions.tests, endpoint)
  }

  @inline(__always)
  private func holds(_ tests: [LeafTest], _ endpoint: EndpointView) -> Bool {
    for test in tests where !holds(test, endpoint) { return false }
    return true
  }

  @inline(__always)
  func holds(_ test: LeafTest, _ endpoint: EndpointView) -> Bool {
    test.holds(endpoint, now: now, exclusiveNeedsAttribute: exclusiveNeedsAttribute)
  }
}

extension SegmentDefinition {
  /// The tests, where the definition says no more than that all of them hold.
  fileprivate var conjunction: [LeafTest]? {
    guard !isImported, include.isConjunction(of: groups.count) else { return nil }
    var tests: [LeafTest] = []
    for group in groups {
      guard group.sources.isEmpty, group.type.isConjunction(of: group.dimensions.count) else {
        return nil
      }
      tests += group.dimensions.flatMap(\.tests)
    }
    return tests
  }
}

extension Combination {
  /// Whether joining `count` truths asks for every one of them.
  func isConjunction(of count: Int) -> Bool { self == .all || self == .any && count == 1 }

  /// Joins `count` truths; of no truths at all, all and none hold, and any does not.
  @inline(__always)
  func joins(_ count: Int, _ truth: (Int) -> Bool) -> Bool {
    for i in 0..<count {
      switch self {
      case .all: if !truth(i) { return false }
      case .any: if truth(i) { return true }
      case .none: if truth(i) { return false }
      }
    }
    return self != .any
  }
}

extension ImportedMembers {
  /// Whether the endpoint, or its user, is one of these.
  func contains(_ place: EndpointPlace) -> Bool {
    contains(seq: place.seq)
      || place.user != 0
        && Self.found(users.count) { users[$0] >= place.user }.map {
          users[$0] == place.user
        } ?? false
  }

  private func contains(seq: Int64) -> Bool {
    Self.found(ranges.count) { ranges[$0].upperBound >= seq }.map { ranges[$0].contains(seq) }
      ?? false
  }

  /// The first of `count` ascending items for which `reaches` holds.
  private static func found(_ count: Int, _ reaches: (Int) -> Bool) -> Int? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if reaches(middle) { high = middle } else { low = middle + 1 }
    }
    return low < count ? low : nil
  }
}
