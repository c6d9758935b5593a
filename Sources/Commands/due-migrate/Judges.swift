import DueCampaigns
import DueFormats
import DueJourneys
import DueMigration
import DueModel
import DueSegments
import DueStore
import DueSystem
import DueTemplates

extension DefinitionJudges {
  /// Definitions as the commands see them that run them.
  static func ofCommands(at now: Instant) -> DefinitionJudges {
    DefinitionJudges(
      saveCampaign: { json, project, view in
        try CampaignDraft(document: json).save(takesOver: true, in: project, at: now, view).isNew
      },
      standing: { try CampaignState(of: $0, at: now, $1).rawValue },
      campaign: { json in
        do {
          var draft = try CampaignDraft(document: json)
          if draft["Id"] == nil { draft["Id"] = "new" }  // the store gives it one
          return try Campaign(draft.definition).obstacles.map(\.description)
        } catch let fault as any Fault where fault.exitStatus == .configuration {
          return [fault.description]
        }
      },
      template: { json in
        do {
          _ = try MessageTemplate(TemplateDocument(json))
          return nil
        } catch {
          return "\(error)"
        }
      },
      segment: { id, project, view in
        do {
          var linker = SegmentLinker(in: project, view)
          _ = try linker.link(SegmentReference(id: id), now: now)
          return nil
        } catch let fault as any Fault where fault.exitStatus == .configuration {
          return fault.description
        }
      },
      journey: { json in
        var review = JourneyReview(Journey(json), at: now, nil)
        return try review.findings().count { $0.weight == .error }
      })
  }
}

extension MigrationReport {
  /// Whether something could not be loaded.
  var hasRefusals: Bool { sections.contains { $0.title == "Refused" } }
}
