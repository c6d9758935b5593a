import DueDefinitions
import DueFormats
import DueModel
import DueStore
import DueSystem

/// Looks at definitions that were loaded: what runs, what does not, what they name in vain.
struct MigrationReview {
  private let loaded: [LoadedDefinition]
  private let project: Project
  private let now: Instant
  private let judges: DefinitionJudges
  /// What the export tells of members, which a rehearsal does not have in the store.
  private let lists: MemberLists
  private let view: StoreView
  private var found = MigrationFindings()

  init(
    of loaded: [LoadedDefinition], in project: Project, at now: Instant,
    _ judges: DefinitionJudges, _ lists: MemberLists, _ view: StoreView
  ) {
    self.loaded = loaded
    self.project = project
    self.now = now
    self.judges = judges
    self.lists = lists
    self.view = view
  }

  mutating func findings() throws -> MigrationFindings {
    found = MigrationFindings()
    found.loaded = loaded
    for entry in loaded where entry.isThere {
      let json = entry.document.json
      let missing = try reviewReferences(of: entry)
      switch entry.document.kind {
      case .segment: try review(segment: json, entry.name)
      case .template(let type): try review(template: json, type, entry.name)
      case .campaign: try review(campaign: json, entry.name, missing)
      case .journey: try review(journey: json, entry.name)
      case .templateItem: try review(item: json, entry.name)
      case .settings: review(settings: json)
      default: break
      }
    }
    found.excesses += QuotaReview(loaded.filter(\.isThere).map(\.document)).findings
    return found
  }

  private mutating func obstacle(_ kind: String, _ name: String, _ text: String) {
    let finding = MigrationFindings.Finding(kind: kind, name: name, text: text)
    // Versions of one definition have the same to say.
    if !found.obstacles.contains(finding) { found.obstacles.append(finding) }
  }

  private mutating func runs(_ kind: String, _ name: String, _ text: String) {
    let finding = MigrationFindings.Finding(kind: kind, name: name, text: text)
    if !found.runs.contains(finding) { found.runs.append(finding) }
  }

  // MARK: Kinds

  private mutating func review(segment json: JSON, _ name: String) throws {
    let id = json.text("Id") ?? ""
    guard let newest = try SegmentTable.find(id, in: project, view) else { return }
    // Older versions are asked for by number, and seldom.
    if let version = json["Version"]?.integer, version != newest.version { return }
    if newest.isImported {
      if let status = lists.unfinished[id] {
        return obstacle(
          "segment", name,
          "its members may not be all: the export job ended as \(status)" + Self.size(of: json))
      }
      guard !lists.segments.contains(id), try SegmentTable.members(of: newest, view).isEmpty else {
        return runs("segment", name, "imported")
      }
      return obstacle(
        "segment", name,
        "its members are not in the export\(Self.size(of: json)): due-import --segment \(name.quoted) "
          + "--segment-id \(id.quoted) brings them")
    }
    if let problem = try judges.segment(id, project, view) {
      obstacle("segment", name, problem)
    } else {
      runs("segment", name, "by its definition")
    }
  }

  private static func size(of segment: JSON) -> String {
    segment["ImportDefinition"]?["Size"]?.integer.map { " (it had \($0))" } ?? ""
  }

  private mutating func review(template json: JSON, _ type: String, _ name: String) throws {
    if let problem = judges.template(json) { return obstacle("template", name, problem) }
    if let recommender = json.text("RecommenderId") {
      return obstacle("template", name, "asks the recommender '\(recommender)', which is gone")
    }
    switch type {
    case "EMAIL", "SMS": runs("template", name, type)
    default: obstacle("template", name, "is kept, rendered and archived: nothing sends \(type)")
    }
  }

  /// - Parameter missing: what it names in vain.
  private mutating func review(campaign json: JSON, _ name: String, _ missing: [String]) throws {
    let obstacles = try judges.campaign(json) + missing.map { "names \($0), which is not there" }
    for text in obstacles { obstacle("campaign", name, text) }
    if let hook = json["Hook"]?.text("LambdaFunctionName"), obstacles.isEmpty {
      return obstacle(
        "campaign", name, "asks the function '\(hook)': --hook of due-campaign(1) names a program")
    }
    guard obstacles.isEmpty,
      let stored = try CampaignTable.find(json.text("Id") ?? name, in: project, view)
    else { return }
    let standing = try judges.standing(stored, view)
    if standing == "PAUSED", let reason = Self.pause(of: json) {
      return obstacle("campaign", name, reason)
    }
    let goesOn = ["PENDING_NEXT_RUN", "SCHEDULED"].contains(standing)
    let takenOver = goesOn ? stored.takenOver : nil
    let left = takenOver.map { "; what was due by \($0.iso8601) is left out" } ?? ""
    runs("campaign", name, standing + left)
  }

