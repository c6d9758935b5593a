import DueFormats
import DueModel
import DueSystem
import DueTemplates

/// One search, and for how long what it finds is the answer.
struct ContentSearch {
  private let finder: ContentFinder
  private let moment: Instant
  private(set) var during: Range<Instant> = .beginning ..< .end
  private var content = MessageContent()

  init(_ finder: ContentFinder, at moment: Instant) {
    self.finder = finder
    self.moment = moment
  }

  private mutating func narrow(to range: Range<Instant>) { during = during.clamped(to: range) }

  // MARK: Campaigns

  mutating func campaign(_ id: String, treatment: String, _ channel: Channel) throws
    -> MessageContent?
  {
    guard let found = try finder.campaign(id, at: moment) else {
      throw RecordFault(column: nil, "expected a definition of campaign '\(id)', found none")
    }
    narrow(to: found.during)
    guard let part = Self.treatment(treatment, of: found.json) else {
      throw RecordFault.unexpected(
        "attributes.treatment_id", treatment, expected: "a treatment of campaign '\(id)'")
    }
    let messages = part["MessageConfiguration"]
    let templates = part["TemplateConfiguration"]
    if finder.isForAllChannels {
      try addAll(messages, templates, id)
    } else {
      try add(messages, templates, id, channel)
    }
    return try complete("campaign '\(id)'", channel)
  }

  private static func treatment(_ id: String, of campaign: JSON) -> JSON? {
    if id.isEmpty || id == "0" { return campaign }
    let others = campaign["AdditionalTreatments"]?.array ?? []
    return others.first { $0["Id"]?.string == id }
      // One without an id is called by its place.
      ?? others.enumerated().first { $1["Id"] == nil && "\($0 + 1)" == id }?.element
  }

  /// Kinds of templates in the order in which the original took them.
  private static let kinds: [(member: String, kind: TemplateKind, family: Channel.Family)] = [
    ("EmailTemplate", .email, .email), ("PushTemplate", .push, .push),
    ("SMSTemplate", .sms, .sms), ("VoiceTemplate", .voice, .voice),
    ("InAppTemplate", .inApp, .inApp),
  ]

  private mutating func addAll(_ messages: JSON?, _ templates: JSON?, _ id: String) throws {
    for (member, kind, _) in Self.kinds {
      if let reference = templates?[member] { try add(reference, kind, nil, member) }
    }
    for member in messages?.members ?? [] where member.value.members != nil {
      try content.add(inline: member.value, member.name, of: id, onlyRaw: false)
    }
  }

  /// A template goes before a text of the definition.
  private mutating func add(
    _ messages: JSON?, _ templates: JSON?, _ id: String, _ channel: Channel
  ) throws {
    let inline = Self.inline(messages, channel)
    content.sender = MessageContent.sender(inline?.message)
    let entry = Self.kinds.first { $0.family == channel.family }
    if let entry, let reference = templates?[entry.member], reference["Name"]?.string != nil {
      return try add(reference, entry.kind, channel, entry.member)
    }
    switch channel {
    case .custom: content.add(literal: messages?["CustomMessage"]?["Data"]?.string ?? "", channel)
    case .inApp:
      if let message = messages?["InAppMessage"] { content.add(literal: message.text, channel) }
    default:
      if let inline {
        try content.add(inline: inline.message, inline.key, of: id, onlyRaw: true)
      }
    }
  }

  /// The message for a channel: its own, else the default one.
  private static func inline(_ messages: JSON?, _ channel: Channel)
    -> (key: String, message: JSON)?
  {
    let own =
      switch channel {
      case .email: "EmailMessage"
      case .sms: "SMSMessage"
      case .gcm: "GCMMessage"
      case .adm: "ADMMessage"
      case .baidu: "BaiduMessage"
      case .apns, .apnsSandbox, .apnsVoip, .apnsVoipSandbox: "APNSMessage"
      case .push, .voice, .custom, .inApp: "DefaultMessage"
      }
    func hasText(_ message: JSON) -> Bool {
      ["Title", "Body", "HtmlBody", "RawContent"].contains {
        message[$0]?.string.map { !$0.isEmpty } ?? false
      }
    }
    for key in [own, "DefaultMessage"] {
      if let message = messages?[key], hasText(message) { return (key, message) }
    }
    return messages?[own].map { (own, $0) }
  }

  // MARK: Journeys

  mutating func journey(_ id: String, activity: String, _ channel: Channel) throws
    -> MessageContent?
  {
    guard let found = finder.journey(id, at: moment) else {
      throw RecordFault(column: nil, "expected a definition of journey '\(id)', found none")
    }
    narrow(to: found.during)
    guard let part = found.json["Activities"]?[activity] else {
      throw RecordFault.unexpected(
        "attributes.journey_activity_id", activity, expected: "an activity of journey '\(id)'")
    }
    let kinds: [(String, TemplateKind)] = [
      ("EMAIL", .email), ("SMS", .sms), ("PUSH", .push), ("VOICE", .voice),
    ]
    for (name, kind) in kinds {
      guard let step = part[name] else { continue }
      content.sender = MessageContent.sender(step["MessageConfig"])
      try add(
        ["Name": step["TemplateName"] ?? .null, "Version": step["TemplateVersion"] ?? .null], kind,
        finder.isForAllChannels ? nil : channel, "Activities.\(activity).\(name)")
      return try complete("activity '\(activity)' of journey '\(id)'", channel)
    }
    if let step = part["CUSTOM"] {
      content.add(literal: step["MessageConfig"]?["Data"]?.string ?? "", .custom)
      return content.pieces.isEmpty ? nil : content
    }
    if part["ContactCenter"] != nil { return nil }
    throw RecordFault.unexpected(
      "attributes.journey_activity_id", activity, expected: "an activity that sends a message")
  }

  // MARK: Both

  /// Takes the template that a `Name` and perhaps a `Version` mean.
  private mutating func add(
    _ reference: JSON, _ kind: TemplateKind, _ channel: Channel?, _ place: String
  ) throws {
    guard let name = reference["Name"]?.string else {
      throw RecordFault(column: nil, "expected the name of a template in '\(place)', found none")
    }
    var version: Int?
    if let written = reference["Version"], !written.isNull, written.string != "" {
      version = written.string.flatMap { Int($0) } ?? written.integer
      guard version != nil else {
        throw RecordFault(
          column: nil,
          "expected a number as version of template '\(name)' in '\(place)', found \(written.text)"
        )
      }
    }
    guard let found = try finder.template(name, kind, version: version, at: moment) else {
      let which = version.map { " version \($0)" } ?? ""
      throw RecordFault(
        column: nil, "expected \(kind.rawValue) template '\(name)'\(which), found none")
    }
    narrow(to: found.during)
    if kind == .inApp {
      content.add(literal: found.document.text, .inApp)
      content.template = .init(name: name, version: found.version, basis: found.basis)
      return
    }
    content.add(found, for: channel, named: name)
  }

  private func complete(_ name: String, _ channel: Channel) throws -> MessageContent {
    guard !content.pieces.isEmpty else {
      throw RecordFault(
        column: nil, "expected a text for \(channel.rawValue) in \(name), found none")
    }
    return content
  }
}
