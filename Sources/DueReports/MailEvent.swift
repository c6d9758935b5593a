import DueFormats
import DueModel
import DueSystem

/// What one event of SES tells a report: places in its text.
struct MailEvent {
  /// Nil for a type that is not known.
  var type: SESEventType?
  var messageID = Self.none
  /// The identity in `mail.sourceArn`; empty where there is none.
  var identity = Self.none
  /// `mail.source`, perhaps with a name before the address.
  var source = Self.none
  /// Empty where the event has no such tag.
  var configurationSet = Self.none
  /// The first of `mail.destination`, and how many there are.
  var recipient = Self.none
  var recipientCount = 0
  /// Whether the message has a `Content-Type` of `text/plain`: nothing in it can tell of an open.
  var isPlainText = false
  var bounceType = Self.none
  /// Of a bounce or a complaint.
  var subType = Self.none
  var day = Day(0)
  var sentDay = Day(0)

  static var none: Bytes { Bytes(start: nil, count: 0) }

  /// The identity at the end of `arn:aws:ses:eu-west-1:111122223333:identity/example.com`.
  static func identity(in arn: Bytes) -> Bytes {
    let mark: StaticString = ":identity/"
    var rest = arn
    while let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
      rest = Bytes(rebasing: rest[colon...])
      if rest.count > mark.utf8CodeUnitCount, rest.starts(with: mark) {
        return Bytes(rebasing: rest[mark.utf8CodeUnitCount...])
      }
      rest = Bytes(rebasing: rest.dropFirst())
    }
    return none
  }

  /// The address in `News <news@example.com>`, or the whole.
  static func address(in text: Bytes) -> Bytes {
    guard let open = text.lastIndex(of: UInt8(ascii: "<")),
      let close = text[open...].firstIndex(of: UInt8(ascii: ">"))
    else { return text }
    return Bytes(rebasing: text[(open + 1)..<close])
  }

  /// What follows the last `@` of an address, perhaps with a name before it.
  static func domain(of text: Bytes) -> Bytes {
    guard let at = text.lastIndex(of: UInt8(ascii: "@")) else { return none }
    let rest = text[(at + 1)...]
    let end = rest.firstIndex { $0 == UInt8(ascii: ">") || $0 <= 0x20 } ?? rest.endIndex
    return Bytes(rebasing: rest[..<end])
  }
}

extension MailEvent {
  /// What `event` tells, in full: for records that `MailEventSkim` does not take.
  ///
  /// - Parameter arena: takes texts that are escaped.
  /// - Throws: a fault for an event of SES without a message or a time.
  init(_ event: EventView, _ arena: inout ByteArena) throws(RecordFault) {
    let mail = event.mail
    type = SESEventType(event.type)
    guard let id = event.messageID else {
      throw .missing("mail.messageId", "of an event of SES")
    }
    messageID = Self.bytes(id, &arena)
    if let arn = mail?["sourceArn"] { identity = Self.identity(in: Self.bytes(arn, &arena)) }
    if let from = mail?["source"] { source = Self.bytes(from, &arena) }
    if let tag = mail?["tags"]?["ses:configuration-set"] {
      let value = tag.isArray ? tag.elements.first(where: { _ in true }) : tag
      if let value { configurationSet = Self.bytes(value, &arena) }
    }
    for address in mail?["destination"]?.elements ?? event.type.elements {
      if recipientCount == 0 { recipient = Self.bytes(address, &arena) }
      recipientCount += 1
    }
    isPlainText = mail?["headers"].map(Self.isPlainText) ?? false
    if let value = event.detail?["bounceType"] { bounceType = Self.bytes(value, &arena) }
    if let value = event.detail?["bounceSubType"] ?? event.detail?["complaintSubType"] {
      subType = Self.bytes(value, &arena)
    }
    guard let time = event.time else {
      throw .missing("mail.timestamp", "of an event of SES")
    }
    day = try Self.day(time)
    sentDay = try event.sent.map(Self.day) ?? day
  }

  /// Days are kept in sixteen bits.
  static let days = 0..<65_000

  private static func day(_ time: Instant) throws(RecordFault) -> Day {
    let day = Day(of: time)
    guard days.contains(day.number) else {
      throw .unexpected("timestamp", time.iso8601, expected: "a time from 1970 to 2147")
    }
    return day
  }

  private static func bytes(_ value: JSONValue, _ arena: inout ByteArena) -> Bytes {
    guard value.hasEscapes else { return value.rawString }
    var text = ByteBuffer(capacity: 256)
    text.append(decoded: value)
    return arena.copy(text.bytes)
  }

  /// Whether the header `Content-Type` of `headers`, a list of `{"name":…,"value":…}`, says so.
  static func isPlainText(_ headers: JSONValue) -> Bool {
    headers.elements.contains { header in
      guard let name = header["name"]?.string, let value = header["value"]?.string else {
        return false
      }
      return name.lowercased() == "content-type" && value.lowercased().hasPrefix("text/plain")
    }
  }
}

extension SESEventType {
  /// The type called `name`.
  @inline(__always)
  init?(_ name: Bytes) {
    for kind in Self.allCases where name.equals(kind.name) {
      self = kind
      return
    }
    return nil
  }
}
