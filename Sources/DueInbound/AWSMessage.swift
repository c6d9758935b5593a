import DueFormats
import DueModel
import DueSystem

/// A text message as AWS End User Messaging publishes it, and as Pinpoint did, to the topic of a
/// number with two-way SMS.
///
/// Source: AWS End User Messaging SMS user guide, "Two-way SMS message payload".
package enum AWSMessage {
  /// Whether `value` is such a message.
  package static func isOne(_ value: JSONValue) -> Bool {
    value["originationNumber"] != nil && value["messageBody"] != nil
  }

  /// - Parameter published: when its carrier was published: the message itself has no time.
  package static func decode(
    _ value: JSONValue, published: Instant?, _ numbers: InboundNumbers
  ) throws(RecordFault) -> InboundMessage {
    guard let body = value["messageBody"]?.string else {
      throw .unexpected(
        "messageBody", value["messageBody"]?.source.string ?? "", expected: "a string")
    }
    var message = InboundMessage(
      .aws, id: try text(value, "inboundMessageId"),
      from: numbers(try text(value, "originationNumber")), body: body)
    message.to = numbers(value["destinationNumber"]?.string ?? "")
    message.keyword = value["messageKeyword"]?.string ?? ""
    message.replyTo = value["previousPublishedMessageId"]?.string ?? ""
    message.at = published
    return message
  }

  private static func text(_ value: JSONValue, _ name: StaticString) throws(RecordFault) -> String {
    guard let text = value[name]?.string, !text.isEmpty else {
      throw .missing(name.description, "of an inbound message")
    }
    return text
  }
}
