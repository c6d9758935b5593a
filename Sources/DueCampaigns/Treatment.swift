import DueFormats
import DueModel
import DueSystem

/// One of the messages of a campaign, and the share of the members that gets it.
package struct Treatment: Sendable, Equatable {
  /// `0` for the default treatment.
  package let id: String
  package let name: String?
  /// Of the default treatment 0: it has what is left.
  package let percent: Int
  /// At most one a channel.
  package let contents: [Content]

  package static let defaultID = "0"

  /// What goes to an endpoint of `channel`; nil where there is nothing for it.
  package func content(for channel: Channel) -> Content? {
    contents.first { $0.covers(channel) }
  }

  static func all(_ campaign: Members) throws(DefinitionFault) -> [Treatment] {
    let delivery = try CustomDelivery(campaign)
    let contents = try Content.all(campaign, delivery, sender: "")
    // Who writes is said once.
    var sender = ""
    for case .email(let email) in contents { sender = email.from }
    var found = [
      Treatment(
        id: defaultID, name: try campaign.string("TreatmentName"), percent: 0,
        contents: contents)
    ]
    for (i, members) in try campaign.objects("AdditionalTreatments").enumerated() {
      found.append(
        Treatment(
          id: try id(of: members, at: i), name: try members.string("TreatmentName"),
          percent: try members.integer("SizePercent", 0...100) ?? 0,
          contents: try Content.all(members, delivery, sender: sender)))
    }
    if let twice = found.indices.first(where: { i in
      found[..<i].contains { $0.id == found[i].id }
    }) {
      throw .unexpected(
        member: "AdditionalTreatments", found: "'\(found[twice].id)' twice",
        expected: "treatments with ids of their own, other than '0'")
    }
    return found
  }

  /// The id of an additional treatment; one without is called by its place: 1, 2, …
  static func id(of treatment: Members, at index: Int) throws(DefinitionFault) -> String {
    try treatment.string("Id") ?? "\(index + 1)"
  }
}

/// What a treatment sends, one case a channel that campaigns carry.
package enum Content: Sendable, Equatable {
  case sms(SMSContent)
  case email(EmailContent)
  case custom(CustomContent)

  package var channel: Channel {
    switch self {
    case .sms: .sms
    case .email: .email
    case .custom: .custom
    }
  }

  /// Whether it is for endpoints of `channel`.
  func covers(_ channel: Channel) -> Bool {
    if case .custom(let content) = self {
      content.types.contains(channel)
    } else {
      self.channel == channel
    }
  }

  /// The template that it takes; nil for texts of its own.
  package var template: (name: String, version: String?)? {
    switch self {
    case .sms(let content):
      if case .template(let name, let version) = content.text { (name, version) } else { nil }
    case .email(let content):
      if case .template(let name, let version) = content.texts { (name, version) } else { nil }
    case .custom: nil
    }
  }

  /// - Parameters:
  ///   - delivery: of the campaign: what it covers goes before the other channels.
  ///   - sender: of mails that name none.
  static func all(
    _ members: Members, _ delivery: CustomDelivery?, sender: String
  ) throws(DefinitionFault) -> [Content] {
    var found: [Content] = []
    if let delivery, let content = try CustomContent(members, delivery) {
      found.append(.custom(content))
    }
    if let content = try SMSContent(members) { found.append(.sms(content)) }
    if let content = try EmailContent(members, sender: sender) { found.append(.email(content)) }
    return found
  }
}

/// Where a text comes from.
package enum TextSource: Sendable, Equatable {
  /// A template of the store; without a version, the one that is active when it is used.
  case template(name: String, version: String?)
  /// A text in the language of templates.
  case text(String)
}

/// A text message: Pinpoint's `SMSMessage` and the SMS part of `TemplateConfiguration`.
package struct SMSContent: Sendable, Equatable {
  package var text: TextSource
  package var type: MessageType
  /// Number, short code or sender id; empty for the carrier's choice.
  package var from: String
  /// What goes with each message, as a JSON object of strings: the entity and template that are
  /// registered in India. Empty for none.
  package var contextText = ""

  /// A template goes before a body, and the SMS body before that of `DefaultMessage`.
  init?(_ members: Members) throws(DefinitionFault) {
    let messages = try members.object("MessageConfiguration")
    let message = try messages?.object("SMSMessage")
    let template = try members.object("TemplateConfiguration")?.object("SMSTemplate")
    let body = try message?.string("Body")
    let defaultBody = try messages?.object("DefaultMessage")?.string("Body")
    if let template {
      text = .template(
        name: try template.required("Name"), version: try template.string("Version"))
    } else if let body = body ?? defaultBody {
      text = .text(body)
    } else {
      return nil
    }
    type =
      try message?.parsed("MessageType", as: "TRANSACTIONAL or PROMOTIONAL") { MessageType($0) }
      ?? .transactional
    let number = try message?.string("OriginationNumber")
    let senderID = try message?.string("SenderId")
    from = number ?? senderID ?? ""
    var context: [JSON.Member] = []
    for (member, name) in [("EntityId", "entity_id"), ("TemplateId", "template_id")] {
      if let value = try message?.string(member) { context.append(.init(name, .string(value))) }
    }
    contextText = context.isEmpty ? "" : JSON.object(context).text
  }
}
