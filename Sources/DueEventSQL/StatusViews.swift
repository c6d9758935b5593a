/// What became of each mail, and of each of its recipients.
enum StatusViews {
  typealias Column = SQLView.Column

  static let views: [SQLView] = [email, emailOriginal, recipients]

  /// Types of events, the one that says least first; the order in which they decide the status.
  private static let order = [
    "Send", "DeliveryDelay", "Rendering Failure", "Reject", "Delivery", "Bounce", "Complaint",
  ]

  private static func rank(_ type: String) -> String {
    let cases = order.enumerated().map { "WHEN '\($1)' THEN \($0 + 1)" }
    return "CASE \(type) \(cases.joined(separator: " ")) ELSE 0 END"
  }

  private static let lastStatus = Column.plain(
    "last_status",
    "CASE max(\(rank("event_type")))\n    "
      + order.enumerated().map { "WHEN \($0 + 1) THEN '\($1)'" }.joined(separator: " ") + " END")

  /// Which of a message's events is asked for lists and maps: the Send where there is one.
  private static let asked =
    "CASE event_type WHEN 'Send' THEN 1 WHEN 'Delivery' THEN 2 WHEN 'Bounce' THEN 3 ELSE 9 END"

  /// The original's twelve columns but for the first three.
  private static let times: [Column] = [
    .plain("time_sent", "min(mail_timestamp)"), .plain("time_delivered", "min(delivery_timestamp)"),
    .plain("time_opened", "min(open_timestamp)"), .plain("time_clicked", "min(click_timestamp)"),
    .plain("time_bounced", "min(bounce_timestamp)"), .plain("bounce_type", "max(e.bounce_type)"),
    .plain("bounce_subtype", "max(e.bounce_subtype)"),
    .plain("time_complained", "min(complaint_timestamp)"),
    .plain("complaint_feedbacktype", "max(e.complaint_feedbacktype)"),
  ]

  private static let email = SQLView(
    "email_status", "what became of each mail",
    [
      .plain("message_id", "e.message_id"), .plain("subject", "max(e.subject)"),
      .made("destination") {
        $0.either(
          $0.value("e.to_header", ofLeast: asked), $0.value("e.destination", ofLeast: asked))
      },
    ] + times + [
      .plain("from_address", "max(source)"),
      .made("identity") { $0.text("max(source_arn)", after: ":identity/") },
      .plain("configuration_set", "max(e.configuration_set)"),
      .plain("campaign", "max(e.campaign)"),
      .made("tags") { $0.value("e.tags", ofLeast: asked) },
      .plain("open_count", "count(open_timestamp)"),
      .plain("click_count", "count(click_timestamp)"),
      .plain("last_opened", "max(open_timestamp)"), .plain("last_clicked", "max(click_timestamp)"),
      .made("last_clicked_link") { "substr(max(\($0.padded("click_timestamp")) || link), 41)" },
      .plain("time_rejected", "min(CASE WHEN event_type = 'Reject' THEN event_timestamp END)"),
      .plain("reject_reason", "max(e.reject_reason)"),
      .plain(
        "time_render_failed",
        "min(CASE WHEN event_type = 'Rendering Failure' THEN event_timestamp END)"),
      .plain("render_error", "max(e.render_error)"),
      .plain("time_delayed", "min(delay_timestamp)"), .plain("delay_type", "max(e.delay_type)"),
      .plain("time_subscription_change", "min(subscription_timestamp)"), lastStatus,
    ]
  ) { _ in "ses_all_events e\nWHERE e.message_id IS NOT NULL\nGROUP BY e.message_id" }

  private static let emailOriginal = SQLView(
    "email_status_original", "the same, grouped as the original did: by subject and To header too",
    [
      .plain("message_id", "e.message_id"), .plain("subject", "e.subject"),
      .plain("destination", "e.to_header"),
    ] + times
  ) { _ in "ses_all_events e\nGROUP BY e.message_id, e.subject, e.to_header" }

  // MARK: Recipients

  private static let recipients = SQLView(
    "email_recipient_status", "what became of each mail for each of its recipients",
    [
      .plain("message_id", "e.message_id"), .plain("recipient", "e.recipient"),
      .plain("subject", "max(e.subject)"),
    ]
      + [
        ("time_sent", "Send"), ("time_delivered", "Delivery"), ("time_delayed", "DeliveryDelay"),
        ("time_bounced", "Bounce"), ("time_complained", "Complaint"), ("time_rejected", "Reject"),
        ("time_render_failed", "Rendering Failure"),
      ].map { name, type in
        .plain(name, "min(CASE WHEN event_type = '\(type)' THEN event_timestamp END)")
      }
      + [
        .plain("delay_type", "max(e.delay_type)"), .plain("bounce_type", "max(e.bounce_type)"),
        .plain("bounce_subtype", "max(e.bounce_subtype)"),
        .plain("bounce_status", "max(e.bounce_status)"),
        .plain("bounce_diagnostic", "max(e.bounce_diagnostic)"),
        .plain("complaint_feedbacktype", "max(e.complaint_feedbacktype)"), lastStatus,
      ]
  ) { dialect in
    let parts = [
      part("ses_addressed", "recipient", [:], dialect),
      part("ses_delivered", "recipient", [:], dialect),
      part(
        "ses_bounce", "lower(bounced_recipient_email_address)",
        [
          "bounce_type": "bounce_type", "bounce_subtype": "bounce_sub_type",
          "bounce_status": "bounced_recipient_status",
          "bounce_diagnostic": "bounced_recipient_diagnostic_code",
        ], dialect),
      part(
        "ses_complaint", "lower(complained_email_address)",
        ["complaint_feedbacktype": "complaint_feedback_type"], dialect),
      part(
        "ses_delivery_delay", "lower(delayed_recipient_email_address)",
        ["delay_type": "delay_type"], dialect),
    ]
    return
      "(\n  \(parts.joined(separator: "\n  UNION ALL\n  "))\n) e\nGROUP BY e.message_id, e.recipient"
  }

  /// One view of events by recipient, in the columns that all of them share.
  private static func part(
    _ view: String, _ recipient: String, _ columns: [String: String], _ dialect: any Dialect
  ) -> String {
    let specific = [
      "delay_type", "bounce_type", "bounce_subtype", "bounce_status", "bounce_diagnostic",
      "complaint_feedbacktype",
    ]
    return dialect.select(
      .plain("message_id", "event_type", "event_timestamp", "subject")
        + [.plain("recipient", recipient)]
        + specific.map { .plain($0, columns[$0] ?? dialect.noText) },
      from: view)
  }
}
