import DueAWS
import DueDelivery
import DueFormats
import DueModel
import DueSystem

/// AWS End User Messaging SMS: `SendTextMessage` of pinpoint-sms-voice-v2.
///
/// The key of a message goes along as `due_key` in its context, and comes back in its events.
///
/// Source: AWS End User Messaging SMS and voice v2 API, SendTextMessage.
final class TextMessages: AWSTextService {
  static let service = AWSService.textMessages
  static let form = AWSFlight.Form(
    contentType: "application/x-amz-json-1.0",
    target: "PinpointSMSVoiceV2.SendTextMessage")

  /// By the URI's options.
  private var configurationSet = ""
  private var protection = ""
  private var maxPrice = ""
  private var tape = JSONTape()
  private var context = JSONTape()

  /// The most pairs of a context, one of them ours.
  private static let mostPairs = 5

  init?(_ options: [(name: String, value: String)]) {
    for (name, value) in options {
      switch name {
      case "config-set" where AWSName.isPlain(value): configurationSet = value
      case "protect" where AWSName.isPlain(value): protection = value
      case "max-price" where AWSName.isPrice(value): maxPrice = value
      default: return nil
      }
    }
  }

  func append(
    _ message: Message, at now: Instant, to body: inout ByteBuffer
  ) throws(MessageRefusal) {
    try TextRules.check(message)
    guard message.from.isEmpty || AWSName.isPlain(message.from) else {
      throw MessageRefusal(
        "INVALID_SENDER", "expected a number, a sender id, a pool or an ARN as sender")
    }
    body.append(#"{"DestinationPhoneNumber":"# as StaticString)
    body.append(jsonString: message.to)
    body.append(member: #","OriginationIdentity":"#, message.from)
    body.append(#","MessageBody":"# as StaticString)
    body.append(jsonString: message.body)
    body.append(member: #","MessageType":"#, message.type.rawValue)
    body.append(member: #","ConfigurationSetName":"#, configurationSet)
    body.append(member: #","ProtectConfigurationId":"#, protection)
    body.append(member: #","MaxPrice":"#, maxPrice)
    if let expires = message.expires {
      body.append(
        member: #","TimeToLive":"#, min(max((expires - now) / 1000, 5), 259_200))
    }
    try appendContext(message, to: &body)
    body.append(UInt8(ascii: "}"))
  }

  /// The context that travels with the message, and what India wants to know of it.
  private func appendContext(
    _ message: Message, to body: inout ByteBuffer
  ) throws(MessageRefusal) {
    body.append(#","Context":{"due_key":"# as StaticString)
    body.append(jsonString: message.key)
    var country: [(name: String, value: String)] = []
    if !message.context.isEmpty {
      var pairs = 1
      var text = message.context
      text.withUTF8 { bytes in
        // It is an object, or it would not be in the outbox.
        guard let root = try? context.parse(Bytes(bytes)) else { return }
        for (name, value) in root.members {
          guard let value = value.string, let name = name.string else { continue }
          if let parameter = TextRules.registration(name) {
            country.append((parameter, value))
          } else if pairs < Self.mostPairs, name != "due_key", TextRules.isContextName(name),
            let value = TextRules.contextValue(value)
          {
            pairs += 1
            body.append(UInt8(ascii: ","))
            body.append(jsonString: name)
            body.append(UInt8(ascii: ":"))
            body.append(jsonString: value)
          }
        }
      }
    }
    body.append(UInt8(ascii: "}"))
    guard !country.isEmpty else { return }
    body.append(#","DestinationCountryParameters":{"# as StaticString)
    for (i, pair) in country.enumerated() {
      if i > 0 { body.append(UInt8(ascii: ",")) }
      body.append(jsonString: pair.name == "entity_id" ? "IN_ENTITY_ID" : "IN_TEMPLATE_ID")
      body.append(UInt8(ascii: ":"))
      body.append(jsonString: pair.value)
    }
    body.append(UInt8(ascii: "}"))
  }

  func providerID(in answer: Bytes) -> String? {
    (try? tape.parse(answer))?["MessageId"]?.string
  }

  func isOptOut(_ refusal: AWSFault) -> Bool {
    refusal.reason == "DESTINATION_PHONE_NUMBER_OPTED_OUT"
  }
}

/// What AWS takes in a text message, whichever service sends it.
///
/// ASCII, which nearly all of it is, is looked at byte by byte; properties of other characters cost
/// as much as all the rest of a message.
enum TextRules {
  /// The most characters of a text.
  private static let longest = 1600
  /// The most characters of a value of a context.
  private static let longestValue = 800

  static func check(_ message: Message) throws(MessageRefusal) {
    guard AWSName.isNumber(message.to) else {
      throw MessageRefusal("INVALID_NUMBER", "expected a number of 2 to 19 digits")
    }
    let body = message.body
    // Only a text of more bytes than that can have more characters.
    let count = body.utf8.count > longest ? body.unicodeScalars.count : 0
    guard count <= longest else {
      throw MessageRefusal(
        "INVALID_MESSAGE", "expected at most \(longest) characters, found \(count)")
    }
    let hasInk = body.utf8.contains { $0 > 0x20 && $0 < 0x7f }
    guard hasInk || body.unicodeScalars.contains(where: { !isSpace($0) }) else {
      throw MessageRefusal("INVALID_MESSAGE", "expected a text, found none")
    }
  }

  /// Members of a context that name what is registered in India.
  static func registration(_ name: String) -> String? {
    name == "entity_id" || name == "template_id" ? name : nil
  }

  static func isContextName(_ name: String) -> Bool {
    (1...100).contains(name.utf8.count) && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
      || (1...100).contains(name.unicodeScalars.count)
        && !name.unicodeScalars.contains(where: isSpace)
  }

  /// Without white space at its ends; nil for what is empty or too long then.
  static func contextValue(_ value: String) -> String? {
    let isTrim = { (byte: UInt8?) in byte.map { $0 > 0x20 && $0 < 0x7f } ?? false }
    if value.utf8.count <= longestValue, isTrim(value.utf8.first), isTrim(value.utf8.last) {
      return value
    }
    let scalars = value.unicodeScalars
    guard let first = scalars.firstIndex(where: { !isSpace($0) }),
      let last = scalars.lastIndex(where: { !isSpace($0) }),
      scalars.distance(from: first, to: last) < longestValue
    else { return nil }
    return String(scalars[first...last])
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }
}
