import DueFormats
import DueModel
import DueStore
import DueSystem

/// Reads events of every family as what a peer told of one attempt.
///
/// Source: due-event(5); due-result(5); End User Messaging SMS, event types.
package struct NoticeReader: ~Copyable {
  private let keyMember: String
  private var tape = JSONTape()
  private var text = ByteBuffer(capacity: 512)

  /// The member of a message's context in which senders of due put the key.
  package static let dueKey = "due_key"

  /// - Parameter keyMember: the member in which other software has it.
  package init(keyMember: String) { self.keyMember = keyMember }

  /// - Returns: nil for an event that is about no text message.
  /// - Throws: a fault for one that lacks what every such event has.
  package mutating func read(_ event: EventView) throws(RecordFault) -> DeliveryNotice? {
    switch event.family {
    case .pinpoint: try readPinpoint(event)
    case .sms: try readSMS(event)
    case .result: try readResult(event)
    case .ses, .unknown: nil
    }
  }

  private mutating func readPinpoint(_ event: EventView) throws(RecordFault) -> DeliveryNotice? {
    guard event.type.rawString.starts(with: "_SMS.") else { return nil }
    let kind = event.type.string?.dropFirst(5) ?? ""
    let fallback: DeliveryResult.Class
    switch kind {
    case "BUFFERED": fallback = .progress
    case "SUCCESS": fallback = .ok
    case "FAILURE": fallback = .permanent
    case "OPTOUT": fallback = .policy
    default: return nil
    }
    guard let status = event.attributes?["record_status"]?.string, !status.isEmpty else {
      throw .missing("attributes.record_status", "of an event of a text message")
    }
    // The type is what the stream promises; the status says more.
    let known = SMSStatus(rawValue: status)?.class
    let isFailure = fallback == .permanent && known != .ok && known != .progress
    var notice = try notice(
      event, "pinpoint", status, isFailure ? known ?? fallback : fallback)
    notice.isOptOut = kind == "OPTOUT"
    notice.number = event.attributes?["destination_phone_number"]?.string ?? ""
    if let context = event.attributes?["customer_context"], context.isString {
      addKeys(inText: context, to: &notice)
    }
    notice.addKey(event.attributes?["sender_request_id"]?.string)
    notice.addKey(notice.providerID)
    return notice
  }

  private func readSMS(_ event: EventView) throws(RecordFault) -> DeliveryNotice? {
    guard event.type.rawString.starts(with: "TEXT_") else { return nil }
    let status = String(event.type.string?.dropFirst(5) ?? "")
    let isFinal = event.root["isFinal"]?.bool ?? true
    var kind = SMSStatus(rawValue: status)?.class ?? (isFinal ? .permanent : .progress)
    // Taken by the carrier, and more is to be heard of it.
    if kind == .ok, !isFinal { kind = .progress }
    var notice = try notice(event, "sms", status, kind)
    notice.number = event.root["destinationPhoneNumber"]?.string ?? ""
    if let context = event.context { addKeys(in: context, to: &notice) }
    notice.addKey(notice.providerID)
    return notice
  }

  /// A result says what became of a message on its way, or what a gateway's report said.
  private func readResult(_ event: EventView) throws(RecordFault) -> DeliveryNotice? {
    if let channel = event.root["channel"], !channel.equals("sms") { return nil }
    let code = event.root["code"]?.string ?? ""
    let told = event.root["class"]?.string.flatMap(DeliveryResult.Class.init)
    let known = SMSStatus(rawValue: code)
    let (status, kind): (String, DeliveryResult.Class)
    switch event.type.string ?? "" {
    case "accepted", "queued", "deferred", "uncertain": (status, kind) = ("PENDING", .progress)
    case "delivered": (status, kind) = ("DELIVERED", .ok)
    case "sent": (status, kind) = ("SUCCESSFUL", told == .progress ? .progress : .ok)
    case "suppressed": (status, kind) = ("OPTED_OUT", .policy)
    case "expired": (status, kind) = ("TTL_EXPIRED", .transient)
    case "unknown": (status, kind) = ("UNKNOWN", .transient)
    case "rejected", "dead", "failed":
      let word = code.isEmpty ? (event.type.string ?? "").uppercased() : code
      (status, kind) = (word, known?.class ?? told ?? .permanent)
    default: return nil  // dry_run, duplicate, cancelled: nothing happened
    }
    var notice = try notice(event, "result", status, kind)
    notice.number = event.root["to"]?.string ?? ""
    notice.addKey(event.root["key"]?.string)
    if let context = event.context { addKeys(in: context, to: &notice) }
    notice.addKey(notice.providerID)
    return notice
  }

  private func notice(
    _ event: EventView, _ source: String, _ status: String, _ kind: DeliveryResult.Class
  ) throws(RecordFault) -> DeliveryNotice {
    guard let at = event.time else {
      throw .missing(
        event.family == .sms
          ? "eventTimestamp" : event.family == .result ? "at" : "event_timestamp",
        "of an event of a text message")
    }
    var notice = DeliveryNotice(source: source, status: status, class: kind, at: at)
    notice.providerID =
      event.family == .result
      ? event.root["provider_id"]?.string ?? "" : event.messageID?.string ?? ""
    return notice
  }

  // MARK: Keys

  private func addKeys(in context: JSONValue, to notice: inout DeliveryNotice) {
    notice.addKey(context[Self.dueKey]?.string)
    notice.addKey(context[keyMember]?.string)
  }

  /// Pinpoint's context is a text that holds JSON; one that is none has no key.
  private mutating func addKeys(inText context: JSONValue, to notice: inout DeliveryNotice) {
    text.removeAll()
    text.append(decoded: context)
    guard let value = try? tape.parse(text.bytes), value.isObject else { return }
    addKeys(in: value, to: &notice)
  }
}

extension DeliveryNotice {
  fileprivate mutating func addKey(_ key: String?) {
    guard let key, Message.isKey(key), !keys.contains(key) else { return }
    keys.append(key)
  }
}
