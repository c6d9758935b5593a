/// The fifteen views of Pinpoint's event database, column for column, and four that it lacked.
enum PinpointViews {
  typealias Column = SQLView.Column
  static let table = EventTable.pinpoint
  static let event = EventColumns(table: table)
  static let mailEvent = "facets.email_channel.mail_event"

  // MARK: Columns that many views have

  static let times = [event.time("event_timestamp"), event.time("arrival_timestamp")]
  static let whose = [
    event.member("application.app_id", as: "application_id"),
    event.member("client.client_id", as: "endpoint_id"),
  ]
  /// The original read `treament_id`, which no event has.
  static let campaign = [
    event.member("attributes.campaign_id", as: "pinpoint_campaign_id"),
    event.member("attributes.treatment_id", as: "pinpoint_treatment_id"),
  ]
  static let account = [event.member("awsAccountId", as: "aws_account_id")]
  static func mail(destination: Column) -> [Column] {
    [
      mail("message_id"),
      event.time("facets.email_channel.mail_event.mail.message_send_timestamp"),
      mail("from_address"), destination,
    ]
  }
  static let subject = [mail("common_headers.subject")]
  static let tags = [
    event.overlay("client_context.custom", "attributes", as: "message_tags")
  ]
  static let text = event.members(
    of: "attributes", "sender_request_id", "destination_phone_number", "record_status",
    "iso_country_code", "number_of_message_parts", "message_id")
  static let price = event.members(of: "metrics", "price_in_millicents_usd")
  static let context = [
    event.objectInText("attributes.customer_context", as: "message_tags")
  ]
  static let journey = event.members(
    of: "attributes", "journey_run_id", "journey_send_status", "journey_id", "journey_activity_id")

  static func mail(_ path: String) -> Column {
    event.member(MemberPath(stringLiteral: "\(mailEvent).mail.\(path)"))
  }

  static func attribute(_ names: String...) -> [Column] {
    names.map { event.member(MemberPath(stringLiteral: "attributes.\($0)")) }
  }

  // MARK: Views

  static let views: [SQLView] = email + recipients + texts + sends + more

  private static let email: [SQLView] = [
    mailView("email_send", "mails that were sent", "_email.send", []),
    mailView(
      "email_delivered", "mails that were delivered", "_email.delivered",
      event.members(
        of: "\(mailEvent).delivery", "smtp_response", "reporting_mta", "recipients",
        "processing_time_millis")),
    mailView(
      "email_open", "mails that were opened, each time", "_email.open",
      event.members(of: "\(mailEvent).open", "ip_address", "user_agent")),
    mailView(
      "email_click", "links that were followed, each time", "_email.click",
      event.members(of: "\(mailEvent).click", "ip_address", "user_agent", "link")),
    mailView(
      "email_unsubscribe", "links to unsubscribe that were followed", "_email.unsubscribe",
      event.members(of: "\(mailEvent).click", "ip_address", "user_agent", "link") + [
        event.member(
          "facets.email_channel.mail_event.click.link_tags.unsubscribeLinkTag",
          as: "unsubscribelinktag")
      ]),
    mailView(
      "email_rejected", "mails that were refused for what they held", "_email.rejected",
      [event.member("facets.email_channel.mail_event.reject.reason", as: "reject_reason")]),
  ]

  private static func mailView(
    _ name: String, _ purpose: String, _ type: String, _ specific: [Column]
  ) -> SQLView {
    let who = times + whose + campaign + account
    return SQLView(
      name, purpose, of: table, .types([type]),
      who + mail(destination: mail("destination")) + subject + specific + tags + [event.ingest])
  }

  private static let recipients: [SQLView] = [
    bounces("email_hardbounce", "recipients that bounced for good", "_email.hardbounce"),
    bounces("email_softbounce", "recipients that bounced for now", "_email.softbounce"),
    recipientView(
      "email_complaint", "recipients that complained", "_email.complaint",
      each: "facets.email_channel.mail_event.complaint.complained_recipients",
      [event.item("email_address", as: "complained_email_address")]
        + event.members(
          of: "\(mailEvent).complaint", "feedback_id", "user_agent", "complaint_feedback_type")),
  ]

  private static func bounces(_ name: String, _ purpose: String, _ type: String) -> SQLView {
    recipientView(
      name, purpose, type, each: "facets.email_channel.mail_event.bounce.bounced_recipients",
      event.members(
        of: "\(mailEvent).bounce", "bounce_type", "bounce_sub_type", "feedback_id", "reporting_mta")
        + ["email_address", "action", "status", "diagnostic_code"].map {
          event.item($0, as: "bounced_recipient_\($0)")
        })
  }

  private static func recipientView(
    _ name: String, _ purpose: String, _ type: String, each path: MemberPath, _ specific: [Column]
  ) -> SQLView {
    let who = times + whose + campaign + account
    return SQLView(
      name, purpose, of: table, .types([type]), each: path,
      who + mail(destination: mail("destination")) + specific + tags + [event.ingest])
  }

  private static let texts: [SQLView] = [
    textView(
      "sms_buffered", "text messages that a carrier took", "_SMS.BUFFERED",
      attribute("message_type")),
    textView(
      "sms_success", "text messages that were delivered", "_SMS.SUCCESS",
      attribute("message_type", "origination_phone_number")),
    textView("sms_failure", "text messages that failed", "_SMS.FAILURE", []),
    textView(
      "sms_optout", "people who asked for no more", "_SMS.OPTOUT",
      attribute("message_type", "origination_phone_number")),
  ]

  private static func textView(
    _ name: String, _ purpose: String, _ type: String, _ specific: [Column]
  ) -> SQLView {
    SQLView(
      name, purpose, of: table, .types([type]),
      times + whose + campaign + account + text + specific + price + context + [event.ingest])
  }

  private static let sends: [SQLView] = [
    SQLView(
      "campaign_send", "endpoints that a campaign turned to", of: table,
      .types(["_campaign.send"]),
      times + whose + campaign + account
        + [event.map("attributes", as: "message_tags"), event.ingest]),
    SQLView(
      "journey_send", "endpoints that a journey turned to", of: table, .types(["_journey.send"]),
      times + whose + journey + account + tags + [event.ingest]),
  ]

  // MARK: What the original lacked

  static let pushTypes = [
    "_campaign.opened_notification", "_campaign.received_foreground",
    "_campaign.received_background",
  ]
  static let sessionTypes = ["_session.start", "_session.stop"]

  private static let more: [SQLView] = [
    mailView(
      "email_rendering_failure", "mails whose template failed", "_email.rendering_failure",
      event.members(of: "\(mailEvent).failure", "template_name", "error_message")),
    SQLView(
      "push_campaign_events", "push messages that came and were opened", of: table,
      .types(pushTypes),
      [event.eventType()] + times + whose + campaign + account
        + attribute("campaign_activity_id", "delivery_type") + [event.ingest]),
    SQLView(
      "session_events", "sessions of an application, begun and ended", of: table,
      .types(sessionTypes),
      [event.eventType()] + times + whose + session + [event.ingest]),
    SQLView(
      "other_events", "events that no other view of Pinpoint's has", of: table,
      .others(
        prefixes: ["_email.", "_SMS.", "_campaign.", "_journey."], types: sessionTypes),
      [event.eventType()] + times + whose + [
        event.map("attributes", as: "attributes"), event.ingest,
      ]
    ),
  ]

  static let session = [
    event.member("client.cognito_id"), event.member("session.session_id"),
    event.time("session.start_timestamp", as: "session_start_time"),
    event.time("session.stop_timestamp", as: "session_stop_time"),
  ]
}
