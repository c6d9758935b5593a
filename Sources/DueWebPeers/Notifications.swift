import DueAWS
import DueDelivery
import DueFormats
import DueModel
import DueSystem

/// Amazon SNS: `Publish` to a number. It carries no context, and tells of deliveries in logs only.
///
/// Source: Amazon SNS API, Publish; Developer Guide, "Publishing to a mobile phone".
final class Notifications: AWSTextService {
  static let service = AWSService.notifications
  static let form = AWSFlight.Form(
    contentType: "application/x-www-form-urlencoded; charset=utf-8")

  private var maxPrice = ""
  private var tape = JSONTape()

  init?(_ options: [(name: String, value: String)]) {
    for (name, value) in options {
      guard name == "max-price", AWSName.isPrice(value) else { return nil }
      maxPrice = value
    }
  }

  func append(
    _ message: Message, at now: Instant, to body: inout ByteBuffer
  ) throws(MessageRefusal) {
    try TextRules.check(message)
    body.append("Action=Publish&Version=2010-03-31&PhoneNumber=" as StaticString)
    body.append(formValue: message.to)
    body.append("&Message=" as StaticString)
    body.append(formValue: message.body)
    var count = 0
    for (name, value) in try attributes(of: message) where !value.isEmpty {
      count += 1
      body.append("&MessageAttributes.entry." as StaticString)
      body.append(decimal: Int64(count))
      body.append(".Name=" as StaticString)
      body.append(name)
      body.append("&MessageAttributes.entry." as StaticString)
      body.append(decimal: Int64(count))
      body.append(".Value.DataType=String&MessageAttributes.entry." as StaticString)
      body.append(decimal: Int64(count))
      body.append(".Value.StringValue=" as StaticString)
      body.append(formValue: value)
    }
  }

  private func attributes(
    of message: Message
  ) throws(MessageRefusal) -> [(name: String, value: String)] {
    var attributes = [
      (
        name: "AWS.SNS.SMS.SMSType",
        value: message.type == .promotional ? "Promotional" : "Transactional"
      ), ("AWS.SNS.SMS.MaxPrice", maxPrice), try sender(message.from),
    ]
    guard !message.context.isEmpty else { return attributes }
    var text = message.context
    text.withUTF8 { bytes in
      guard let root = try? tape.parse(Bytes(bytes)) else { return }
      attributes.append(("AWS.MM.SMS.EntityId", root["entity_id"]?.string ?? ""))
      attributes.append(("AWS.MM.SMS.TemplateId", root["template_id"]?.string ?? ""))
    }
    return attributes
  }

  private func sender(_ from: String) throws(MessageRefusal) -> (name: String, value: String) {
    if from.isEmpty || AWSName.isNumber(from) { return ("AWS.MM.SMS.OriginationNumber", from) }
    let isName =
      (1...11).contains(from.utf8.count)
      && from.utf8.allSatisfy { $0 &- 48 <= 9 || ($0 | 0x20) &- 97 < 26 || $0 == 45 }
    guard isName else {
      throw MessageRefusal(
        "INVALID_SENDER", "expected a number or 1 to 11 letters, digits and hyphens as sender")
    }
    return ("AWS.SNS.SMS.SenderID", from)
  }

  func providerID(in answer: Bytes) -> String? {
    XMLText.element("MessageId", in: answer)
  }

  func isOptOut(_ refusal: AWSFault) -> Bool {
    refusal.code == "OptedOut" || refusal.code == "OptedOutException"
  }
}

extension ByteBuffer {
  /// Appends `text` as a value of a form: all but letters, digits and `-._~` is encoded, a space as
  /// `+`, as in the forms of browsers.
  fileprivate mutating func append(formValue text: String) {
    for byte in text.utf8 {
      switch byte {
      case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        append(byte)
      case UInt8(ascii: " "): append(UInt8(ascii: "+"))
      default:
        append(UInt8(ascii: "%"))
        append(Self.digit(byte >> 4))
        append(Self.digit(byte & 15))
      }
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 55 + value }
}
