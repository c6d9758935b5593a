import DueSystem

/// A question to the event database that people ask: its text in the SQL of every engine.
///
/// Between engines one thing differs in each: how a moment, or whether a list has a text, is written.
package struct EventQuestion: Sendable {
  package let name: String
  package let purpose: String
  private let text: @Sendable (any Dialect, Asked) -> String

  /// What is asked for.
  package struct Asked: Sendable {
    /// From when on; nil for 30 days ago, whenever the question is put.
    package var since: Instant?
    /// An address of e-mail, where the question is about one.
    package var address: String

    package init(since: Instant? = nil, address: String = "ana@example.com") {
      self.since = since
      self.address = address
    }
  }

  package func query(_ asked: Asked = Asked(), for engine: Engine) -> String {
    text(EventSQL.dialect(engine, false), asked)
  }

  package static func named(_ name: String) -> EventQuestion? { all.first { $0.name == name } }

  package static let all: [EventQuestion] = [
    EventQuestion(
      name: "campaign-summary", purpose: "what became of the mails of each campaign in 30 days"
    ) { dialect, asked in
      let counts = [
        ("sends", "_email.send"), ("delivered", "_email.delivered"), ("opens", "_email.open"),
        ("clicks", "_email.click"), ("hard_bounces", "_email.hardbounce"),
        ("soft_bounces", "_email.softbounce"), ("complaints", "_email.complaint"),
        ("unsubscribes", "_email.unsubscribe"),
      ].map { "count(CASE WHEN event_type = '\($1)' THEN 1 END) AS \($0)" }
      return """
        SELECT pinpoint_campaign_id, max(campaign_name) AS campaign_name,
          \(counts.joined(separator: ",\n  "))
        FROM named_events
        WHERE pinpoint_campaign_id IS NOT NULL
          AND ingest_timestamp >= \(dialect.moment(asked.since))
        GROUP BY pinpoint_campaign_id
        ORDER BY pinpoint_campaign_id
        """
    },
    EventQuestion(
      name: "mails-to", purpose: "mails to an address in 30 days, and whether they were opened"
    ) { dialect, asked in
      """
      SELECT s.event_timestamp AS sent, s.message_id AS message, s.subject AS about,
        CASE WHEN o.opens > 0 THEN 1 ELSE 0 END AS opened
      FROM email_send s
      LEFT JOIN (SELECT message_id, count(*) AS opens FROM email_open GROUP BY message_id) o
        ON o.message_id = s.message_id
      WHERE \(dialect.contains("s.destination", dialect.literal(asked.address)))
        AND s.ingest_timestamp >= \(dialect.moment(asked.since))
      ORDER BY sent, message
      """
    },
    EventQuestion(
      name: "sms-price", purpose: "messages and their price by type, each message once"
    ) { _, _ in
      """
      SELECT message_type, count(*) AS messages, sum(total_messageprice) AS price,
        sum(total_carrierfee) AS carrier_fees
      FROM sms_status
      GROUP BY message_type
      ORDER BY message_type
      """
    },
    EventQuestion(
      name: "mail-status", purpose: "what became of the mails to an address, as SES tells"
    ) { dialect, asked in
      """
      SELECT message_id, subject, time_sent, time_delivered, time_opened, bounce_type, last_status
      FROM email_status
      WHERE \(dialect.contains("destination", dialect.literal(asked.address)))
      ORDER BY time_sent, message_id
      """
    },
    EventQuestion(
      name: "recipient-status",
      purpose: "the same for the person: copies count, and other people's bounces do not"
    ) { dialect, asked in
      """
      SELECT message_id, subject, time_sent, time_delivered, time_bounced, bounce_type, last_status
      FROM email_recipient_status
      WHERE recipient = \(dialect.literal(asked.address.lowercased()))
      ORDER BY time_sent, message_id
      """
    },
  ]
}

extension Dialect {
  /// A moment to compare with `ingest_timestamp`: 30 days ago where none is given.
  fileprivate func moment(_ instant: Instant?) -> String {
    guard let instant else { return daysAgo(30) }
    let text = instant.formatted("%Y-%m-%d %H:%M:%S")
    return self is SQLiteDialect ? "'\(text)'" : "TIMESTAMP '\(text)'"
  }
}
