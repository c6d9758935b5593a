import DueFormats
import DueModel
import DueStore
import DueSystem

/// A campaign that is being made: a definition to be changed, then saved.
package struct CampaignDraft: Sendable {
  package private(set) var definition: JSON
  /// What Pinpoint's campaign creation was asked for with, where this came that way.
  package private(set) var input: JSON?

  /// A campaign that is due at once, of transactional text messages: what Pinpoint's campaign
  /// creation made.
  package init() {
    definition = [
      "HoldoutPercent": .integer(0), "IsPaused": false,
      "MessageConfiguration": ["SMSMessage": ["MessageType": "TRANSACTIONAL"]],
      "Schedule": [
        "StartTime": "IMMEDIATE", "Frequency": "ONCE", "Timezone": "UTC", "IsLocalTime": false,
      ],
    ]
  }

  /// A definition from a file; or the three members `SegmentId`, `SegmentName` and
  /// `SmsTemplateName` that Pinpoint's campaign creation took.
  package init(document: JSON) throws(DefinitionFault) {
    self.init()
    guard document["SmsTemplateName"] != nil else {
      definition = document
      return
    }
    let members = Members(document)
    input = document
    self["SegmentId"] = .string(try members.required("SegmentId"))
    self["Name"] = .string(try members.required("SegmentName"))
    self["TemplateConfiguration", "SMSTemplate", "Name"] =
      .string(try members.required("SmsTemplateName"))
  }

  /// The member at a path; objects on the way to a new one are made.
  package subscript(path: String...) -> JSON? {
    get { path.reduce(Optional(definition)) { $0?[$1] } }
    set { definition.set(newValue, at: path[...]) }
  }

  /// What makes two definitions the same campaign: all but when and where they were kept.
  fileprivate static func content(_ definition: JSON) -> [JSON.Member] {
    let circumstances: Set = [
      "ApplicationId", "Arn", "CreationDate", "DefaultState", "Id", "IsPaused",
      "LastModifiedDate", "State", "Version",
    ]
    return (definition.members ?? []).filter { !circumstances.contains($0.name) }
      .sorted { $0.name < $1.name }
  }
}

extension JSON {
  fileprivate mutating func set(_ value: JSON?, at path: ArraySlice<String>) {
    guard let name = path.first else { return }
    if members == nil { self = [:] }
    if path.count == 1 {
      self[name] = value
    } else {
      var child = self[name] ?? [:]
      child.set(value, at: path.dropFirst())
      self[name] = child
    }
  }
}

/// What became of a draft that was saved.
package struct SavedCampaign: Sendable {
  package var campaign: StoredCampaign
  /// The campaign was made; otherwise the store had it already.
  package var isNew: Bool
  /// The store had it with another definition, which stays.
  package var differs = false
}

extension CampaignDraft {
  /// Saves the draft, unless the store has that campaign: under its once-key, with its `Id`, or,
  /// without one, with its name and still to be finished.
  ///
  /// - Parameter takesOver: the campaign was another system's so far, which may have sent whatever
  ///   was due by `now`: what comes once is paused, what comes again goes on with its next time.
  /// - Throws: a `DefinitionFault` for a definition that makes no sense; status 73 where another
  ///   definition has the id or the name.
  package func save(
    onceKey: String? = nil, takesOver: Bool = false, in project: Project, at now: Instant,
    _ store: StoreView
  ) throws -> SavedCampaign {
    if let onceKey,
      let known = try CampaignTable.find(onceKey: onceKey, in: project, store)
    {
      let asked = completed(id: known.id, project: project.name, at: now)
      return SavedCampaign(
        campaign: known, isNew: false,
        differs: Self.content(known.definition) != Self.content(asked))
    }
    let given = definition["Id"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    let id = try given ?? newID(in: project, at: now, store)
    let complete = completed(id: id, project: project.name, at: now)
    let campaign = try Campaign(complete)
    if onceKey == nil || given != nil,
      let rival = try rival(id: given, name: campaign.name, in: project, at: now, store)
    {
      guard Self.content(rival.definition) == Self.content(complete) else {
        throw RunFault(
          .cannotCreate,
          given.map { "expected a new id, found '\($0)' with another definition" }
            ?? "expected a new name, found '\(campaign.name)': a campaign of that name has not finished"
        )
      }
      return SavedCampaign(campaign: rival, isNew: false)
    }
    let isLate = takesOver && mayHaveRun(campaign.schedule, at: now)
    let repeats = campaign.schedule.frequency.repeats
    let new = NewCampaign(
      id: id, name: campaign.name, definition: complete, input: input, onceKey: onceKey,
      created: now, isPaused: campaign.isPaused || isStopped || isLate && !repeats,
      closed: closed, takenOver: isLate && repeats ? now : nil)
    return SavedCampaign(campaign: try CampaignTable.insert(new, in: project, store), isNew: true)
  }

  private var status: String? { definition["State"]?["CampaignStatus"]?.string }

  /// What did not run in Pinpoint does not run here before somebody resumes it; nor does what was
  /// in the middle of it: from the beginning, people would get it twice.
  private var isStopped: Bool { ["EXECUTING", "INVALID", "PAUSED"].contains(status) }

  /// Whether a run was due before `now`. A request that was to run at once has no state: nobody has
  /// run it yet.
  private func mayHaveRun(_ schedule: Schedule, at now: Instant) -> Bool {
    if schedule.frequency.isByEvent || schedule.start == .immediate && status == nil {
      return false
    }
    return schedule.hasBegun(at: now)
  }

  /// A campaign that had ended in Pinpoint stays so.
  private var closed: StoredCampaign.Closed? { status.flatMap(StoredCampaign.Closed.init) }

  /// The stored campaign that this one would be confused with.
  private func rival(
    id: String?, name: String, in project: Project, at now: Instant, _ store: StoreView
  ) throws -> StoredCampaign? {
    if let id { return try CampaignTable.find(id: id, in: project, store) }
    return try CampaignTable.named(name, in: project, store).first { campaign in
      let state = try CampaignState(of: campaign, at: now, store)
      return state != .completed && state != .deleted
    }
  }

  /// 32 hexadecimal digits that no other campaign has.
  private func newID(in project: Project, at now: Instant, _ store: StoreView) throws -> String {
    let count = try CampaignTable.count(in: project, store)
    let source = "campaign\n\(project.name)\n\(now.milliseconds)\n\(count)\n\(definition.text)"
    return String(SHA256(source).hex.prefix(32))
  }

  private func completed(id: String, project: String, at now: Instant) -> JSON {
    var json: JSON = ["Id": .string(id), "ApplicationId": .string(project)]
    for member in definition.members ?? [] where member.name != "State" {
      if member.name == "DefaultState" { continue }
      json[member.name] = member.value
    }
    if json["CreationDate"] == nil { json["CreationDate"] = .string(now.iso8601) }
    if json["LastModifiedDate"] == nil { json["LastModifiedDate"] = .string(now.iso8601) }
    if json["Version"] == nil { json["Version"] = .integer(1) }
    return json
  }
}
