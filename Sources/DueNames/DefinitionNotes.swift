import DueFormats
import DueModel
import DueStore
import DueSystem

/// What saved definitions tell of names.
///
/// Source: the response shapes of the API of Pinpoint, version 2016-12-01; DynamoDB's JSON.
enum DefinitionNotes {
  /// What a wrapper holds: `{"CampaignResponse":{…}}`, `{"Item":[…]}` and so on.
  static func inside(_ value: JSONValue) -> JSONValue? {
    for (name, inner) in value.members {
      let raw = name.rawString
      if inner.isObject || inner.isArray,
        name.equals("Item") || name.equals("Items")
          || raw.count > 8 && raw.suffix(8).elementsEqual("Response".utf8)
      {
        return inner
      }
    }
    return nil
  }

  /// The notes of one object; nil where it is about nothing that has a name here.
  ///
  /// - Throws: a fault for a definition without an id or a name.
  static func notes(_ definition: JSON, now: Instant) throws(RecordFault) -> [NameNote]? {
    if let row = try NameRecord(definition) { return row.notes }
    if let job = importJob(definition) { return segment(of: job, in: definition, now: now) }
    guard let kind = kind(definition) else { return nil }
    guard let facts = ResourceFacts(kind, definition) else {
      throw missing(kind, definition)
    }
    let sighting = Sighting(of: definition, now: now)
    var notes = [NameNote.sighting(facts, sighting)]
    if ResourceFacts.isDeleted(definition) {
      let at = sighting.isDated ? sighting.at : nil
      notes.append(.deletion(kind, id: facts.id, at: at))
    }
    return notes
  }

  /// Members that only definitions of a kind have, the kinds in the order in which they are told.
  private static let marks: [(ResourceKind, [String])] = [
    (.template, ["TemplateName"]),
    (.segment, ["SegmentType", "SegmentGroups", "Dimensions", "ImportDefinition"]),
    (.journey, ["Activities", "StartActivity", "StartCondition", "RefreshFrequency"]),
    (
      .campaign,
      [
        "SegmentId", "HoldoutPercent", "Schedule", "MessageConfiguration", "TemplateConfiguration",
        "AdditionalTreatments",
      ]
    ),
  ]

  private static func kind(_ definition: JSON) -> ResourceKind? {
    // Activities, runs and results of campaigns and journeys carry the id of what they belong to.
    if definition["CampaignId"] != nil || definition["JourneyId"] != nil { return nil }
    for (kind, members) in marks where members.contains(where: { definition[$0] != nil }) {
      return kind
    }
    return definition["Name"] != nil && definition["State"]?.string != nil ? .journey : nil
  }

  private static func missing(_ kind: ResourceKind, _ definition: JSON) -> RecordFault {
    let members = kind == .template ? ["TemplateName", "TemplateType"] : ["Id", "Name"]
    let first = members.first { (definition[$0]?.string ?? "").isEmpty } ?? members[0]
    return .missing(first, "of a \(kind.rawValue)")
  }

  /// The definition of an import job, which says what segment it made.
  private static func importJob(_ definition: JSON) -> JSON? {
    guard definition["JobStatus"] != nil, definition["Type"] == "IMPORT" else { return nil }
    return definition["Definition"]
  }

  /// The segment that an import made, if it made one.
  static func segment(of job: JSON, in response: JSON, now: Instant) -> [NameNote]? {
    guard let id = job["SegmentId"]?.string, let name = job["SegmentName"]?.string,
      !id.isEmpty, !name.isEmpty
    else { return nil }
    var sighting = Sighting(of: response, now: now)
    if let completed = response["CompletionDate"]?.string.flatMap(Instant.init) {
      sighting.at = completed
    }
    return [.sighting(ResourceFacts(.segment, id: id, name: name), sighting)]
  }
}

/// A row of Pinpoint's names database, or of ours: id, name, type and so on.
struct NameRecord {
  private let facts: ResourceFacts
  private let isDeleted: Bool
  private let firstSeen: Instant?
  private let lastSeen: Instant?
  private let deletedAt: Instant?

  /// - Returns: nil for what is no such row.
  /// - Throws: a fault for a row without an id or a name, or of another type.
  init?(_ row: JSON) throws(RecordFault) {
    guard row["deleted"] != nil, row["id"] != nil else { return nil }
    func text(_ name: String) -> String? {
      // DynamoDB says {"S":"text"}; what is not there was the text null.
      let text = row[name]?.string ?? row[name]?["S"]?.string
      return text.flatMap { $0.isEmpty || $0 == "null" ? nil : $0 }
    }
    guard let id = text("id") else { throw .missing("id", "of a name") }
    guard let name = text("name") else { throw .missing("name", "of '\(id)'") }
    let type = text("type")
    guard let kind = type.map({ ResourceKind(rawValue: $0) }) ?? .segment else {
      throw .unexpected("type", type ?? "", expected: "campaign, journey, segment or template")
    }
    var facts = ResourceFacts(kind, id: id, name: name)
    facts.segmentID = text("segment_id")
    facts.eventNames = text("event_name")?.split(separator: ";").map(String.init) ?? []
    facts.state = text("state")
    self.facts = facts
    isDeleted =
      text("deleted") == "true" || row["deleted"] == true || row["deleted"]?["BOOL"] == true
    func instant(_ name: String) -> Instant? { text(name).flatMap(Instant.init) }
    firstSeen = instant("first_seen")
    lastSeen = instant("last_seen")
    deletedAt = instant("deleted_at")
  }

  var notes: [NameNote] {
    // A row has less than the definition that it was made from, and may have no date: whatever
    // has one goes before it.
    var sighting = Sighting(
      at: lastSeen.map { min($0, deletedAt ?? $0) } ?? Sighting.unknownTime)
    sighting.created = firstSeen
    sighting.isDated = lastSeen != nil
    sighting.isHint = true
    let deletion = NameNote.deletion(facts.kind, id: facts.id, at: deletedAt)
    return [.sighting(facts, sighting)] + (isDeleted ? [deletion] : [])
  }
}
