import DueFormats
import DueSystem

/// Which events a dashboard counts.
package struct Scope: Sendable {
  package var project: String
  /// The first moment that counts.
  package var from: Instant
  /// The first moment that counts no more.
  package var to: Instant
  /// Where days that are still to come begin, or `to`.
  package var until: Instant
  package var campaign: String?
  package var journey: String?

  package init(
    project: String, from: Instant, to: Instant, now: Instant, campaign: String? = nil,
    journey: String? = nil
  ) {
    self.project = project
    self.from = from
    self.to = to
    until = min(to, max(from, now) + 86_400_000)
    self.campaign = campaign
    self.journey = journey
  }

  /// Values of the parameters of every section's SQL.
  package var parameters: [String: JSON] {
    [
      "project": .string(project),
      "from": .integer(from.milliseconds), "to": .integer(to.milliseconds),
      "until": .integer(until.milliseconds),
      "campaign": campaign.map { .string($0) } ?? .null,
      "journey": journey.map { .string($0) } ?? .null,
    ]
  }

  /// `FROM events` with the scope's conditions: what sections count.
  static let events = """
    FROM events
    WHERE project = :project AND event_ms >= :from AND event_ms < :to
      AND (:campaign IS NULL OR campaign_id = :campaign)
      AND (:journey IS NULL OR journey_id = :journey)
    """

  /// The same over the sums of days, which stay when events go.
  static let days = "FROM event_days WHERE \(dayConditions)"

  static let dayConditions = """
    project = :project AND day >= date(:from / 1000, 'unixepoch')
      AND day < date(:to / 1000, 'unixepoch')
      AND (:campaign IS NULL OR campaign_id = :campaign)
      AND (:journey IS NULL OR journey_id = :journey)
    """
}
