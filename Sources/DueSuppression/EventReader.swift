import DueFormats
import DueModel
import DueStore
import DueSystem

/// Reads what an event says of addresses, as a policy has it.
///
/// Events of SES and of Pinpoint say the same in other words; the rest is passed over.
struct EventReader: ~Copyable {
  private let policy: SuppressionPolicy
  private let takesDeliveries: Bool
  private var identify = EventIdentifier()
  private var scratch = ByteBuffer(capacity: 512)

  init(_ policy: SuppressionPolicy) {
    self.policy = policy
    takesDeliveries = policy.countsDeliveries
  }

  /// Puts what `event` says into `batch`.
  ///
  /// - Throws: a fault for an address that is none, once the others are in; for one that cannot
  ///   be told which address it is about.
  mutating func read(_ event: EventView, into batch: inout SuppressionBatch) throws(RecordFault) {
    switch event.family {
    case .ses: try readSES(event, &batch)
    case .pinpoint: try readPinpoint(event, &batch)
    case .sms, .result, .unknown: break
    }
  }

  // MARK: Families

  private mutating func readSES(_ event: EventView, _ batch: inout SuppressionBatch)
    throws(RecordFault)
  {
    switch SESEventType(event.type) {
    case .delivery: try readDelivery(event, list: "delivery.recipients", &batch)
    case .bounce:
      var facts = SuppressionPolicy.Facts(.bounce)
      facts.type = text(event.detail?["bounceType"])
      facts.subtype = text(event.detail?["bounceSubType"])
      try apply(
        facts, event, recipients: event.detail?["bouncedRecipients"],
        place: "bounce.bouncedRecipients", &batch)
    case .complaint:
      var facts = SuppressionPolicy.Facts(.complaint)
      facts.subtype = text(event.detail?["complaintSubType"])
      facts.feedback = text(event.detail?["complaintFeedbackType"])
      try apply(
        facts, event, recipients: event.detail?["complainedRecipients"],
        place: "complaint.complainedRecipients", &batch)
    case .subscription: try readSubscription(event, &batch)
    case .send, .reject, .open, .click, .renderingFailure, .deliveryDelay, nil: break
    }
  }

  private mutating func readPinpoint(_ event: EventView, _ batch: inout SuppressionBatch)
    throws(RecordFault)
  {
    let place = "facets.email_channel.mail_event"
    if event.type.equals("_email.delivered") {
      try readDelivery(event, list: "\(place).delivery.recipients", &batch)
    } else if event.type.equals("_email.hardbounce") || event.type.equals("_email.softbounce") {
      var facts = SuppressionPolicy.Facts(.bounce)
      // A soft bounce is one, whatever type it has inside.
      facts.type =
        event.type.equals("_email.softbounce")
        ? "Transient" : text(event.detail?["bounce_type"])
      facts.subtype = text(event.detail?["bounce_sub_type"])
      try apply(
        facts, event, recipients: event.detail?["bounced_recipients"],
        place: "\(place).bounce.bounced_recipients", &batch)
    } else if event.type.equals("_email.complaint") {
      var facts = SuppressionPolicy.Facts(.complaint)
      facts.feedback = text(event.detail?["complaint_feedback_type"])
      try apply(
        facts, event, recipients: event.detail?["complained_recipients"],
        place: "\(place).complaint.complained_recipients", &batch)
    } else if event.type.equals("_email.unsubscribe") {
      try readUnsubscribe(event, &batch)
    } else if event.type.equals("_SMS.OPTOUT") {
      try readOptOut(event, &batch)
    }
  }

  // MARK: Kinds

  private mutating func readDelivery(
    _ event: EventView, list: String, _ batch: inout SuppressionBatch
  ) throws(RecordFault) {
    guard takesDeliveries else { return }
    let at = event.time?.milliseconds ?? 0
    var fault: RecordFault?
    event.forEachRecipient { address in
      scratch.removeAll()
      scratch.append(decoded: address)
      let bare = MailboxKey.bare(scratch.bytes)
      if MailboxKey.isAddress(bare) {
        batch.addDelivery(to: bare, at: at)
      } else {
        fault = Self.noAddress(address, list)
      }
    }
    if let fault { throw fault }
  }

  private mutating func readSubscription(_ event: EventView, _ batch: inout SuppressionBatch)
    throws(RecordFault)
  {
    let changes = try SubscriptionChanges(event.detail)
    if changes.isEmpty { return }
    let address = try onlyRecipient(event, "mail.destination")
    guard var reading = try reading(event, address, "mail.destination") else { return }
    for change in changes.all {
      let rule = policy.rule(for: SuppressionPolicy.Facts(change.kind))
      add(rule, event, address, detail: change.detail, topic: change.topic, to: &reading)
    }
    batch.add(reading)
  }

  private mutating func readUnsubscribe(_ event: EventView, _ batch: inout SuppressionBatch)
    throws(RecordFault)
  {
    let tag = event.detail?["link_tags"]?["unsubscribeLinkTag"]
    let named = text(tag?.isArray == true ? tag?.elements.first(where: { _ in true }) : tag)
    var topic: String?
    if !named.isEmpty, named != "optout-all" {
      topic = try SubscriptionChanges.checked(
        named, "facets.email_channel.mail_event.click.link_tags.unsubscribeLinkTag")
    }
    let kind: SuppressionPolicy.Kind = topic == nil ? .unsubscribe : .unsubscribeTopic
    let place = "facets.email_channel.mail_event.mail.destination"
    let address = try onlyRecipient(event, place)
    guard var reading = try reading(event, address, place) else { return }
    let rule = policy.rule(for: SuppressionPolicy.Facts(kind))
    add(rule, event, address, detail: "_email.unsubscribe", topic: topic, to: &reading)
    batch.add(reading)
  }

