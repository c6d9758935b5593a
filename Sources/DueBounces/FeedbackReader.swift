import DueFormats
import DueMIME
import DueModel
import DueSystem

/// Reads mail that came back: reports of delivery (RFC 3464), complaints (RFC 5965), and bounces in
/// the words of whoever wrote them.
///
/// One reader takes many messages; memory is that of the largest.
package struct FeedbackReader: ~Copyable {
  package enum Outcome: Sendable {
    case events([FeedbackEvent])
    /// A report of nothing that is an event: relayed, expanded.
    case note
    /// No bounce and no complaint, or one that nobody can use, and what was found instead.
    case other(String)
  }

  package typealias Find = (_ key: String) throws -> (recipient: String, name: String)?

  let table: BounceTable
  /// What the seals of keys are made with; with it only mail with a good one is taken.
  let secret: [UInt8]?
  let now: Instant
  /// Whom the message of a key was for and what its events call it, where somebody knows.
  private let find: Find
  var parser = MailParser()
  /// The report, without its transfer encoding.
  private var report = ByteBuffer(capacity: 4096)
  /// The header of the mail that came back, likewise.
  private var returned = ByteBuffer(capacity: 4096)

  package init(
    _ table: BounceTable, secret: [UInt8]?, now: Instant,
    find: @escaping Find = { _ in nil }
  ) {
    self.find = find
    self.table = table
    self.secret = secret
    self.now = now
  }

  /// - Throws: what asking for a recipient throws.
  package mutating func read(_ message: Bytes) throws -> Outcome {
    parser.parse(message)
    guard let number = reportPart else { return try readPlain(message) }
    let part = parser.parts[number]
    report.removeAll()
    part.decode(into: &report)
    let original = MailFields(returnedHeader(after: number))
    if part.media.subtype.isFolded("feedback-report") {
      return try readComplaint(MailFields(report.bytes), original)
    }
    let delivery = DeliveryReport(report.bytes)
    if !delivery.recipients.isEmpty { return try readDelivery(delivery, original) }
    // A report in form only: there may be words beside it.
    let outcome = try readPlain(message)
    guard case .other = outcome else { return outcome }
    return .other("a report without a recipient")
  }

  /// Whom our mail was for: by the address to which its report came, else by its key. With a secret
  /// only somebody for whom the seal vouches, who may be one of those `told` in the report.
  ///
  /// The mail takes the name that its other events have.
  func recipient(
    _ sender: SenderKey?, of mail: inout SentMail, told: [String]
  ) throws -> String? {
    let known = mail.key.isEmpty ? nil : try find(mail.key)
    if let known { mail.messageID = known.name }
    guard let secret else { return sender?.recipient ?? known?.recipient }
    return sender?.addressee(vouchedBy: secret, sentTo: known?.recipient, told: told)
  }

  /// The part with the report: one of this mail, not of a mail inside it.
  private var reportPart: Int? {
    var place = 0
    while place < parser.parts.count {
      let part = parser.parts[place]
      if part.media.type.isFolded("message") {
        if part.media.subtype.isFolded("delivery-status")
          || part.media.subtype.isFolded("global-delivery-status")
          || part.media.subtype.isFolded("feedback-report")
        {
          return place
        }
        place = max(part.end, place + 1)
      } else {
        place += 1
      }
    }
    return nil
  }

  /// The header of the mail that came back, from the part beside the report.
  private mutating func returnedHeader(after number: Int) -> Bytes {
    var place = number + 1
    let end = parser.parts[number].parent.map { parser.parts[$0].end } ?? place
    while place < end {
      let part = parser.parts[place]
      let isHeader =
        part.media.isType("text", "rfc822-headers")
        || part.media.isType("message", "global-headers")
      if isHeader || part.media.isMessage {
        let isEncoded = part.fields["content-transfer-encoding"].map {
          $0.isFolded("base64") || $0.isFolded("quoted-printable")
        }
        guard isEncoded == true else { return MailFields.split(part.body).fields.bytes }
        returned.removeAll()
        part.decode(into: &returned)
        return MailFields.split(returned.bytes).fields.bytes
      }
      place += 1
    }
    return Bytes(start: nil, count: 0)
  }

  // MARK: Reports of delivery

  private func readDelivery(_ report: DeliveryReport, _ original: MailFields) throws -> Outcome {
    if isReport(original) { return .other("the bounce of a bounce") }
    let sender = report.sender.withUnsafeBytes { senderKey(beside: $0) }
    guard secret == nil || sender != nil else { return .other(Self.noSeal) }
    var mail = sentMail(original)
    mail.key =
      sender?.key ?? report.envelopeID.withUnsafeBytes { SenderKey.key(inID: $0) } ?? key(original)
    name(&mail, report.envelopeID)
    mail.sent = mail.sent ?? report.arrival
    var recipients = report.recipients
    // Forwarding hides whom we had written to.
    let written = try recipient(
      sender, of: &mail, told: recipients.flatMap { [$0.original, $0.final] })
    if secret != nil {
      guard let written else { return .other(Self.noSeal) }
      recipients = Self.only(written, of: recipients)
    } else if recipients.count == 1, let written {
      recipients[0].original = written
    }
    mail.destination = recipients.map(\.address)
    return outcome(events(report, recipients, mail))
  }

  /// What a report says of `written`; where it names others only, what it says of the first of them,
  /// to whom somebody must have handed the mail on.
  private static func only(
    _ written: String, of recipients: [DeliveryReport.Recipient]
  ) -> [DeliveryReport.Recipient] {
    let key = MailboxKey.key(written)
    var own = recipients.filter { MailboxKey.key($0.address) == key }
    if own.isEmpty { own = Array(recipients.prefix(1)) }
    for i in own.indices { own[i].original = written }
    return own
  }

  private func outcome(_ events: [FeedbackEvent]) -> Outcome {
    events.isEmpty ? .note : .events(events)
  }

  /// One event for what happened to each: failures of one kind together, delays, deliveries.
  private func events(
    _ report: DeliveryReport, _ recipients: [DeliveryReport.Recipient], _ mail: SentMail
  ) -> [FeedbackEvent] {
    var events: [FeedbackEvent] = []
    for recipient in recipients {
      guard let fact = fact(of: recipient) else { continue }
      let told = FeedbackEvent.Recipient(
        address: recipient.address, action: recipient.action.rawValue,
        status: recipient.status?.text ?? "", diagnosis: recipient.diagnosis)
      if let same = events.firstIndex(where: { $0.fact == fact }) {
        events[same].recipients.append(told)
        continue
      }
      events.append(
        FeedbackEvent(
          fact: fact, recipients: [told], at: date ?? report.arrival ?? now,
          feedbackID: feedbackID(events.count), reportingMTA: report.reportingMTA, mail: mail))
    }
    return events
  }

  private func fact(of recipient: DeliveryReport.Recipient) -> FeedbackEvent.Fact? {
    var text = recipient.diagnosis
    return text.withUTF8 { text in
      let text = Bytes(text)
      let status = EnhancedStatus.best(recipient.status, in: text)
      switch recipient.action {
      case .failed: return .bounce(table.kind(status, text))
      case .delayed: return .delay(type: delayType(status, text), expires: recipient.retryUntil)
      case .delivered: return .delivery
      case .relayed, .expanded: return nil
      }
    }
  }

  /// The names that SES has for delays.
  private func delayType(_ status: EnhancedStatus?, _ text: Bytes) -> String {
    let kind = table.kind(status, text)
    if kind.subtype == "MailboxFull" { return "MailboxFull" }
    if kind.subtype == "ContentRejected" { return "SpamDetected" }
    guard let status else { return "Undetermined" }
    switch status.parts[1] {
    case 3: return "RecipientServerError"
    case 4: return "TransientCommunicationFailure"
    default: return "General"
    }
  }

  // MARK: Complaints

  private func readComplaint(_ report: MailFields, _ original: MailFields) throws -> Outcome {
    let sender = senderKey(beside: report["original-mail-from"].map(MailboxKey.bare))
    guard secret == nil || sender != nil else { return .other(Self.noSeal) }
    var mail = sentMail(original)
    mail.key = sender?.key ?? key(original)
    name(&mail, [])
    // Providers take the address out; the one in the envelope sender is ours.
    var told: [String] = []
    report.forEach("original-rcpt-to") { told += Self.known($0) }
    if told.isEmpty { original.forEach("to") { told += Self.known($0) } }
    let written = try recipient(sender, of: &mail, told: told)
    guard secret == nil || written != nil else { return .other(Self.noSeal) }
    let addresses = written.map { [$0] } ?? told
    guard !addresses.isEmpty else {
      return .other(
        "a complaint without an address"
          + (mail.key.isEmpty ? "" : ", about the message '\(mail.key)'"))
    }
    let arrival = report["arrival-date"].flatMap { Instant(mail: $0) }
    mail.sent = mail.sent ?? arrival
    mail.destination = addresses
    let type = report["feedback-type"].map(DeliveryReport.oneLine) ?? ""
    let agent = report["user-agent"].map(DeliveryReport.oneLine) ?? ""
    let event = FeedbackEvent(
      fact: .complaint(type: type.lowercased(), userAgent: agent, arrival: arrival),
      recipients: addresses.map { .init(address: $0) }, at: date ?? arrival ?? now,
      feedbackID: feedbackID(0), mail: mail)
    return .events([event])
  }

  /// The addresses of a field that are not taken out of it.
  private static func known(_ field: Bytes) -> [String] {
    var list = MailAddresses(field)
    var found: [String] = []
    while list.next() {
      let address = list.address
      guard MailboxKey.isAddress(address), let at = address.lastIndex(of: UInt8(ascii: "@")) else {
        continue
      }
      let local = Bytes(rebasing: address[..<at])
      if !local.containsFolded("redacted"), !local.allSatisfy({ $0 == UInt8(ascii: "x") }) {
        found.append(address.string)
      }
    }
    return found
  }
}
