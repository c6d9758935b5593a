import DueFormats
import DueSystem

/// What one JSON object of an event pipeline is: an event, or a thing that carries some.
///
/// Sources: message formats of the Amazon SNS, SQS, Lambda, EventBridge, Kinesis, Firehose, S3 and
/// CloudWatch Logs guides; unknown members are passed over, and every list of values is open.
enum EnvelopeKind {
  /// An event as SES, Pinpoint or End User Messaging publish it.
  case event(EventOrigin)
  /// An SNS message as an HTTP endpoint or a queue gets it, or as Lambda has it under `Sns`.
  case sns
  /// A list of carriers under this name.
  case list(StaticString)
  /// A member that holds JSON as text: of a queue's message, a log event.
  case text(StaticString)
  /// A member that holds base64.
  case base64(StaticString)
  /// A member that is an envelope or an event itself.
  case member(StaticString)
  /// The notice of an object in a bucket.
  case object
  /// What the services say about themselves.
  case housekeeping
  case unknown

  init(_ value: JSONValue) {
    if let origin = EventOrigin(value) {
      self = .event(origin)
    } else if Self.isHousekeeping(value) {
      self = .housekeeping
    } else {
      self = Self.carrier(value)
    }
  }

  private static func carrier(_ value: JSONValue) -> EnvelopeKind {
    if value["Type"]?.isString == true, value["TopicArn"] != nil { return .sns }
    for name: StaticString in ["Records", "records", "Messages", "logEvents"]
    where value[name]?.isArray == true { return .list(name) }
    // One record of a batch.
    if value["Sns"]?.isObject == true { return .member("Sns") }
    if value["s3"]?.isObject == true { return .object }
    if value["kinesis"]?.isObject == true { return .member("kinesis") }
    if value["awslogs"]?.isObject == true { return .member("awslogs") }
    if value["body"]?.isString == true, isQueueMessage(value) || isRequest(value) {
      return value["isBase64Encoded"]?.bool == true ? .base64("body") : .text("body")
    }
    if value["Body"]?.isString == true, value["MessageId"] != nil { return .text("Body") }
    for name: StaticString in ["data", "Data"] where value[name]?.isString == true {
      return .base64(name)
    }
    if value["detail-type"] != nil, let detail = value["detail"], detail.isObject {
      return detail["bucket"] != nil && detail["object"] != nil ? .object : .member("detail")
    }
    if value["event_uid"] != nil, value["event"]?.isObject == true { return .member("event") }
    if value["requestPayload"]?.isObject == true { return .member("requestPayload") }
    if value["message"]?.isString == true, value["timestamp"] != nil, value["id"] != nil {
      return .text("message")
    }
    return .unknown
  }

  /// A message of SQS, as Lambda gets it.
  private static func isQueueMessage(_ value: JSONValue) -> Bool {
    value["receiptHandle"] != nil || value["eventSource"]?.equals("aws:sqs") == true
      || value["messageId"] != nil
  }

  /// A request as an HTTP gateway hands it to a function.
  private static func isRequest(_ value: JSONValue) -> Bool {
    value["isBase64Encoded"] != nil || value["requestContext"] != nil || value["httpMethod"] != nil
  }

  private static func isHousekeeping(_ value: JSONValue) -> Bool {
    value["notificationType"]?.equals("AmazonSnsSubscriptionSucceeded") == true
      || value["Event"]?.equals("s3:TestEvent") == true
      || value["messageType"]?.equals("CONTROL_MESSAGE") == true && value["logEvents"] != nil
  }

  /// Whether a text is what SES and Pinpoint write to a topic to see whether they may.
  static func isHousekeeping(text: Bytes) -> Bool {
    text.starts(with: "Successfully validated SNS topic")
  }
}

/// Who publishes an event.
package enum EventOrigin: String, Sendable, CaseIterable {
  case ses
  case pinpoint
  case sms

  /// The origin of an object that is an event; nil for other objects.
  init?(_ value: JSONValue) {
    if value["event_type"]?.isString == true {
      self = .pinpoint
      return
    }
    if let type = value["eventType"] ?? value["notificationType"], type.isString {
      let name = type.rawString
      if value["mail"]?.isObject == true {
        self = .ses
        return
      }
      if name.starts(with: "TEXT_") || name.starts(with: "MEDIA_") || name.starts(with: "VOICE_") {
        self = .sms
        return
      }
    }
    // Mail and text messages that came in.
    if value["ses"]?["mail"]?.isObject == true {
      self = .ses
    } else if value["inboundMessageId"]?.isString == true, value["messageBody"] != nil {
      self = .sms
    } else {
      return nil
    }
  }
}
