import DueFormats
import DueSystem

/// What an event is about, whatever its family. Each is nil where the event does not say.
extension EventView {
  /// The id of the message: what SES, Pinpoint or End User Messaging calls it.
  package var messageID: JSONValue? {
    switch family {
    case .pinpoint: given(mail?["message_id"] ?? attributes?["message_id"])
    case .ses: given(mail?["messageId"])
    case .sms: given(members.messageID)
    case .result: given(root["provider_id"]) ?? given(members.key)
    case .unknown: nil
    }
  }

  /// The endpoint. Pinpoint: `client.client_id`, which is a random one for transactional messages.
  package var endpoint: JSONValue? {
    switch family {
    case .pinpoint: given(members.client?["client_id"])
    case .result: given(root["endpoint_id"])
    case .ses: given(mail?["tags"]?["endpoint_id"]?.elements.first(where: { _ in true }))
    case .sms: given(members.context?["endpoint_id"])
    case .unknown: nil
    }
  }

  /// Pinpoint: `application.app_id`, which is due's project.
  package var project: JSONValue? {
    family == .pinpoint ? given(members.application?["app_id"]) : nil
  }

  package var account: JSONValue? {
    family == .ses ? given(mail?["sendingAccountId"]) : given(members.account)
  }

  package var session: JSONValue? { members.session }

  /// Pinpoint: `event_timestamp`, which for mail is not the time of the event.
  package var stamped: Instant? {
    family == .pinpoint ? members.eventTimestamp.flatMap(Instant.init(event:)) : nil
  }

  /// Pinpoint: `client_context.custom`.
  package var custom: JSONValue? { members.clientContext?["custom"] }

  /// SMS v2 and results: the map that the sender set.
  package var context: JSONValue? { members.context }

  /// Pinpoint: `attributes.campaign_id`. SES: the tag `campaign`. SMS v2: `context.campaign_id`,
  /// else `context.campaign`.
  package var campaign: JSONValue? { about("campaign_id", "campaign") }
  package var treatment: JSONValue? { about("treatment_id", "treatment") }
  package var activity: JSONValue? { about("campaign_activity_id", "activity") }
  package var journey: JSONValue? { about("journey_id", "journey") }
  package var journeyRun: JSONValue? { about("journey_run_id", "journey_run") }
  package var journeyActivity: JSONValue? { about("journey_activity_id", "journey_activity") }

  private func about(_ name: StaticString, _ short: StaticString) -> JSONValue? {
    switch family {
    case .pinpoint: return given(attributes?[name])
    case .ses:
      guard let tags = mail?["tags"] else { return nil }
      let tag = tags[name] ?? tags[short]
      return given(tag?.isArray == true ? tag?.elements.first(where: { _ in true }) : tag)
    case .sms, .result: return given(members.context?[name] ?? members.context?[short])
    case .unknown: return nil
    }
  }

  /// What became of it: `campaign_send_status`, `journey_send_status` or `record_status`; the type
  /// of a bounce or of a complaint; `messageStatus`; the class of a result.
  package var status: JSONValue? {
    switch family {
    case .pinpoint:
      if let detail { return given(detail["bounce_type"] ?? detail["complaint_feedback_type"]) }
      return given(
        attributes?["record_status"] ?? attributes?["campaign_send_status"]
          ?? attributes?["journey_send_status"])
    case .ses:
      return given(
        detail?["bounceType"] ?? detail?["complaintFeedbackType"] ?? detail?["delayType"])
    case .sms: return given(root["messageStatus"])
    case .result: return given(root["class"])
    case .unknown: return nil
    }
  }

  /// Why, in a word: the sub-type of a bounce or of a complaint; the code of a result.
  package var reason: JSONValue? {
    switch family {
    case .pinpoint: given(detail?["bounce_sub_type"] ?? detail?["reason"])
    case .ses:
      given(detail?["bounceSubType"] ?? detail?["complaintSubType"] ?? detail?["reason"])
    case .result: given(root["code"])
    case .sms, .unknown: nil
    }
  }