  /// Why a campaign was paused on its way here; nil where it was before.
  private static func pause(of json: JSON) -> String? {
    switch json["State"]?.text("CampaignStatus") {
    case "PAUSED": nil
    case "EXECUTING":
      "was under way: it is paused, as due would begin anew, and some people have it already"
    case "INVALID": "was INVALID: it is paused, as it did not run"
    default:
      json["IsPaused"]?.bool == true
        ? nil
        : "its time had come before: it is paused, as people may have it already; "
          + "due-campaign resume lets it go"
    }
  }

  private mutating func review(journey json: JSON, _ name: String) throws {
    let mistakes = try judges.journey(json)
    let lint = mistakes > 0 ? "; due-journey lint finds \(mistakes) mistakes" : ""
    obstacle("journey", name, "is kept, looked over and drawn, and not run yet\(lint)")
  }

  /// The name of a template whose texts were not saved.
  private mutating func review(item json: JSON, _ name: String) throws {
    let types = try TemplateTable.types(of: name, view)
    if types.isEmpty || json.text("TemplateType").map({ !types.contains($0) }) ?? false {
      obstacle("template", name, "its texts are not in the export: list-templates gives names only")
    }
  }

  private mutating func review(settings json: JSON) {
    if let quiet = json["QuietTime"], let start = quiet.text("Start"), let end = quiet.text("End") {
      found.hints.append("quiet time of the application: put 'quiet = \(start)-\(end)' in due.conf")
    }
    if let hook = json["CampaignHook"]?.text("LambdaFunctionName") {
      found.hints.append(
        "all campaigns asked the function '\(hook)': --hook of due-campaign(1) names a program")
    }
    for (member, option) in [("Daily", "--limit-daily"), ("Total", "--limit-total")] {
      if let limit = json["Limits"]?[member]?.integer, limit > 0 {
        found.hints.append(
          "limit of the application, \(member) \(limit): due-campaign create \(option) says it "
            + "of each campaign")
      }
    }
  }

  // MARK: References

  /// What a definition names in vain.
  private mutating func reviewReferences(of entry: LoadedDefinition) throws -> [String] {
    let kind = entry.document.kind
    var missing: [(text: String, members: [String])] = []
    for reference in kind.references(in: entry.document.json) where try !isThere(reference) {
      let text = "\(reference.kind.word) \(reference.text)"
      if let place = missing.firstIndex(where: { $0.text == text }) {
        missing[place].members.append(reference.member)
      } else {
        missing.append((text, [reference.member]))
      }
    }
    for (text, members) in missing {
      let more = members.count > 1 ? " and \(members.count - 1) more" : ""
      let finding = MigrationFindings.Finding(
        kind: kind.word, name: entry.name, text: text, detail: (members.first ?? "") + more)
      if !found.dangling.contains(finding) { found.dangling.append(finding) }
    }
    return missing.map(\.text)
  }

  private func isThere(_ reference: Reference) throws -> Bool {
    switch reference.kind {
    case .segment:
      return try SegmentTable.find(
        reference.name, version: reference.version.flatMap { Int($0) }, in: project, view) != nil
    case .campaign: return try CampaignTable.find(reference.name, in: project, view) != nil
    case .journey: return try JourneyTable.find(reference.name, in: project, view) != nil
    case .template(let type):
      let types = try TemplateTable.types(of: reference.name, view)
      guard let found = types.first(where: { type == nil || $0 == type }) else { return false }
      guard let version = reference.version.flatMap({ Int($0) }) else { return true }
      return try TemplateTable.find(
        reference.name, type: found, version: version, at: now, view) != nil
    case .program, .mailSender, .textSender, .connect: return true
    }
  }
}

extension String {
  /// As a word for a shell.
  fileprivate var quoted: String {
    let isPlain =
      !isEmpty
      && unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_.".unicodeScalars.contains($0)
      }
    if isPlain { return self }
    let parts = split(separator: "'", omittingEmptySubsequences: false)
    return "'" + parts.joined(separator: "'\\''") + "'"
  }
}
