import CDueScan
import DueFormats
import DueModel
import DueSystem

/// Takes from a line what a report needs of an event of SES, without parsing the rest.
///
/// It takes only what it understands at once: an event with its type, message and times, without
/// escapes in any of them. `MailEvent.init` reads the others, and both tell the same of an event.
struct MailEventSkim {
  private var event = MailEvent()
  private var found = Found()
  /// The member that tells about the event, and its own time.
  private var detail: SESEventType?
  private var detailDay: Day?
  private var dates = DateReader()

  /// What has been met, so that nothing is taken twice.
  private struct Found: OptionSet {
    var rawValue: UInt8
    static let type = Found(rawValue: 1)
    static let mail = Found(rawValue: 2)
    static let detail = Found(rawValue: 4)
    static let sent = Found(rawValue: 8)
    static let headers = Found(rawValue: 16)
  }

  init() {}

  /// Reads the event in `line`; nil where a strict reader is to look at it.
  mutating func callAsFunction(_ line: Bytes) -> MailEvent? {
    event = MailEvent()
    found = []
    detail = nil
    detailDay = nil
    var walk = JSONSkimmer(line)
    guard walk.enter() else { return nil }
    repeat { member(&walk) } while walk.goesOn()
    guard walk.isSound, walk.isAtEnd(), found.isSuperset(of: [.type, .mail, .sent]),
      event.messageID.count > 0, isComplete
    else { return nil }
    event.day = detailDay ?? event.sentDay
    return event
  }

  /// Whether the member that the type asks for is there, and no other.
  private var isComplete: Bool {
    guard let type = event.type, type != .send else { return detail == nil || detail == .send }
    return detail == type
  }

  @inline(__always)
  private mutating func take(_ part: Found, _ walk: inout JSONSkimmer) {
    if found.contains(part) { walk.fail() }
    found.insert(part)
  }

  private mutating func member(_ walk: inout JSONSkimmer) {
    let name = walk.name()
    if name.equals("eventType") {
      take(.type, &walk)
      event.type = SESEventType(walk.string())
      if event.type == nil { walk.fail() }
    } else if name.equals("mail") {
      take(.mail, &walk)
      mail(&walk)
    } else if let kind = Self.detail(name), walk.kind() == .object {
      take(.detail, &walk)
      detail = kind
      read(kind, &walk)
    } else if name.equals("notificationType") || name.equals("event_type") || name.equals("event") {
      walk.fail()
    } else {
      walk.skip()
    }
  }

  private static func detail(_ name: Bytes) -> SESEventType? {
    for kind in SESEventType.allCases where name.equals(kind.member) { return kind }
    return nil
  }

  // MARK: mail

  private mutating func mail(_ walk: inout JSONSkimmer) {
    guard walk.kind() == .object, walk.enter() else { return walk.fail() }
    repeat {
      let name = walk.name()
      switch name.count {
      case 4 where name.equals("tags"): tags(&walk)
      case 6 where name.equals("source"): event.source = text(&walk, event.source)
      case 7 where name.equals("headers"):
        take(.headers, &walk)
        headers(walk.skip(), &walk)
      case 9 where name.equals("messageId"): event.messageID = text(&walk, event.messageID)
      case 9 where name.equals("timestamp"):
        take(.sent, &walk)
        if let day = day(&walk) { event.sentDay = day }
      case 9 where name.equals("sourceArn"):
        event.identity = MailEvent.identity(in: text(&walk, event.identity))
      case 11 where name.equals("destination"): destination(&walk)
      default: walk.skip()
      }
    } while walk.goesOn()
  }

  /// A string that is there once, or null.
  @inline(__always)
  private func text(_ walk: inout JSONSkimmer, _ old: Bytes) -> Bytes {
    if old.count > 0 { walk.fail() }
    if walk.kind() == .null {
      walk.skip()
      return MailEvent.none
    }
    return walk.string()
  }

  private mutating func destination(_ walk: inout JSONSkimmer) {
    guard walk.kind() == .list, event.recipientCount == 0 else { return walk.fail() }
    guard walk.enter() else { return }
    repeat {
      let address = walk.string()
      if event.recipientCount == 0 { event.recipient = address }
      event.recipientCount += 1
    } while walk.goesOn("]")
  }

