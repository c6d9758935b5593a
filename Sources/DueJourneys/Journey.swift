import DueFormats

/// A journey as its definition has it: activities, and how one leads to another.
///
/// Read as far as it goes: what is missing or makes no sense is for `JourneyReview` to say, and
/// what is not known is kept in the definition.
///
/// Source: Pinpoint API, `JourneyResponse` and `WriteJourneyRequest`.
package struct Journey: Sendable {
  package let definition: JSON
  /// In the order of the definition.
  package let activities: [Activity]
  private let places: [String: Int]

  package init(_ definition: JSON) {
    self.definition = definition
    activities = (definition["Activities"]?.members ?? []).map { Activity($0.name, $0.value) }
    // Of two with one id the last counts, as in any JSON object.
    var places: [String: Int] = [:]
    for (place, activity) in activities.enumerated() { places[activity.id] = place }
    self.places = places
  }

  package var id: String? { definition.text("Id") }
  package var name: String? { definition.text("Name") }
  package var state: String? { definition.text("State") }
  /// The activity that everybody comes to first.
  package var start: String? { definition.text("StartActivity") }

  package func activity(_ id: String) -> Activity? { places[id].map { activities[$0] } }

  /// The ids that can be reached from the start, in the order of a walk that takes the first way
  /// out first.
  package var reached: [String] {
    var seen: Set<String> = []
    var order: [String] = []
    var open = start.map { [$0] } ?? []
    while let id = open.popLast() {
      guard let activity = activity(id), seen.insert(id).inserted else { continue }
      order.append(id)
      open += activity.exits.reversed().compactMap(\.target)
    }
    return order
  }
}

/// One step of a journey.
package struct Activity: Sendable {
  package let id: String
  package let description: String?
  /// The members that say what kind it is; one, where all is well.
  package let kinds: [String]
  /// What is under the first of `kinds`.
  package let content: JSON
  package let kind: Kind?

  /// The kinds that Pinpoint had, by their members' names.
  package enum Kind: String, Sendable, CaseIterable {
    case email = "EMAIL"
    case sms = "SMS"
    case push = "PUSH"
    case custom = "CUSTOM"
    case contactCenter = "ContactCenter"
    case wait = "Wait"
    case conditionalSplit = "ConditionalSplit"
    case multiCondition = "MultiCondition"
    case randomSplit = "RandomSplit"
    case holdout = "Holdout"
  }

  init(_ id: String, _ json: JSON) {
    self.id = id
    description = json.text("Description")
    kinds = (json.members ?? []).filter { $0.name != "Description" && !$0.value.isNull }
      .map(\.name)
    // A member that nobody knows must not hide one that everybody does.
    let known = kinds.first { Kind(rawValue: $0) != nil } ?? kinds.first
    content = known.flatMap { json[$0] } ?? .null
    kind = known.flatMap(Kind.init)
  }

  /// A way out of an activity.
  package struct Exit: Sendable, Equatable {
    /// Who takes it; empty where everybody does.
    package let label: String
    /// Where in the activity it stands, such as `ConditionalSplit.TrueActivity`.
    package let member: String
    /// The activity it leads to; nil where the journey ends.
    package let target: String?
  }

  /// The ways out, in the order in which they are tried.
  package var exits: [Exit] {
    guard let kind else { return [exit("", "NextActivity")] }
    switch kind {
    case .conditionalSplit: return [exit("yes", "TrueActivity"), exit("no", "FalseActivity")]
    case .multiCondition:
      return branches.map { exit($0.condition.text, $0.member, $0.json) }
        + [exit("else", "DefaultActivity")]
    case .randomSplit:
      return branches.map { branch in
        let share = branch.json["Percentage"]?.integer.map { "\($0) %" } ?? "? %"
        return exit(share, branch.member, branch.json)
      }
    default: return [exit("", "NextActivity")]
    }
  }

  /// A branch of a split that has several.
  struct Branch {
    let json: JSON
    /// Such as `Branches[0]`.
    let member: String

    var condition: Condition { Condition(json["Condition"] ?? .null) }
  }

  var branches: [Branch] {
    (content["Branches"]?.array ?? []).enumerated().map { i, json in
      Branch(json: json, member: "Branches[\(i)]")
    }
  }

  private func exit(_ label: String, _ member: String) -> Exit {
    Exit(label: label, member: "\(kinds.first ?? "").\(member)", target: content.text(member))
  }

  private func exit(_ label: String, _ member: String, _ branch: JSON) -> Exit {
    Exit(
      label: label, member: "\(kinds.first ?? "").\(member).NextActivity",
      target: branch.text("NextActivity"))
  }

  /// What it does, in a few words.
  package var summary: String {
    guard let kind else { return kinds.first.map { "an activity '\($0)'" } ?? "nothing" }
    switch kind {
    case .email: return "mail \(template)"
    case .sms: return "text message \(template)"
    case .push: return "push message \(template)"
    case .custom: return "custom channel \(content.text("DeliveryUri") ?? "?")"
    case .contactCenter: return "call by the contact centre"
    case .wait: return "wait \(waiting("WaitTime"))"
    case .conditionalSplit: return "\(Condition(all: content["Condition"]).text)?\(evaluation)"
    case .multiCondition: return "by conditions\(evaluation)"
    case .randomSplit: return "by chance"
    case .holdout:
      return "hold out \(content["Percentage"]?.integer.map { "\($0)" } ?? "?") %"
    }
  }

  private var template: String {
    let name = content.text("TemplateName") ?? "?"
    return content.text("TemplateVersion").map { "\(name), version \($0)" } ?? name
  }

  private var evaluation: String {
    guard let time = content["EvaluationWaitTime"], !time.isNull else { return "" }
    return time.text("WaitUntil").map { ", at \($0)" }
      ?? ", after \(waiting("EvaluationWaitTime"))"
  }

  private func waiting(_ member: String) -> String {
    let time = content[member]
    if let span = time?.text("WaitFor") { return ISODuration(span)?.text ?? span }
    if let moment = time?.text("WaitUntil") { return "until \(moment)" }
    return "?"
  }
}

extension JSON {
  /// The member of that name, where it is a text with something in it.
  package func text(_ member: String) -> String? {
    self[member]?.string.flatMap { $0.isEmpty ? nil : $0 }
  }
}