  private mutating func readOptOut(_ event: EventView, _ batch: inout SuppressionBatch)
    throws(RecordFault)
  {
    guard policy.rule(for: SuppressionPolicy.Facts(.textOptOut))?.action == .optOut else { return }
    let place = "attributes.destination_phone_number"
    guard let found = event.attributes?["destination_phone_number"] else {
      throw .missing(place, "of '_SMS.OPTOUT'")
    }
    scratch.removeAll()
    scratch.append(decoded: found)
    guard AddressForm.isE164(scratch.bytes) else {
      throw .unexpected(
        place, scratch.string, expected: "a phone number in E.164 form such as +12065550142")
    }
    let number = scratch.string
    var reading = SuppressionReading(key: number, uid: identify(event).hex)
    var optOut = evidence(event, .optout, number, uid: reading.uid)
    optOut.detail = "_SMS.OPTOUT"
    reading.events.append(optOut)
    batch.add(reading)
  }

  /// Bounces and complaints: one reading a recipient.
  private mutating func apply(
    _ facts: SuppressionPolicy.Facts, _ event: EventView, recipients: JSONValue?, place: String,
    _ batch: inout SuppressionBatch
  ) throws(RecordFault) {
    guard let recipients, recipients.isArray else {
      throw .missing(place, "of '\(event.type.string ?? "")'")
    }
    let rule = policy.rule(for: facts)
    let topic = rule?.isOfTopic == true ? SubscriptionChanges.topic(ofMail: event) : nil
    let member: StaticString = event.family == .ses ? "emailAddress" : "email_address"
    var fault: RecordFault?
    for (i, recipient) in recipients.elements.enumerated() {
      let place = "\(place)[\(i)].\(member)"
      do throws(RecordFault) {
        guard let address = recipient[member] else { throw .missing(place, "of a recipient") }
        guard var reading = try reading(event, address, place) else { continue }
        let action = recipient["action"]?.string?.lowercased() ?? ""
        if !policy.skippedActions.contains(action) {
          add(rule, event, address, detail: facts.detail, topic: topic, to: &reading)
        }
        batch.add(reading)
      } catch {
        fault = fault ?? error  // the others are no worse for it
      }
    }
    if let fault { throw fault }
  }

  // MARK: One address

  /// A reading of `event` about `address`; nil for one that goes on no list.
  private mutating func reading(_ event: EventView, _ address: JSONValue, _ place: String)
    throws(RecordFault) -> SuppressionReading?
  {
    let text = bare(address)
    guard !text.isEmpty else { throw Self.noAddress(address, place) }
    let key = MailboxKey.key(text)
    return isExempt(key) ? nil : SuppressionReading(key: key, uid: identify(event).hex)
  }

  /// The address without what stands around it; empty where it is none.
  private mutating func bare(_ address: JSONValue) -> String {
    scratch.removeAll()
    scratch.append(decoded: address)
    let bare = MailboxKey.bare(scratch.bytes)
    return MailboxKey.isAddress(bare) ? bare.string : ""
  }

  private mutating func add(
    _ rule: SuppressionPolicy.Rule?, _ event: EventView, _ address: JSONValue, detail: String,
    topic: String?, to reading: inout SuppressionReading
  ) {
    guard let rule, let act = rule.action.act else { return }
    var kept = evidence(event, act, bare(address), uid: reading.uid)
    kept.detail = detail
    if rule.isOfTopic, let topic { kept.scope = topic }
    switch rule.action {
    case .suppress(let reason, let push):
      kept.reason = reason
      kept.push = push
    case .ensure(let reason): kept.reason = reason
    case .count, .record, .lift, .optOut, .reset, .ignore: break
    }
    reading.events.append(kept)
  }

  private func evidence(
    _ event: EventView, _ act: SuppressionEvent.Act, _ address: String, uid: String
  ) -> SuppressionEvent {
    var kept = SuppressionEvent(
      uid: uid, act, at: event.time?.milliseconds ?? 0, address: address,
      source: event.family.rawValue)
    kept.messageID = text(event.messageID)
    kept.feedbackID = text(event.feedbackID)
    return kept
  }

  private func isExempt(_ key: String) -> Bool {
    guard !policy.exemptDomains.isEmpty, let at = key.lastIndex(of: "@") else { return false }
    return policy.exemptDomains.contains(String(key[key.index(after: at)...]))
  }

  /// Everybody who got the mail; that must be one, or nobody knows who is meant.
  private func onlyRecipient(_ event: EventView, _ place: String) throws(RecordFault) -> JSONValue {
    var addresses: [JSONValue] = []
    for address in event.mail?["destination"]?.elements ?? event.type.elements {
      addresses.append(address)
    }
    guard addresses.count == 1 else {
      throw RecordFault(
        column: place, "expected one address in '\(place)', found \(addresses.count)")
    }
    return addresses[0]
  }

  private static func noAddress(_ found: JSONValue, _ place: String) -> RecordFault {
    let text = found.string ?? String(decoding: found.source.prefix(400), as: UTF8.self)
    return .unexpected(place, String(text.prefix(400)), expected: "an e-mail address")
  }

  private func text(_ value: JSONValue?) -> String { value?.string ?? "" }
}
