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
        fault = Self.noAddress(bare, list)
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
    for change in changes.all {
      guard let rule = policy.rule(for: SuppressionPolicy.Facts(change.kind)) else { continue }
      try keep(
        rule, event, address, detail: change.detail, topic: change.topic,
        place: "mail.destination", &batch)
    }
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
    guard let rule = policy.rule(for: SuppressionPolicy.Facts(kind)) else { return }
    let place = "facets.email_channel.mail_event.mail.destination"
    try keep(
      rule, event, try onlyRecipient(event, place), detail: "_email.unsubscribe", topic: topic,
      place: place, &batch)
  }

  private mutating func readOptOut(_ event: EventView, _ batch: inout SuppressionBatch)
    throws(RecordFault)
  {
    guard policy.rule(for: SuppressionPolicy.Facts(.textOptOut))?.action == .optOut else { return }
    let place = "attributes.destination_phone_number"
    guard let number = event.attributes?["destination_phone_number"] else {
      throw .missing(place, "of '_SMS.OPTOUT'")
    }
    scratch.removeAll()
    scratch.append(decoded: number)
    guard AddressForm.isE164(scratch.bytes) else {
      throw .unexpected(
        place, scratch.string, expected: "a phone number in E.164 form such as +12065550142")
    }
    var opted = evidence(event, .optout, scratch.string)
    opted.detail = "_SMS.OPTOUT"
    batch.add(opted, of: opted.address)
  }

  /// Bounces and complaints: one event a recipient.
  private mutating func apply(
    _ facts: SuppressionPolicy.Facts, _ event: EventView, recipients: JSONValue?, place: String,
    _ batch: inout SuppressionBatch
  ) throws(RecordFault) {
    guard let rule = policy.rule(for: facts), rule.action != .ignore else { return }
    guard let recipients, recipients.isArray else {
      throw .missing(place, "of '\(event.type.string ?? "")'")
    }
    let topic = rule.isOfTopic ? Self.listTopic(event) : nil
    let member: StaticString = event.family == .ses ? "emailAddress" : "email_address"
    var fault: RecordFault?
    for (i, recipient) in recipients.elements.enumerated() {
      if let action = recipient["action"]?.string?.lowercased(),
        policy.skippedActions.contains(action)
      {
        continue
      }
      let place = "\(place)[\(i)].\(member)"
      do throws(RecordFault) {
        guard let address = recipient[member] else { throw .missing(place, "of a recipient") }
        try keep(
          rule, event, address, detail: facts.detail, topic: topic, place: place, &batch)
      } catch {
        fault = fault ?? error  // the others are no worse for it
      }
    }
    if let fault { throw fault }
  }

  // MARK: One address

  private mutating func keep(
    _ rule: SuppressionPolicy.Rule, _ event: EventView, _ address: JSONValue, detail: String,
    topic: String?, place: String, _ batch: inout SuppressionBatch
  ) throws(RecordFault) {
    guard let act = rule.action.act else { return }
    scratch.removeAll()
    scratch.append(decoded: address)
    let bare = MailboxKey.bare(scratch.bytes)
    guard MailboxKey.isAddress(bare) else { throw Self.noAddress(bare, place) }
    let text = bare.string
    let key = MailboxKey.key(text)
    if isExempt(key) { return }
    var kept = evidence(event, act, text)
    kept.detail = detail
    if rule.isOfTopic, let topic { kept.scope = topic }
    switch rule.action {
    case .suppress(let reason, let push):
      kept.reason = reason
      kept.push = push
    case .ensure(let reason): kept.reason = reason
    case .count, .record, .lift, .optOut, .reset, .ignore: break
    }
    batch.add(kept, of: key)
  }

  private mutating func evidence(
    _ event: EventView, _ act: SuppressionEvent.Act, _ address: String
  ) -> SuppressionEvent {
    var kept = SuppressionEvent(
      uid: identify(event).hex, act, at: event.time?.milliseconds ?? 0, address: address,
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

  /// The topic of the list that a mail was sent to, as its header says; nil where it does not.
  ///
  /// Source: SES, "Using list management": `X-SES-LIST-MANAGEMENT-OPTIONS: list; topic=name`.
  private static func listTopic(_ event: EventView) -> String? {
    for header in event.mail?["headers"]?.elements ?? event.type.elements {
      guard header["name"]?.string?.lowercased() == "x-ses-list-management-options" else { continue }
      for part in (header["value"]?.string ?? "").split(separator: ";") {
        let words = part.split(separator: "=", maxSplits: 1).map {
          $0.filter { $0 != " " && $0 != "{" && $0 != "}" }
        }
        guard words.count == 2, ["topic", "topicname"].contains(words[0].lowercased()) else {
          continue
        }
        return SubscriptionChanges.isTopic(words[1]) ? words[1] : nil
      }
    }
    return nil
  }

  private static func noAddress(_ found: Bytes, _ place: String) -> RecordFault {
    .unexpected(place, Bytes(rebasing: found.prefix(400)).string, expected: "an e-mail address")
  }

  private func text(_ value: JSONValue?) -> String { value?.string ?? "" }
}

extension SuppressionPolicy.Facts {
  /// `Permanent/General`, `abuse`.
  fileprivate var detail: String {
    switch kind {
    case .bounce: [type, subtype].filter { !$0.isEmpty }.joined(separator: "/")
    case .complaint: feedback.isEmpty ? (subtype.isEmpty ? "Complaint" : subtype) : feedback
    case .delivery, .unsubscribe, .unsubscribeTopic, .subscribeTopic, .textOptOut: ""
    }
  }
}

extension SuppressionPolicy.Action {
  /// How an event with that outcome is kept; nil for not at all.
  fileprivate var act: SuppressionEvent.Act? {
    switch self {
    case .suppress: .suppress
    case .ensure: .ensure
    case .count: .count
    case .record: .record
    case .lift: .lift
    case .optOut: .optout
    case .reset, .ignore: nil
    }
  }
}
