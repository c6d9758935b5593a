import DueFormats
import DueModel
import DueStore
import DueSystem

/// Reads of an event what the database keeps in columns.
///
/// One is used for many events; it allocates only to grow. What `read` returns is valid until the
/// next call, and as long as the event is.
struct EntryReader: ~Copyable {
  private let project: [UInt8]
  private var identify = EventIdentifier()
  private var decoded = ByteArena()

  private let identifies: Bool

  /// - Parameters:
  ///   - project: that of events that do not name one.
  ///   - identifies: whether entries have their `uid`.
  init(project: String, identifies: Bool = true) {
    self.project = Array(project.utf8)
    self.identifies = identifies
  }

  /// - Parameters:
  ///   - raw: the event's own text.
  ///   - hour: of its arrival, hours since 1970.
  mutating func read(_ event: EventView, raw: Bytes, hour: Int64, line: Int) -> EventEntry {
    if decoded.count > 0 { decoded.removeAll() }
    var entry = EventEntry()
    if identifies { entry.uid = identify(event) }
    entry.family = event.family
    entry.raw = raw
    entry.hour = hour
    entry.line = line
    entry.type = text(event.type)
    entry.at = event.time?.milliseconds
    entry.arrived = event.arrival?.milliseconds
    entry.sent = event.sent?.milliseconds
    entry.what = EventWord.of(event)
    readNames(event, &entry)
    switch event.family {
    case .pinpoint: readPinpoint(event, &entry)
    case .ses: entry.channel = Bytes("EMAIL")
    case .sms: readSMS(event, &entry)
    case .result: readResult(event, &entry)
    case .unknown: break
    }
    return entry
  }

  private mutating func readNames(_ event: EventView, _ entry: inout EventEntry) {
    if let named = event.project {
      entry.project = text(named)
    } else {
      entry.project = project.withUnsafeBytes { decoded.copy($0) }
    }
    let isRead =
      switch event.family {
      case .pinpoint: readAttributes(event, &entry)
      case .ses: readTags(event, &entry)
      case .sms, .result, .unknown: false
      }
    if !isRead { readEach(event, &entry) }
    if entry.campaign.isEmpty { entry.activity = EventEntry.none }
    if entry.journey.isEmpty {
      entry.run = EventEntry.none
      entry.step = EventEntry.none
    }
    if let detail = event.detail, event.family == .pinpoint {
      entry.status = text(detail["bounce_type"] ?? detail["complaint_feedback_type"])
      entry.reason = text(event.reason)
    } else if let change = event.subscriptionChange {
      entry.status = Bytes(change.name)
      entry.reason = text(event.detail?["source"])
    }
    var first: JSONValue?
    var count = 0
    event.forEachRecipient { recipient in
      if count == 0 { first = recipient }
      count += 1
    }
    entry.recipient = text(first)
    entry.recipients = count
  }

  /// Asks the event for each name.
  private mutating func readEach(_ event: EventView, _ entry: inout EventEntry) {
    entry.endpoint = text(event.endpoint)
    entry.campaign = text(event.campaign)
    entry.treatment = text(event.treatment)
    entry.journey = text(event.journey)
    entry.status = text(event.status)
    entry.reason = text(event.reason)
    entry.message = text(event.messageID)
    entry.activity = text(event.activity)
    entry.run = text(event.journeyRun)
    entry.step = text(event.journeyActivity)
    guard event.type.rawString.starts(with: "_SMS.") else { return }
    entry.country = text(event.attributes?["iso_country_code"])
    entry.kind = text(event.attributes?["message_type"])
    entry.parts = integer(event.attributes?["number_of_message_parts"])
  }

  /// The same from one walk over Pinpoint's attributes; false where a name has escapes.
  private mutating func readAttributes(_ event: EventView, _ entry: inout EventEntry) -> Bool {
    var found = AttributeWalk()
    guard found.walk(event.attributes) else { return false }
    entry.endpoint = text(event.endpoint)
    entry.campaign = text(found.campaign)
    entry.treatment = text(found.treatment)
    entry.journey = text(found.journey)
    entry.status = text(found.record ?? found.campaignStatus ?? found.journeyStatus)
    entry.message = text(event.mail?["message_id"] ?? found.message)
    entry.activity = text(found.activity)
    entry.run = text(found.run)
    entry.step = text(found.step)
    if event.type.rawString.starts(with: "_SMS.") {
      entry.country = text(found.country)
      entry.kind = text(found.kind)
      entry.parts = integer(found.parts)
    }
    return true
  }

