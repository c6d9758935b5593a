import DueFormats
import DueModel
import DueStore
import DueSystem

/// One call of Pinpoint's API that changed what has a name, as CloudTrail recorded it.
///
/// Source: the record contents of CloudTrail's user guide, and Pinpoint's API of 2016-12-01.
/// CloudTrail is not of one mind about the case of members, so either is taken.
struct AuditRecord {
  /// The call did nothing.
  let isFailed: Bool
  /// The Pinpoint application that it was about; nil where it does not say.
  let application: String?
  /// What it tells; nothing where it does not say what it made.
  let notes: [NameNote]

  private enum Call {
    /// Makes or changes something.
    case write(ResourceKind)
    case delete(ResourceKind)
    case importJob
  }

  /// What a wrapper holds: `Records`, or `detail` of EventBridge.
  static func inside(_ value: JSONValue) -> JSONValue? {
    if let records = value["Records"], records.isArray { return records }
    guard value["eventName"] == nil, let detail = value["detail"], detail.isObject else {
      return nil
    }
    return detail
  }

  /// - Returns: nil for a record that is about something else.
  /// - Throws: a fault for what is no audit record, and for one without what its call must have.
  init?(_ record: JSONValue, now: Instant) throws(RecordFault) {
    guard let name = record["eventName"]?.string else {
      throw .missing("eventName", "of an audit record")
    }
    if let source = record["eventSource"], !source.isNull, !source.equals(Self.services.0),
      !source.equals(Self.services.1)
    {
      return nil
    }
    guard let (call, type) = Self.call(name) else { return nil }
    var at: Instant?
    if let time = record["eventTime"], !time.isNull {
      at = time.string.flatMap(Instant.init)
      guard at != nil else {
        throw .unexpected("eventTime", time.shown, expected: "a time such as 2026-11-23T09:00:00Z")
      }
    }
    let request = record["requestParameters"].map { JSON($0) } ?? .null
    let response = record["responseElements"].map { Self.unwrapped(JSON($0)) } ?? .null
    isFailed = record["errorCode"].map { !$0.isNull } ?? false
    application = request.parameter("application") ?? response.member("ApplicationId")?.string
    let tale = Tale(
      request: request, response: response, template: type, at: at, now: now)
    notes = isFailed ? [] : try tale.notes(of: call, named: name)
  }

  private static let services: (StaticString, StaticString) = (
    "mobiletargeting.amazonaws.com", "pinpoint.amazonaws.com"
  )

  /// What a call does, and the type of the template that it is about.
  private static func call(_ name: String) -> (Call, template: String?)? {
    if name == "CreateImportJob" { return (.importJob, nil) }
    for verb in ["Create", "Update", "Delete"] where name.hasPrefix(verb) {
      let noun = String(name.dropFirst(verb.count))
      guard let (kind, template) = nouns[noun] else { return nil }
      return (verb == "Delete" ? .delete(kind) : .write(kind), template)
    }
    return nil
  }

  private static let nouns: [String: (ResourceKind, template: String?)] = [
    "Campaign": (.campaign, nil), "Journey": (.journey, nil), "JourneyState": (.journey, nil),
    "Segment": (.segment, nil), "EmailTemplate": (.template, "EMAIL"),
    "SmsTemplate": (.template, "SMS"), "PushTemplate": (.template, "PUSH"),
    "VoiceTemplate": (.template, "VOICE"), "InAppTemplate": (.template, "INAPP"),
  ]

  /// A response without its wrapper.
  private static func unwrapped(_ response: JSON) -> JSON {
    guard let members = response.members, members.count == 1,
      members[0].name.hasSuffix("Response"), members[0].value.members != nil
    else { return response }
    return members[0].value
  }

  /// What was asked for, and what was answered.
  private struct Tale {
    let request: JSON
    let response: JSON
    let template: String?
    let at: Instant?
    let now: Instant

