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
          guard let value = value.string else { continue }
          if let parameter = name.string.flatMap(TextRules.registration) {
            country.append((parameter, value))
          } else if pairs < Self.mostPairs, !name.equals("due_key"),
            let name = TextRules.contextName(name), let value = TextRules.contextValue(value)
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
    // An answer of 200 that is no JSON still is one: taken, under a name that is not known.
    (try? tape.parse(answer))?["MessageId"]?.string
  }

  func isOptOut(_ refusal: AWSFault) -> Bool {
    refusal.reason == "DESTINATION_PHONE_NUMBER_OPTED_OUT"
  }
}

/// What AWS takes in a text message, whichever service sends it.
enum TextRules {
  static func check(_ message: Message) throws(MessageRefusal) {
    guard AWSName.isNumber(message.to) else {
      throw MessageRefusal("INVALID_NUMBER", "expected a number of 2 to 19 digits")
    }
    let count = message.body.unicodeScalars.count
    guard count <= 1600,
      message.body.unicodeScalars.contains(where: { !$0.properties.isWhitespace })
    else {
      throw MessageRefusal(
        "INVALID_MESSAGE",
        count > 1600
          ? "expected at most 1600 characters, found \(count)" : "expected a text, found none")
    }
  }

  /// Members of a context that name what is registered in India.
  static func registration(_ name: String) -> String? {
    name == "entity_id" || name == "template_id" ? name : nil
  }

  static func contextName(_ name: JSONValue) -> String? {
    guard let name = name.string, (1...100).contains(name.unicodeScalars.count),
      !name.unicodeScalars.contains(where: \.properties.isWhitespace)
    else { return nil }
    return name
  }

  /// Without white space at its ends; nil for what is empty or too long then.
  static func contextValue(_ value: String) -> String? {
    let scalars = value.unicodeScalars
    let isSpace = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
    guard let first = scalars.firstIndex(where: { !isSpace($0) }),
      let last = scalars.lastIndex(where: { !isSpace($0) }),
      scalars.distance(from: first, to: last) < 800
    else { return nil }
    return String(scalars[first...last])
  }
}
