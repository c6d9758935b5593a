import DueFormats
import DueModel
import DueSystem
import Testing

@testable import DueReports

/// The counter gives the numbers that a plain reading of the definitions gives.
@Suite struct CounterTests {
  @Test(
    "whatever the order, the bucket and the attribution",
    arguments: [DayBucket.none, .day, .week, .month], [false, true])
  func counts(bucket: DayBucket, isBySendDay: Bool) throws {
    for seed in 1...6 {
      var random = Random(state: UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 | 1)
      let events = PlainEvent.some(3000, messages: 400, &random)
      var rules = VDMRules(providers: ISPMaps([]))
      rules.isBySendDay = isBySendDay
      if seed % 2 == 0 {
        rules.days = DayRange(Day(20_700), Day(20_710))
        rules.trackedSets = ["set0"]
        rules.excludedSubTypes = ["MailboxFull"]
      }
      let wanted = Plain.cells(events, rules, bucket)
      let shuffled = events.shuffled(using: &random)
      #expect(try cells(shuffled, rules, bucket) == wanted)
      // The same events twice are the same events.
      #expect(try cells(shuffled + events, rules, bucket) == wanted)
    }
  }

  @Test("through a file where memory is too small")
  func spills() throws {
    var random = Random(state: 99)
    let events = PlainEvent.some(120_000, messages: 60_000, &random)
    let rules = VDMRules(providers: ISPMaps([]))
    let small = try cells(events, rules, .day, largestTable: 1 << 14)
    #expect(try small == cells(events, rules, .day))
    #expect(small == Plain.cells(events, rules, .day))
  }

  private func cells(
    _ events: [PlainEvent], _ rules: VDMRules, _ bucket: DayBucket, largestTable: Int = 1 << 21
  ) throws -> [VDMCell] {
    var counter = VDMCounter(rules, largestTable: largestTable)
    for event in events { try event.withMailEvent { try counter.add($0) } }
    return try counter.cells(bucket)
  }

  @Test("the longest identity that the sender's address has")
  func identities() throws {
    func identity(_ source: String, known: [String]) throws -> String? {
      var rules = VDMRules(providers: ISPMaps([]))
      rules.identities = known
      var counter = VDMCounter(rules)
      let event = PlainEvent(
        type: .send, message: "m", day: 20_700, sentDay: 20_700, source: source)
      try event.withMailEvent { try counter.add($0) }
      return try counter.cells(.none).first?.place.identity
    }
    let known = ["example.com", "news@example.com", "mail.example.org"]
    #expect(try identity("News <NEWS@example.com>", known: known) == "news@example.com")
    #expect(try identity("a@example.com", known: known) == "example.com")
    #expect(try identity("a@b.c.example.com", known: known) == "example.com")
    #expect(try identity("a@mail.example.org", known: known) == "mail.example.org")
    #expect(try identity("a@example.org", known: known) == "(unknown)")
    #expect(try identity("", known: known) == "(unknown)")
    #expect(try identity("postmaster", known: known) == "(unknown)")
  }
}

/// One event, in plain values.
struct PlainEvent {
  var type: SESEventType
  var message: String
  var day: Int
  var sentDay: Int
  var identity = ""
  var source = ""
  var set = ""
  var recipients = ["ana@example.net"]
  var isPlainText = false
  var bounceType = ""
  var subType = ""

  static func some(_ count: Int, messages: Int, _ random: inout Random) -> [PlainEvent] {
    let sent = (0..<messages).map { _ in 20_690 + random.below(30) }
    let types: [SESEventType] = [.send, .delivery, .bounce, .complaint, .open, .click, .reject]
    return (0..<count).map { _ in
      let message = random.below(messages)
      let type = random.one(of: types)
      var event = PlainEvent(
        type: type, message: "message-\(message)", day: sent[message] + random.below(9),
        sentDay: sent[message])
      // Of one message all events say the same, or nothing.
      if type != .open, type != .click { event.identity = "tenant\(message % 5).example.com" }
      event.source = "News <news@tenant\(message % 5).example.com>"
      if random.below(3) > 0 { event.set = "set\(message % 3)" }
      event.recipients =
        message % 17 == 0 ? ["a@x.org", "b@x.org"] : ["a@isp\(message % 4).example"]
      if message % 23 == 0 { event.recipients = ["bounce@simulator.amazonses.com"] }
      event.isPlainText = message % 7 == 0
      if type == .bounce {
        event.bounceType = random.one(of: ["Permanent", "Transient", "Undetermined"])
        event.subType = random.one(of: ["General", "OnAccountSuppressionList", "MailboxFull"])
      }
      if type == .complaint, random.below(4) == 0 { event.subType = "OnAccountSuppressionList" }
      return event
    }
  }

