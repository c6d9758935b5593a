extension EventTable {
  package static let all: [EventTable] = [pinpoint, ses, sms]

  /// Pinpoint's event stream.
  ///
  /// `metrics` is a map here and not a record of one price, so that the metrics of an application's
  /// own events are there too.
  ///
  /// Source: due-event(5); the table `all_events` of Pinpoint's event database.
  package static let pinpoint = EventTable(
    name: "all_events",
    members: [
      .text("event_type"), .integer("event_timestamp"), .integer("arrival_timestamp"),
      .text("event_version"),
      .record("application", [.text("app_id"), Member("sdk", .map(.text))]),
      .record("client", [.text("client_id"), .text("cognito_id")]),
      .record("device", [Member("platform", .map(.text))]),
      Member("session", .map(.text)),
      Member("attributes", .map(.text)),
      .record("client_context", [Member("custom", .map(.text))]),
      .text("awsAccountId"),
      .record("facets", [.record("email_channel", [.record("mail_event", mailEvent)])]),
      Member("metrics", .map(.double)),
    ])

  private static let mailEvent: [Member] = [
    .record(
      "mail",
      [
        .text("message_id"), .integer("message_send_timestamp"), .text("from_address"),
        .texts("destination"), Member("headers_truncated", .boolean),
        Member("headers", .list(.map(.text))),
        .record("common_headers", [.text("from"), .texts("to"), .text("subject")]),
      ]),
    Member("send", .map(.text)),
    .record(
      "delivery",
      [
        .text("smtp_response"), .text("reporting_mta"), .texts("recipients"),
        .integer("processing_time_millis"),
      ]),
    .record("open", [.text("ip_address"), .text("user_agent")]),
    .record(
      "click",
      [
        .text("ip_address"), .text("user_agent"), .text("link"),
        .record("link_tags", [.texts("unsubscribeLinkTag")]),
      ]),
    .record("reject", [.text("reason")]),
    .record(
      "complaint",
      [
        .records("complained_recipients", [.text("email_address")]), .text("feedback_id"),
        .text("user_agent"), .text("complaint_feedback_type"),
      ]),
    .record(
      "bounce",
      [
        .text("bounce_type"), .text("bounce_sub_type"),
        .records(
          "bounced_recipients",
          [
            .text("email_address"), .text("action"), .text("status"), .text("diagnostic_code"),
          ]),
        .text("feedback_id"), .text("reporting_mta"),
      ]),
    .record("failure", [.text("template_name"), .text("error_message")]),
  ]

  /// What SES publishes: events of configuration sets and notifications of identities.
  ///
  /// Source: due-event(5); the table `ses_events` of the SES event database, whose `tags` could
  /// never be read.
  package static let ses = EventTable(
    name: "ses_events",
    members: [
      .text("eventType"), .text("notificationType"), .record("mail", sesMail),
      Member("send", .map(.text)),
      .record(
        "delivery",
        [
          .text("timestamp"), .integer("processingTimeMillis"), .texts("recipients"),
          .text("smtpResponse"), .text("reportingMTA"),
        ]),
      .record("open", [.text("ipAddress"), .text("timestamp"), .text("userAgent")]),
      .record(
        "click",
        [
          .text("ipAddress"), .text("timestamp"), .text("userAgent"), .text("link"),
          Member("linkTags", .map(.list(.text))),
        ]),
      .record(
        "bounce",
        [
          .text("bounceType"), .text("bounceSubType"),
          .records(
            "bouncedRecipients",
            [.text("emailAddress"), .text("action"), .text("status"), .text("diagnosticCode")]),
          .text("timestamp"), .text("feedbackId"), .text("reportingMTA"),
        ]),
      .record(
        "complaint",
        [
          .records("complainedRecipients", [.text("emailAddress")]), .text("timestamp"),
          .text("feedbackId"), .text("complaintSubType"), .text("userAgent"),
          .text("complaintFeedbackType"), .text("arrivalDate"),
        ]),
      .record("reject", [.text("reason")]),
      .record("failure", [.text("templateName"), .text("errorMessage")]),
      .record(
        "deliveryDelay",
        [
          .text("timestamp"), .text("delayType"), .text("expirationTime"),
          .records(
            "delayedRecipients", [.text("emailAddress"), .text("status"), .text("diagnosticCode")]),
          .text("reportingMTA"),
        ]),
      .record("subscription", subscription),
    ])

  private static let sesMail: [Member] = [
    .text("timestamp"), .text("source"), .text("sourceArn"), .text("sendingAccountId"),
    .text("messageId"), .texts("destination"), Member("headersTruncated", .boolean),
    .records("headers", [.text("name"), .text("value")]),
    .record("commonHeaders", [.texts("from"), .texts("to"), .text("messageId"), .text("subject")]),
    Member("tags", .map(.list(.text))),
  ]

  private static let subscription: [Member] = [
    .text("contactList"), .text("timestamp"), .text("source"),
    .record("newTopicPreferences", topicPreferences),
    .record("oldTopicPreferences", topicPreferences),
  ]

  private static let topicPreferences: [Member] = [
    // A text: ClickHouse reads none of a file's events where one has "true" for a boolean.
    .text("unsubscribeAll"),
    .records("topicSubscriptionStatus", [.text("topicName"), .text("subscriptionStatus")]),
  ]

  /// What End User Messaging tells of text messages, media messages and calls.
  ///
  /// `isFinal` is a text, as in the table `sms_events` of the SMS event database.
  package static let sms = EventTable(
    name: "sms_events",
    members: [
      .text("eventType"), .text("eventVersion"), .integer("eventTimestamp"), .text("isFinal"),
      .text("originationPhoneNumber"), .text("destinationPhoneNumber"), .text("isoCountryCode"),
      .text("isInternationalSend"), .text("mcc"), .text("mnc"), .text("carrierName"),
      .text("messageId"), .integer("messageRequestTimestamp"), .text("messageEncoding"),
      .text("messageType"), .text("messageStatus"), .text("messageStatusDescription"),
      Member("context", .map(.text)), .integer("totalMessageParts"),
      Member("totalMessagePrice", .double), Member("totalCarrierFee", .double),
    ])

  /// The names of campaigns, journeys, segments and templates, as they were when they were written
  /// beside the events.
  ///
  /// `application` is empty for an id that one project alone has.
  package static let names = EventTable(
    name: "names",
    members: [.text("application"), .text("kind"), .text("id"), .text("name")])
}
