import DueFormats
import DueModel
import DueSystem

/// What happened, in one word, so that one question asks of all families.
///
/// Source: due-events(1), TABLES.
enum EventWord {
  /// The word for `event`; empty for what has none, such as the events of an app.
  static func of(_ event: EventView) -> StaticString {
    switch event.family {
    case .pinpoint: pinpoint(event.type.rawString)
    case .ses: ses(event)
    case .sms: sms(event.type.rawString)
    case .result: result(event)
    case .unknown: ""
    }
  }

  private static func pinpoint(_ type: Bytes) -> StaticString {
    if type.starts(with: "_email.") {
      return find(Bytes(rebasing: type.dropFirst(7)), in: mail)
    }
    if type.starts(with: "_SMS.") { return find(Bytes(rebasing: type.dropFirst(5)), in: texts) }
    if type.equals("_campaign.send") { return "campaign_send" }
    return type.equals("_journey.send") ? "journey_send" : ""
  }

  private static let mail: [(StaticString, StaticString)] = [
    ("send", "send"), ("delivered", "delivered"), ("open", "open"), ("click", "click"),
    ("hardbounce", "hard_bounce"), ("softbounce", "soft_bounce"), ("complaint", "complaint"),
    ("unsubscribe", "unsubscribe"), ("rejected", "reject"),
    ("rendering_failure", "rendering_failure"),
  ]

  private static let texts: [(StaticString, StaticString)] = [
    ("BUFFERED", "send"), ("SUCCESS", "delivered"), ("FAILURE", "failed"),
    ("OPTOUT", "unsubscribe"),
  ]

  private static func find(_ name: Bytes, in words: [(StaticString, StaticString)]) -> StaticString
  {
    for (known, word) in words where name.equals(known) { return word }
    return ""
  }

  private static func ses(_ event: EventView) -> StaticString {
    switch SESEventType(event.type) {
    case .send: "send"
    case .delivery: "delivered"
    case .open: "open"
    case .click: "click"
    case .bounce: event.status?.equals("Permanent") == true ? "hard_bounce" : "soft_bounce"
    case .complaint: "complaint"
    case .reject: "reject"
    case .renderingFailure: "rendering_failure"
    case .deliveryDelay: "delay"
    case .subscription: subscription(event)
    case nil: ""
    }
  }

  private static func subscription(_ event: EventView) -> StaticString {
    switch event.subscriptionChange {
    case .optOut: "unsubscribe"
    case .optIn: "subscribe"
    case nil: ""
    }
  }

  /// Of a message sent, most have several that say it is under way; those have no word.
  private static func sms(_ type: Bytes) -> StaticString {
    guard let bar = type.firstIndex(of: UInt8(ascii: "_")) else { return "" }
    let name = Bytes(rebasing: type[(bar + 1)...])
    if name.equals("QUEUED") || name.equals("INITIATED") { return "send" }
    if name.equals("SUCCESSFUL") || name.equals("DELIVERED") || name.equals("COMPLETED") {
      return "delivered"
    }
    for word in progress where name.equals(word) { return "" }
    return "failed"
  }

  private static let progress: [StaticString] = ["PENDING", "SENT", "RINGING", "ANSWERED"]

  private static func result(_ event: EventView) -> StaticString {
    if event.type.equals("accepted") { return "send" }
    let isFinal = ["rejected", "expired", "dead"].contains { event.type.equals($0 as StaticString) }
    return isFinal ? "failed" : ""
  }
}
