import DueDefinitions
import DueFormats

/// What of an export is over a quota of Pinpoint's: of interest to who wants to go elsewhere.
///
/// Source: Amazon Pinpoint Developer Guide, "Quotas".
struct QuotaReview {
  private(set) var findings: [MigrationFindings.Finding] = []

  private static let characters = [
    "EMAIL": 600_000, "SMS": 1_600, "PUSH": 4_000, "VOICE": 10_000, "INAPP": 200_000,
  ]
  private static let running: Set = ["SCHEDULED", "EXECUTING", "PENDING_NEXT_RUN"]

  init(_ documents: [SavedDocument]) {
    for document in documents {
      let json = document.json
      let name = json.text("Name") ?? json.text("TemplateName") ?? ""
      switch document.kind {
      case .segment: check("segment", name, Self.values(json), 100, "values")
      case .journey:
        let activities = json["Activities"]?.members ?? []
        check("journey", name, activities.count, 40, "activities")
        let calls = activities.count { $0.value["ContactCenter"]?.members != nil }
        check("journey", name, calls, 3, "calls by the contact centre")
      case .template(let type):
        check("template", name, Self.length(json), Self.characters[type] ?? .max, "characters")
      default: break
      }
    }
    count(documents)
  }

  private mutating func check(
    _ kind: String, _ name: String, _ count: Int, _ limit: Int, _ what: String
  ) {
    guard count > limit else { return }
    findings.append(
      MigrationFindings.Finding(
        kind: kind, name: name,
        text: what.hasPrefix("that") ? "\(count) \(what)" : "has \(count) \(what)",
        detail: "at most \(limit)"))
  }

  private mutating func count(_ documents: [SavedDocument]) {
    let campaigns = documents.filter { $0.kind == .campaign }.map(\.json)
    let active = campaigns.filter {
      Self.running.contains($0["State"]?.text("CampaignStatus") ?? "")
    }
    check("campaigns", "all", active.count, 200, "that are active")
    let byEvent = campaigns.count { $0["Schedule"]?.text("Frequency") == "EVENT" }
    check("campaigns", "all", byEvent, 25, "that events start")
    let journeys = documents.filter { $0.kind == .journey }.map(\.json)
    check("journeys", "all", journeys.count { $0.text("State") == "ACTIVE" }, 50, "that are active")
    let started = journeys.count { $0["StartCondition"]?["EventStartCondition"]?.members != nil }
    check("journeys", "all", started, 20, "that events start")
  }

  /// Values of all dimensions of a segment.
  private static func values(_ json: JSON) -> Int {
    switch json {
    case .object(let members):
      members.reduce(0) { sum, member in
        sum + (member.name == "Values" ? member.value.array?.count ?? 0 : values(member.value))
      }
    case .array(let items): items.reduce(0) { $0 + values($1) }
    default: 0
    }
  }

  /// Characters of all texts of a template.
  private static func length(_ json: JSON) -> Int {
    let left: Set = [
      "Arn", "CreationDate", "DefaultSubstitutions", "LastModifiedDate", "RecommenderId",
      "TemplateDescription", "TemplateName", "TemplateType", "Version", "tags",
    ]
    func texts(_ json: JSON) -> Int {
      switch json {
      case .string(let text): text.unicodeScalars.count
      case .array(let items): items.reduce(0) { $0 + texts($1) }
      case .object(let members): members.reduce(0) { $0 + texts($1.value) }
      default: 0
      }
    }
    return (json.members ?? []).filter { !left.contains($0.name) }
      .reduce(0) { $0 + texts($1.value) }
  }
}
