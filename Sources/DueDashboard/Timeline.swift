import DueFormats
import DuePages

/// What happened to one person: all events of an endpoint, a user, an address, in order.
package enum Timeline {
  /// - Parameter person: an endpoint's id, a user's, or an address.
  package static func parameters(_ person: String) -> [String: JSON] {
    ["person": .string(person)]
  }

  package static let section = Section(
    id: "timeline", title: "Timeline", sentence: "Everything that happened to one person",
    columns: [
      .init("time", "Time, UTC"), .init("event_type", "Event"), .init("channel", "Channel"),
      .init("campaign", "Campaign"), .init("journey", "Journey"), .init("status", "Status"),
      .init("recipient", "Recipient"), .init("endpoint_id", "Endpoint"),
      .init("message_id", "Message"),
    ],
    isWide: true,
    sql: """
      SELECT event_time AS time, event_type, channel, coalesce(c.name, campaign_id) AS campaign,
        coalesce(j.name, journey_id) AS journey, coalesce(status, reason) AS status, recipient,
        endpoint_id, message_id
      FROM (
        SELECT * \(Scope.events)
          AND (endpoint_id = :person OR recipient = :person COLLATE NOCASE
            OR endpoint_id IN (SELECT endpoint_id FROM people WHERE user_id = :person)
            OR recipient COLLATE NOCASE IN (SELECT address FROM people WHERE user_id = :person)))
        LEFT JOIN resource_names c
          ON c.project = :project AND c.kind = 'campaign' AND c.id = campaign_id
        LEFT JOIN resource_names j
          ON j.project = :project AND j.kind = 'journey' AND j.id = journey_id
      ORDER BY event_ms, seq
      """)
}
