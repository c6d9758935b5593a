import DueFormats
import DueModel
import DueStore
import DueSystem
import DueTags
import Foundation
import Testing

/// Events leave the same state in whatever order they come, in however many runs, and however
/// often; and it is the state that a plain reading of the events, in order of time, would give.
@Suite struct OrderTests {
  static let rules = """
    {"rules": [
      {"name": "set", "when": {"event_type": "set"},
       "set": {"Attributes.list": ["${attributes.v}", "fixed"], "Metrics.level": "${metrics.n}"}},
      {"name": "add", "when": {"event_type": "add"},
       "add": {"Attributes.list": ["${attributes.v}"], "User.UserAttributes.all": ["${attributes.v}"],
               "segment:vip": true}},
      {"name": "remove", "when": {"event_type": "remove"},
       "remove": {"Attributes.list": ["${attributes.v}"], "segment:vip": "*"}},
      {"name": "clear", "when": {"event_type": "clear"},
       "remove": {"Attributes.list": "*", "User.UserAttributes.all": "*", "Metrics.level": "*"},
       "set": {"OptOut": "ALL"}},
      {"name": "back", "when": {"event_type": "add", "attributes": {"v": {"Values": ["a"]}}},
       "set": {"OptOut": "NONE"}},
      {"name": "count", "when": {"event_type": "*"}, "increment": {"Metrics.level": 1}},
      {"name": "part", "when": {"event_type": "set"}, "increment": {"Metrics.part": "${metrics.n}"}},
      {"name": "often", "when": {"event_type": "add", "min_count": 3, "within": "PT10M"},
       "add": {"Attributes.often": ["yes"]}, "touch": ["Attributes.last"]},
      {"name": "thrice", "when": {"event_type": "remove", "min_count": 3},
       "set": {"Attributes.thrice": ["yes"]}},
      {"name": "recent", "when": {"event_type": "s??"},
       "add": {"Attributes.recent": ["${attributes.v}"]}, "expire_after": "PT30M"}]}
    """

  static let now = Instant(milliseconds: 1_800_000_000_000)

  @Test("one run in order, and any other way", arguments: 1...12)
  func order(seed: Int) throws {
    var random = Random(state: UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 | 1)
    let events = (0..<120).map { TagEvent(number: $0, &random) }
    let inOrder = try TagBench.run([events.sorted { $0.time < $1.time }])
    #expect(Plain.difference(Plain.sorted(inOrder), Plain.replay(events)) == [])
    for runs in [1, 3, 7] {
      var parts: [[TagEvent]] = Array(repeating: [], count: runs)
      for event in (events + events.prefix(40)).shuffled(using: &random) {
        parts[random.below(runs)].append(event)
      }
      #expect(Plain.difference(try TagBench.run(parts), inOrder) == [])
    }
  }

