import DueFormats
import DueModel
import DueStore
import DueSuppression
import DueSystem
import Foundation
import Testing

/// Events leave the same list in whatever order they come, in however many runs and however
/// often, and it is the list that a plain reading in order of time gives.
@Suite struct OrderTests {
  @Test("one run in order, and any other way", arguments: 1...16)
  func order(seed: Int) throws {
    var random = Random(state: UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 | 1)
    let events = (0..<150).map { MailEvent(number: $0, &random) }
    let expected = PlainList(events.sorted { $0.at < $1.at }).rows
    #expect(!expected.isEmpty)
    for runs in [1, 2, 6] {
      var parts: [[MailEvent]] = Array(repeating: [], count: runs)
      for event in (events + events.prefix(50)).shuffled(using: &random) {
        parts[Int(random.next() % UInt64(runs))].append(event)
      }
      let bench = try ListBench()
      for part in parts { try bench.apply(part.map(\.line)) }
      #expect(try bench.rows() == expected)
    }
  }

  @Test("what was taken off comes back with what is new, not with what was known", arguments: 1...6)
  func removed(seed: Int) throws {
    var random = Random(state: UInt64(seed) &* 0x2545_f491_4f6c_dd1d | 1)
    let events = (0..<80).map { MailEvent(number: $0, &random) }
    let (known, new) = (events[..<50], events[50...])
    let bench = try ListBench()
    try bench.apply(known.map(\.line))
    try bench.removeAll()
    #expect(try bench.rows() == [])
    try bench.apply(known.shuffled(using: &random).map(\.line))
    #expect(try bench.rows() == [])
    try bench.apply((known + new).shuffled(using: &random).map(\.line))
    // Deliveries still are what they were; nothing else is.
    let counted = known.filter { $0.kind == .delivery } + new
    #expect(try bench.rows() == PlainList(counted.sorted { $0.at < $1.at }).rows)
  }

  @Test("the list is that of the last policy, where all is read again", arguments: 1...6)
  func policies(seed: Int) throws {
    var random = Random(state: UInt64(seed) &* 0xff51_afd7_ed55_8ccd | 1)
    let lines = (0..<120).map { MailEvent(number: $0, &random) }.map(\.line)
    let plain = try ListBench()
    try plain.apply(lines, policy: "original")
    let mixed = try ListBench()
    for policy in ["default", "original", "default", "original"] {
      try mixed.apply(lines.shuffled(using: &random), policy: policy)
    }
    #expect(try mixed.rows() == plain.rows())
  }

  @Test("whatever stands in events, no address breaks a line", arguments: 1...8)
  func fuzz(seed: Int) throws {
    var random = Random(state: UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 | 1)
    let noise = Array("\"\\{}[],:\r\n\t \u{0}@<>\u{7f}aZ0é".utf8)
    let bench = try ListBench()
    var lines: [String] = []
    for number in 0..<400 {
      var bytes = Array(MailEvent(number: number, &random).line.utf8)
      for _ in 0..<(random.next() % 6) {
        let place = Int(random.next() % UInt64(bytes.count))
        let byte = noise[Int(random.next() % UInt64(noise.count))]
        switch random.next() % 3 {
        case 0: bytes[place] = byte
        case 1: bytes.insert(byte, at: place)
        default: bytes.remove(at: place)
        }
      }
      lines.append(String(decoding: bytes, as: UTF8.self))
    }
    try bench.apply(lines)
    for row in try bench.addresses() {
      #expect(row.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7f }, "\(row)")
      #expect(row.contains("@"))
    }
  }
}

/// Numbers that follow from a seed.
struct Random: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}

/// An event of SES about one of a few addresses.
struct MailEvent {
  enum Kind: CaseIterable { case hard, soft, content, complaint, notSpam, delivery, leave, join }

  let kind: Kind
  let person: Int
  /// Milliseconds; no two are the same, so that a plain reading needs no tie-break.
  let at: Int64
  let number: Int

  init(number: Int, _ random: inout Random) {
    self.number = number
    // Soft bounces and deliveries most of all: only rows of them are worth a test.
    let kinds = Kind.allCases + [.soft, .soft, .soft, .soft, .delivery]
    kind = kinds[Int(random.next() % UInt64(kinds.count))]
    person = Int(random.next() % 12)
    at = 1_788_000_000_000 + Int64(random.next() % 120) * 86_400_000 + Int64(number)
  }

  var address: String { "p\(person)@example.com" }

