/// All events of messages in one shape: the canonical table of the engagement database that AWS
/// points the users of Pinpoint's to.
///
/// Each event has its own time, where that table gives every event of a mail the time of sending;
/// the raw event stands in the table of its family.
enum EngagementViews {
  typealias Column = SQLView.Column

  static let views: [SQLView] = [
    SQLView(
      "engagement_events", "events of all messages in one shape",
      names.map { .plain($0) } + [.made("timestamp") { "u.\($0.name("timestamp"))" }]
        + .plain("messageId", "tags", "channelData", "ingest_timestamp")
    ) { dialect in
      let parts = [
        dialect.select(ses, from: "ses_all_events e"),
        dialect.select(sms, from: "sms_message_events e"),
        dialect.select(pinpointMail, from: "email_all_events e"),
        dialect.select(pinpointText, from: "sms_all_events e"),
      ]
      return "(\n  \(parts.joined(separator: "\n  UNION ALL\n  "))\n) u"
    }
  ]

  private static let names = [
    "accountId", "organizationId", "sendingId", "sendingAddress", "destinationAddress", "channel",
    "type", "status", "statusCode", "statusMessage", "rawStatus",
  ]

  private static func columns(
    account: String?, sender: String, senderId: String? = nil,
    destination: @escaping @Sendable (any Dialect) -> String, channel: String, type: String,
    status: String, code: String?, message: String?, raw: String,
    time: @escaping @Sendable (any Dialect) -> String, message id: String,
    tags: @escaping @Sendable (any Dialect) -> String,
    data: @escaping @Sendable (any Dialect) -> [(name: String, sql: String)]
  ) -> [Column] {
    [
      .made("accountId") { account ?? $0.noText }, .made("organizationId") { $0.noText },
      .made("sendingId") { dialect in
        senderId.map { dialect.text($0, after: ":identity/") } ?? sender
      },
      .plain("sendingAddress", sender), .made("destinationAddress", destination),
      .plain("channel", channel), .plain("type", type), .plain("status", status),
      .made("statusCode") { code ?? $0.noText }, .made("statusMessage") { message ?? $0.noText },
      .plain("rawStatus", raw), .made("timestamp", time), .plain("messageId", id),
      .made("tags", tags), .made("channelData") { $0.map(data($0)) },
      .plain("ingest_timestamp", "e.ingest_timestamp"),
    ]
  }

  private static let ses = columns(
    account: "e.aws_account_id", sender: "e.source", senderId: "e.source_arn",
    destination: { _ in "e.destination" }, channel: "'EMAIL'", type: "e.event_type",
    status: """
      CASE e.event_type WHEN 'Delivery' THEN 'success' WHEN 'Send' THEN 'pending'
            WHEN 'DeliveryDelay' THEN 'pending' WHEN 'Open' THEN 'engaged' WHEN 'Click' THEN 'engaged'
            WHEN 'Subscription' THEN 'engaged' ELSE 'failed' END
      """,
    code: "coalesce(e.bounce_type, e.complaint_feedbacktype, e.delay_type)",
    message: "coalesce(e.smtp_response, e.bounce_subtype, e.reject_reason, e.render_error)",
    raw: "e.event_type", time: { $0.parsedTime("e.event_timestamp") }, message: "e.message_id",
    tags: { $0.firsts("e.tags") }, data: { _ in [("subject", "e.subject"), ("link", "e.link")] })

  private static let sms = columns(
    account: nil, sender: "e.origination_phonenumber",
    destination: { $0.list("e.destination_phonenumber") }, channel: "e.channel",
    type: "e.event_type",
    status: """
      CASE WHEN e.message_status IN ('DELIVERED', 'SUCCESSFUL', 'COMPLETED') THEN 'success'
            WHEN e.message_status IN ('QUEUED', 'PENDING', 'SENT', 'INITIATED', 'RINGING', 'ANSWERED')
              THEN 'pending' ELSE 'failed' END
      """,
    code: nil, message: "e.message_status_description", raw: "e.message_status",
    time: { _ in "e.event_timestamp" }, message: "e.messageid", tags: { _ in "e.context" },
    data: {
      [
        ("isoCountryCode", "e.iso_countrycode"), ("mcc", "e.mcc"), ("mnc", "e.mnc"),
        ("carrierName", "e.carrier_name"), ("messageType", "e.message_type"),
        ("totalMessageParts", $0.text("e.total_messageparts")),
      ]
    })

  private static let pinpointMail = columns(
    account: "e.aws_account_id", sender: "e.from_address",
    destination: { $0.list("e.destination") }, channel: "'EMAIL'", type: "e.event_type",
    status: """
      CASE e.event_type WHEN '_email.delivered' THEN 'success' WHEN '_email.send' THEN 'pending'
            WHEN '_email.open' THEN 'engaged' WHEN '_email.click' THEN 'engaged'
            WHEN '_email.unsubscribe' THEN 'engaged' ELSE 'failed' END
      """,
    code: nil, message: nil, raw: "e.event_type",
    // Pinpoint gives the time of sending to every event of a mail; the arrival is when it happened.
    time: { _ in
      "CASE WHEN e.event_type = '_email.send' THEN e.event_timestamp ELSE e.arrival_timestamp END"
    }, message: "e.message_id", tags: { _ in "e.message_tags" },
    data: { _ in [("subject", "e.subject"), ("applicationId", "e.application_id")] })

  private static let pinpointText = columns(
    account: "e.aws_account_id", sender: "e.origination_phone_number",
    destination: { $0.list("e.destination_phone_number") }, channel: "'SMS'", type: "e.event_type",
    status: """
      CASE e.event_type WHEN '_SMS.SUCCESS' THEN 'success' WHEN '_SMS.BUFFERED' THEN 'pending'
            WHEN '_SMS.OPTOUT' THEN 'engaged' ELSE 'failed' END
      """,
    code: nil, message: nil, raw: "e.record_status", time: { _ in "e.event_timestamp" },
    message: "e.message_id", tags: { _ in "e.message_tags" },
    data: { _ in
      [
        ("isoCountryCode", "e.iso_country_code"), ("messageType", "e.message_type"),
        ("numberOfMessageParts", "e.number_of_message_parts"),
      ]
    })
}
