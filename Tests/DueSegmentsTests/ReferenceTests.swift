import DueFormats
import DueModel
import DueSegments
import DueSystem
import Testing

/// Random definitions over random endpoints, against an evaluation that follows the words of the
/// specification and nothing else: sets of ids, one operation after the other.
@Suite struct ReferenceTests {
  @Test("agrees with the specification", arguments: 1...12)
  func agrees(seed: Int) throws {
    var random = RandomSegments(seed: UInt64(seed))
    let endpoints = (0..<40).map { random.endpoint("e\($0)") }
    var library = SegmentLibrary()
    let segments = (0..<25).map { random.segment($0) }
    for segment in segments {
      var text = segment.text
      try text.withUTF8 { try library.read(Bytes($0), name: "test") }
    }
    for (i, segment) in segments.enumerated() {
      let reference = SegmentReference(id: "s\(i)")
      var linker = SegmentLinker { try library.find($0) }
      let program = try linker.link(reference, now: RandomSegments.now)
      var found: Set<String> = []
      for (id, endpoint) in endpoints {
        let isMember = try withEndpoint(endpoint.text) { view in
          let isMember = program.contains(view, at: EndpointPlace())
          let explained = Explanation(program, of: view, at: EndpointPlace()).isMember
          #expect(explained == isMember)
          return isMember
        }
        if isMember { found.insert(id) }
      }
      let expected = Reference(endpoints: endpoints, segments: segments).members(of: i)
      #expect(found == expected, "seed \(seed): \(segment.text)")
    }
  }
}

/// Segments and endpoints made of few words, so that they meet often.
struct RandomSegments {
  private var state: UInt64
  static let now = Instant(milliseconds: 1_795_437_000_000)
  private static let words = [
    "gold", "Gold", "silver", "café", "cafe\u{301}", "a\"b\\", "", "2026-01-01",
    "2026-01-01T12:00:00+02:00", "2025-12-31T22:00:00Z", "soon",
  ]
  private static let names = ["P", "Q", "na\"me", "ä"]