  var line: String {
    let time = Instant(milliseconds: at).iso8601
    let mail = #""mail":{"messageId":"m\#(number)","destination":["\#(address)"]}"#
    let fact = #""timestamp":"\#(time)","feedbackId":"f\#(number)""#
    let recipient = #"[{"emailAddress":"P\#(person)@Example.COM"}]"#
    func bounce(_ type: String, _ subtype: String) -> String {
      #"{"eventType":"Bounce",\#(mail),"bounce":{"bounceType":"\#(type)","#
        + #""bounceSubType":"\#(subtype)",\#(fact),"bouncedRecipients":\#(recipient)}}"#
    }
    func complaint(_ feedback: String) -> String {
      #"{"notificationType":"Complaint",\#(mail),"complaint":{"complaintFeedbackType":"#
        + #""\#(feedback)",\#(fact),"complainedRecipients":\#(recipient)}}"#
    }
    func topic(_ new: String, _ old: String) -> String {
      #"{"eventType":"Subscription",\#(mail),"subscription":{\#(fact),"newTopicPreferences":"#
        + #"{"topicSubscriptionStatus":[{"topicName":"T","subscriptionStatus":"\#(new)"}]},"#
        + #""oldTopicPreferences":{"topicSubscriptionStatus":[{"topicName":"T","#
        + #""subscriptionStatus":"\#(old)"}]}}}"#
    }
    switch kind {
    case .hard: return bounce("Permanent", "General")
    case .soft: return bounce("Transient", "MailboxFull")
    case .content: return bounce("Transient", "ContentRejected")
    case .complaint: return complaint("abuse")
    case .notSpam: return complaint("not-spam")
    case .delivery:
      return #"{"eventType":"Delivery",\#(mail),"delivery":{"timestamp":"\#(time)","#
        + #""recipients":["\#(address)"]}}"#
    case .leave: return topic("OptOut", "OptIn")
    case .join: return topic("OptIn", "OptOut")
    }
  }
}

/// The default policy as a person would work it out: event after event, in order of time.
struct PlainList {
  private(set) var rows: [String] = []

  init(_ events: [MailEvent]) {
    for person in 0..<12 {
      let own = events.filter { $0.person == person }
      if own.contains(where: { $0.kind == .complaint }) {
        rows.append("p\(person)@example.com * COMPLAINT")
      } else if own.contains(where: { $0.kind == .hard }) {
        rows.append("p\(person)@example.com * BOUNCE")
      } else if Self.hasSoftRow(own) {
        rows.append("p\(person)@example.com * SOFT_BOUNCE")
      }
      let topic = own.last { $0.kind == .leave || $0.kind == .join }
      if topic?.kind == .leave { rows.append("p\(person)@example.com T UNSUBSCRIBE") }
    }
    rows.sort()
  }

  private static func hasSoftRow(_ events: [MailEvent]) -> Bool {
    var row: [Int64] = []
    for event in events {
      if event.kind == .delivery { row = [] }
      if event.kind == .soft { row.append(event.at) }
      let recent = row.filter { event.at - $0 <= 30 * 86_400_000 }
      if recent.count >= 3 { return true }
    }
    return false
  }
}

/// A store of its own.
final class ListBench {
  private let directory = NSTemporaryDirectory() + "due-list-" + UUID().uuidString
  private let store: Store
  private static let data =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path + "/data/suppression"

  init() throws { store = try Store(directory, .write) }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  func apply(_ lines: [String], policy: String = "default") throws {
    let file = directory + "/events.jsonl"
    try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
    let job = ApplyJob(
      try PolicyReader.read("\(Self.data)/\(policy).json"),
      now: Instant(milliseconds: 1_800_000_000_000),
      rejects: try RejectLog(path: nil, limit: nil) { _ in }, progress: { _, _, _ in },
      transact: { try self.store.write($0) })
    try job.run([file])
  }

  func removeAll() throws {
    try store.write { view in
      var book = try SuppressionBook(
        view, at: Instant(milliseconds: 1_800_000_000_000), actor: "remove")
      for person in 0..<12 {
        _ = try book.remove("p\(person)@example.com", scope: nil, note: "")
      }
    }
  }

  func rows() throws -> [String] {
    var rows: [String] = []
    try store.read { view in
      try SuppressionList(view).forEach {
        rows.append("\($0.key) \($0.scope) \($0.reason.rawValue)")
      }
    }
    return rows.sorted()
  }

  /// Keys, addresses and topics of the list.
  func addresses() throws -> [String] {
    var found: [String] = []
    try store.read { view in
      try SuppressionList(view).forEach { found += [$0.key, $0.address] }
    }
    return found
  }
}
