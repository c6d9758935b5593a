/// The views by which everybody reads `events.db`: other commands, and the views of due-event-views(5).
extension EventSchema {
  static let views = [common, families.map(\.statement).joined(), sums].joined(separator: "\n")

  /// What the view of a family is. `numbered` are its events after one number and up to another,
  /// with their numbers before the other columns.
  private struct Family {
    var view: String
    var columns: String
    var condition: String

    func query(numbered range: ClosedRange<Int64>? = nil) -> String {
      """
      SELECT \(range == nil ? "" : "e.seq, ")lower(hex(e.uid)) AS event_uid, \(columns),
          strftime('%Y-%m-%d %H:00:00', e.hour * 3600, 'unixepoch') AS ingest_timestamp,
          g.project, f.path AS source_file, e.line AS source_line, r.raw
        FROM event e CROSS JOIN event_group g ON g.seq = e.grp
          CROSS JOIN event_raw r ON r.seq = e.seq LEFT JOIN load_file f ON f.seq = e.file
        WHERE \(range.map { "e.seq BETWEEN \($0.lowerBound) AND \($0.upperBound) AND " } ?? "")\(condition)
      """
    }

    var statement: String { "CREATE VIEW \(view) AS\n  \(query());\n\n" }
  }

  /// Temporary views of those events alone, which hide the views of their names, and have `seq`.
  static func numbered(_ range: ClosedRange<Int64>) -> String {
    families.map { "CREATE TEMP VIEW \($0.view) AS \($0.query(numbered: range));\n" }.joined()
  }

  static let withoutNumbered = families.map { "DROP VIEW temp.\($0.view);\n" }.joined()

  private static let time = "strftime('%Y-%m-%dT%H:%M:%fZ', e.at / 1000.0, 'unixepoch')"

  /// Every event in columns, without its text.
  private static let common = """
    CREATE VIEW events AS
      SELECT e.seq, lower(hex(e.uid)) AS event_uid, g.project, g.family, g.type AS event_type,
        g.what, e.at AS event_ms, \(time) AS event_time, e.arrived AS arrival_ms, e.sent AS sent_ms,
        strftime('%Y-%m-%d %H:00:00', e.hour * 3600, 'unixepoch') AS ingest_timestamp,
        g.channel, g.status, g.reason, e.endpoint AS endpoint_id, e.message AS message_id,
        e.recipient, coalesce(e.recipients, e.recipient IS NOT NULL) AS recipients,
        g.campaign AS campaign_id, g.treatment AS treatment_id, e.activity AS campaign_activity_id,
        g.journey AS journey_id, e.run AS journey_run_id, e.step AS journey_activity_id,
        g.country AS iso_country_code, g.kind AS message_type, e.final AS is_final,
        e.parts AS number_of_message_parts, e.price / 1e9 AS price_usd,
        e.fee / 1e9 AS carrier_fee_usd, f.path AS source_file, e.line AS source_line
      FROM event e CROSS JOIN event_group g ON g.seq = e.grp
        LEFT JOIN load_file f ON f.seq = e.file;

    """

  private static let families = [
    Family(
      view: "all_events",
      columns: """
        g.type AS event_type, coalesce(e.stamped, e.at) AS event_ms,
            e.arrived AS arrival_ms
        """, condition: "g.family = 'pinpoint'"),
    Family(
      view: "ses_events",
      columns:
        "g.type AS event_type, e.message AS message_id, e.at AS event_ms, \(time) AS event_time",
      condition: "g.family = 'ses'"),
    Family(
      view: "sms_events",
      columns:
        "g.type AS event_type, e.message AS message_id, e.at AS event_ms, e.final AS is_final",
      condition: "g.family = 'sms'"),
    Family(
      view: "result_events",
      columns: "g.type AS event_type, e.message AS message_id, e.at AS event_ms, g.status",
      condition: "g.family = 'result'"),
    Family(
      view: "unknown_events",
      columns: "g.family, g.type AS event_type, e.message AS message_id, e.at AS event_ms",
      condition: "(\(unknown))"),
  ]

  /// Types that no view of a family knows. Any name may be one of an app's own events.
  private static let unknown = """
    g.family = 'ses' AND g.type NOT IN ('Send', 'Delivery', 'Bounce', 'Complaint', 'Reject',
          'Open', 'Click', 'Rendering Failure', 'DeliveryDelay', 'Subscription')
        OR g.family = 'pinpoint' AND substr(g.type, 1, 1) = '_' AND g.type NOT IN (
          '_email.send', '_email.delivered', '_email.open', '_email.click', '_email.unsubscribe',
          '_email.rejected', '_email.hardbounce', '_email.softbounce', '_email.complaint',
          '_email.rendering_failure', '_SMS.BUFFERED', '_SMS.SUCCESS', '_SMS.FAILURE',
          '_SMS.OPTOUT', '_campaign.send', '_campaign.opened_notification',
          '_campaign.received_foreground', '_campaign.received_background', '_journey.send',
          '_session.start', '_session.stop', '_test.event_stream')
    """

  private static func sum(_ view: String, _ table: String, _ period: String) -> String {
    """
    CREATE VIEW \(view) AS
      SELECT \(period), g.project, g.family, g.type AS event_type, g.what,
        g.channel, g.campaign AS campaign_id, g.treatment AS treatment_id, g.journey AS journey_id,
        g.status, g.reason, g.country AS iso_country_code, g.kind AS message_type,
        sum(s.count) AS events, sum(s.parts) AS parts, sum(s.cost) / 1e9 AS cost_usd
      FROM \(table) s CROSS JOIN event_group g ON g.seq = s.grp
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13;

    """
  }

  /// The sums, a row a day or a month and combination.
  private static let sums =
    sum("event_days", "event_day", "date(s.day * 86400, 'unixepoch') AS day")
    + sum(
      "event_months", "event_month",
      "printf('%04d-%02d', s.month / 12, s.month % 12 + 1) AS month")
}
