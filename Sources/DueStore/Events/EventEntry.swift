import DueModel
import DueSystem

/// One event as the database keeps it. Texts are bytes that its maker keeps; empty ones are NULL.
package struct EventEntry {
  package var uid = EventUID(words: (0, 0, 0, 0))
  // What it has in common with others.
  package var project = none
  package var family = EventFamily.unknown
  package var type = none
  package var campaign = none
  package var treatment = none
  package var journey = none
  package var status = none
  package var reason = none
  package var channel = none
  package var country = none
  package var kind = none
  /// What happened, in one word for all families; see due-events(1), TABLES.
  package var what: StaticString = ""
  // Its own; times in milliseconds since 1970.
  package var at: Int64?
  package var stamped: Int64?
  package var arrived: Int64?
  package var sent: Int64?
  /// Hours since 1970.
  package var hour: Int64 = 0
  package var line = 0
  package var endpoint = none
  package var message = none
  package var recipient = none
  package var recipients = 0
  package var activity = none
  package var run = none
  package var step = none
  package var isFinal: Bool?
  package var parts: Int64?
  /// Billionths of a US dollar.
  package var price: Int64?
  package var fee: Int64?
  package var raw = none

  package static var none: Bytes { Bytes(start: nil, count: 0) }

  package init() {}

  /// The time that puts it into a day.
  package var time: Int64 { at ?? arrived ?? hour * 3_600_000 }

  /// Days since 1970, UTC.
  var day: Int64 { Self.day(of: time) }

  /// The day of a moment.
  static func day(of milliseconds: Int64) -> Int64 {
    let (day, rest) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
    return rest < 0 ? day - 1 : day
  }

  /// Whether price and parts count for the sums: every event of a message has them, and one of them
  /// is to count. `EventRemoval` has the same rule in SQL.
  package var isCharged: Bool { family == .sms ? isFinal == true : !type.equals("_SMS.BUFFERED") }

  /// The texts that are its own, for whoever moves them.
  mutating func forEachText(_ body: (inout Bytes) -> Void) {
    body(&project)
    body(&type)
    body(&campaign)
    body(&treatment)
    body(&journey)
    body(&status)
    body(&reason)
    body(&channel)
    body(&country)
    body(&kind)
    body(&endpoint)
    body(&message)
    body(&recipient)
    body(&activity)
    body(&run)
    body(&step)
  }

  /// The texts of its group, in the order of the columns.
  func forEachGroupText(_ body: (Bytes) -> Void) {
    body(project)
    body(family.bytes)
    body(type)
    body(campaign)
    body(treatment)
    body(journey)
    body(status)
    body(reason)
    body(channel)
    body(country)
    body(kind)
    body(Bytes(start: what.utf8Start, count: what.utf8CodeUnitCount))
  }
}

extension EventFamily {
  var bytes: Bytes {
    let name: StaticString =
      switch self {
      case .pinpoint: "pinpoint"
      case .ses: "ses"
      case .sms: "sms"
      case .result: "result"
      case .unknown: "unknown"
      }
    return Bytes(start: name.utf8Start, count: name.utf8CodeUnitCount)
  }
}

/// What cannot be kept as an event.
package struct BadEvent {
  package var file: String
  package var line: Int
  package var reason: String
  package var raw: Bytes

  package init(file: String, line: Int, reason: String, raw: Bytes) {
    self.file = file
    self.line = line
    self.reason = reason
    self.raw = raw
  }

  /// What tells it from others: the same record of the same file is kept once.
  var uid: [UInt8] {
    var text = ByteBuffer(capacity: raw.count + 64)
    text.append(file)
    text.append(UInt8(0))
    text.append(decimal: Int64(line))
    text.append(UInt8(0))
    text.append(raw)
    return Array(SHA256(text.bytes).bytes[..<16])
  }
}

/// What tells one input from another.
package struct LoadedFile: Equatable {
  package var path: String
  package var inode: Int64 = 0
  package var size: Int64 = 0
  /// Nanoseconds since 1970.
  package var modified: Int64 = 0
  package var events = 0
  package var rejects = 0

  package init(path: String) { self.path = path }

  func isSameInput(as other: Self) -> Bool {
    path == other.path && inode == other.inode && size == other.size && modified == other.modified
  }

  /// Whether it is one that can be known again.
  package var isRegular: Bool { inode != 0 }
}
