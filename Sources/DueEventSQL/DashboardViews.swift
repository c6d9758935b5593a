/// The five views of the engagement dashboard, the events of applications taken apart, and campaigns
/// and journeys under their names.
enum DashboardViews {
  private typealias P = PinpointViews
  private static let table = EventTable.pinpoint
  private static let event = PinpointViews.event

  static let views: [SQLView] = original + parts + named

  private static let head = [event.eventType()] + P.times + P.whose

  private static let original: [SQLView] = [
    SQLView(
      "email_all_events", "all events of mails", of: table, .prefix("_email."),
      head + P.campaign + P.account
        + P.mail(
          destination: event.first(
            "facets.email_channel.mail_event.mail.destination", as: "destination"))
        + P.subject + P.tags + [event.ingest]),
    SQLView(
      "sms_all_events", "all events of text messages", of: table, .prefix("_SMS."),
      head + P.campaign + P.account + P.text
        + P.attribute("message_type", "origination_phone_number") + P.price + P.context
        + [event.ingest]),
    SQLView(
      "campaign_all_events", "all events of campaigns", of: table, .prefix("_campaign."),
      head + P.campaign + P.account + P.attribute("delivery_type", "campaign_send_status")
        + [event.ingest]),
    SQLView(
      "journey_all_events", "all events of journeys", of: table, .prefix("_journey."),
      head + P.journey + P.account + endpoint + [event.ingest]),
    SQLView(
      "custom_all_events", "events that an application sent", of: table,
      .others(
        prefixes: ["_email.", "_SMS.", "_campaign.", "_test.event", "_journey."], types: []),
      head + P.session + [event.ingest]),
  ]

  /// What the endpoint was like when the journey turned to it. `custom` is the name of a type, left
  /// there by the original.
  private static let endpoint: [SQLView.Column] = [
    .made("custom") {
      "CASE WHEN \($0.member(table, "client_context.custom.endpoint")) IS NOT NULL THEN 'varchar' END"
    },
    event.textInText("client_context.custom.endpoint", "EndpointStatus", as: "end_point_status"),
    event.textInText("client_context.custom.endpoint", "ChannelType", as: "channel_type"),
    event.textInText("client_context.custom.endpoint", "User", "UserId", as: "user_id"),
  ]

  private static let custom = EventFilter.others(
    prefixes: ["_email.", "_SMS.", "_campaign.", "_test.event", "_journey."], types: [])

  private static let parts: [SQLView] = [
    SQLView(
      "custom_event_attributes", "attributes of an application's events, one a row", of: table,
      custom, each: "attributes",
      head + [
        .made("attribute") { $0.itemName }, .made("attribute_value") { $0.itemValue },
        event.ingest,
      ]),
    SQLView(
      "custom_event_metrics", "metrics of an application's events, one a row", of: table, custom,
      each: "metrics",
      head + [
        .made("metric") { $0.itemName }, .made("metric_value") { $0.itemNumber }, event.ingest,
      ]),
  ]

  // MARK: Names

  private static let named: [SQLView] = [
    SQLView(
      "pinpoint_events", "all of Pinpoint's events, with what most of them have", of: table, .all,
      head + P.campaign + P.attribute("campaign_activity_id", "campaign_send_status")
        + P.attribute("journey_id", "journey_run_id", "journey_activity_id", "journey_send_status")
        + [
          either(mail: "mail.message_id", attribute: "message_id", as: "message_id"),
          destination,
          event.member("facets.email_channel.mail_event.mail.common_headers.subject"),
        ] + P.attribute("record_status", "iso_country_code") + P.price + [
          event.member("attributes.customer_context", as: "message_tags_raw"), event.ingest,
        ]),
    SQLView("named_events", "the same, with the names of campaigns and journeys", namedColumns) {
      _ in
      """
      pinpoint_events p
      LEFT JOIN campaign_names c ON c.id = p.pinpoint_campaign_id AND c.application = ''
      LEFT JOIN campaign_names d ON d.id = p.pinpoint_campaign_id AND d.application = p.application_id
      LEFT JOIN journey_names j ON j.id = p.journey_id AND j.application = ''
      LEFT JOIN journey_names k ON k.id = p.journey_id AND k.application = p.application_id
      """
    },
    campaignSummary,
  ]

