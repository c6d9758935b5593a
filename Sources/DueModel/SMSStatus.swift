/// What a carrier or AWS says became of a text message, in Pinpoint's words.
///
/// Source: End User Messaging SMS, event types `TEXT_*`; Pinpoint, `record_status` of `_SMS` events.
package enum SMSStatus: String, Sendable, CaseIterable {
  case queued = "QUEUED"
  case pending = "PENDING"
  /// Handed over to the carrier.
  case sent = "SENT"
  /// The carrier took it; in some countries nothing better is ever told.
  case successful = "SUCCESSFUL"
  case delivered = "DELIVERED"
  /// The handset is off, or out of coverage.
  case unreachable = "UNREACHABLE"
  case carrierUnreachable = "CARRIER_UNREACHABLE"
  /// The message's own time to live ran out at the carrier.
  case ttlExpired = "TTL_EXPIRED"
  /// Some other reason; also what is told when nothing was heard for 72 hours.
  case unknown = "UNKNOWN"
  /// The person, or the carrier for the person, takes no messages.
  case blocked = "BLOCKED"
  /// The carrier filtered the text or the sender.
  case carrierBlocked = "CARRIER_BLOCKED"
  case spam = "SPAM"
  /// A rule of our own account forbids the country or the number.
  case protectBlocked = "PROTECT_BLOCKED"
  case optedOut = "OPTED_OUT"
  case invalid = "INVALID"
  case invalidMessage = "INVALID_MESSAGE"
  case maxPriceExceeded = "MAX_PRICE_EXCEEDED"

  /// What kind of end it is.
  package var `class`: DeliveryResult.Class {
    switch self {
    case .queued, .pending, .sent: .progress
    case .successful, .delivered: .ok
    case .unreachable, .carrierUnreachable, .ttlExpired, .unknown: .transient
    case .blocked, .carrierBlocked, .spam, .protectBlocked, .optedOut: .policy
    case .invalid, .invalidMessage, .maxPriceExceeded: .permanent
    }
  }
}
