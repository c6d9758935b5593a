import DueFormats
import DueSystem

/// What events name by id alone.
package enum ResourceKind: String, Sendable, CaseIterable {
  case campaign, journey, segment, template
}

/// What reports want to know of a definition: its name, and what it is about.
///
/// Read from the members of Pinpoint's API; whatever else a definition says does not count here.
package struct ResourceFacts: Sendable, Equatable {
  package var kind: ResourceKind
  /// Of a template `NAME/TYPE`, as Pinpoint's ARNs have it: two types may share a name.
  package var id: String
  package var name: String
  /// As the definition says it: `DRAFT`, `ACTIVE`, `COMPLETED` and so on; nil where it does not.
  package var state: String?
  /// The segment that a campaign or a journey is for.
  package var segmentID: String?
  /// The event types that start it, all of them.
  package var eventNames: [String] = []
  /// Treatments of a campaign, activities of a journey, by id.
  package var parts: [ResourcePart] = []

  package init(_ kind: ResourceKind, id: String, name: String) {
    self.kind = kind
    self.id = id
    self.name = name
  }

  /// The facts of `definition`, a response or a request of Pinpoint's API; nil without an id (of a
  /// template, its name and type) or a name.
  ///
  /// - Parameter id: what to call it where the definition does not say.
  package init?(_ kind: ResourceKind, _ definition: JSON, id: String? = nil) {
    guard let name = definition.text(kind == .template ? "TemplateName" : "Name") else {
      return nil
    }
    if kind == .template {
      guard let type = definition.text("TemplateType") else { return nil }
      self.init(kind, id: Self.templateID(name, type: type), name: name)
      return
    }
    guard let id = definition.text("Id") ?? id else { return nil }
    self.init(kind, id: id, name: name)
    switch kind {
    case .campaign: readCampaign(definition)
    case .journey: readJourney(definition)
    case .segment, .template: break
    }
  }

  package static func templateID(_ name: String, type: String) -> String { "\(name)/\(type)" }

  /// Whether the definition says that the resource is no more.
  package static func isDeleted(_ definition: JSON) -> Bool {
    definition["State"]?["CampaignStatus"] == "DELETED"
  }

  private mutating func readCampaign(_ definition: JSON) {
    state = definition["State"]?.text("CampaignStatus")
    segmentID = definition.text("SegmentId")
    eventNames = Self.eventTypes(definition["Schedule"]?["EventFilter"])
    parts = [ResourcePart(treatment: definition, id: "0")]
    for (i, treatment) in (definition["AdditionalTreatments"]?.array ?? []).enumerated() {
      parts.append(ResourcePart(treatment: treatment, id: treatment.text("Id") ?? "\(i + 1)"))
    }
  }

  private mutating func readJourney(_ definition: JSON) {
    state = definition.text("State")
    let start = definition["StartCondition"]
    if let event = start?["EventStartCondition"], !event.isNull {
      eventNames = Self.eventTypes(event["EventFilter"])
      segmentID = event.text("SegmentId")
    } else {
      segmentID = start?["SegmentStartCondition"]?.text("SegmentId")
    }
    parts = (definition["Activities"]?.members ?? []).map {
      ResourcePart(activity: $0.value, id: $0.name)
    }
  }

  private static func eventTypes(_ filter: JSON?) -> [String] {
    (filter?["Dimensions"]?["EventType"]?["Values"]?.array ?? []).compactMap(\.string)
  }
}

/// One treatment of a campaign, or one activity of a journey.
package struct ResourcePart: Sendable, Equatable {
  package var id: String
  /// `TreatmentName`, or the `Description` of an activity: journeys have no other names for them.
  package var name: String?
  /// What an activity does, such as `EMAIL` or `Wait`; nil for treatments.
  package var type: String?
  /// The names of its templates, by type, in the order in which the definition has them.
  package var templates: [JSON.Member] = []

  private static let types = [
    "EmailTemplate": "EMAIL", "SMSTemplate": "SMS", "PushTemplate": "PUSH",
    "VoiceTemplate": "VOICE", "InAppTemplate": "INAPP",
  ]

  fileprivate init(treatment: JSON, id: String) {
    self.id = id
    name = treatment.text("TreatmentName")
    for (member, value) in (treatment["TemplateConfiguration"]?.members ?? []).map({
      ($0.name, $0.value)
    }) {
      guard let type = Self.types[member], let name = value.text("Name") else { continue }
      templates.append(.init(type, .string(name)))
    }
  }

  fileprivate init(activity: JSON, id: String) {
    self.id = id
    name = activity.text("Description")
    guard
      let (type, content) = activity.members?.first(where: { $0.value.members != nil }).map({
        ($0.name, $0.value)
      })
    else { return }
    self.type = type
    if let template = content.text("TemplateName") {
      templates = [.init(type, .string(template))]
    }
  }

  /// The part as it is stored: `{"name":…,"type":…,"templates":{…}}`, without what it has not.
  package var json: JSON {
    var json: JSON = [:]
    if let name { json["name"] = .string(name) }
    if let type { json["type"] = .string(type) }
    if !templates.isEmpty { json["templates"] = .object(templates) }
    return json
  }
}

extension JSON {
  /// The member called `name`, if it is a text that says something.
  fileprivate func text(_ name: String) -> String? {
    self[name]?.string.flatMap { $0.isEmpty ? nil : $0 }
  }
}
