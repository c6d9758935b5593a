import DuePages

/// What campaigns and journeys did, and how their treatments compare.
enum CampaignSections {
  static let campaigns = Section(
    id: "campaigns", title: "Campaigns",
    sentence: "Messages of each campaign; rates of deliveries, bounces of sends",
    columns: [
      .init("campaign_id", "Campaign"), .init("campaign", "Name"),
      .init("treatment_id", "Treatment"), .init("emails", "E-mails", .count),
      .init("texts", "Texts", .count), .init("delivered", "Delivered", .count),
      .init("opened", "Opened", .count), .init("clicked", "Clicked", .count),
      .init("bounced", "Bounces", .count), .init("complained", "Complaints", .count),
      .init("opted_out", "Opt-outs", .count), .init("open_rate", "Opened", .percent),
      .init("click_rate", "Clicked", .percent), .init("bounce_rate", "Bounces", .percent),
    ],
    chart: Chart(
      .bars, of: ["delivered", "opened", "clicked"], by: ["campaign", "treatment_id"],
      colours: [0, 1, 2], most: 15),
    isWide: true,
    sql: """
      SELECT campaign_id, coalesce(n.name, campaign_id) AS campaign, treatment_id, emails, texts,
        delivered, opened, clicked, bounced, complained, opted_out,
        \(share("opened", of: "email_delivered")) AS open_rate,
        \(share("clicked", of: "email_delivered")) AS click_rate,
        \(share("bounced", of: "emails")) AS bounce_rate
      FROM (
        SELECT campaign_id, treatment_id, \(Metric.sent.count) AS emails,
          count(DISTINCT message_id) FILTER (WHERE \(TextMetric.anyCondition)) AS texts,
          \(Metric.delivered.count) AS email_delivered,
          \(Metric.delivered.count) + \(TextMetric.delivered.messages) AS delivered,
          \(Metric.opened.messages) AS opened, \(Metric.clicked.messages) AS clicked,
          \(Metric.hardBounce.count) + \(Metric.softBounce.count) AS bounced,
          \(Metric.complained.count) AS complained,
          \(Metric.unsubscribed.count) + \(TextMetric.optedOut.count) AS opted_out
        \(Scope.events)
          AND campaign_id IS NOT NULL
        GROUP BY campaign_id, treatment_id)
      LEFT JOIN resource_names n
        ON n.project = :project AND n.kind = 'campaign' AND n.id = campaign_id
      ORDER BY delivered DESC, campaign_id, treatment_id
      """)

  /// Two-proportion z of the clicks: |z| ≥ 1.96 is a difference that chance makes once in twenty.
  static let treatments = Section(
    id: "treatments", title: "Treatments compared",
    sentence: "Clicks of deliveries against the campaign's first treatment; z beyond ±1.96 is "
      + "unlikely to be chance",
    columns: [
      .init("campaign_id", "Campaign"), .init("treatment_id", "Treatment"),
      .init("delivered", "Delivered", .count), .init("clicked", "Clicked", .count),
      .init("click_rate", "Clicked", .percent), .init("lift", "Lift", .percent),
      .init("z", "z", .decimal),
    ],
    sql: """
      WITH result AS (
        SELECT campaign_id, treatment_id, \(Metric.delivered.count) AS delivered,
          \(Metric.clicked.messages) AS clicked
        \(Scope.events)
          AND campaign_id IS NOT NULL AND (\(Metric.anyCondition))
        GROUP BY campaign_id, treatment_id),
      first AS (
        SELECT campaign_id, min(coalesce(treatment_id, '')) AS treatment FROM result
        GROUP BY campaign_id HAVING count(*) > 1)
      SELECT r.campaign_id, r.treatment_id, r.delivered, r.clicked,
        \(share("r.clicked", of: "r.delivered")) AS click_rate,
        (1.0 * r.clicked / r.delivered) / nullif(1.0 * b.clicked / b.delivered, 0) - 1 AS lift,
        CASE WHEN r.treatment_id IS NOT b.treatment_id THEN
          (1.0 * r.clicked / r.delivered - 1.0 * b.clicked / b.delivered) / nullif(sqrt(
            (1.0 * (r.clicked + b.clicked) / (r.delivered + b.delivered))
            * (1 - 1.0 * (r.clicked + b.clicked) / (r.delivered + b.delivered))
            * (1.0 / r.delivered + 1.0 / b.delivered)), 0) END AS z
      FROM first f
        JOIN result b ON b.campaign_id = f.campaign_id AND coalesce(b.treatment_id, '') = f.treatment
        JOIN result r ON r.campaign_id = f.campaign_id
      WHERE r.delivered > 0 AND b.delivered > 0
      ORDER BY r.campaign_id, r.treatment_id
      """)

