/// What happened, in one word, whatever family the event is of.
///
/// Source: due-event(5) for the types; due-dashboard(1) for the words.
enum Metric: String, CaseIterable {
  case sent, delivered, opened, clicked, hardBounce, softBounce, complained, unsubscribed, rejected
  case failed

  /// SQL that is true of events of this kind, over the view `events`.
  var condition: String {
    switch self {
    case .sent: types("_email.send", "Send")
    case .delivered: types("_email.delivered", "Delivery")
    case .opened: types("_email.open", "Open")
    case .clicked: types("_email.click", "Click")
    case .hardBounce:
      "(event_type = '_email.hardbounce' OR event_type = 'Bounce' AND status = 'Permanent')"
    case .softBounce:
      "(event_type = '_email.softbounce' OR event_type = 'Bounce' AND status IS NOT 'Permanent')"
    case .complained: types("_email.complaint", "Complaint")
    case .unsubscribed:
      "(event_type = '_email.unsubscribe' OR event_type = 'Subscription' AND status = 'OptOut')"
    case .rejected: types("_email.rejected", "Reject")
    case .failed: types("_email.rendering_failure", "Rendering Failure")
    }
  }

  private func types(_ names: String...) -> String {
    "event_type IN (\(names.map { "'\($0)'" }.joined(separator: ", ")))"
  }

  /// How many such events there are.
  var count: String { "count(*) FILTER (WHERE \(condition))" }

  /// How many there are, over the sums of `event_days`.
  var sum: String { "coalesce(sum(events) FILTER (WHERE \(condition)), 0)" }

  /// Of how many messages.
  var messages: String { "count(DISTINCT message_id) FILTER (WHERE \(condition))" }

  static var anyCondition: String { allCases.map(\.condition).joined(separator: " OR ") }
}

/// What became of text messages.
enum TextMetric: String, CaseIterable {
  case buffered, delivered, failed, optedOut

  var condition: String {
    switch self {
    case .buffered:
      "event_type IN ('_SMS.BUFFERED', 'TEXT_QUEUED', 'TEXT_PENDING', 'TEXT_SENT')"
    case .delivered: "event_type IN ('_SMS.SUCCESS', 'TEXT_DELIVERED', 'TEXT_SUCCESSFUL')"
    case .failed:
      """
      (event_type = '_SMS.FAILURE' OR event_type GLOB 'TEXT_*' AND event_type NOT IN (
          'TEXT_QUEUED', 'TEXT_PENDING', 'TEXT_SENT', 'TEXT_DELIVERED', 'TEXT_SUCCESSFUL'))
      """
    case .optedOut: "event_type = '_SMS.OPTOUT'"
    }
  }

  var count: String { "count(*) FILTER (WHERE \(condition))" }
  var sum: String { "coalesce(sum(events) FILTER (WHERE \(condition)), 0)" }
  var messages: String { "count(DISTINCT message_id) FILTER (WHERE \(condition))" }

  static var anyCondition: String { allCases.map(\.condition).joined(separator: " OR ") }
}

/// SQL for a part of a whole; NULL where there is no whole.
func share(_ part: String, of whole: String) -> String { "1.0 * \(part) / nullif(\(whole), 0)" }

/// SQL of sums for each day of the scope, those without events included; no row where there are
/// no events at all.
func byDay(_ sums: String, names: [String], where condition: String) -> String {
  """
  WITH RECURSIVE found AS MATERIALIZED (
      SELECT day, \(sums)
      \(Scope.days)
        AND (\(condition))
      GROUP BY day),
    calendar (day) AS (
      SELECT date(:from / 1000, 'unixepoch') WHERE EXISTS (SELECT 1 FROM found)
      UNION ALL
      SELECT date(day, '+1 day') FROM calendar
      WHERE day < date((:until - 1) / 1000, 'unixepoch'))
  SELECT day, \(names.map { "coalesce(\($0), 0) AS \($0)" }.joined(separator: ", "))
  FROM calendar LEFT JOIN found USING (day) ORDER BY day
  """
}
