import DuePages

/// What became of e-mail: by day, in all, and by provider.
enum EmailSections {
  static let days = Section(
    id: "email-days", title: "E-mail by day", sentence: "Events of each day, UTC",
    columns: [
      .init("day", "Day"), .init("sent", "Sent", .count), .init("delivered", "Delivered", .count),
      .init("opened", "Opens", .count), .init("clicked", "Clicks", .count),
      .init("bounced", "Bounces", .count), .init("complained", "Complaints", .count),
      .init("unsubscribed", "Unsubscribed", .count),
    ],
    chart: Chart(
      .lines, of: ["sent", "delivered", "opened", "clicked", "bounced"], by: ["day"],
      colours: [7, 0, 1, 2, 4]),
    isWide: true,
    sql: byDay(
      """
      \(Metric.sent.sum) AS sent, \(Metric.delivered.sum) AS delivered,
          \(Metric.opened.sum) AS opened, \(Metric.clicked.sum) AS clicked,
          \(Metric.hardBounce.sum) + \(Metric.softBounce.sum) AS bounced,
          \(Metric.complained.sum) AS complained, \(Metric.unsubscribed.sum) AS unsubscribed
      """,
      names: ["sent", "delivered", "opened", "clicked", "bounced", "complained", "unsubscribed"],
      where: Metric.anyCondition))

  static let totals = Section(
    id: "email", title: "E-mail in all",
    sentence: "Opens, clicks and complaints by message; rates of deliveries, bounces of sends",
    columns: [
      .init("family", "Source"), .init("sent", "Sent", .count),
      .init("delivered", "Delivered", .count), .init("opens", "Opens", .count),
      .init("unique_opens", "Opened", .count), .init("clicks", "Clicks", .count),
      .init("unique_clicks", "Clicked", .count), .init("unsubscribed", "Unsubscribed", .count),
      .init("complained", "Complaints", .count), .init("hard_bounces", "Hard bounces", .count),
      .init("soft_bounces", "Soft bounces", .count), .init("rejected", "Rejected", .count),
      .init("failed", "Not rendered", .count), .init("delivery_rate", "Delivery", .percent),
      .init("open_rate", "Opened", .percent), .init("click_rate", "Clicked", .percent),
      .init("click_to_open", "Clicks of opened", .percent),
      .init("complaint_rate", "Complaints", .percent),
      .init("unsubscribe_rate", "Unsubscribed", .percent),
      .init("bounce_rate", "Bounces", .percent),
    ],
    isTurned: true,
    sql: """
      SELECT *, \(share("delivered", of: "sent")) AS delivery_rate,
        \(share("unique_opens", of: "delivered")) AS open_rate,
        \(share("unique_clicks", of: "delivered")) AS click_rate,
        \(share("unique_clicks", of: "unique_opens")) AS click_to_open,
        \(share("complained", of: "delivered")) AS complaint_rate,
        \(share("unsubscribed", of: "delivered")) AS unsubscribe_rate,
        \(share("(hard_bounces + soft_bounces)", of: "sent")) AS bounce_rate
      FROM (
        SELECT family, \(Metric.sent.count) AS sent, \(Metric.delivered.count) AS delivered,
          \(Metric.opened.count) AS opens, \(Metric.opened.messages) AS unique_opens,
          \(Metric.clicked.count) AS clicks, \(Metric.clicked.messages) AS unique_clicks,
          \(Metric.unsubscribed.count) AS unsubscribed, \(Metric.complained.count) AS complained,
          \(Metric.hardBounce.count) AS hard_bounces, \(Metric.softBounce.count) AS soft_bounces,
          \(Metric.rejected.count) AS rejected, \(Metric.failed.count) AS failed
        \(Scope.events)
          AND (\(Metric.anyCondition))
        GROUP BY family)
      ORDER BY family
      """)

  /// By domain as SQL answers; `ProviderSums` makes providers of them.
  static let providers = Section(
    id: "isp", title: "E-mail by provider",
    sentence: "By the domain of the recipient; rates of deliveries, bounces of sends",
    columns: [
      .init("isp", "Provider"), .init("sent", "Sent", .count),
      .init("delivered", "Delivered", .count), .init("unique_opens", "Opened", .count),
      .init("unique_clicks", "Clicked", .count), .init("bounced", "Bounces", .count),
      .init("complained", "Complaints", .count), .init("delivery_rate", "Delivery", .percent),
      .init("open_rate", "Opened", .percent), .init("click_rate", "Clicked", .percent),
      .init("bounce_rate", "Bounces", .percent),
    ],
    chart: Chart(
      .bars, of: ["open_rate", "click_rate", "bounce_rate"], by: ["isp"], colours: [1, 2, 4],
      most: 12),
    sql: """
      SELECT domain, \(Metric.sent.count) AS sent, \(Metric.delivered.count) AS delivered,
        \(Metric.opened.messages) AS unique_opens, \(Metric.clicked.messages) AS unique_clicks,
        \(Metric.hardBounce.count) + \(Metric.softBounce.count) AS bounced,
        \(Metric.complained.count) AS complained
      FROM (
        SELECT *, lower(substr(recipient, instr(recipient, '@') + 1)) AS domain
        \(Scope.events)
          AND recipient LIKE '%@%' AND (\(Metric.anyCondition)))
      GROUP BY domain ORDER BY domain
      """)
}