  static let sends = Section(
    id: "sends", title: "What campaigns decided",
    sentence: "Members of campaigns by the status of their send",
    columns: [
      .init("campaign_id", "Campaign"), .init("campaign", "Name"), .init("status", "Status"),
      .init("members", "Members", .count),
    ],
    chart: Chart(.bars, of: ["members"], by: ["campaign", "status"], colours: [5], most: 15),
    sql: """
      SELECT campaign_id, coalesce(n.name, campaign_id) AS campaign, status,
        members
      FROM (
        SELECT campaign_id, status, sum(events) AS members \(Scope.days)
          AND event_type = '_campaign.send'
        GROUP BY campaign_id, status)
      LEFT JOIN resource_names n
        ON n.project = :project AND n.kind = 'campaign' AND n.id = campaign_id
      ORDER BY members DESC, campaign_id, status
      """)

  static let journeys = Section(
    id: "journeys", title: "Journeys",
    sentence: "Sends of each activity, and which part of the run's first activity they are",
    columns: [
      .init("journey_id", "Journey"), .init("journey", "Name"), .init("journey_run_id", "Run"),
      .init("journey_activity_id", "Activity"), .init("status", "Status"),
      .init("sends", "Sends", .count), .init("endpoints", "Endpoints", .count),
      .init("share", "Of the first", .percent),
    ],
    chart: Chart(
      .bars, of: ["endpoints"], by: ["journey", "journey_activity_id", "status"], colours: [3],
      most: 15),
    sql: """
      WITH step AS (
        SELECT journey_id, journey_run_id, journey_activity_id, status, count(*) AS sends,
          count(DISTINCT endpoint_id) AS endpoints, min(event_ms) AS began
        \(Scope.events)
          AND event_type = '_journey.send'
        GROUP BY 1, 2, 3, 4)
      SELECT journey_id, coalesce(n.name, journey_id) AS journey, journey_run_id,
        journey_activity_id, status, sends, endpoints,
        \(share(
          "endpoints",
          of: """
            first_value(endpoints) OVER (
                PARTITION BY journey_id, journey_run_id ORDER BY began, journey_activity_id)
            """)) AS share
      FROM step LEFT JOIN resource_names n
        ON n.project = :project AND n.kind = 'journey' AND n.id = journey_id
      ORDER BY journey_id, journey_run_id, began, journey_activity_id, status
      """)

  static let others = Section(
    id: "other-events", title: "Other events", sentence: "Push, sessions, and what apps tell of",
    columns: [
      .init("event_type", "Type"), .init("events", "Events", .count),
    ],
    chart: Chart(.bars, of: ["events"], by: ["event_type"], colours: [6], most: 15),
    sql: """
      SELECT event_type, sum(events) AS events
      \(Scope.days)
        AND family = 'pinpoint' AND substr(event_type, 1, 7) <> '_email.'
        AND substr(event_type, 1, 5) <> '_SMS.'
        AND event_type NOT IN ('_campaign.send', '_journey.send')
      GROUP BY event_type ORDER BY events DESC, event_type
      """)
}