  /// Names by kind. An id that several projects have stands there once a project, one that is
  /// alone with an empty `application`, which no event's is.
  static let names: [SQLView] = ["campaign", "journey", "segment", "template"].map { kind in
    SQLView("\(kind)_names", "names of \(kind)s by id", .plain("application", "id", "name")) { _ in
      "names\nWHERE kind = '\(kind)'"
    }
  }

  private static func either(mail: String, attribute: String, as name: String) -> SQLView.Column {
    let inMail = MemberPath(stringLiteral: "\(PinpointViews.mailEvent).\(mail)")
    let inAttributes = MemberPath(stringLiteral: "attributes.\(attribute)")
    return .made(name) { dialect in
      "coalesce(\(dialect.member(table, inMail)), \(dialect.member(table, inAttributes)))"
    }
  }

  private static let destination = SQLView.Column.made("destination") { dialect in
    let mail = dialect.first(table, "facets.email_channel.mail_event.mail.destination")
    return
      "coalesce(\(mail), \(dialect.member(table, "attributes.destination_phone_number")))"
  }

  private static let namedColumns: [SQLView.Column] =
    [
      "event_type", "event_timestamp", "arrival_timestamp", "application_id", "endpoint_id",
      "pinpoint_campaign_id",
    ].map { .plain($0, "p.\($0)") }
    + [.plain("campaign_name", "coalesce(d.name, c.name)")]
    + ["pinpoint_treatment_id", "campaign_activity_id", "campaign_send_status", "journey_id"].map {
      .plain($0, "p.\($0)")
    }
    + [.plain("journey_name", "coalesce(k.name, j.name)")]
    + [
      "journey_run_id", "journey_activity_id", "journey_send_status", "message_id", "destination",
      "subject", "record_status", "iso_country_code", "price_in_millicents_usd",
      "ingest_timestamp",
    ].map { .plain($0, "p.\($0)") }

  private static let campaignSummary = SQLView(
    "campaign_summary", "what became of each campaign, by treatment",
    [
      .plain("application_id"), .plain("pinpoint_campaign_id"),
      .plain("campaign_name", "max(campaign_name)"), .plain("pinpoint_treatment_id"),
      .plain(
        "endpoints", "count(DISTINCT CASE WHEN event_type = '_campaign.send' THEN endpoint_id END)"),
    ]
      + [
        ("campaign_sends", "_campaign.send"), ("email_sends", "_email.send"),
        ("email_delivered", "_email.delivered"), ("email_opens", "_email.open"),
        ("email_clicks", "_email.click"), ("email_hard_bounces", "_email.hardbounce"),
        ("email_soft_bounces", "_email.softbounce"), ("email_complaints", "_email.complaint"),
        ("email_unsubscribes", "_email.unsubscribe"), ("email_rejects", "_email.rejected"),
        ("sms_buffered", "_SMS.BUFFERED"), ("sms_success", "_SMS.SUCCESS"),
        ("sms_failures", "_SMS.FAILURE"), ("sms_opt_outs", "_SMS.OPTOUT"),
      ].map { name, type in
        .plain(name, "count(CASE WHEN event_type = '\(type)' THEN 1 END)")
      } + [.plain("price_in_millicents_usd", "sum(price_in_millicents_usd)")]
  ) { _ in
    """
    named_events
    WHERE pinpoint_campaign_id IS NOT NULL
    GROUP BY application_id, pinpoint_campaign_id, pinpoint_treatment_id
    """
  }
}