  /// The same from one walk over the tags of SES; false where a name has escapes.
  private mutating func readTags(_ event: EventView, _ entry: inout EventEntry) -> Bool {
    var found = TagWalk()
    guard found.walk(event.mail?["tags"]) else { return false }
    entry.campaign = text(found.campaign)
    entry.treatment = text(found.treatment)
    entry.journey = text(found.journey)
    entry.activity = text(found.activity)
    entry.run = text(found.run)
    entry.step = text(found.step)
    entry.endpoint = text(found.endpoint)
    entry.message = text(event.messageID)
    if event.detail != nil {
      entry.status = text(event.status)
      entry.reason = text(event.reason)
    }
    return true
  }

  private mutating func readPinpoint(_ event: EventView, _ entry: inout EventEntry) {
    let type = event.type.rawString
    if type.starts(with: "_email.") {
      entry.channel = Bytes("EMAIL")
      if let stamped = event.stamped?.milliseconds, stamped != entry.at { entry.stamped = stamped }
    } else if type.starts(with: "_SMS.") {
      entry.channel = Bytes("SMS")
      entry.price = Self.money(event.metrics?["price_in_millicents_usd"], unit: 10_000)
    } else if type.starts(with: "_campaign.") {
      entry.channel = text(event.attributes?["delivery_type"])
    } else if type.starts(with: "_journey.") {
      entry.channel = text(event.attributes?["journey_activity_type"])
    }
  }

  private mutating func readSMS(_ event: EventView, _ entry: inout EventEntry) {
    let type = event.type.rawString
    entry.channel =
      type.starts(with: "MEDIA_")
      ? Bytes("MMS") : type.starts(with: "VOICE_") ? Bytes("VOICE") : Bytes("SMS")
    entry.country = text(event.root["isoCountryCode"])
    entry.kind = text(event.root["messageType"])
    entry.parts = integer(event.root["totalMessageParts"])
    entry.price = Self.money(event.root["totalMessagePrice"], unit: 1e9)
    entry.fee = Self.money(event.root["totalCarrierFee"], unit: 1e9)
    if let final = event.root["isFinal"] {
      entry.isFinal =
        final.bool ?? (final.equals("true") ? true : final.equals("false") ? false : nil)
    }
  }

  private mutating func readResult(_ event: EventView, _ entry: inout EventEntry) {
    let channel = event.root["channel"]
    entry.channel =
      channel?.equals("sms") == true
      ? Bytes("SMS") : channel?.equals("email") == true ? Bytes("EMAIL") : text(channel)
    entry.parts = integer(event.root["parts"])
  }

  // MARK: Values

  /// The bytes of a string, decoded; none for anything else.
  private mutating func text(_ value: JSONValue?) -> Bytes {
    guard let value else { return EventEntry.none }
    if !value.hasEscapes { return value.rawString }
    var buffer = ByteBuffer(capacity: value.rawString.count)
    buffer.append(decoded: value)
    return decoded.copy(buffer.bytes)
  }

  /// A whole number, also one that is written as a string.
  private func integer(_ value: JSONValue?) -> Int64? {
    guard let number = Self.number(value), number.magnitude < 9e15 else { return nil }
    return Int64(number)
  }

  private static func number(_ value: JSONValue?) -> Double? {
    guard let value else { return nil }
    return Double(ascii: value.isString ? value.rawString : value.isNumber ? value.source : none)
  }

  private static var none: Bytes { EventEntry.none }

  /// An amount in billionths of a dollar; `unit` is how many of them one of the amount is.
  private static func money(_ value: JSONValue?, unit: Double) -> Int64? {
    guard let amount = number(value), (amount * unit).magnitude < 9e18 else { return nil }
    return Int64((amount * unit).rounded())
  }
}

extension UnsafeRawBufferPointer {
  fileprivate init(_ text: StaticString) {
    self.init(start: text.utf8Start, count: text.utf8CodeUnitCount)
  }
}