  private mutating func tags(_ walk: inout JSONSkimmer) {
    guard walk.kind() == .object else { return walk.fail() }
    guard walk.enter() else { return }
    repeat {
      guard walk.name().equals("ses:configuration-set") else {
        walk.skip()
        continue
      }
      guard walk.kind() == .list, event.configurationSet.count == 0 else { return walk.fail() }
      guard walk.enter() else { continue }
      event.configurationSet = walk.string()
      while walk.goesOn("]") { walk.skip() }
    } while walk.goesOn()
  }

  /// Looks into the headers only where they may say `text/plain`.
  private mutating func headers(_ list: Bytes, _ walk: inout JSONSkimmer) {
    guard let start = list.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    let sought: StaticString = "/plain"
    guard
      due_find_folded(start, list.count, sought.utf8Start, sought.utf8CodeUnitCount, 0) < list.count
    else { return }
    var headers = JSONSkimmer(list)
    guard headers.kind() == .list, headers.enter() else { return }
    repeat { header(&headers) } while headers.goesOn("]")
    if !headers.isSound { walk.fail() }
  }

  private mutating func header(_ headers: inout JSONSkimmer) {
    guard headers.kind() == .object, headers.enter() else { return headers.fail() }
    var name = MailEvent.none
    var value = MailEvent.none
    repeat {
      let member = headers.name()
      let text = headers.skip()
      if member.equals("name") { name = text } else if member.equals("value") { value = text }
    } while headers.goesOn()
    // Both with their quotes; an escape in what is compared is for a strict reader.
    if name.contains(UInt8(ascii: "\\")) { return headers.fail() }
    guard Self.begins(name, "\"content-type\"") else { return }
    if value.prefix(16).contains(UInt8(ascii: "\\")) { return headers.fail() }
    if Self.begins(value, "\"text/plain") { event.isPlainText = true }
  }

  /// Whether `text` begins with `beginning`, whose letters are small, in capitals or not.
  private static func begins(_ text: Bytes, _ beginning: StaticString) -> Bool {
    guard text.count >= beginning.utf8CodeUnitCount else { return false }
    for i in 0..<beginning.utf8CodeUnitCount {
      let byte = text[i]
      let folded = byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
      if folded != beginning.utf8Start[i] { return false }
    }
    return true
  }

  // MARK: What happened

  private mutating func read(_ kind: SESEventType, _ walk: inout JSONSkimmer) {
    guard walk.enter() else { return }
    let mayBounce = kind == .bounce || kind == .complaint
    repeat {
      let name = walk.name()
      if name.equals("timestamp") {
        if detailDay != nil { walk.fail() }
        detailDay = day(&walk)
      } else if mayBounce, name.equals("bounceType") {
        event.bounceType = text(&walk, event.bounceType)
      } else if mayBounce, name.equals("bounceSubType") || name.equals("complaintSubType") {
        event.subType = text(&walk, event.subType)
      } else {
        walk.skip()
      }
    } while walk.goesOn()
  }

  /// The day of a time that is written as SES writes it.
  @inline(__always)
  private mutating func day(_ walk: inout JSONSkimmer) -> Day? {
    let day = dates.day(walk.string())
    if day == nil { walk.fail() }
    return day
  }
}

/// Reads the day of times such as `2026-09-01T08:01:00.000Z`; most are of the day before.
private struct DateReader {
  private var date: (UInt64, UInt16) = (0, 0)
  private var day = Day(0)

  /// Nil for a time in another form, and for one that is not in `MailEvent.days`.
  @inline(__always)
  mutating func day(_ text: Bytes) -> Day? {
    guard text.count == 24, text[10] == UInt8(ascii: "T"), text[13] == UInt8(ascii: ":"),
      text[16] == UInt8(ascii: ":"), text[19] == UInt8(ascii: "."), text[23] == UInt8(ascii: "Z"),
      Self.digits(text, 11) < 24, Self.digits(text, 14) < 60, Self.digits(text, 17) <= 59,
      Self.digits(text, 20) < 100, text[22] &- 48 <= 9
    else { return nil }
    let read = (
      text.loadUnaligned(as: UInt64.self), text.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
    )
    if read == date { return day }
    guard let instant = Instant(text) else { return nil }
    let found = Day(of: instant)
    guard MailEvent.days.contains(found.number) else { return nil }
    date = read
    day = found
    return day
  }

  /// Two digits as a number; 100 or more for anything else.
  @inline(__always)
  private static func digits(_ text: Bytes, _ place: Int) -> Int {
    let tens = text[place] &- 48
    let ones = text[place + 1] &- 48
    return tens <= 9 && ones <= 9 ? Int(tens) * 10 + Int(ones) : 100
  }
}
