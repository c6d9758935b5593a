import DueFormats
import DueMIME
import DueModel
import DueSystem

/// Writes the events that SES would have published for what became of mail: due-event(5).
///
/// What a peer refused at once is a bounce, as it would have been with SES, which takes a mail first
/// and hears of the refusal later. What never left has no event.
///
/// Source: SES developer guide, "Contents of event data that Amazon SES publishes".
package struct MailEvents {
  private let table: BounceTable

  /// - Parameter table: what refusals mean; the same as for bounces that come back.
  package init(_ table: BounceTable) { self.table = table }

  /// Appends the events of one outcome, a line each; none where nothing is known yet.
  package func append(_ outcome: DeliveryOutcome, to buffer: inout ByteBuffer) {
    let result = outcome.result
    switch result.status {
    case .accepted:
      append(outcome, "Send", to: &buffer) { $0.append(#""send":{}"# as StaticString) }
      guard let receipt = outcome.receipt, let told = MailReceipt(rawValue: receipt.status) else {
        return
      }
      append(told, outcome, at: result.at + receipt.after, to: &buffer)
    case .rejected where result.attempt > 0:
      append(outcome, "Send", to: &buffer) { $0.append(#""send":{}"# as StaticString) }
      if let bounce = bounce(result.code, result.detail) {
        append(bounce, outcome, at: result.at, diagnostic: true, to: &buffer)
      } else {
        append(outcome, "Reject", to: &buffer) {
          $0.append(#""reject":{"reason":"# as StaticString)
          $0.append(jsonString: result.detail.isEmpty ? result.code : result.detail)
          $0.append(UInt8(ascii: "}"))
        }
      }
    case .dead:
      let bounce = MailReceipt(.bounce, "Transient", "General")
      append(bounce, outcome, at: result.at, diagnostic: true, to: &buffer)
    case .rejected, .suppressed, .expired, .queued, .dryRun, .duplicate, .deferred, .uncertain,
      .cancelled:
      break
    }
  }

  /// The kind of bounce that a refusal tells; nil for a code that is no mail server's.
  ///
  /// A refusal for what the mail is, or for who sends it, is no word on the address: it must not
  /// put it on a list. At another step than that of the recipient nothing is one.
  func bounce(_ code: String, _ detail: String) -> MailReceipt? {
    guard code.utf8.first == UInt8(ascii: "5") else { return nil }
    var code = code
    let status = code.withUTF8 { EnhancedStatus(Bytes($0)) } ?? Int(code).map { EnhancedStatus($0) }
    var text = detail
    let kind = text.withUTF8 { text in
      table.kind(EnhancedStatus.best(status, in: Bytes(text)), Bytes(text))
    }
    if kind.type == "Permanent", MailStep.isTold(in: detail) {
      return MailReceipt(.bounce, "Transient", "ContentRejected")
    }
    return MailReceipt(.bounce, kind.type, kind.subtype)
  }

  private func append(
    _ receipt: MailReceipt, _ outcome: DeliveryOutcome, at time: Instant,
    diagnostic: Bool = false, to buffer: inout ByteBuffer
  ) {
    switch receipt.kind {
    case .delivery: appendDelivery(outcome, at: time, to: &buffer)
    case .bounce:
      append(outcome, "Bounce", to: &buffer) {
        $0.append(bounce: receipt, of: outcome.result, at: time, hasDiagnostic: diagnostic)
      }
    case .complaint:
      // Who complains has got it.
      let sent = outcome.result.at
      appendDelivery(outcome, at: sent + (time - sent) / 2, to: &buffer)
      append(outcome, "Complaint", to: &buffer) {
        $0.append(complaint: receipt, of: outcome.result, at: time)
      }
    }
  }

  private func appendDelivery(
    _ outcome: DeliveryOutcome, at time: Instant, to buffer: inout ByteBuffer
  ) {
    append(outcome, "Delivery", to: &buffer) {
      $0.append(#""delivery":{"timestamp":"# as StaticString)
      $0.append(jsonTime: time)
      $0.append(#","processingTimeMillis":"# as StaticString)
      $0.append(decimal: time - outcome.result.at)
      $0.append(#","recipients":["# as StaticString)
      $0.append(jsonString: outcome.result.message.to)
      $0.append(#"],"smtpResponse":"250 2.0.0 Ok","reportingMTA":"simulate"}"# as StaticString)
    }
  }

  private func append(
    _ outcome: DeliveryOutcome, _ type: StaticString, to buffer: inout ByteBuffer,
    _ object: (inout ByteBuffer) -> Void
  ) {
    buffer.append(#"{"eventType":""# as StaticString)
    buffer.append(type)
    buffer.append(#"","mail":"# as StaticString)
    buffer.append(mailOf: outcome)
    buffer.append(UInt8(ascii: ","))
    object(&buffer)
    buffer.append("}\n" as StaticString)
  }
}

extension ByteBuffer {
  fileprivate mutating func append(jsonTime time: Instant) {
    append(UInt8(ascii: "\""))
    append(time)
    append(UInt8(ascii: "\""))
  }

  /// Appends the object `mail`, which all events of a mail share.
  fileprivate mutating func append(mailOf outcome: DeliveryOutcome) {
    let message = outcome.result.message
    let id = outcome.result.providerID.isEmpty ? message.key : outcome.result.providerID
    let subject = MailSubject.of(message)
    append(#"{"timestamp":"# as StaticString)
    append(jsonTime: outcome.result.at)
    append(member: #","source":"#, message.from)
    append(#","sendingAccountId":"000000000000","messageId":"# as StaticString)
    append(jsonString: id)
    append(#","destination":["# as StaticString)
    append(jsonString: message.to)
    append(#"],"headersTruncated":false,"headers":[{"name":"From","value":"# as StaticString)
    append(jsonString: message.from)
    append(#"},{"name":"To","value":"# as StaticString)
    append(jsonString: message.to)
    append(#"},{"name":"Subject","value":"# as StaticString)
    append(jsonString: subject)
    append(#"}],"commonHeaders":{"from":["# as StaticString)
    append(jsonString: message.from)
    append(#"],"to":["# as StaticString)
    append(jsonString: message.to)
    append(#"],"messageId":"# as StaticString)
    append(jsonString: id)
    append(#","subject":"# as StaticString)
    append(jsonString: subject)
    append(#"},"tags":{"due_key":["# as StaticString)
    append(jsonString: message.key)
    append(UInt8(ascii: "]"))
    append(tag: #","campaign_id":["#, message.campaign)
    append(tag: #","treatment_id":["#, message.treatment)
    append(tag: #","campaign_activity_id":["#, message.activity)
    append(tag: #","endpoint_id":["#, message.endpoint)
    append(tagsOf: message.context)
    append("}}" as StaticString)
  }

  private mutating func append(tag name: StaticString, _ value: String) {
    guard !value.isEmpty else { return }
    append(name)
    append(jsonString: value)
    append(UInt8(ascii: "]"))
  }

  /// Appends the names and texts of a message's context as tags.
  private mutating func append(tagsOf context: String) {
    // A context that a store keeps was JSON when it came in.
    guard !context.isEmpty, let json = try? JSON(parsing: context) else { return }
    for member in json.members ?? [] {
      append(UInt8(ascii: ","))
      append(jsonString: member.name)
      append(":[" as StaticString)
      append(member.value)
      append(UInt8(ascii: "]"))
    }
  }

  fileprivate mutating func append(
    bounce: MailReceipt, of result: DeliveryResult, at time: Instant, hasDiagnostic: Bool
  ) {
    append(#""bounce":{"bounceType":"# as StaticString)
    append(jsonString: bounce.type)
    append(#","bounceSubType":"# as StaticString)
    append(jsonString: bounce.subtype)
    append(#","bouncedRecipients":[{"emailAddress":"# as StaticString)
    append(jsonString: result.message.to)
    if hasDiagnostic {
      append(#","action":"failed""# as StaticString)
      if result.code.utf8.contains(UInt8(ascii: ".")) {
        append(member: #","status":"#, result.code)
      }
      append(#","diagnosticCode":"# as StaticString)
      append(jsonString: "smtp; " + (result.detail.isEmpty ? result.code : result.detail))
    }
    append(#"}],"timestamp":"# as StaticString)
    append(jsonTime: time)
    append(#","feedbackId":"# as StaticString)
    append(jsonString: "\(result.message.key)-\(result.attempt)")
    append(UInt8(ascii: "}"))
  }

  fileprivate mutating func append(
    complaint: MailReceipt, of result: DeliveryResult, at time: Instant
  ) {
    append(#""complaint":{"complainedRecipients":[{"emailAddress":"# as StaticString)
    append(jsonString: result.message.to)
    append(#"}],"timestamp":"# as StaticString)
    append(jsonTime: time)
    append(#","feedbackId":"# as StaticString)
    append(jsonString: "\(result.message.key)-\(result.attempt)")
    append(#","complaintSubType":null,"complaintFeedbackType":"# as StaticString)
    append(jsonString: complaint.type)
    append(UInt8(ascii: "}"))
  }
}

/// The subject of a mail, for who does not send it.
private enum MailSubject {
  static func of(_ message: Message) -> String {
    // Headers that a store keeps were JSON when they came in.
    guard let json = try? JSON(parsing: message.headers) else { return "" }
    return json["subject"]?.string ?? ""
  }
}
