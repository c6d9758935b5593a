import DuePages

/// What became of text messages: by day, by country, and why they failed.
enum TextSections {
  static let days = Section(
    id: "sms-days", title: "Text messages by day", sentence: "Events of each day, UTC",
    columns: [
      .init("day", "Day"), .init("buffered", "Taken", .count),
      .init("delivered", "Delivered", .count), .init("failed", "Failed", .count),
      .init("opted_out", "Opt-outs", .count),
    ],
    chart: Chart(
      .columns, of: ["delivered", "failed", "opted_out"], by: ["day"], colours: [0, 4, 2],
      isStacked: true),
    sql: byDay(
      """
      \(TextMetric.buffered.sum) AS buffered, \(TextMetric.delivered.sum) AS delivered,
          \(TextMetric.failed.sum) AS failed, \(TextMetric.optedOut.sum) AS opted_out
      """,
      names: ["buffered", "delivered", "failed", "opted_out"], where: TextMetric.anyCondition))

  static let countries = Section(
    id: "sms", title: "Text messages by country",
    sentence: "Messages by what became of them; the cost is what events say, in US dollars",
    columns: [
      .init("family", "Source"), .init("country", "Country"), .init("type", "Type"),
      .init("messages", "Messages", .count), .init("delivered", "Delivered", .count),
      .init("failed", "Failed", .count), .init("opted_out", "Opt-outs", .count),
      .init("delivery_rate", "Delivery", .percent), .init("parts", "Parts", .count),
      .init("cost_usd", "Cost", .money),
    ],
    chart: Chart(
      .bars, of: ["delivered", "failed"], by: ["country", "type"], colours: [0, 4],
      isStacked: true, most: 12),
    sql: """
      SELECT family, country, type, messages, delivered, failed, opted_out,
        \(share("delivered", of: "delivered + failed")) AS delivery_rate, parts, cost_usd
      FROM (
        SELECT family, iso_country_code AS country, upper(message_type) AS type,
          count(DISTINCT message_id) AS messages, \(TextMetric.delivered.messages) AS delivered,
          \(TextMetric.failed.messages) AS failed, \(TextMetric.optedOut.count) AS opted_out
        \(Scope.events)
          AND (\(TextMetric.anyCondition))
        GROUP BY 1, 2, 3)
      LEFT JOIN (
        SELECT family AS f, iso_country_code AS c, upper(message_type) AS t, sum(parts) AS parts,
          sum(cost_usd) AS cost_usd
        \(Scope.days)
          AND (\(TextMetric.anyCondition))
        GROUP BY 1, 2, 3)
        ON f = family AND c IS country AND t IS type
      ORDER BY messages DESC, family, country, type
      """)

  static let reasons = Section(
    id: "sms-failures", title: "Why text messages failed",
    sentence: "Messages by the status that they ended with",
    columns: [
      .init("family", "Source"), .init("status", "Status"), .init("messages", "Messages", .count),
      .init("events", "Events", .count),
    ],
    chart: Chart(.bars, of: ["messages"], by: ["status"], colours: [4], most: 15),
    sql: """
      SELECT family, status, count(DISTINCT message_id) AS messages, count(*) AS events
      \(Scope.events)
        AND (\(TextMetric.failed.condition))
      GROUP BY family, status ORDER BY messages DESC, family, status
      """)
}
