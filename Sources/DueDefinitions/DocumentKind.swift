import DueFormats

/// What a saved document is about.
package enum DocumentKind: Sendable, Hashable {
  case segment, campaign, journey
  /// A template with its texts, of that type, such as `EMAIL`.
  case template(type: String)
  /// The name of a template and no more, as list-templates gives it.
  case templateItem
  case endpoint
  /// `ApplicationSettingsResource`.
  case settings
  case importJob, exportJob
  /// What one run of a campaign came to.
  case activity
  /// The line before the members of a segment, and the counts, of due-export(1).
  case memberList, manifest
  /// Anything else, by the name that it stands under; empty for a bare object.
  case other(String)

  /// The word that people read and programs match: `segment`, `import job` and so on.
  package var word: String {
    switch self {
    case .segment: "segment"
    case .campaign: "campaign"
    case .journey: "journey"
    case .template: "template"
    case .templateItem: "template name"
    case .endpoint: "endpoint"
    case .settings: "settings"
    case .importJob: "import job"
    case .exportJob: "export job"
    case .activity: "campaign activity"
    case .memberList: "members"
    case .manifest: "manifest"
    case .other: "other"
    }
  }

  /// The name under which a response holds one; nil for what has none of its own.
  package var wrapper: String? {
    Self.wrappers.first { $0.kind == self }?.name
  }

  /// Names under which documents stand, the first of each kind its own response's.
  ///
  /// Source: the API of Amazon Pinpoint, version 2016-12-01, shapes of requests and responses.
  private static let wrappers: [(name: String, kind: DocumentKind)] = [
    ("SegmentResponse", .segment), ("SegmentsResponse", .segment),
    ("WriteSegmentRequest", .segment),
    ("CampaignResponse", .campaign), ("CampaignsResponse", .campaign),
    ("WriteCampaignRequest", .campaign),
    ("JourneyResponse", .journey), ("JourneysResponse", .journey),
    ("WriteJourneyRequest", .journey),
    ("EmailTemplateResponse", .template(type: "EMAIL")),
    ("SMSTemplateResponse", .template(type: "SMS")),
    ("PushNotificationTemplateResponse", .template(type: "PUSH")),
    ("VoiceTemplateResponse", .template(type: "VOICE")),
    ("InAppTemplateResponse", .template(type: "INAPP")),
    ("EmailTemplateRequest", .template(type: "EMAIL")),
    ("SMSTemplateRequest", .template(type: "SMS")),
    ("PushNotificationTemplateRequest", .template(type: "PUSH")),
    ("VoiceTemplateRequest", .template(type: "VOICE")),
    ("InAppTemplateRequest", .template(type: "INAPP")),
    ("TemplatesResponse", .templateItem), ("TemplateVersionsResponse", .templateItem),
    ("EndpointResponse", .endpoint), ("EndpointsResponse", .endpoint),
    ("EndpointBatchRequest", .endpoint),
    ("ApplicationSettingsResource", .settings), ("ActivityResponse", .activity),
    ("ActivitiesResponse", .activity),
    ("ImportJobResponse", .importJob), ("ImportJobsResponse", .importJob),
    ("ExportJobResponse", .exportJob), ("ExportJobsResponse", .exportJob),
    ("DueSegmentMembers", .memberList), ("DueExport", .manifest),
  ]

  /// The kind of what stands under `name`; nil for the name of an ordinary member.
  static func wrapped(_ name: String) -> DocumentKind? {
    if let found = wrappers.first(where: { $0.name == name }) { return found.kind }
    // Responses that nobody here makes use of, such as ChannelsResponse, are still told by name.
    let isResponse = name.hasSuffix("Response") && name.utf8.count > 8
    return isResponse ? .other(name) : nil
  }

  /// The kind of an object that stands under no name, as its members tell it.
  static func bare(_ json: JSON) -> DocumentKind {
    func has(_ names: [String]) -> Bool { names.contains { json[$0] != nil } }
    if has(["TemplateName"]) || has(["Subject", "HtmlPart", "TextPart"]) {
      return templateType(json).map { .template(type: $0) } ?? .templateItem
    }
    if has(["JobStatus"]) { return json["Type"] == "EXPORT" ? .exportJob : .importJob }
    if has(["CampaignId"]), has(["ScheduledStart", "Start", "State"]) { return .activity }
    if has(["SegmentType", "SegmentGroups", "Dimensions", "ImportDefinition"]) { return .segment }
    if has(["Activities", "StartActivity", "StartCondition", "RefreshFrequency"]) {
      return .journey
    }
    if has(["ChannelType", "Address", "EndpointStatus"]) { return .endpoint }
    if has(["CampaignHook", "JourneyLimits"]) || has(["QuietTime"]) && json["Name"] == nil {
      return .settings
    }
    let campaign = ["SegmentId", "HoldoutPercent", "Schedule", "MessageConfiguration"]
    if has(campaign + ["TemplateConfiguration", "AdditionalTreatments"]) { return .campaign }
    return .other("")
  }

  /// The type of a template, by the texts that it has; nil where it has none.
  static func templateType(_ json: JSON) -> String? {
    func has(_ names: [String]) -> Bool {
      names.contains { json[$0].map { !$0.isNull } ?? false }
    }
    if has(["Subject", "HtmlPart", "TextPart"]) { return "EMAIL" }
    if has(["LanguageCode", "VoiceId"]) { return "VOICE" }
    if has(["Default", "ADM", "APNS", "Baidu", "GCM"]) { return "PUSH" }
    if has(["Content"]) { return "INAPP" }
    guard has(["Body"]) else { return nil }
    return json["TemplateType"]?.string ?? "SMS"
  }
}
