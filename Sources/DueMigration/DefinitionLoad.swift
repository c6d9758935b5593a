import DueDefinitions
import DueFormats
import DueModel
import DueStore
import DueSystem

/// What those who know definitions have to say of them.
package struct DefinitionJudges {
  /// Keeps a campaign; whether it was new.
  package var saveCampaign: (JSON, Project, StoreView) throws -> Bool
  /// Where a campaign of the store stands: Pinpoint's `CampaignStatus`.
  package var standing: (StoredCampaign, StoreView) throws -> String
  /// Why a campaign cannot be run; empty where it can.
  package var campaign: (JSON) throws -> [String]
  /// Why a template cannot be used; nil where it can.
  package var template: (JSON) -> String?
  /// Why a segment cannot be evaluated; nil where it can.
  package var segment: (String, Project, StoreView) throws -> String?
  /// How many mistakes a journey has.
  package var journey: (JSON) throws -> Int

  package init(
    saveCampaign: @escaping (JSON, Project, StoreView) throws -> Bool,
    standing: @escaping (StoredCampaign, StoreView) throws -> String,
    campaign: @escaping (JSON) throws -> [String], template: @escaping (JSON) -> String?,
    segment: @escaping (String, Project, StoreView) throws -> String?,
    journey: @escaping (JSON) throws -> Int
  ) {
    self.saveCampaign = saveCampaign
    self.standing = standing
    self.campaign = campaign
    self.template = template
    self.segment = segment
    self.journey = journey
  }
}

/// A definition of an export, and what became of it.
package struct LoadedDefinition: Sendable {
  package enum Outcome: Sendable, Equatable {
    case added, changed, unchanged
    /// The store has a newer or another one, which stays.
    case stays
    case refused(String)
  }

  package var document: SavedDocument
  package var outcome: Outcome

  var isThere: Bool {
    if case .refused = outcome { return false }
    return true
  }

  package var name: String {
    let json = document.json
    return json.text("Name") ?? json.text("TemplateName") ?? json.text("Id")
      ?? json.text("SegmentName") ?? ""
  }
}

/// Puts the definitions of an export into a project: all in the transaction that it is given.
struct DefinitionLoad {
  let project: Project
  let now: Instant
  let judges: DefinitionJudges
  let view: StoreView

  init(into project: Project, at now: Instant, _ judges: DefinitionJudges, _ view: StoreView) {
    self.project = project
    self.now = now
    self.judges = judges
    self.view = view
  }

  /// What became of each definition, in the order in which they were loaded.
  ///
  /// - Parameter members: who is in an imported segment of that id and version, where it is known.
  func load(
    _ definitions: DefinitionSet, members: (String, Int?) -> ImportedMembers?
  ) throws -> [LoadedDefinition] {
    let ordered =
      definitions.all { $0 == .segment } + definitions.all(\.isTemplate)
      + definitions.all { $0 == .campaign } + definitions.all { $0 == .journey }
      + definitions.documents.filter(\.isKept)
    return try ordered.map { document in
      LoadedDefinition(document: document, outcome: try outcome(of: document, members))
    }
  }

  /// A definition that makes no sense is refused, and the others are loaded.
  private func outcome(
    of document: SavedDocument, _ members: (String, Int?) -> ImportedMembers?
  ) throws -> LoadedDefinition.Outcome {
    do {
      switch document.kind {
      case .segment: return try segment(document.json, members)
      case .template(let type): return try template(document.json, type)
      case .campaign:
        return try judges.saveCampaign(document.json, project, view) ? .added : .unchanged
      case .journey: return try journey(document.json)
      default: return try keep(document)
      }
    } catch let fault as any Fault where fault.exitStatus == .configuration {
      return .refused(fault.description)
    } catch let fault as any Fault where fault.exitStatus == .cannotCreate {
      return .stays
    }
  }

  private func segment(_ json: JSON, _ members: (String, Int?) -> ImportedMembers?) throws
    -> LoadedDefinition.Outcome
  {
    let id = json.text("Id") ?? ""
    let isImported = json["ImportDefinition"]?.members != nil || json["SegmentType"] == "IMPORT"
    let isKnown = try SegmentTable.find(id, in: project, view)?.id == id
    let saved = try SegmentTable.save(
      json, members: isImported ? members(id, json["Version"]?.integer) : nil,
      keepsVersions: true, in: project, now: now, view)
    if saved.differs { return .stays }
    return saved.isNew ? isKnown ? .changed : .added : .unchanged
  }

  private func template(_ json: JSON, _ type: String) throws -> LoadedDefinition.Outcome {
    guard let name = json.text("TemplateName") else {
      return .refused("expected a 'TemplateName' in the template")
    }
    var content = json
    content["TemplateType"] = .string(type)
    let version = json.templateVersion
    let saved: SavedTemplate
    do {
      saved = try TemplateTable.save(
        name, type: type, content: content, TemplateSaving(version: version), now: now, view)
    } catch let fault as RunFault where fault.exitStatus == .configuration && version != nil {
      return .stays
    }
    switch saved.change {
    case .created: return .added
    case .version, .overwritten: return .changed
    case .unchanged: return .unchanged
    }
  }

  private func journey(_ json: JSON) throws -> LoadedDefinition.Outcome {
    guard json.text("Name") != nil else {
      return .refused("expected a 'Name' in the journey, found none")
    }
    if let there = try JourneyTable.find(json.text("Id") ?? "", in: project, view),
      let theirs = there.lastModified, let ours = json.lastModified, theirs > ours
    {
      return .stays
    }
    switch try JourneyTable.save(json, in: project, now: now, view) {
    case .added: return .added
    case .changed: return .changed
    case .unchanged: return .unchanged
    }
  }

  private func keep(_ document: SavedDocument) throws -> LoadedDefinition.Outcome {
    let change = try KeptDocuments.keep(
      document.json, kind: document.wrapper, in: project, now: now, view)
    switch change {
    case .added: return .added
    case .changed: return .changed
    case .unchanged: return .unchanged
    }
  }
}

extension DocumentKind {
  var isTemplate: Bool { if case .template = self { true } else { false } }
}

extension SavedDocument {
  /// Whether no table of its own has it.
  var isKept: Bool {
    switch kind {
    case .segment, .campaign, .journey, .template, .endpoint, .memberList, .manifest: false
    case .templateItem, .settings, .importJob, .exportJob, .activity, .other: true
    }
  }

  /// The name that it is given back under.
  var wrapper: String {
    if case .other(let name) = kind { return name }
    return kind.wrapper ?? ""
  }
}
