import DueFormats
import DueModel
import DueStore
import DueSystem

/// The definitions of a project and the templates of its store, each under the name of its
/// response, as Pinpoint's API gave it.
package struct DefinitionExport {
  package enum Kind: String, Sendable, CaseIterable {
    case segments, templates, campaigns, journeys
    /// What a migration brought and no command makes use of.
    case kept
  }

  private let project: Project
  private let view: StoreView
  private let now: Instant
  /// `CampaignResponse` of a campaign, with its state.
  private let campaign: (StoredCampaign) throws -> JSON

  package init(
    of project: Project, at now: Instant, campaign: @escaping (StoredCampaign) throws -> JSON,
    _ view: StoreView
  ) {
    self.project = project
    self.now = now
    self.campaign = campaign
    self.view = view
  }

  /// Documents in an order in which each can be read again: what comes later may name what came
  /// before.
  package func documents(_ kinds: [Kind]) throws -> [JSON] {
    try Kind.allCases.filter(kinds.contains).flatMap { try documents($0) }
  }

  private func documents(_ kind: Kind) throws -> [JSON] {
    switch kind {
    case .segments:
      try SegmentTable.list(in: project, versions: true, view).map {
        ["SegmentResponse": $0.definition]
      }
    case .templates:
      try TemplateTable.list(versions: true, at: now, view).map { template in
        .object([.init(Self.response(template.type), template.content)])
      }
    case .campaigns:
      // The oldest first, so that they are made again in their order.
      try CampaignTable.list(in: project, view).sorted { $0.seq < $1.seq }.map {
        ["CampaignResponse": try campaign($0)]
      }
    case .journeys:
      try JourneyTable.list(in: project, view).map { ["JourneyResponse": $0] }
    case .kept:
      try KeptDocuments.list(in: project, view).map { document in
        document.kind.isEmpty ? document.json : .object([.init(document.kind, document.json)])
      }
    }
  }

  /// Templates whose active version is not their newest, which definitions cannot say.
  package func retreats() throws -> [(name: String, type: String, active: Int)] {
    try TemplateTable.list(at: now, view).compactMap { template in
      let newest = try TemplateTable.list(
        name: template.name, type: template.type, versions: true, at: now, view
      ).last
      return newest.map { $0.version != template.version } ?? false
        ? (template.name, template.type, template.version) : nil
    }
  }

  private static func response(_ type: String) -> String {
    switch type {
    case "EMAIL": "EmailTemplateResponse"
    case "SMS": "SMSTemplateResponse"
    case "PUSH": "PushNotificationTemplateResponse"
    case "VOICE": "VoiceTemplateResponse"
    default: "InAppTemplateResponse"
    }
  }
}