  func withMailEvent(_ body: (MailEvent) throws -> Void) rethrows {
    var arena = ByteArena()
    func bytes(_ text: String) -> Bytes {
      var text = text
      return text.withUTF8 { arena.copy(Bytes($0)) }
    }
    var event = MailEvent()
    event.type = type
    event.messageID = bytes(message)
    event.identity = bytes(identity)
    event.source = bytes(source)
    event.configurationSet = bytes(set)
    event.recipient = bytes(recipients.first ?? "")
    event.recipientCount = recipients.count
    event.isPlainText = isPlainText
    event.bounceType = bytes(bounceType)
    event.subType = bytes(subType)
    event.day = Day(day)
    event.sentDay = Day(sentDay)
    try body(event)
  }
}

/// The definitions once more, message by message, without a thought of speed.
struct Plain {
  private let rules: VDMRules
  private let messages: [String: [PlainEvent]]
  private let known: Set<String>
  private var opened: Set<String> = []
  private var clicked: Set<String> = []

  static func cells(_ events: [PlainEvent], _ rules: VDMRules, _ bucket: DayBucket) -> [VDMCell] {
    let plain = Plain(events, rules)
    return VDMCell.joined(plain.messages.values.flatMap { plain.cells(of: $0, bucket) })
  }

  private init(_ events: [PlainEvent], _ rules: VDMRules) {
    self.rules = rules
    messages = Dictionary(grouping: events, by: \.message)
    known = Set(events.map(\.identity)).subtracting([""])
    for event in events where event.type == .open || event.type == .click {
      // A message that does not count shows the set of the event alone.
      let all = Self.counts(event) ? messages[event.message] ?? [] : [event]
      if event.type == .open { opened.insert(Self.set(all)) }
      if event.type == .click { clicked.insert(Self.set(all)) }
    }
  }

  private static func counts(_ event: PlainEvent) -> Bool {
    event.recipients.count == 1 && !event.recipients[0].hasSuffix("@simulator.amazonses.com")
  }

  private static func set(_ events: [PlainEvent]) -> String {
    events.first { !$0.set.isEmpty }?.set ?? "(none)"
  }

  private func identity(_ events: [PlainEvent]) -> String {
    if let named = events.first(where: { !$0.identity.isEmpty }) { return named.identity }
    let domain = String(events[0].source.split(separator: "@")[1].dropLast())
    return known.contains(domain) ? domain : "(unknown)"
  }

  private func cells(of events: [PlainEvent], _ bucket: DayBucket) -> [VDMCell] {
    guard Self.counts(events[0]) else { return [] }
    let set = Self.set(events)
    let place = VDMPlace(identity: identity(events), configurationSet: set, isp: "Other")
    var days: [VDMMetric: Day] = [:]
    for event in events {
      guard let metric = metric(event) else { continue }
      let day = Day(rules.isBySendDay ? event.sentDay : event.day)
      if rules.days?.contains(day) ?? true { days[metric] = min(days[metric] ?? day, day) }
    }
    return days.map { metric, day in
      var volumes = VDMVolumes()
      volumes[metric] = 1
      if metric == .delivery {
        let isOpenable = tracks(set, opened) && !events.contains { $0.isPlainText }
        volumes[.deliveryOpen] = isOpenable ? 1 : 0
        volumes[.deliveryClick] = tracks(set, clicked) ? 1 : 0
        volumes[.deliveryComplaint] = 1
      }
      return VDMCell(day: bucket.first(of: day), place: place, volumes: volumes)
    }
  }

  private func tracks(_ set: String, _ shown: Set<String>) -> Bool {
    rules.trackedSets.isEmpty ? shown.contains(set) : rules.trackedSets.contains(set)
  }

  private func metric(_ event: PlainEvent) -> VDMMetric? {
    let isSuppressed = event.subType == "OnAccountSuppressionList"
    switch event.type {
    case .send: return .send
    case .delivery: return .delivery
    case .open: return .open
    case .click: return .click
    case .complaint: return isSuppressed ? nil : .complaint
    case .bounce:
      if rules.excludedSubTypes.contains(event.subType) { return nil }
      if event.bounceType == "Transient" { return .transientBounce }
      return event.bounceType == "Permanent" && !isSuppressed ? .permanentBounce : nil
    default: return nil
    }
  }
}