  @Test("what another program writes counts from then on")
  func overwritten() throws {
    var random = Random(state: 7)
    var event = TagEvent(number: 1, &random)
    event.type = "add"
    event.value = "b"
    event.owner = 0
    let bench = try TagBench()
    try bench.apply([event])
    try bench.write(attributes: #"{"list":["mine"]}"#)
    try bench.apply([event])
    #expect(try bench.state()["e0 list"] == "[\"mine\"]")
    event.time += 1
    try bench.apply([event])
    #expect(try bench.state()["e0 list"] == "[\"mine\",\"b\"]")
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

  mutating func below(_ n: Int) -> Int { Int(next() % UInt64(n)) }
}

struct TagEvent {
  var type: String
  var owner: Int
  var value: String
  var number: Double
  var time: Int64

  init(number: Int, _ random: inout Random) {
    type = ["set", "add", "add", "remove", "clear", "other"][random.below(6)]
    owner = random.below(3)
    value = ["a", "b", "c"][random.below(3)]
    self.number = Double(random.below(40)) / 10
    // No two at one time, so that the plain reading needs no tie-break.
    time = OrderTests.now.milliseconds - Int64(random.below(7200)) * 1000 + Int64(number)
  }

  var line: String {
    """
    {"event_type":"\(type)","event_timestamp":\(time),"client":{"client_id":"e\(owner)"},\
    "attributes":{"v":"\(value)"},"metrics":{"n":\(number)}}
    """
  }
}

/// A store with three endpoints of two users, and the rules.
final class TagBench {
  private let directory: String
  private let store: Store
  private let rules: TagRules

  init() throws {
    directory = NSTemporaryDirectory() + "due-tags-" + UUID().uuidString
    store = try Store(directory, .write)
    var reader = RuleReader(isFilter: false) { json in
      let names = json["Attributes"]?["v"]?["Values"]?.array ?? []
      return { view in
        names.contains { view.attributes.string.contains(#""v":"\#($0.string ?? "")""#) }
      }
    }
    try reader.read(try JSON(parsing: OrderTests.rules), file: "rules.json", line: 1)
    rules = try reader.finish()
    try store.write { view in
      let project = try Project.named("p", create: true, view)
      for i in 0..<3 {
        try Self.upsert(
          #"{"list":["base"]}"#, id: "e\(i)", user: i < 2 ? "u" : "v", address: "\(i)@example.com",
          project, view)
      }
      _ = try SegmentTable.saveImported(
        project, name: "vip", id: nil, append: false, ranges: [2...2], users: [],
        importDefinition: ["Size": .integer(1)], now: OrderTests.now, view)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  private static func upsert(
    _ attributes: String, id: String, user: String, address: String, _ project: Project,
    _ view: StoreView
  ) throws {
    var arena = ByteArena()
    func keep(_ text: String) -> Bytes { Array(text.utf8).withUnsafeBytes { arena.copy($0) } }
    var patch = EndpointPatch()
    patch.id = keep(id)
    patch.channel = .email
    patch.address = keep(address)
    patch.userID = keep(user)
    patch.attributes = keep(attributes)
    var upsert = try EndpointUpsert.prepared(
      for: project, takesAddresses: false, now: OrderTests.now, view)
    _ = try withUnsafePointer(to: patch) {
      try upsert.apply(UnsafeBufferPointer(start: $0, count: 1))
    }
  }

  /// As another program would.
  func write(attributes: String) throws {
    try store.write { view in
      let project = try Project.named("p", view)
      try Self.upsert(
        attributes, id: "e0", user: "u", address: "0@example.com", project, view)
    }
  }

  func apply(_ events: [TagEvent]) throws {
    let file = "\(directory)/events.jsonl"
    try events.map { $0.line + "\n" }.joined().write(
      toFile: file, atomically: true, encoding: .utf8)
    let log = try RejectLog(path: nil, limit: 0) { _ in }
    let job = TagJob(
      rules, project: "p", now: OrderTests.now, onMissing: .error, isFilter: false, rejects: log,
      pass: nil, progress: { _, _, _ in }, transact: { try self.store.write($0) })
    try job.run([file])
    try job.sweep()
  }

  /// `ENDPOINT NAME` to value; user attributes under the first letter of the user.
  func state() throws -> [String: String] {
    try store.read { view in
      let project = try Project.named("p", view)
      var state: [String: String] = [:]
      for i in 0..<3 {
        guard let json = try EndpointTable.document(id: "e\(i)", in: project, view) else {
          continue
        }
        for member in json["Attributes"]?.members ?? [] {
          state["e\(i) \(member.name)"] = member.value.text
        }
        for member in json["Metrics"]?.members ?? [] {
          state["e\(i) \(member.name)"] = "\((member.value.double ?? 0))"
        }
        for member in json["User"]?["UserAttributes"]?.members ?? [] {
          state["user of e\(i) \(member.name)"] = member.value.text
        }
        state["e\(i) OptOut"] = json["OptOut"]?.string
      }
      if let segment = try SegmentTable.find("vip", in: project, view) {
        let members = try SegmentTable.members(of: segment, view)
        state["vip"] = (1...3).filter { n in members.ranges.contains { $0.contains(Int64(n)) } }
          .map { "e\($0 - 1)" }.joined(separator: " ")
      }
      return state
    }
  }

  static func run(_ parts: [[TagEvent]]) throws -> [String: String] {
    let bench = try TagBench()
    for part in parts { try bench.apply(part) }
    return try bench.state()
  }
}

/// The rules read plainly, one event after the other in order of time.
enum Plain {
  /// What differs, for people.
  static func difference(_ found: [String: String], _ expected: [String: String]) -> [String] {
    Set(found.keys).union(expected.keys).sorted().filter { found[$0] != expected[$0] }
      .map { "\($0): \(found[$0] ?? "none"), not \(expected[$0] ?? "none")" }
  }

  /// Lists in the order of their values.
  static func sorted(_ state: [String: String]) -> [String: String] {
    state.mapValues { text in
      guard let list = try? JSON(parsing: text).array?.compactMap(\.string) else { return text }
      return JSON.array(list.sorted().map { .string($0) }).text
    }
  }

  static func replay(_ events: [TagEvent]) -> [String: String] {
    var list = Array(repeating: ["base"], count: 3)
    var all: [[String]] = [[], []]
    var level: [Double?] = [nil, nil, nil]
    var part: [Double?] = [nil, nil, nil]
    var optOut = Array(repeating: "NONE", count: 3)
    var vip = [false, true, false]
    var adds: [[Int64]] = [[], [], []]
    var often: [Int64?] = [nil, nil, nil]
    var removes = [0, 0, 0]
    var recent: [[(String, Int64)]] = [[], [], []]
    for event in events.sorted(by: { $0.time < $1.time }) {
      let (i, user) = (event.owner, event.owner < 2 ? 0 : 1)
      switch event.type {
      case "set":
        list[i] = [event.value, "fixed"]
        level[i] = event.number
        part[i] = (part[i] ?? 0) + event.number
        if let old = recent[i].firstIndex(where: { $0.0 == event.value }) {
          recent[i][old].1 = event.time
        } else {
          recent[i].append((event.value, event.time))
        }
      case "add":
        if !list[i].contains(event.value) { list[i].append(event.value) }
        if !all[user].contains(event.value) { all[user].append(event.value) }
        vip[i] = true
        if event.value == "a" { optOut[i] = "NONE" }
        adds[i].append(event.time)
        if adds[i].filter({ $0 > event.time - 600_000 }).count >= 3 { often[i] = event.time }
      case "remove":
        list[i].removeAll { $0 == event.value }
        vip[i] = false
        removes[i] += 1
      case "clear":
        list[i] = []
        all[user] = []
        level[i] = nil
        optOut[i] = "ALL"
      default: break
      }
      level[i] = (level[i] ?? 0) + 1
    }
    var state: [String: String] = [
      "vip": (0..<3).filter { vip[$0] }.map { "e\($0)" }.joined(separator: " ")
    ]
    func text(_ values: [String]) -> String { JSON.array(values.map { .string($0) }).text }
    for i in 0..<3 {
      // Order among values that were taken out and put in again is the state's own affair.
      state["e\(i) list"] = list[i].isEmpty ? nil : text(list[i].sorted())
      state["user of e\(i) all"] =
        all[i < 2 ? 0 : 1].isEmpty ? nil : text(all[i < 2 ? 0 : 1].sorted())
      state["e\(i) level"] = level[i].map { "\($0)" }
      state["e\(i) part"] = part[i].map { "\($0)" }
      state["e\(i) OptOut"] = optOut[i]
      state["e\(i) often"] = often[i].map { _ in text(["yes"]) }
      state["e\(i) last"] = often[i].map { text([Instant(milliseconds: $0).iso8601]) }
      state["e\(i) thrice"] = removes[i] >= 3 ? text(["yes"]) : nil
      let kept = recent[i].filter { $0.1 + 1_800_000 > OrderTests.now.milliseconds }.map(\.0)
      state["e\(i) recent"] = kept.isEmpty ? nil : text(kept.sorted())
    }
    return state
  }
}