  /// Bounces and complaints: SES's name for the report.
  package var feedbackID: JSONValue? { given(detail?["feedbackId"] ?? detail?["feedback_id"]) }

  /// Clicks: where it leads.
  package var link: JSONValue? { given(detail?["link"]) }

  /// The addresses that the event is about, in order: those of a bounce, a complaint, a delay or
  /// a delivery, else everybody the mail went to; the number of a text message.
  package func forEachRecipient(_ body: (JSONValue) -> Void) {
    switch family {
    case .pinpoint:
      if mail == nil, detail == nil {
        if let number = given(attributes?["destination_phone_number"]) { body(number) }
        return
      }
      forEach(
        detail?["bounced_recipients"] ?? detail?["complained_recipients"] ?? detail?["recipients"],
        "email_address", else: mail?["destination"], body)
    case .ses:
      forEach(
        detail?["bouncedRecipients"] ?? detail?["complainedRecipients"]
          ?? detail?["delayedRecipients"] ?? detail?["recipients"],
        "emailAddress", else: mail?["destination"], body)
    case .sms: if let number = given(members.destination) { body(number) }
    case .result: if let to = given(members.to) { body(to) }
    case .unknown: break
    }
  }

  private func forEach(
    _ list: JSONValue?, _ member: StaticString, else fallback: JSONValue?,
    _ body: (JSONValue) -> Void
  ) {
    var isEmpty = true
    for element in list?.elements ?? fallbackElements(fallback) {
      guard let address = element.isObject ? given(element[member]) : given(element) else {
        continue
      }
      isEmpty = false
      body(address)
    }
    guard isEmpty, list != nil else { return }
    for element in fallbackElements(fallback) {
      if let address = given(element) { body(address) }
    }
  }

  private func fallbackElements(_ list: JSONValue?) -> JSONValue.Elements {
    (list ?? type).elements  // a type is a string and has none
  }

  /// The recipients, decoded.
  package var recipients: [String] {
    var all: [String] = []
    forEachRecipient { all.append($0.string ?? "") }
    return all
  }

  /// A string that says something.
  private func given(_ value: JSONValue?) -> JSONValue? {
    guard let value, value.isString, !value.rawString.isEmpty else { return nil }
    return value
  }
}

extension Instant {
  /// The time in an event: milliseconds since 1970 as a number or as digits, or ISO 8601, also
  /// with a space before the zone, as in `2026-09-01T08:04:00 +0000`.
  ///
  /// nil for what is after the year 9999: those are microseconds, and an event of such a time
  /// would be the latest for good.
  package init?(event value: JSONValue) {
    if value.isNumber {
      guard let milliseconds = Self.milliseconds(value.source) else { return nil }
      self.init(milliseconds: milliseconds)
      return
    }
    let text = value.rawString
    guard let first = text.first else { return nil }
    if text.count > 19 || !(first == 45 || (48...57).contains(first))
      || text.count > 4 && text[4] == 45
    {
      self.init(spaced: text)
    } else {
      guard let milliseconds = Self.milliseconds(text) else { return nil }
      self.init(milliseconds: milliseconds)
    }
  }

  private init?(spaced text: Bytes) {
    if let instant = Instant(text) {
      self = instant
      return
    }
    guard text.count < 64, let space = text.lastIndex(of: 0x20), space > 10 else { return nil }
    let joined = Array(text[..<space]) + Array(text[(space + 1)...])
    guard let instant = joined.withUnsafeBytes({ Instant($0) }) else { return nil }
    self = instant
  }

  private static let lastMillisecond: Int64 = 253_402_300_799_999  // 9999-12-31T23:59:59.999Z

  /// Milliseconds in decimal, perhaps with a fraction or an exponent.
  private static func milliseconds(_ text: Bytes) -> Int64? {
    var value: Int64 = 0
    for byte in text {
      guard byte >= 48, byte <= 57, text.count <= 18 else {
        guard let number = Double(ascii: text), number.magnitude <= Double(lastMillisecond) else {
          return nil
        }
        return Int64(number)
      }
      value = value * 10 + Int64(byte - 48)
    }
    return value <= lastMillisecond ? value : nil
  }
}
