import DueFormats
import DueSystem

/// Reads rule files.
package struct RuleReader {
  private let compile: DimensionCompiler
  /// The rules are for a run without a store.
  private let isFilter: Bool
  private var rules: [TagRule] = []
  private var targets: [TagTarget] = []
  private var places: [TagTarget: Int] = [:]
  private var names: [String: String] = [:]
  private var warnings: [String] = []

  package init(isFilter: Bool, compile: @escaping DimensionCompiler) {
    self.isFilter = isFilter
    self.compile = compile
  }

  /// Adds the rules of the file at `path`: an object with `rules`, a list of rules, or rules one
  /// a line.
  ///
  /// - Throws: status 66 for a file that cannot be read, 78 for a rule that is wrong.
  package mutating func read(_ path: String) throws {
    let documents = Documents(singles: [], lists: [])
    for document in try documents.read(path) {
      try read(document.json, file: path == "-" ? "standard input" : path, line: document.line)
    }
  }

  package mutating func read(_ json: JSON, file: String, line: Int) throws {
    guard json["rules"] != nil else {
      return try add(RuleNode(json, root: "\(file):\(line)"))
    }
    let node = RuleNode(json, root: file)
    for (name, node) in try node.members(["rules", "name", "description"]) where name == "rules" {
      for rule in try node.elements() { try add(rule) }
    }
  }

  /// The rules read so far.
  package func finish() throws -> TagRules {
    guard !rules.isEmpty else { throw RunFault(.configuration, "expected a rule, found none") }
    return TagRules(rules: rules, targets: targets, warnings: warnings)
  }

  private static let members = [
    "name", "description", "when", "set", "remove", "add", "increment", "touch", "expire_after",
  ]
  private static let conditions = [
    "event_type", "attributes", "metrics", "fields", "endpoint", "min_count", "within",
  ]

  private mutating func add(_ node: RuleNode) throws {
    _ = try node.members(Self.members)
    let name = try node["name"]?.text() ?? "rule \(rules.count + 1)"
    guard names.updateValue(node.place, forKey: name) == nil else {
      throw node.fault("expected another 'name' than that of an earlier rule, found '\(name)'")
    }
    guard let when = node["when"] else { throw node.fault("expected 'when', found none") }
    _ = try when.members(Self.conditions)
    let types = try when["event_type"]?.texts() ?? []
    for type in types where type.hasPrefix("_custom.") {
      warnings.append("\(node.place): custom events have no prefix: '\(type)' matches none")
    }
    let count = try minCount(when)
    let within = try when["within"]?.duration()
    if within != nil, count < 2 {
      throw when.fault("expected 'min_count' of 2 or more beside 'within', found none")
    }
    if count > 1, node["name"] == nil {
      throw node.fault("expected a 'name', by which its count is kept, found none")
    }
    let actions = try self.actions(node, isCounted: count > 1)
    rules.append(
      TagRule(
        name: name, types: EventTypePattern(types), eventTest: try eventTest(when),
        fieldTest: try fieldTest(when), fields: try fields(when),
        endpointTest: try endpointTest(when), minCount: count, within: within, actions: actions,
        expireAfter: try expiry(node, actions)))
  }

  private func minCount(_ when: RuleNode) throws -> Int {
    guard let node = when["min_count"] else { return 1 }
    guard let count = node.json.integer, (1...1_000_000).contains(count) else {
      throw node.fault("expected a number of events, 1 or more, found \(node.json.text)")
    }
    return count
  }

  private func expiry(_ node: RuleNode, _ actions: [TagAction]) throws -> Int64? {
    guard let expiry = node["expire_after"] else { return nil }
    for action in actions where [.set, .add, .touch].contains(action.kind) {
      switch targets[action.target] {
      case .optOut, .endpointStatus, .effectiveDate:
        throw expiry.fault(
          "expected Attributes, Metrics, User.UserAttributes or segment: in a rule that expires, "
            + "found '\(targets[action.target])'")
      default: continue
      }
    }
    return try expiry.duration()
  }

  // MARK: Conditions

  /// A test of `dimensions`, whose member `under` is what the node says.
  private func compiled(_ dimensions: JSON, under: String? = nil, _ node: RuleNode) throws
    -> DimensionTest
  {
    do {
      return try compile(dimensions)
    } catch let fault as any Fault {
      var text = fault.description
      if let under, text.hasPrefix(under) { text = String(text.dropFirst(under.count)) }
      let joint = text.hasPrefix(".") || text.hasPrefix(":") ? "" : "."
      throw RunFault(.configuration, "\(node.place)\(joint)\(text)")
    }
  }

  private func eventTest(_ when: RuleNode) throws -> DimensionTest? {
    let tests = try [("attributes", "Attributes"), ("metrics", "Metrics")].compactMap {
      (name, member) in
      try when[name].map { try compiled(.object([.init(member, $0.json)]), under: member, $0) }
    }
    switch tests.count {
    case 0: return nil
    case 1: return tests[0]
    default: return { tests[0]($0) && tests[1]($0) }
    }
  }

  private func fields(_ when: RuleNode) throws -> [String] {
    try when["fields"]?.members().map(\.name) ?? []
  }

  private func fieldTest(_ when: RuleNode) throws -> DimensionTest? {
    guard let node = when["fields"] else { return nil }
    return try compiled(.object([.init("Attributes", node.json)]), under: "Attributes", node)
  }

  private func endpointTest(_ when: RuleNode) throws -> DimensionTest? {
    guard let node = when["endpoint"] else { return nil }
    return try compiled(node.json, node)
  }

  // MARK: Actions

  private static let kinds: [(name: String, kind: TagAction.Kind)] = [
    ("set", .set), ("remove", .remove), ("add", .add), ("increment", .increment),
    ("touch", .touch),
  ]

  private mutating func actions(_ node: RuleNode, isCounted: Bool) throws -> [TagAction] {
    var actions: [TagAction] = []
    for (name, kind) in Self.kinds {
      guard let node = node[name] else { continue }
      for (target, value) in try targets(of: node) {
        let action = try action(kind, target, value ?? node, hasValue: value != nil)
        if isCounted, !action.values.allSatisfy(\.isFixed) {
          throw (value ?? node).fault(
            "expected a fixed value in a rule with 'min_count', found \((value ?? node).json.text)")
        }
        actions.append(action)
      }
    }
    guard !actions.isEmpty else {
      throw node.fault("expected set, remove, add, increment or touch, found none of them")
    }
    return actions
  }

  /// The targets that an action names, with what it says of each: an object, or names alone.
  private func targets(of node: RuleNode) throws -> [(TagTarget, RuleNode?)] {
    func target(_ name: String, _ node: RuleNode) throws -> TagTarget {
      guard let target = TagTarget(name) else {
        throw node.fault(
          "expected Attributes.NAME, Metrics.NAME, User.UserAttributes.NAME, OptOut, "
            + "EndpointStatus, EffectiveDate or segment:ID, found '\(name)'")
      }
      return target
    }
    if node.json.members != nil {
      let members = try node.members()
      guard !members.isEmpty else { throw node.fault("expected a target, found none") }
      return try members.map { (try target($0.name, node), $0.node) }
    }
    return try node.texts().map { (try target($0, node), nil) }
  }

  private mutating func action(
    _ kind: TagAction.Kind, _ target: TagTarget, _ node: RuleNode, hasValue: Bool
  ) throws -> TagAction {
    let fits: Bool =
      switch (kind, target) {
      case (.set, .attribute), (.set, .metric), (.set, .userAttribute): true
      case (.set, .optOut), (.set, .endpointStatus): true
      case (.remove, .attribute), (.remove, .metric), (.remove, .userAttribute): true
      case (.add, .attribute), (.add, .userAttribute): true
      case (.add, .segment), (.remove, .segment): true
      case (.increment, .metric): true
      case (.touch, .attribute), (.touch, .userAttribute), (.touch, .effectiveDate): true
      default: false
      }
    guard fits else { throw node.fault(Self.expectation(kind, found: target)) }
    if case .segment = target, isFilter {
      throw node.fault(
        "expected targets that an update can say with --emit updates, "
          + "found '\(target)'")
    }
    let index = places[target] ?? targets.count
    if index == targets.count {
      places[target] = index
      targets.append(target)
    }
    let (kind, values) = try values(kind, target, node, hasValue: hasValue)
    return TagAction(kind: kind, target: index, values: values)
  }

  private static func expectation(_ kind: TagAction.Kind, found target: TagTarget) -> String {
    let targets =
      switch kind {
      case .set: "Attributes, Metrics, User.UserAttributes, OptOut or EndpointStatus in 'set'"
      case .remove, .clear: "Attributes, Metrics, User.UserAttributes or segment: in 'remove'"
      case .add: "Attributes, User.UserAttributes or segment: in 'add'"
      case .increment: "Metrics in 'increment'"
      case .touch: "Attributes, User.UserAttributes or EffectiveDate in 'touch'"
      }
    return "expected \(targets), found '\(target)'"
  }

  private func values(
    _ kind: TagAction.Kind, _ target: TagTarget, _ node: RuleNode, hasValue: Bool
  ) throws -> (TagAction.Kind, [ValueTemplate]) {
    switch (kind, target) {
    case (.touch, _), (_, .segment): return (kind, [])
    case (.increment, _) where !hasValue: return (kind, [try template("1", node)])
    case (.increment, _), (.set, .metric): return (kind, [try number(node)])
    case (.remove, .metric): return (.clear, [])
    case (.remove, _) where !hasValue || node.json == "*": return (.clear, [])
    case (.remove, _) where isFilter:
      throw node.fault(
        "expected '*' with --emit updates, as one value cannot be taken from a list "
          + "that only the store has, found \(node.json.text)")
    case (.set, .optOut): return (kind, [try word(node, ["ALL", "NONE"])])
    case (.set, .endpointStatus): return (kind, [try word(node, ["ACTIVE", "INACTIVE"])])
    case (.set, _) where node.json.array?.isEmpty == true: return (.clear, [])
    default:
      guard hasValue else { throw node.fault("expected values, found none") }
      return (kind, try texts(node).map { try template($0, node) })
    }
  }

  /// Texts of a list, or one; numbers and truth values as they are written.
  private func texts(_ node: RuleNode) throws -> [String] {
    switch node.json {
    case .string, .array: break
    case .number(let digits): return [digits]
    case .bool(let value): return [value ? "true" : "false"]
    default: throw node.fault("expected a text or a list of texts, found \(node.json.text)")
    }
    return try node.texts()
  }

  private func template(_ text: String, _ node: RuleNode) throws -> ValueTemplate {
    guard let template = ValueTemplate(text) else {
      throw node.fault("expected a path between '${' and '}', found '\(text)'")
    }
    return template
  }

  private func number(_ node: RuleNode) throws -> ValueTemplate {
    if case .number(let digits) = node.json, Double(digits)?.isFinite == true {
      return try template(digits, node)
    }
    let text = node.json.string ?? ""
    let template = try template(text, node)
    guard !template.isFixed || Double(text)?.isFinite == true else {
      throw node.fault("expected a number or a '${path}' to one, found \(node.json.text)")
    }
    return template
  }

  private func word(_ node: RuleNode, _ words: [String]) throws -> ValueTemplate {
    guard let text = node.json.string ?? node.json.array?.first?.string, words.contains(text) else {
      throw node.fault("expected \(RuleNode.list(words)), found \(node.json.text)")
    }
    return try template(text, node)
  }
}
