import DueFormats
import DueModel
import DueSystem

/// Why a record cannot become a message: a word for programs, a line for people.
package struct IntakeFault: Error, Equatable {
  /// Such as `invalid_number`.
  package let code: String
  package let column: String?
  /// `expected …, found '…'`.
  package let reason: String

  package init(_ code: String, _ column: String?, _ reason: String) {
    self.code = code
    self.column = column
    self.reason = reason
  }

  package static func expected(_ what: String, in column: String, found: String, code: String)
    -> Self
  {
    Self(code, column, "expected \(what) in '\(column)', found '\(Self.shown(found))'")
  }

  /// A value as a message shows it: not all of a long text.
  private static func shown(_ text: String) -> String {
    text.count <= 60 ? text : text.prefix(60) + "…"
  }
}

/// What a phone number is in E.164, and in which zones it may ring.
package struct ReadNumber: Sendable {
  package var e164: String
  package var zones: [String]

  package init(e164: String, zones: [String] = []) {
    self.e164 = e164
    self.zones = zones
  }
}

/// What the user says about all messages of an input.
package struct SMSDefaults {
  package var project = "default"
  package var from = ""
  package var type: MessageType?
  package var campaign = ""
  package var template: ColumnTemplate?
  package var notBefore: Instant?
  package var expires: Instant?
  /// `HH:MM-HH:MM`, for promotional messages.
  package var window: String?
  package var defaultZone = TimeZone.utc
  package var maxParts = 6
  package var transliteration: Transliteration?
  /// Names of what makes two records one message; nil for number, campaign and sender.
  package var dedupOn: [String]?
  /// Reads a number; nil for a text that is none.
  package var readNumber: (Bytes) -> ReadNumber?

  package init(readNumber: @escaping (Bytes) -> ReadNumber?) { self.readNumber = readNumber }
}

/// The values of one record, by what they mean.
struct SMSDraft {
  var number = ""
  var body = ""
  var campaign = ""
  var from = ""
  var type = ""
  var key: String?
  var treatment = ""
  var activity = ""
  var endpoint = ""
  var notBefore = ""
  var expires = ""
  var priority = ""
  var zone = ""
  var hours = ""
  var headers = ""
  /// Values of all other columns, in order.
  var context: [(name: String, value: String)] = []
  /// Names that the record's input gives to what is wrong, for messages.
  var names = SMSNames()
  /// What a template finds under a column's name in lower case.
  var column: (String) -> String? = { _ in nil }
}

/// What the input calls the columns that messages name.
struct SMSNames {
  var number = "sms_number"
  var body = "message"
  var from = "short_code"
  var type = "message_type"
  var key = "key"
  var zone = "timezone"
}

