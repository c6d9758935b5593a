/// Whose event it is, which says how it is read.
///
/// Source: due-event(5).
package enum EventFamily: String, Sendable, CaseIterable {
  /// Pinpoint's event stream: has `event_type`.
  case pinpoint
  /// SES, published by a configuration set (`eventType`) or by an identity (`notificationType`):
  /// has `mail` too.
  case ses
  /// End User Messaging SMS and voice: `eventType` begins with TEXT_, MEDIA_ or VOICE_.
  case sms
  /// A record of due-result(5), as senders write them.
  case result
  /// None of these.
  case unknown
}
