import DueCampaigns
import DueFormats
import DueModel
import DueStore
import DueSystem
import DueTool

extension DefinitionOptions {
  /// Puts what the options say over what `draft` says, and settings where neither says anything.
  ///
  /// - Throws: status 78 for a segment that is not there.
  func apply(
    to draft: inout CampaignDraft, _ settings: Settings, in project: Project, at now: Instant,
    _ view: StoreView
  ) throws {
    try applySegment(to: &draft, in: project, view)
    if let name { draft["Name"] = .string(name) }
    try applyMessage(to: &draft, settings)
    applySchedule(to: &draft, settings, at: now)
    if let holdout { draft["HoldoutPercent"] = .integer(holdout) }
    if let limitTotal { draft["Limits", "Total"] = .integer(limitTotal) }
    if let limitDaily { draft["Limits", "Daily"] = .integer(limitDaily) }
    if let hook {
      draft["Hook", "Mode"] = "FILTER"
      draft["Hook", CampaignHook.programMember] = .string(hook)
    }
    custom.apply(to: &draft)
    if includeInvalid { draft[Campaign.includeInvalidMember] = true }
  }

  private func applySegment(
    to draft: inout CampaignDraft, in project: Project, _ view: StoreView
  ) throws {
    if let segment {
      draft["SegmentId"] = .string(segment)
      draft["SegmentVersion"] = nil
    }
    guard let reference = draft["SegmentId"]?.string else { return }
    let version = draft["SegmentVersion"]?.integer
    let found = try CampaignSegment.find(reference, version: version, in: project, view)
    if segment != nil { draft["SegmentId"] = .string(found.id) }
    if draft["Name"] == nil { draft["Name"] = .string(found.name) }
  }

  private func applyMessage(to draft: inout CampaignDraft, _ settings: Settings) throws {
    if let smsTemplate {
      draft["TemplateConfiguration", "SMSTemplate"] = Self.template(smsTemplate)
    }
    if let emailTemplate {
      draft["TemplateConfiguration", "EmailTemplate"] = Self.template(emailTemplate)
    }
    if let emailFrom {
      draft["MessageConfiguration", "EmailMessage", "FromAddress"] = .string(emailFrom)
    }
    if let smsText {
      if draft["TemplateConfiguration"] != nil {
        draft["TemplateConfiguration", "SMSTemplate"] = nil
      }
      draft["MessageConfiguration", "SMSMessage", "Body"] = .string(smsText)
    }
    if let type {
      draft["MessageConfiguration", "SMSMessage", "MessageType"] = .string(type.rawValue)
    }
    let sender = draft["MessageConfiguration", "SMSMessage", "SenderId"]
    let number = draft["MessageConfiguration", "SMSMessage", "OriginationNumber"]
    if let from = from ?? (sender == nil && number == nil ? settings.value("from") : nil) {
      let isNumber = from.utf8.allSatisfy { $0 &- 48 <= 9 || $0 == UInt8(ascii: "+") }
      draft["MessageConfiguration", "SMSMessage", "SenderId"] = isNumber ? nil : .string(from)
      draft["MessageConfiguration", "SMSMessage", "OriginationNumber"] =
        isNumber ? .string(from) : nil
    }
  }

  /// The template that `name` or `name@version` is.
  private static func template(_ text: String) -> JSON {
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    var template: JSON = ["Name": .string(String(parts[0]))]
    if parts.count == 2 { template["Version"] = .string(String(parts[1])) }
    return template
  }

  private func applySchedule(
    to draft: inout CampaignDraft, _ settings: Settings, at now: Instant
  ) {
    switch start {
    case nil: break
    case .now: draft["Schedule", "StartTime"] = "IMMEDIATE"
    case .at(let instant): draft["Schedule", "StartTime"] = .string(instant.iso8601)
    case .after(let milliseconds):
      draft["Schedule", "StartTime"] = .string((now + milliseconds).iso8601)
    }
    if let end { draft["Schedule", "EndTime"] = .string(end.iso8601) }
    if let frequency {
      draft["Schedule", "Frequency"] = .string(frequency.rawValue.uppercased())
    }
    let quiet =
      quiet ?? (draft["Schedule", "QuietTime"] == nil ? settings.value("quiet") : nil)
    if let ends = quiet?.split(separator: "-"), ends.count == 2 {
      draft["Schedule", "QuietTime"] = [
        "Start": .string(String(ends[0])), "End": .string(String(ends[1])),
      ]
    }
  }
}

/// The segment of a campaign.
enum CampaignSegment {
  /// - Throws: status 78 for one that is not there.
  static func find(
    _ reference: String, version: Int?, in project: Project, _ view: StoreView
  ) throws -> StoredSegment {
    if let found = try SegmentTable.find(reference, version: version, in: project, view) {
      return found
    }
    let which = version.map { " version \($0)" } ?? ""
    throw RunFault(
      .configuration,
      "expected a segment of project '\(project.name)', found '\(reference)'\(which)")
  }
}
