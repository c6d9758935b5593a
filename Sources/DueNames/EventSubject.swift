import DueFormats
import DueModel
import DueSystem

/// The names that an event gets, in the order in which they are written.
enum NameField: Int, CaseIterable {
  case campaignName, treatmentName, journeyName, journeyActivityName, segmentID, segmentName
  case templateName

  var member: StaticString {
    switch self {
    case .campaignName: "campaign_name"
    case .treatmentName: "treatment_name"
    case .journeyName: "journey_name"
    case .journeyActivityName: "journey_activity_name"
    case .segmentID: "segment_id"
    case .segmentName: "segment_name"
    case .templateName: "template_name"
    }
  }
}

/// What an event names by id, where it does so, and the names that it has already: found in one
/// walk over the members of the object that holds them.
struct EventSubject {
  var campaign: JSONValue?
  var treatment: JSONValue?
  var journey: JSONValue?
  var activity: JSONValue?
  var segment: JSONValue?
  private(set) var delivery: JSONValue?
  /// The names that are there, by `NameField`.
  private(set) var names: InlineNames = InlineNames()
  /// The object where names go.
  let carrier: JSONValue
  private(set) var isEmpty = true
  /// Values are lists of one text, as the tags of a mail are.
  let hasLists: Bool
  private let family: EventFamily
  private let type: JSONValue

  /// - Returns: nil for an event without a place for names.
  init?(_ event: EventView) {
    let carrier: JSONValue? =
      switch event.family {
      case .pinpoint: event.attributes
      case .ses: event.mail?["tags"]
      case .sms, .result: event.context
      case .unknown: nil
      }
    guard let carrier, carrier.isObject else { return nil }
    self.carrier = carrier
    family = event.family
    type = event.type
    hasLists = event.family == .ses
    for (name, value) in carrier.members {
      isEmpty = false
      if name.rawString.count <= 21 { take(name, value) }
    }
  }

  /// Whether the event names anything.
  var hasIDs: Bool {
    campaign != nil || journey != nil || segment != nil
  }

  private mutating func take(_ name: JSONValue, _ value: JSONValue) {
    let short = family != .pinpoint
    switch name.rawString.count {
    case 7: if short, name.equals("journey"), journey == nil { journey = given(value) }
    case 8: if short, name.equals("campaign"), campaign == nil { campaign = given(value) }
    case 9: if short, name.equals("treatment"), treatment == nil { treatment = given(value) }
    case 10:
      if name.equals("journey_id") {
        journey = given(value)
      } else if name.equals("segment_id") {
        segment = given(value)
        names[.segmentID] = value
      }
    case 11: if name.equals("campaign_id") { campaign = given(value) }
    case 12:
      if name.equals("treatment_id") {
        treatment = given(value)
      } else if name.equals("journey_name") {
        names[.journeyName] = value
      } else if name.equals("segment_name") {
        names[.segmentName] = value
      }
    case 13:
      if name.equals("delivery_type") {
        delivery = given(value)
      } else if name.equals("campaign_name") {
        names[.campaignName] = value
      } else if name.equals("template_name") {
        names[.templateName] = value
      }
    case 14: if name.equals("treatment_name") { names[.treatmentName] = value }
    case 16: if short, name.equals("journey_activity"), activity == nil { activity = given(value) }
    case 19: if name.equals("journey_activity_id") { activity = given(value) }
    case 21: if name.equals("journey_activity_name") { names[.journeyActivityName] = value }
    default: break
    }
  }

  /// A text that says something, or the first of a list.
  private func given(_ value: JSONValue) -> JSONValue? {
    let value = hasLists && value.isArray ? value.elements.first(where: { _ in true }) : value
    guard let value, value.isString, !value.rawString.isEmpty else { return nil }
    return value
  }

  /// What kind of message it was, as templates have kinds; nil where the event does not say.
  var templateType: StaticString? {
    switch family {
    case .ses: return "EMAIL"
    case .sms: return type.rawString.starts(with: "VOICE_") ? "VOICE" : "SMS"
    case .result, .unknown: return nil
    case .pinpoint: break
    }
    let name = type.rawString
    if name.starts(with: "_email.") { return "EMAIL" }
    if name.starts(with: "_SMS.") { return "SMS" }
    guard name.starts(with: "_campaign.") else { return nil }
    guard let delivery else { return type.equals("_campaign.send") ? nil : "PUSH" }
    for (word, type) in Self.deliveries where delivery.equals(word) { return type }
    return "PUSH"
  }

  private static let deliveries: [(StaticString, StaticString?)] = [
    ("EMAIL", "EMAIL"), ("SMS", "SMS"), ("VOICE", "VOICE"), ("IN_APP", "INAPP"), ("CUSTOM", nil),
  ]
}

/// One value, or none, for each `NameField`, without an allocation.
struct InlineNames {
  private var values:
    (
      JSONValue?, JSONValue?, JSONValue?, JSONValue?, JSONValue?, JSONValue?, JSONValue?
    ) = (nil, nil, nil, nil, nil, nil, nil)

  subscript(field: NameField) -> JSONValue? {
    get {
      switch field {
      case .campaignName: values.0
      case .treatmentName: values.1
      case .journeyName: values.2
      case .journeyActivityName: values.3
      case .segmentID: values.4
      case .segmentName: values.5
      case .templateName: values.6
      }
    }
    set {
      switch field {
      case .campaignName: values.0 = newValue
      case .treatmentName: values.1 = newValue
      case .journeyName: values.2 = newValue
      case .journeyActivityName: values.3 = newValue
      case .segmentID: values.4 = newValue
      case .segmentName: values.5 = newValue
      case .templateName: values.6 = newValue
      }
    }
  }
}
