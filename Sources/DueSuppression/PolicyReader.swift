import DueFormats
import DueModel
import DueStore
import DueSystem

/// Reads a policy from JSON.
package struct PolicyReader {
  private let file: String

  /// - Parameter file: the name for faults.
  package init(file: String) { self.file = file }

  /// Reads the file at `path`.
  ///
  /// - Throws: status 66 where it cannot be opened or is no JSON; 78, with the place, where it is
  ///   no policy.
  package static func read(_ path: String) throws -> SuppressionPolicy {
    let documents = try Documents(singles: [], lists: []).read(path)
    guard documents.count == 1 else {
      throw RunFault(.configuration, "\(path): expected one policy, found \(documents.count)")
    }
    return try PolicyReader(file: path).policy(documents[0].json)
  }

  package func policy(_ json: JSON) throws -> SuppressionPolicy {
    let known = [
      "name", "description", "precedence", "soft_limit", "soft_days", "skip_actions", "never",
      "rules",
    ]
    try check(json, known: known, at: "")
    var counting = SuppressionRules()
    let precedence = try text(json["precedence"], "precedence") ?? "strongest"
    guard ["strongest", "latest"].contains(precedence) else {
      throw wrong("precedence", precedence, expected: "strongest or latest")
    }
    counting.takesLatest = precedence == "latest"
    counting.softLimit = try number(json["soft_limit"], "soft_limit", 1...1000) ?? 3
    counting.softDays = try number(json["soft_days"], "soft_days", 1...3660) ?? 30
    guard let items = json["rules"]?.array else {
      throw wrong("rules", json["rules"]?.text, expected: "a list of rules")
    }
    let rules = try items.enumerated().map { try rule($1, at: "rules[\($0)]") }
    var policy = SuppressionPolicy(
      name: try text(json["name"], "name") ?? "", counting: counting, rules: rules)
    policy.skippedActions = Set(try texts(json["skip_actions"], "skip_actions"))
    policy.exemptDomains = Set(try texts(json["never"], "never").map { $0.lowercased() })
    return policy
  }

  private func rule(_ json: JSON, at place: String) throws -> SuppressionPolicy.Rule {
    let known = ["event", "type", "subtype", "feedback", "then", "reason", "push", "scope"]
    try check(json, known: known, at: place)
    let event = try text(json["event"], "\(place).event")
    guard let kind = event.flatMap(SuppressionPolicy.Kind.init) else {
      let names = SuppressionPolicy.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw wrong("\(place).event", event, expected: "one of \(names)")
    }
    var rule = SuppressionPolicy.Rule(kind, try action(json, of: kind, at: place))
    rule.types = try texts(json["type"], "\(place).type")
    rule.subtypes = try texts(json["subtype"], "\(place).subtype")
    rule.feedback = try texts(json["feedback"], "\(place).feedback")
    let scope = try text(json["scope"], "\(place).scope") ?? "all"
    guard ["all", "topic"].contains(scope) else {
      throw wrong("\(place).scope", scope, expected: "all or topic")
    }
    rule.isOfTopic = scope == "topic"
    return rule
  }

  private func action(_ json: JSON, of kind: SuppressionPolicy.Kind, at place: String) throws
    -> SuppressionPolicy.Action
  {
    let then = try text(json["then"], "\(place).then") ?? ""
    if ["suppress", "ensure"].contains(then) == (json["reason"] == nil) {
      throw wrong(
        "\(place).reason", json["reason"]?.text, expected: "a reason with suppress and ensure alone"
      )
    }
    // Phone numbers and mail addresses go to lists of their own.
    if kind == .textOptOut, !["opt-out", "ignore"].contains(then) {
      throw wrong("\(place).then", then, expected: "opt-out or ignore")
    }
    switch then {
    case "suppress":
      let push = try reason(json["push"], "\(place).push", among: [.bounce, .complaint])
      return .suppress(try needed(json["reason"], "\(place).reason"), push: push)
    case "ensure": return .ensure(try needed(json["reason"], "\(place).reason"))
    case "count": return .count
    case "record": return .record
    case "lift": return .lift
    case "opt-out" where kind == .textOptOut: return .optOut
    case "reset" where kind == .delivery: return .reset
    case "ignore": return .ignore
    default:
      throw wrong(
        "\(place).then", then.isEmpty ? nil : then,
        expected: "suppress, ensure, count, record, lift or ignore; opt-out of text-opt-out; "
          + "reset of delivery")
    }
  }

  private func needed(_ json: JSON?, _ place: String) throws -> SuppressionReason {
    guard let reason = try reason(json, place, among: SuppressionReason.allCases) else {
      throw wrong(place, nil, expected: "a reason")
    }
    return reason
  }

  private func reason(_ json: JSON?, _ place: String, among reasons: [SuppressionReason]) throws
    -> SuppressionReason?
  {
    guard let name = try text(json, place) else { return nil }
    guard let reason = SuppressionReason(rawValue: name), reasons.contains(reason) else {
      let names = reasons.map(\.rawValue).joined(separator: ", ")
      throw wrong(place, name, expected: "one of \(names)")
    }
    return reason
  }

  // MARK: Members

  private func check(_ json: JSON, known: [String], at place: String) throws {
    guard let members = json.members else {
      throw wrong(place.isEmpty ? "the policy" : place, json.text, expected: "an object")
    }
    for member in members where !known.contains(member.name) {
      throw wrong(
        place.isEmpty ? "the policy" : place, member.name,
        expected: "members among \(known.joined(separator: ", "))")
    }
  }

  private func text(_ json: JSON?, _ place: String) throws -> String? {
    guard let json, !json.isNull else { return nil }
    guard let text = json.string else { throw wrong(place, json.text, expected: "a text") }
    return text
  }

  private func texts(_ json: JSON?, _ place: String) throws -> [String] {
    guard let items = json?.array else { return try text(json, place).map { [$0] } ?? [] }
    return try items.map {
      guard let text = $0.string else { throw wrong(place, $0.text, expected: "texts") }
      return text
    }
  }

  private func number(_ json: JSON?, _ place: String, _ range: ClosedRange<Int>) throws -> Int? {
    guard let json, !json.isNull else { return nil }
    guard let number = json.integer, range.contains(number) else {
      throw wrong(place, json.text, expected: "\(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  private func wrong(_ place: String, _ found: String?, expected: String) -> RunFault {
    RunFault(
      .configuration,
      "\(file): \(place): expected \(expected), found \(found.map { "'\($0)'" } ?? "none")")
  }
}