    func notes(of call: Call, named name: String) throws(RecordFault) -> [NameNote] {
      switch call {
      case .importJob:
        guard let job = response.member("Definition") ?? response.member("definition") else {
          return []
        }
        return DefinitionNotes.segment(of: job.capitalized, in: response.capitalized, now: now)
          .map { dated($0) } ?? []
      case .write(let kind): return try sighting(kind, name)
      case .delete(let kind):
        let id = try id(of: kind, name)
        // The answer to a deletion is the definition that is gone.
        let named = ResourceFacts(kind, definition(kind), id: id).map { facts in
          var before = Sighting(of: response.capitalized, now: now)
          before.at = min(before.at, at ?? now)
          return NameNote.sighting(facts, before)
        }
        return [named, .deletion(kind, id: id, at: at)].compactMap { $0 }
      }
    }

    private func sighting(_ kind: ResourceKind, _ name: String) throws(RecordFault) -> [NameNote] {
      let id = try id(of: kind, name)
      guard let facts = ResourceFacts(kind, definition(kind), id: id) else { return [] }
      var sighting = Sighting(of: response.capitalized, now: now)
      if let at {
        sighting.at = at
        sighting.isDated = true
      }
      var notes = [NameNote.sighting(facts, sighting)]
      if ResourceFacts.isDeleted(response.capitalized) {
        notes.append(.deletion(kind, id: id, at: sighting.isDated ? sighting.at : nil))
      }
      return notes
    }

    /// The notes with the time of the record, which is when they were so.
    private func dated(_ notes: [NameNote]) -> [NameNote] {
      guard let at else { return notes }
      return notes.map { note in
        guard case .sighting(let facts, var sighting) = note else { return note }
        sighting.at = at
        sighting.isDated = true
        return .sighting(facts, sighting)
      }
    }

    private func id(of kind: ResourceKind, _ name: String) throws(RecordFault) -> String {
      if kind == .template, let name = request.parameter("template", "name"), let template {
        return ResourceFacts.templateID(name, type: template)
      }
      if kind != .template,
        let id = response.member("Id")?.string ?? request.parameter(kind.rawValue), !id.isEmpty
      {
        return id
      }
      throw .missing(
        kind == .template ? "requestParameters.template-name" : "responseElements.Id",
        "of a call '\(name)'")
    }

    /// What was answered; without a name, what was asked for.
    private func definition(_ kind: ResourceKind) -> JSON {
      if kind == .template {
        guard let name = request.parameter("template", "name"), let template else { return .null }
        return ["TemplateName": .string(name), "TemplateType": .string(template)]
      }
      if response.member("Name")?.string != nil { return response.capitalized }
      let asked = request.members?.first {
        $0.name.lowercased().hasPrefix("write") && $0.value.members != nil
      }?.value
      return (asked ?? request).capitalized
    }
  }
}

extension JSON {
  /// The member called `name`, whatever the case of its first letter.
  fileprivate func member(_ name: String) -> JSON? {
    self[name] ?? self[name.prefix(1).lowercased() + name.dropFirst()]
  }

  /// A parameter of a call, as the path of the API or its shapes call it: `campaign-id`,
  /// `campaignId`, `CampaignId`.
  fileprivate func parameter(_ noun: String, _ what: String = "id") -> String? {
    let capital = what.prefix(1).uppercased() + what.dropFirst()
    let found =
      self["\(noun)-\(what)"] ?? member(noun.prefix(1).uppercased() + noun.dropFirst() + capital)
    return found?.string.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The value with the members of its objects in upper case at the front, as the API has them;
  /// the names of activities stay.
  fileprivate var capitalized: JSON {
    switch self {
    case .object(let members):
      .object(
        members.map { member in
          let name = member.name.prefix(1).uppercased() + member.name.dropFirst()
          guard name == "Activities", let activities = member.value.members else {
            return Member(name, member.value.capitalized)
          }
          return Member(name, .object(activities.map { Member($0.name, $0.value.capitalized) }))
        })
    case .array(let items): .array(items.map(\.capitalized))
    default: self
    }
  }
}
