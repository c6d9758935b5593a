import DueFormats
import DueSystem

/// One event as it stands in a JSON text: places in it, not copies.
///
/// Valid only while the text and its tape are. What an event does not have is nil; members that
/// are null count as not there. `eventType` and `notificationType` are one thing.
///
/// Source: due-event(5).
package struct EventView {
  /// The event itself: without what `due-unwrap` put around it.
  package let root: JSONValue
  package let family: EventFamily
  /// The type as it is written, such as `Bounce`, `_email.open` or `TEXT_DELIVERED`.
  package let type: JSONValue
  /// SES: `mail`. Pinpoint e-mail: `mail` of the facet.
  package private(set) var mail: JSONValue?
  /// What an e-mail event tells of its type: SES `bounce`, `click` and so on; Pinpoint the same
  /// inside the facet.
  package private(set) var detail: JSONValue?
  /// Pinpoint: `attributes`.
  package private(set) var attributes: JSONValue?
  /// Pinpoint: `metrics`.
  package private(set) var metrics: JSONValue?
  /// When it happened: see due-event(5), TIME.
  package private(set) var time: Instant?
  /// Pinpoint: when the event arrived there.
  package private(set) var arrival: Instant?
  /// E-mail: when the message was sent. SMS v2: when it was asked for.
  package private(set) var sent: Instant?

  var members = EventMembers()

  /// Reads the event in `value`, which may be tagged as `due-unwrap` does.
  ///
  /// - Throws: a fault for what is no event, and for one of a known type that lacks what every
  ///   event of that type has, such as a `Bounce` without `bounce`.
  package init(_ value: JSONValue) throws(RecordFault) {
    guard value.isObject else {
      throw RecordFault(column: nil, "expected an event, found \(Self.kind(of: value))")
    }
    var root = value
    var members = EventMembers(value)
    if members.pinpointType == nil, members.type == nil, let event = members.event {
      root = event
      members = EventMembers(event)
    }
    self.root = root
    self.members = members
    (family, type) = try Self.identify(root, members)
    switch family {
    case .pinpoint: try readPinpoint()
    case .ses: try readSES()
    case .sms: readSMS()
    case .result: time = members.at.flatMap(Instant.init(event:))
    case .unknown: break
    }
  }

  private static func identify(_ root: JSONValue, _ members: EventMembers) throws(RecordFault)
    -> (EventFamily, JSONValue)
  {
    if let type = members.pinpointType {
      guard type.isString, !type.rawString.isEmpty else {
        throw .unexpected("event_type", shown(type), expected: "the name of an event")
      }
      return (.pinpoint, type)
    }
    if let type = members.type {
      guard type.isString, !type.rawString.isEmpty else {
        throw .unexpected("eventType", shown(type), expected: "the name of an event")
      }
      let name = type.rawString
      if name.starts(with: "TEXT_") || name.starts(with: "MEDIA_") || name.starts(with: "VOICE_") {
        return (.sms, type)
      }
      guard members.mail?.isObject == true else {
        throw .missing("mail", "of an event of SES")
      }
      return (.ses, type)
    }
    if let status = members.status, status.isString, members.at != nil,
      members.to != nil || members.key != nil || members.record != nil
    {
      return (.result, status)
    }
    throw RecordFault(
      column: nil,
      "expected an event, found an object without 'event_type', 'eventType' and 'notificationType'"
        + (members.isEnvelope ? ": an envelope, which due-unwrap(1) opens" : ""))
  }

  private static func kind(of value: JSONValue) -> String {
    if value.isArray { return "a list" }
    if value.isString { return "a string" }
    if value.isNumber { return "a number" }
    return value.isNull ? "null" : "true or false"
  }

  private static func shown(_ value: JSONValue) -> String {
    value.string ?? String(decoding: value.source.prefix(64), as: UTF8.self)
  }

  // MARK: Reading a family

  private mutating func readPinpoint() throws(RecordFault) {
    attributes = members.attributes
    metrics = members.metrics
    let stamped = members.eventTimestamp.flatMap(Instant.init(event:))
    arrival = members.arrivalTimestamp.flatMap(Instant.init(event:))
    time = stamped ?? arrival
    guard type.rawString.starts(with: "_email.") else { return }
    // Pinpoint stamps every event of a mail with the time at which the mail was sent.
    if !type.equals("_email.send") { time = arrival ?? stamped }
    let event = members.facets?["email_channel"]?["mail_event"]
    mail = event?["mail"]
    sent = mail?["message_send_timestamp"].flatMap(Instant.init(event:))
    guard let name = Self.pinpointDetail(type) else { return }
    detail = event?[name]
    if detail?.isNull == true { detail = nil }
    if detail == nil, Self.needsDetail(type) {
      throw .missing(
        "facets.email_channel.mail_event.\(name)", "of '\(type.string ?? "")'")
    }
  }

  private static func pinpointDetail(_ type: JSONValue) -> StaticString? {
    let name = Bytes(rebasing: type.rawString.dropFirst(7))
    switch name.count {
    case 4 where name.equals("send"): return "send"
    case 4 where name.equals("open"): return "open"
    case 5 where name.equals("click"): return "click"
    case 8 where name.equals("rejected"): return "reject"
    case 9 where name.equals("delivered"): return "delivery"
    case 9 where name.equals("complaint"): return "complaint"
    case 10 where name.equals("hardbounce") || name.equals("softbounce"): return "bounce"
    case 11 where name.equals("unsubscribe"): return "click"
    case 17 where name.equals("rendering_failure"): return "failure"
    default: return nil
    }
  }

  /// Without a bounce or a complaint nobody knows whose it was.
  private static func needsDetail(_ type: JSONValue) -> Bool {
    type.equals("_email.hardbounce") || type.equals("_email.softbounce")
      || type.equals("_email.complaint")
  }

  private mutating func readSES() throws(RecordFault) {
    mail = members.mail
    sent = mail?["timestamp"].flatMap(Instant.init(event:))
    time = sent
    guard let kind = SESEventType(type) else { return }
    detail = root[kind.member]
    guard let detail, detail.isObject else {
      detail = nil
      if kind == .send { return }
      throw .missing(kind.member.description, "of an event '\(type.string ?? "")'")
    }
    if let own = detail["timestamp"].flatMap(Instant.init(event:)) { time = own }
  }

  private mutating func readSMS() {
    time = members.smsTimestamp.flatMap(Instant.init(event:))
    sent = root["messageRequestTimestamp"].flatMap(Instant.init(event:))
  }
}

/// The types of SES's event publishing; the first three are also notifications.
package enum SESEventType: Sendable, CaseIterable {
  case bounce, complaint, delivery
  case send, reject, open, click, renderingFailure, deliveryDelay, subscription

  /// The type written as SES does; nil for one that is not known.
  package init?(_ type: JSONValue) {
    for kind in Self.allCases where type.equals(kind.name) {
      self = kind
      return
    }
    return nil
  }

  /// The value of `eventType`.
  package var name: StaticString {
    switch self {
    case .bounce: "Bounce"
    case .complaint: "Complaint"
    case .delivery: "Delivery"
    case .send: "Send"
    case .reject: "Reject"
    case .open: "Open"
    case .click: "Click"
    case .renderingFailure: "Rendering Failure"
    case .deliveryDelay: "DeliveryDelay"
    case .subscription: "Subscription"
    }
  }

  /// The member that tells about it.
  package var member: StaticString {
    switch self {
    case .bounce: "bounce"
    case .complaint: "complaint"
    case .delivery: "delivery"
    case .send: "send"
    case .reject: "reject"
    case .open: "open"
    case .click: "click"
    case .renderingFailure: "failure"
    case .deliveryDelay: "deliveryDelay"
    case .subscription: "subscription"
    }
  }
}