  init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 }

  mutating func below(_ n: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(n))
  }

  private mutating func pick<T>(_ items: [T]) -> T { items[below(items.count)] }

  private mutating func words(_ most: Int) -> JSON {
    .array((0..<below(most + 1)).map { _ in .string(pick(Self.words)) })
  }

  mutating func endpoint(_ id: String) -> (id: String, json: JSON) {
    var json: JSON = ["Id": .string(id)]
    func lists(_ random: inout RandomSegments) -> JSON {
      var map: JSON = [:]
      for name in Self.names where random.below(2) == 0 { map[name] = random.words(3) }
      return map
    }
    if below(4) > 0 { json["Attributes"] = lists(&self) }
    if below(2) == 0 { json["User"] = ["UserId": "u", "UserAttributes": lists(&self)] }
    if below(2) == 0 { json["Metrics"] = ["V": .number(pick(["0", "1.5", "-2", "1e1"]))] }
    if below(5) > 0 { json["ChannelType"] = .string(pick(["SMS", "EMAIL", "GCM", "PUSH"])) }
    var location: JSON = [:]
    if below(3) > 0 { location["Country"] = .string(pick(["US", "GB"])) }
    if below(2) == 0 { location["Latitude"] = .number(pick(["47.6", "0"])) }
    if below(2) == 0 { location["Longitude"] = .number(pick(["-122.3", "0"])) }
    json["Location"] = location
    if below(2) == 0 { json["Demographic"] = ["Make": .string(pick(["x", "y"]))] }
    if below(4) > 0 {
      let hours: [Int64] = [1, 23, 25, 192, 480, 960]
      let age = pick(hours) * 3_600_000
      json["EffectiveDate"] = .string((Self.now + -age).iso8601)
    }
    return (id, json)
  }

  /// The endpoint with a channel, and an address of its own that the channel takes.
  func addressed(_ endpoint: (id: String, json: JSON), _ number: Int) -> JSON {
    var json = endpoint.json
    let channel = json["ChannelType"]?.string ?? "CUSTOM"
    json["ChannelType"] = .string(channel)
    json["Address"] = .string(
      channel == "SMS" ? "+120655501\(10 + number)" : "e\(number)@example.com")
    return json
  }

  private mutating func dimensions() -> JSON {
    var json: JSON = [:]
    for kind in ["Attributes", "UserAttributes"] where below(3) == 0 {
      var map: JSON = [:]
      for name in Self.names where below(3) == 0 { map[name] = attribute() }
      json[kind] = map
    }
    if below(4) == 0 {
      let comparison = pick(Comparison.allCases.map(\.rawValue))
      json["Metrics"] = [
        "V": [
          "ComparisonOperator": .string(comparison), "Value": .number(pick(["0", "1.5", "10"])),
        ]
      ]
    }
    func set(_ values: [String], _ random: inout RandomSegments) -> JSON {
      let chosen = values.filter { _ in random.below(2) == 0 }.map { JSON.string($0) }
      var set: JSON = ["Values": .array(chosen)]
      if random.below(2) == 0 {
        set["DimensionType"] = .string(random.pick(["INCLUSIVE", "EXCLUSIVE"]))
      }
      return set
    }
    if below(4) == 0 { json["Demographic"] = ["Channel": set(["SMS", "EMAIL", "PUSH"], &self)] }
    if below(6) == 0 { json["Demographic"] = ["Make": set(["x", "y"], &self)] }
    if below(4) == 0 { json["Location"] = ["Country": set(["US", "GB"], &self)] }
    if below(6) == 0 {
      json["Location"] = [
        "GPSPoint": [
          "Coordinates": ["Latitude": .number("47.61"), "Longitude": .number("-122.33")],
          "RangeInKilometers": .number(pick(["1", "25", "20000"])),
        ]
      ]
    }
    if below(5) == 0 {
      json["Behavior"] = [
        "Recency": [
          "RecencyType": .string(pick(["ACTIVE", "INACTIVE"])),
          "Duration": .string(pick(["HR_24", "DAY_7", "DAY_14", "DAY_30"])),
        ]
      ]
    }
    return json
  }

  private mutating func attribute() -> JSON {
    let type = pick(["INCLUSIVE", "EXCLUSIVE", "CONTAINS", "BEFORE", "AFTER", "ON", "BETWEEN"])
    var values = words(3)
    let count = values.array?.count ?? 0
    if type == "BETWEEN" {
      values = .array([.string(pick(Self.words)), .string(pick(Self.words))])
    }
    if ["BEFORE", "AFTER", "ON"].contains(type), count == 0 {
      values = .array([.string(pick(Self.words))])
    }
    return ["AttributeType": .string(type), "Values": values]
  }

  /// The segment `s0`, `s1` and so on; its sources are earlier ones.
  mutating func segment(_ index: Int) -> JSON {
    var json: JSON = ["Id": .string("s\(index)")]
    if below(3) == 0 {
      json["Dimensions"] = dimensions()
      return json
    }
    var groups: [JSON] = []
    for _ in 0..<below(4) {
      var group: JSON = ["Dimensions": .array((0..<below(4)).map { _ in dimensions() })]
      if below(5) > 0 { group["Type"] = combination() }
      if below(5) > 0 { group["SourceType"] = combination() }
      if index > 0 {
        group["SourceSegments"] = .array(
          (0..<below(4)).map { _ in ["Id": .string("s\(below(index))")] })
      }
      groups.append(group)
    }
    json["SegmentGroups"] = ["Groups": .array(groups)]
    if below(5) > 0 {
      json["SegmentGroups"] = ["Include": combination(), "Groups": .array(groups)]
    }
    return json
  }

  private mutating func combination() -> JSON { .string(pick(["ALL", "ANY", "NONE"])) }
}