/// Makes a text message of one record: checked, in NFC, counted, under its key.
package struct SMSDecoder {
  package let defaults: SMSDefaults
  /// How many texts were changed by transliteration.
  package private(set) var changed = 0
  private var zones: [String: TimeZone?] = [:]

  package init(_ defaults: SMSDefaults) { self.defaults = defaults }

  /// The most characters of a text message, as AWS has it.
  static let longestBody = 1600

  mutating func message(_ draft: SMSDraft) throws(IntakeFault) -> (Message, SMSSegmentation) {
    let number = try number(draft)
    let type = try type(draft)
    let from = try sender(draft)
    let (body, size) = try body(draft)
    let campaign = draft.campaign.isEmpty ? defaults.campaign : draft.campaign
    var message = Message(
      key: "", channel: .sms, to: number.e164, from: from, type: type, body: body)
    message.campaign = campaign
    message.treatment = draft.treatment
    message.activity = draft.activity
    message.endpoint = draft.endpoint
    message.headers = draft.headers
    message.context = context(draft)
    message.notBefore = try instant(draft.notBefore, "not_before") ?? defaults.notBefore
    message.expires = try instant(draft.expires, "expires_at") ?? defaults.expires
    message.priority = try priority(draft)
    message.hours = try hours(draft, type, number)
    message.key = try key(draft, message)
    return (message, size)
  }

  private func number(_ draft: SMSDraft) throws(IntakeFault) -> ReadNumber {
    var text = draft.number
    guard let number = text.withUTF8({ defaults.readNumber(Bytes($0)) }) else {
      throw .expected(
        "a phone number", in: draft.names.number, found: draft.number, code: "invalid_number")
    }
    return number
  }

  private func type(_ draft: SMSDraft) throws(IntakeFault) -> MessageType {
    let text = draft.type.trimmed
    if text.isEmpty, let type = defaults.type { return type }
    guard let type = MessageType(String(text)) else {
      throw .expected(
        "TRANSACTIONAL or PROMOTIONAL", in: draft.names.type, found: draft.type,
        code: "invalid_message_type")
    }
    return type
  }

  private func sender(_ draft: SMSDraft) throws(IntakeFault) -> String {
    let text = draft.from.trimmed
    if text.isEmpty { return defaults.from }
    guard Self.isSender(text) else {
      throw .expected(
        "a number, a short code or a sender's name", in: draft.names.from, found: draft.from,
        code: "invalid_sender")
    }
    return String(text)
  }

  /// Letters, digits, `_:/+-` and inner spaces, at most 256: what AWS takes for an origination
  /// identity, and what sender ids may have.
  package static func isSender(_ text: some StringProtocol) -> Bool {
    (1...256).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        switch $0 {
        case 48...57, 65...90, 97...122, UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "/"),
          UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: " "):
          true
        default: false
        }
      }
  }

  private mutating func body(_ draft: SMSDraft) throws(IntakeFault) -> (String, SMSSegmentation) {
    var text = draft.body
    if text.trimmed.isEmpty, let template = defaults.template {
      text = try template.render(draft.column)
    }
    guard !text.trimmed.isEmpty else {
      throw IntakeFault(
        "empty_message", draft.names.body, "expected a text in '\(draft.names.body)', found none")
    }
    text = text.composed
    if let transliteration = defaults.transliteration {
      let plain = transliteration(text)
      if plain != text { changed += 1 }
      text = plain
    }
    let size = SMSSegmentation(text)
    let isShort =
      text.utf8.count <= Self.longestBody || text.unicodeScalars.count <= Self.longestBody
    guard isShort, size.parts <= defaults.maxParts else {
      throw IntakeFault(
        "too_many_parts", draft.names.body,
        "expected at most \(defaults.maxParts) parts and \(Self.longestBody) characters in "
          + "'\(draft.names.body)', found \(size.parts) parts (\(size.encoding.rawValue)) and "
          + "\(text.unicodeScalars.count) characters")
    }
    return (text, size)
  }

  private func context(_ draft: SMSDraft) -> String {
    guard draft.context.contains(where: { !$0.value.isEmpty }) else { return "" }
    var buffer = ByteBuffer(capacity: 256)
    var separator = UInt8(ascii: "{")
    for (name, value) in draft.context where !value.isEmpty {
      buffer.append(separator)
      buffer.append(jsonString: name)
      buffer.append(UInt8(ascii: ":"))
      buffer.append(jsonString: value)
      separator = UInt8(ascii: ",")
    }
    buffer.append(UInt8(ascii: "}"))
    return buffer.string
  }

  private func instant(_ text: String, _ column: String) throws(IntakeFault) -> Instant? {
    if text.isEmpty { return nil }
    guard let instant = Instant(text) else {
      throw .expected("a time with a zone", in: column, found: text, code: "invalid_time")
    }
    return instant
  }

  private func priority(_ draft: SMSDraft) throws(IntakeFault) -> Int {
    if draft.priority.isEmpty { return 5 }
    guard let priority = Int(draft.priority), (0...9).contains(priority) else {
      throw .expected("0 to 9", in: "priority", found: draft.priority, code: "invalid_priority")
    }
    return priority
  }

  /// The hours of the window, for promotional messages, in the zone that the record gives, else
  /// in all zones that the number may be in, else in the default zone.
  private mutating func hours(
    _ draft: SMSDraft, _ type: MessageType, _ number: ReadNumber
  ) throws(IntakeFault) -> String {
    if !draft.hours.isEmpty {
      guard SendingHours(draft.hours) != nil else {
        throw .expected(
          "hours such as 08:00-21:00 Europe/Paris", in: "hours", found: draft.hours,
          code: "invalid_hours")
      }
      return draft.hours
    }
    guard let window = defaults.window, type == .promotional else { return "" }
    var places: [TimeZone] = []
    let name = draft.zone.trimmed
    if !name.isEmpty {
      guard let zone = zone(String(name)) else {
        throw .expected(
          "a time zone such as Europe/Paris", in: draft.names.zone, found: draft.zone,
          code: "invalid_zone")
      }
      places = [zone]
    } else {
      for name in number.zones {
        if let zone = zone(name) { places.append(zone) }
      }
    }
    if places.isEmpty { places = [defaults.defaultZone] }
    return SendingHours(window[...], zones: places)?.text ?? ""
  }

  private mutating func zone(_ name: String) -> TimeZone? {
    if let known = zones[name] { return known }
    let zone = TimeZone(named: name)
    zones[name] = zone
    return zone
  }

  /// The names that `--dedup-on` knows by itself; any other is a column's.
  package static let keyParts: Set<String> = ["number", "campaign", "sender", "message"]

  private func key(_ draft: SMSDraft, _ message: Message) throws(IntakeFault) -> String {
    if let key = draft.key {
      guard Message.isKey(key) else {
        throw .expected(
          "1 to 64 letters, digits, '_' and '-'", in: draft.names.key, found: key,
          code: "invalid_key")
      }
      return key
    }
    var parts = ["sms", defaults.project]
    for name in defaults.dedupOn ?? ["number", "campaign", "sender"] {
      switch name {
      case "number": parts.append(message.to)
      case "sender": parts.append(message.from)
      case "message": parts.append(message.body)
      case "campaign":
        parts.append(message.campaign)
        // Without a campaign, other texts to the number are other messages.
        if message.campaign.isEmpty { parts.append(message.body) }
      default:
        // A record without the column would share its key with every other such record.
        guard let value = draft.column(name) else {
          throw IntakeFault(
            "missing_variable", name, "expected a value in '\(name)', which --dedup-on names")
        }
        parts.append(value)
      }
    }
    return Message.key(of: parts)
  }
}

extension StringProtocol {
  /// Without white space at both ends.
  package var trimmed: SubSequence {
    var scalars = unicodeScalars[...]
    while let first = scalars.first, first.isWhitespace { scalars.removeFirst() }
    while let last = scalars.last, last.isWhitespace { scalars.removeLast() }
    return self[scalars.startIndex..<scalars.endIndex]
  }
}

extension Unicode.Scalar {
  /// White_Space, with the tables of Unicode left alone for what is ASCII.
  fileprivate var isWhitespace: Bool {
    value < 0x80 ? value == 0x20 || (9...13).contains(value) : properties.isWhitespace
  }
}
