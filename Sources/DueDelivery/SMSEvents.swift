import DueFormats
import DueModel
import DueSystem

/// Writes the events that Pinpoint would have written for what became of text messages: the
/// `_SMS` records of due-event(5).
package struct SMSEvents {
  /// The country of a number, as two letters; empty where it is not known.
  private let country: (String) -> String

  package init(country: @escaping (String) -> String) {
    self.country = country
  }

  /// Millicents of a US dollar a part, what Pinpoint's samples charge: a simulation has no prices.
  private static let pricePerPart: Int64 = 645

  /// Appends the events of one outcome, a line each; none where nothing is known yet.
  package func append(_ outcome: DeliveryOutcome, to buffer: inout ByteBuffer) {
    let result = outcome.result
    switch result.status {
    case .accepted:
      append(outcome, "_SMS.BUFFERED", "PENDING", at: result.at, to: &buffer)
      if let receipt = outcome.receipt {
        append(
          outcome, receipt.isGood ? "_SMS.SUCCESS" : "_SMS.FAILURE", receipt.status,
          at: result.at + receipt.after, price: true, to: &buffer)
      }
    case .rejected:
      let status = SimulatedOutcome.receipts.contains(result.code) ? result.code : "UNKNOWN"
      append(outcome, "_SMS.FAILURE", status, at: result.at, to: &buffer)
    case .suppressed: append(outcome, "_SMS.FAILURE", "OPTED_OUT", at: result.at, to: &buffer)
    case .expired: append(outcome, "_SMS.FAILURE", "TTL_EXPIRED", at: result.at, to: &buffer)
    case .dead: append(outcome, "_SMS.FAILURE", "UNREACHABLE", at: result.at, to: &buffer)
    case .queued, .dryRun, .duplicate, .deferred, .uncertain, .cancelled: break
    }
  }

  private func append(
    _ outcome: DeliveryOutcome, _ event: StaticString, _ status: String, at time: Instant,
    price: Bool = false, to buffer: inout ByteBuffer
  ) {
    let result = outcome.result
    let message = result.message
    let project = outcome.project
    buffer.append(#"{"event_type":""# as StaticString)
    buffer.append(event)
    buffer.append(#"","event_timestamp":"# as StaticString)
    buffer.append(decimal: time.milliseconds)
    buffer.append(#","arrival_timestamp":"# as StaticString)
    buffer.append(decimal: time.milliseconds)
    buffer.append(#","event_version":"3.1","application":{"app_id":"# as StaticString)
    buffer.append(jsonString: project)
    buffer.append(#","sdk":{}},"client":{"client_id":"# as StaticString)
    buffer.append(jsonString: message.endpoint.isEmpty ? message.key : message.endpoint)
    buffer.append(#"},"device":{"platform":{}},"session":{},"attributes":{"# as StaticString)
    buffer.append(#""sender_request_id":"# as StaticString)
    buffer.append(jsonString: message.key)
    buffer.append(member: #","campaign_id":"#, message.campaign)
    buffer.append(member: #","treatment_id":"#, message.treatment)
    buffer.append(member: #","campaign_activity_id":"#, message.activity)
    buffer.append(member: #","origination_phone_number":"#, message.from)
    buffer.append(member: #","destination_phone_number":"#, message.to)
    buffer.append(member: #","record_status":"#, status)
    buffer.append(member: #","iso_country_code":"#, country(message.to))
    buffer.append(#","number_of_message_parts":""# as StaticString)
    let parts = Int64(result.size?.parts ?? 1)
    buffer.append(decimal: parts)
    buffer.append(#"","message_id":"# as StaticString)
    buffer.append(jsonString: result.providerID.isEmpty ? message.key : result.providerID)
    buffer.append(
      message.type == .transactional
        ? #","message_type":"Transactional""# as StaticString : #","message_type":"Promotional""#)
    buffer.append(member: #","customer_context":"#, message.context)
    buffer.append(#"},"metrics":{"# as StaticString)
    if price {
      buffer.append(#""price_in_millicents_usd":"# as StaticString)
      buffer.append(decimal: parts * Self.pricePerPart)
    }
    buffer.append(#"},"awsAccountId":"000000000000"}"# as StaticString)
    buffer.append(UInt8(ascii: "\n"))
  }
}
