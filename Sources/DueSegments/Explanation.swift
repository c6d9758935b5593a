import DueFormats
import DueModel
import DueSystem

/// Why an endpoint is, or is not, in a segment: the truth of every group, dimension and leaf.
package struct Explanation: Sendable, Equatable {
  package struct Line: Sendable, Equatable {
    /// 0 for the segment itself.
    package var depth: Int
    package var isTrue: Bool
    package var text: String
  }

  package private(set) var lines: [Line] = []

  /// Whether the endpoint is a member.
  package var isMember: Bool { lines.first?.isTrue ?? false }

  /// A tree for people: `yes` or `no`, then what it is that holds or does not, indented.
  package var text: String {
    lines.map { line in
      let indent = String(repeating: "  ", count: line.depth)
      return "\(line.isTrue ? "yes" : "no ")  \(indent)\(line.text)\n"
    }.joined()
  }

  package init(_ program: SegmentProgram, of endpoint: EndpointView, at place: EndpointPlace) {
    program.forget()
    let subject = Subject(program: program, endpoint: endpoint, place: place)
    add(node: program.nodes.count - 1, subject, depth: 0)
  }

  private struct Subject {
    let program: SegmentProgram
    let endpoint: EndpointView
    let place: EndpointPlace
  }

  private mutating func add(_ depth: Int, _ isTrue: Bool, _ text: String) {
    lines.append(Line(depth: depth, isTrue: isTrue, text: text))
  }

  private mutating func add(node index: Int, _ subject: Subject, depth: Int) {
    let node = subject.program.nodes[index]
    let definition = node.definition
    let isMember = subject.program.contains(subject.endpoint, at: subject.place, node: index)
    var title = "segment '\(definition.name)'"
    if node.reference.id != definition.name { title += " (\(node.reference))" }
    if definition.isImported {
      add(depth, isMember, "\(title): imported, \(isMember ? "listed" : "not listed")")
      return
    }
    let groups = definition.groups
    if groups.count == 1, groups[0].sources.isEmpty, groups[0].dimensions.count == 1 {
      let dimensions = groups[0].dimensions[0]
      add(depth, isMember, "\(title): all of \(Self.count(dimensions.tests.count, "test"))")
      add(dimensions, subject, depth: depth + 1)
      return
    }
    add(depth, isMember, "\(title): \(Self.joined(definition.include, groups.count, "group"))")
    for i in groups.indices { add(group: i, of: node, subject, depth: depth + 1) }
  }

  private mutating func add(
    group index: Int, of node: SegmentProgram.Node, _ subject: Subject, depth: Int
  ) {
    let group = node.definition.groups[index]
    let isTrue = subject.program.holds(group: index, of: node, subject.endpoint, subject.place)
    var parts: [String] = []
    if !group.sources.isEmpty {
      parts.append(Self.joined(group.sourceType, group.sources.count, "source"))
    }
    if !group.dimensions.isEmpty {
      parts.append(Self.joined(group.type, group.dimensions.count, "dimension set"))
    }
    let what = parts.isEmpty ? "everybody" : parts.joined(separator: ", and ")
    add(depth, isTrue, "group \(index + 1): \(what)")
    for source in node.sources[index] { add(node: source, subject, depth: depth + 1) }
    for (i, dimensions) in group.dimensions.enumerated() {
      if dimensions.tests.count == 1 {
        add(dimensions, subject, depth: depth + 1)
        continue
      }
      add(
        depth + 1, subject.program.holds(dimensions, subject.endpoint),
        "dimension set \(i + 1): all of \(Self.count(dimensions.tests.count, "test"))")
      add(dimensions, subject, depth: depth + 2)
    }
  }

  private mutating func add(_ dimensions: SegmentDimensions, _ subject: Subject, depth: Int) {
    for (test, title) in zip(dimensions.tests, dimensions.titles) {
      add(
        depth, subject.program.holds(test, subject.endpoint),
        "\(title.place) \(title.wish): found \(test.found(in: subject.endpoint))")
    }
  }

  private static func joined(_ combination: Combination, _ count: Int, _ noun: String) -> String {
    "\(combination.rawValue.lowercased()) of \(self.count(count, noun))"
  }

  private static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}

extension LeafTest {
  /// What the endpoint has where the leaf looks, for people.
  fileprivate func found(in endpoint: EndpointView) -> String {
    switch self {
    case .attribute(let name, _): Self.texts(name, of: endpoint.attributes)
    case .userAttribute(let name, _): Self.texts(name, of: endpoint.userAttributes)
    case .metric(let name, _, _):
      JSONScanner.member(name, of: endpoint.metrics)?.bytes.string ?? "none"
    case .channel: Self.quoted(endpoint.channel)
    case .country: Self.quoted(endpoint.country)
    case .demographic(let name, _):
      Self.withText(name, of: endpoint.demographic) { Self.quoted($0) }
    case .near(let point, _):
      Self.point(endpoint.location).map {
        "\($0.latitude), \($0.longitude), \(Self.rounded($0.kilometers(to: point))) km away"
      } ?? "none"
    case .recency: endpoint.effective?.iso8601 ?? "none"
    }
  }

  private static func quoted(_ text: Bytes) -> String {
    text.isEmpty ? "none" : "'\(text.string)'"
  }

  private static func rounded(_ kilometers: Double) -> Double {
    (kilometers * 10).rounded() / 10
  }

  private static func texts(_ name: Bytes, of map: Bytes) -> String {
    guard let list = JSONScanner.member(name, of: map) else { return "none" }
    var texts: [String] = []
    _ = list.anyText {
      texts.append("'\($0.string)'")
      return false
    }
    return texts.isEmpty ? "none" : texts.joined(separator: ", ")
  }
}
