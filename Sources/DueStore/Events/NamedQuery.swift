import DueSystem

/// A question that has a name.
package struct NamedQuery: Sendable {
  package struct Parameter: Sendable {
    package var name: String
    /// What it is when it is not given; nil where it must be.
    package var usual: String?
    package var meaning: String
  }

  package var name: String
  package var meaning: String
  package var parameters: [Parameter]
  package var sql: String

  /// All of them, by name.
  package static let all = [campaignSummary, mailsTo, monthlyReport, smsCost, smsStatus]

  private static let days = Parameter(name: "days", usual: "30", meaning: "days before now")
  private static let project = Parameter(name: "project", usual: "", meaning: "of this project")

  /// `:now` is always there: milliseconds since 1970.
  private static let since = ":now - CAST(:days AS INTEGER) * 86400000"

  private static let campaignName = """
    coalesce((SELECT max(n.name) FROM names n WHERE n.kind = 'campaign' AND n.id = campaign_id), '')
    """

  private static let words = [
    ("sends", "send"), ("delivered", "delivered"), ("opens", "open"), ("clicks", "click"),
    ("hard_bounces", "hard_bounce"), ("soft_bounces", "soft_bounce"),
    ("complaints", "complaint"), ("unsubscribes", "unsubscribe"), ("rejects", "reject"),
  ]

  /// Sums of the words of mail, then those of text messages, a column each.
  private static let columns =
    (words.map { "sum(iif(g.what = '\($0.1)' AND mail, s.count, 0)) AS \($0.0)" } + [
      "sum(iif(g.what = 'send' AND NOT mail, s.count, 0)) AS sms_sends",
      "sum(iif(g.what = 'delivered' AND NOT mail, s.count, 0)) AS sms_delivered",
      "sum(iif(g.what = 'failed' AND NOT mail, s.count, 0)) AS sms_failed",
      "sum(s.parts) AS sms_parts", "sum(s.cost) / 1e9 AS cost_usd",
    ]).joined(separator: ",\n    ")

  private static let names =
    (words.map(\.0) + ["sms_sends", "sms_delivered", "sms_failed", "sms_parts", "cost_usd"])
    .joined(separator: ", ")

  private static let groups = """
    (SELECT seq, project, coalesce(campaign, '') AS campaign, what, channel = 'EMAIL' AS mail
      FROM event_group WHERE what IS NOT NULL AND what NOT IN ('campaign_send', 'journey_send')
        AND channel IS NOT NULL AND :project IN ('', project)) g
    """

  static let campaignSummary = NamedQuery(
    name: "campaign-summary", meaning: "each campaign: sends, opens, clicks, bounces, cost",
    parameters: [days, project],
    sql: """
      SELECT campaign_id, \(campaignName) AS campaign_name, \(names)
      FROM (SELECT g.campaign AS campaign_id, \(columns)
        FROM event_day s JOIN \(groups) ON g.seq = s.grp
        WHERE s.day >= (\(since)) / 86400000 AND s.day <= :now / 86400000 GROUP BY 1)
      ORDER BY 1
      """)

  static let monthlyReport = NamedQuery(
    name: "monthly-report", meaning: "each month and campaign: the same",
    parameters: [
      Parameter(name: "from", usual: "0000-00", meaning: "month, such as 2026-08"),
      Parameter(name: "to", usual: "9999-12", meaning: "month"), project,
    ],
    sql: """
      SELECT printf('%04d-%02d', month / 12, month % 12 + 1) AS month, campaign_id,
        \(campaignName) AS campaign_name, \(names)
      FROM (SELECT s.month, g.campaign AS campaign_id, \(columns)
        FROM event_month s JOIN \(groups) ON g.seq = s.grp
        WHERE s.month BETWEEN substr(:from, 1, 4) * 12 + substr(:from, 6, 2) - 1
          AND substr(:to, 1, 4) * 12 + substr(:to, 6, 2) - 1
        GROUP BY 1, 2)
      ORDER BY 1, 2
      """)

  static let mailsTo = NamedQuery(
    name: "mails-to", meaning: "the mails that an address was sent",
    parameters: [Parameter(name: "email", usual: nil, meaning: "address"), days],
    sql: """
      WITH sent AS MATERIALIZED (
        SELECT e.seq, e.at, e.message, g.project, g.campaign
        FROM event e CROSS JOIN event_group g ON g.seq = e.grp
        WHERE g.what = 'send' AND g.channel = 'EMAIL' AND e.at BETWEEN \(since) AND :now
          AND (e.recipient = :email COLLATE NOCASE OR e.recipients > 1 AND EXISTS (
            SELECT 1 FROM event_raw r, json_each(r.raw, CASE g.family WHEN 'ses'
              THEN '$.mail.destination'
              ELSE '$.facets.email_channel.mail_event.mail.destination' END) d
            WHERE r.seq = e.seq AND d.value = :email COLLATE NOCASE))),
      opened AS MATERIALIZED (
        SELECT DISTINCT e.message FROM event e CROSS JOIN event_group g ON g.seq = e.grp
        WHERE g.what IN ('open', 'click') AND e.message IN (SELECT message FROM sent))
      SELECT strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') AS sent_at,
        coalesce(json_extract(r.raw, '$.mail.commonHeaders.subject'), json_extract(r.raw,
          '$.facets.email_channel.mail_event.mail.common_headers.subject')) AS subject,
        iif(message IN (SELECT message FROM opened), 'yes', 'no') AS opened,
        coalesce(campaign, '') AS campaign_id,
        coalesce((SELECT max(n.name) FROM names n
          WHERE n.kind = 'campaign' AND n.id = sent.campaign), '') AS campaign_name,
        message AS message_id
      FROM sent JOIN event_raw r ON r.seq = sent.seq ORDER BY sent.at, message
      """)

  /// One row a text message: a final event before others, then the latest.
  private static let latest = """
    WITH latest AS (
      SELECT e.*, g.type, g.status, g.country, g.kind, g.channel, row_number() OVER (
        PARTITION BY e.message ORDER BY coalesce(e.final, 0) DESC, e.at DESC, e.uid DESC) AS rank
      FROM event e CROSS JOIN event_group g ON g.seq = e.grp
      WHERE g.family = 'sms' AND e.at BETWEEN \(since) AND :now AND :project IN ('', g.project))
    """

  /// Carriers may take 72 hours; then nobody will say more.
  private static let outcome = """
    CASE WHEN status IN ('DELIVERED', 'SUCCESSFUL') THEN 'success'
      WHEN status NOT IN ('QUEUED', 'PENDING', 'SENT') THEN 'failed'
      WHEN :now - at > 259200000 THEN 'unknown' ELSE 'pending' END
    """

  static let smsStatus = NamedQuery(
    name: "sms-status", meaning: "each text message: where it stands",
    parameters: [days, project],
    sql: """
      \(latest)
      SELECT message AS message_id, strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch')
          AS event_time, type AS event_type, status AS message_status, \(outcome) AS outcome,
        coalesce(final, 0) AS is_final, recipient AS destination_phone_number,
        country AS iso_country_code, kind AS message_type, parts,
        price / 1e9 AS price_usd, fee / 1e9 AS carrier_fee_usd,
        (at - sent) / 1000.0 AS seconds_since_request
      FROM latest WHERE rank = 1 ORDER BY message
      """)

  static let smsCost = NamedQuery(
    name: "sms-cost", meaning: "text messages by country, type and key of their context",
    parameters: [
      days, project,
      Parameter(name: "key", usual: "campaign", meaning: "member of the context"),
    ],
    sql: """
      \(latest)
      SELECT country AS iso_country_code, kind AS message_type,
        coalesce(json_extract(r.raw, '$.context.' || json_quote(:key)), '') AS context,
        count(*) AS messages, sum(coalesce(parts, 0)) AS parts,
        sum(coalesce(price, 0)) / 1e9 AS price_usd, sum(coalesce(fee, 0)) / 1e9 AS carrier_fee_usd,
        sum(coalesce(price, 0) + coalesce(fee, 0)) / 1e9 AS cost_usd
      FROM latest JOIN event_raw r ON r.seq = latest.seq
      WHERE rank = 1 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
      """)
}

extension NamedQuery {
  package static let monthlyReportName = monthlyReport.name

  /// - Throws: status 64 where there is no question of that name.
  package static func find(_ name: String) throws -> NamedQuery {
    if let found = all.first(where: { $0.name == name }) { return found }
    let names = all.map(\.name).joined(separator: ", ")
    throw RunFault(.usage, "expected one of \(names) or list in --named, found '\(name)'")
  }

  /// The values of the parameters that are not given.
  package var defaults: [String: String] {
    var values: [String: String] = [:]
    for parameter in parameters {
      if let usual = parameter.usual { values[parameter.name] = usual }
    }
    return values
  }

  package var takesProject: Bool { parameters.contains { $0.name == "project" } }
}
