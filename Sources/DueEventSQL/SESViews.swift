/// What SES publishes: each event in columns, and the same by type.
enum SESViews {
  typealias Column = SQLView.Column
  private static let table = EventTable.ses
  private static let event = EventColumns(table: table)

  static let views: [SQLView] = [events] + types

  /// Columns that every event has.
  private static let head: [Column] = [
    event.eventType(), .made("event_timestamp") { $0.ownTime },
    event.member("mail.messageId", as: "message_id"),
    event.member("mail.timestamp", as: "mail_timestamp"),
    event.member("mail.source", as: "source"),
    event.member("mail.sourceArn", as: "source_arn"),
    event.member("mail.sendingAccountId", as: "aws_account_id"),
    event.first("mail.tags.ses:configuration-set", as: "configuration_set"),
    event.first("mail.tags.campaign", as: "campaign"),
    event.member("mail.destination", as: "destination"),
    event.member("mail.commonHeaders.subject", as: "subject"),
  ]
  private static let tail: [Column] = [event.member("mail.tags", as: "tags"), event.ingest]

  private static let events = SQLView(
    "ses_all_events", "all events of SES, with columns", of: table, .all,
    head + [
      event.member("mail.commonHeaders.to", as: "to_header"),
      event.member("delivery.timestamp", as: "delivery_timestamp"),
      event.member("open.timestamp", as: "open_timestamp"),
      event.member("click.timestamp", as: "click_timestamp"),
      event.member("click.link", as: "link"),
      event.member("bounce.timestamp", as: "bounce_timestamp"),
      event.member("bounce.bounceType", as: "bounce_type"),
      event.member("bounce.bounceSubType", as: "bounce_subtype"),
      event.member("complaint.timestamp", as: "complaint_timestamp"),
      event.member("complaint.complaintFeedbackType", as: "complaint_feedbacktype"),
      event.member("reject.reason", as: "reject_reason"),
      event.member("failure.errorMessage", as: "render_error"),
      event.member("deliveryDelay.timestamp", as: "delay_timestamp"),
      event.member("deliveryDelay.delayType", as: "delay_type"),
      event.member("subscription.timestamp", as: "subscription_timestamp"),
      event.member("delivery.smtpResponse", as: "smtp_response"),
    ] + tail)

  private static func view(
    _ name: String, _ purpose: String, _ type: String, _ specific: [Column]
  ) -> SQLView {
    SQLView(name, purpose, of: table, .types([type]), head + specific + tail)
  }

  private static func view(
    _ name: String, _ purpose: String, _ type: String, each path: MemberPath, _ specific: [Column]
  ) -> SQLView {
    SQLView(name, purpose, of: table, .types([type]), each: path, head + specific + tail)
  }

  private static let types: [SQLView] =
    [
      view("ses_send", "mails that SES took", "Send", []),
      view(
        "ses_delivery", "mails that were delivered", "Delivery",
        [
          event.member("delivery.processingTimeMillis", as: "processing_time_millis"),
          event.member("delivery.recipients", as: "recipients"),
          event.member("delivery.smtpResponse", as: "smtp_response"),
          event.member("delivery.reportingMTA", as: "reporting_mta"),
        ]),
      view(
        "ses_bounce", "recipients that bounced", "Bounce", each: "bounce.bouncedRecipients",
        [
          event.member("bounce.bounceType", as: "bounce_type"),
          event.member("bounce.bounceSubType", as: "bounce_sub_type"),
          event.member("bounce.feedbackId", as: "feedback_id"),
          event.member("bounce.reportingMTA", as: "reporting_mta"),
          event.item("emailAddress", as: "bounced_recipient_email_address"),
          event.item("action", as: "bounced_recipient_action"),
          event.item("status", as: "bounced_recipient_status"),
          event.item("diagnosticCode", as: "bounced_recipient_diagnostic_code"),
        ]),
      view(
        "ses_complaint", "recipients that complained", "Complaint",
        each: "complaint.complainedRecipients",
        [
          event.item("emailAddress", as: "complained_email_address"),
          event.member("complaint.feedbackId", as: "feedback_id"),
          event.member("complaint.complaintSubType", as: "complaint_sub_type"),
          event.member("complaint.userAgent", as: "user_agent"),
          event.member("complaint.complaintFeedbackType", as: "complaint_feedback_type"),
          event.member("complaint.arrivalDate", as: "arrival_date"),
        ]),
      view(
        "ses_open", "mails that were opened, each time", "Open",
        [
          event.member("open.ipAddress", as: "ip_address"),
          event.member("open.userAgent", as: "user_agent"),
        ]),
      view(
        "ses_click", "links that were followed, each time", "Click",
        [
          event.member("click.ipAddress", as: "ip_address"),
          event.member("click.userAgent", as: "user_agent"), event.member("click.link", as: "link"),
          event.member("click.linkTags", as: "link_tags"),
        ]),
      view(
        "ses_reject", "mails that were refused for what they held", "Reject",
        [event.member("reject.reason", as: "reject_reason")]),
      view(
        "ses_rendering_failure", "mails whose template failed", "Rendering Failure",
        [
          event.member("failure.templateName", as: "template_name"),
          event.member("failure.errorMessage", as: "error_message"),
        ]),
      view(
        "ses_delivery_delay", "recipients that wait", "DeliveryDelay",
        each: "deliveryDelay.delayedRecipients",
        [
          event.member("deliveryDelay.delayType", as: "delay_type"),
          event.member("deliveryDelay.expirationTime", as: "expiration_time"),
          event.member("deliveryDelay.reportingMTA", as: "reporting_mta"),
          event.item("emailAddress", as: "delayed_recipient_email_address"),
          event.item("status", as: "delayed_recipient_status"),
          event.item("diagnosticCode", as: "delayed_recipient_diagnostic_code"),
        ]),
      view(
        "ses_subscription", "people who changed what they want", "Subscription",
        [
          event.member("subscription.contactList", as: "contact_list"),
          event.member("subscription.source", as: "subscription_source"),
          event.isTrue("subscription.newTopicPreferences.unsubscribeAll", as: "unsubscribe_all"),
          .made("subscription_status") { SubscriptionSQL($0).status },
        ]),
      view(
        "ses_subscription_topics", "topics of those, as they are since", "Subscription",
        each: SubscriptionSQL.new,
        [
          event.member("subscription.contactList", as: "contact_list"),
          event.item("topicName", as: "topic_name"),
          event.item("subscriptionStatus", as: "topic_status"),
        ]),
    ] + recipients

  // MARK: Recipients, for email_recipient_status

  private static func recipients(
    _ name: String, _ purpose: String, _ types: [String], each path: MemberPath,
    _ recipient: @escaping @Sendable (any Dialect) -> String
  ) -> SQLView {
    SQLView(
      name, purpose, of: table, .types(types), each: path,
      [
        head[0], head[1], head[2], .made("recipient") { "lower(\(recipient($0)))" }, head[10],
        event.ingest,
      ])
  }

  private static let recipients: [SQLView] = [
    recipients(
      "ses_addressed", "recipients of what was sent, refused or not rendered",
      ["Send", "Reject", "Rendering Failure"], each: "mail.destination"
    ) { $0.item },
    recipients(
      "ses_delivered", "recipients that were reached", ["Delivery"], each: "delivery.recipients"
    ) { $0.item },
  ]
}
