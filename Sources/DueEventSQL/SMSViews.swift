/// Text messages, media messages and calls of End User Messaging: each event, and the last word
/// on each message.
enum SMSViews {
  private static let table = EventTable.sms
  private static let event = EventColumns(table: table)

  static let views: [SQLView] = [events, status, cost, costByContext]

  private static let events = SQLView(
    "sms_message_events", "all events of messages, with columns", of: table, .all,
    [
      event.member("messageId", as: "messageid"),
      event.time("eventTimestamp", as: "event_timestamp"), event.eventType(),
      event.member("messageStatus", as: "message_status"),
      event.member("messageStatusDescription", as: "message_status_description"),
      event.member("originationPhoneNumber", as: "origination_phonenumber"),
      event.member("destinationPhoneNumber", as: "destination_phonenumber"),
      event.member("isoCountryCode", as: "iso_countrycode"),
      event.member("messageEncoding", as: "message_encoding"),
      event.member("totalMessageParts", as: "total_messageparts"),
      event.member("totalMessagePrice", as: "total_messageprice"),
      event.member("totalCarrierFee", as: "total_carrierfee"),
      event.member("messageType", as: "message_type"), event.map("context", as: "context"),
      event.isTrue("isFinal", as: "is_final"), event.member("mcc"), event.member("mnc"),
      event.member("carrierName", as: "carrier_name"),
      event.time("messageRequestTimestamp", as: "request_timestamp"),
      event.member("eventTimestamp", as: "event_ms"),
      event.member("messageRequestTimestamp", as: "request_ms"),
      .made("channel") { dialect in
        let type = dialect.eventType(table)
        return "CASE WHEN \(dialect.begins(type, with: "MEDIA_")) THEN 'MMS'"
          + " WHEN \(dialect.begins(type, with: "VOICE_")) THEN 'VOICE' ELSE 'SMS' END"
      }, event.ingest,
    ])

  /// Twelve columns are the original's.
  private static let kept = [
    "messageid", "event_timestamp", "event_type", "message_status", "message_status_description",
    "origination_phonenumber", "destination_phonenumber", "iso_countrycode", "message_encoding",
    "total_messageparts", "total_messageprice", "total_carrierfee", "message_type", "context",
    "is_final", "mcc", "mnc", "carrier_name", "request_timestamp",
  ]

  /// Milliseconds after which AWS itself calls a message without a final event unknown: 72 hours.
  private static let patience = 259_200_000

  private static let status = SQLView(
    "sms_status", "the last word on each message",
    kept.map { .plain($0) } + [
      .plain(
        "seconds_to_final",
        "CASE WHEN is_final THEN (event_ms - request_ms) / 1000.0 END"),
      .made("outcome") { dialect in
        """
        CASE WHEN message_status IN ('DELIVERED', 'SUCCESSFUL', 'COMPLETED') THEN 'success'
            WHEN NOT coalesce(is_final, 1 = 0)
              AND message_status IN ('QUEUED', 'PENDING', 'SENT', 'INITIATED', 'RINGING', 'ANSWERED')
              THEN CASE WHEN event_ms < \(dialect.now) - \(patience) THEN 'unknown' ELSE 'pending' END
            ELSE 'failed' END
        """
      }, .plain("channel"), .plain("ingest_timestamp"),
    ]
  ) { _ in
    // Ties are broken by what every engine has: uids are not in a lake.
    """
    (
      SELECT *, row_number() OVER (
          PARTITION BY messageid
          ORDER BY CASE WHEN is_final THEN 0 ELSE 1 END, event_ms DESC, event_type,
            message_status_description, total_messageprice DESC, total_carrierfee DESC) AS place
      FROM sms_message_events) ranked
    WHERE place = 1
    """
  }

  private static let sums: [SQLView.Column] = [
    .plain("messages", "count(*)"), .plain("parts", "sum(total_messageparts)"),
    .plain("message_price", "sum(total_messageprice)"),
    .plain("carrier_fee", "sum(total_carrierfee)"),
    .plain(
      "total_price", "sum(coalesce(total_messageprice, 0) + coalesce(total_carrierfee, 0))"),
    .plain("delivered", "count(CASE WHEN outcome = 'success' THEN 1 END)"),
  ]

  private static let cost = SQLView(
    "sms_cost", "what messages cost, each counted once, by country and type",
    .plain("channel", "iso_countrycode", "message_type") + sums
  ) { _ in
    "sms_status\nGROUP BY channel, iso_countrycode, message_type"
  }

  private static let costByContext = SQLView(
    "sms_cost_by_context",
    "the same by what the sender had set in the context, a message once for each name",
    .plain("channel", "iso_countrycode", "message_type", "context_name", "context_value") + sums
  ) { dialect in
    """
    (
      SELECT s.*, \(dialect.itemName) AS context_name, \(dialect.itemValue) AS context_value
      FROM \(dialect.exploded(from: "sms_status", map: "context"))) c
    GROUP BY channel, iso_countrycode, message_type, context_name, context_value
    """
  }
}
